"""Consenting at the package on paper, and how the connection stands that came of it."""

from __future__ import annotations

from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection
from boekhaak.service import connecting
from support.paper_office import PaperOffice


def signed_in(
    actor: Actor, installation: Installation, office: PaperOffice, login: str = "anna", into: Connection | None = None
) -> Connection:
    begun = connecting.begin(actor, installation, package="paper", connection_id=into.id if into else None)
    return connecting.complete(actor, installation, office.sign_in(begun.url, login))


def how_it_stands(actor: Actor, installation: Installation, connection: Connection) -> tuple[str, str]:
    (found,) = [one for one in connecting.connections_listed(actor, installation) if one.id == connection.id]
    return found.state, found.reason
