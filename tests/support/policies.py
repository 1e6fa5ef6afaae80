"""What tests of the host's policies need: two logins that see different companies, and what the host was told."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boekhaak.installation import Installation
from boekhaak.models.company import Company
from boekhaak.models.event import Event
from boekhaak.models.link import Actor, Connection
from boekhaak.models.policy import Policy
from boekhaak.service import connecting, listing
from boekhaak.service.listing import ListedCompany
from boekhaak.store import events
from boekhaak.store.tables import ConnectionRow, table
from support.paper_office import PaperOffice


def sees(office: PaperOffice, **companies: list[str]) -> None:
    """Let each login see these companies, by their ids, and no other; their names are the office's, or the id."""

    def listed(request: Request) -> Response | None:
        login = office._login(request)
        if request.url.path != "/companies" or login is None:
            return None
        known = (office.companies.get(id_) or office.company(id_, id_) for id_ in companies.get(login, []))
        return JSONResponse([company.facts() for company in known])

    office.faults[:] = [listed]


def sign_in(actor: Actor, installation: Installation, office: PaperOffice, login: str) -> Connection:
    """Sign in as a login."""
    begun = connecting.begin(actor, installation, package="paper")
    return connecting.complete(actor, installation, office.sign_in(begun.url, login))


def decide(installation: Installation, **policy: Any) -> None:
    """Let this be the host's policy."""
    installation.policy = Policy.model_validate(policy)


def told(installation: Installation, environment: str, *kinds: str) -> list[Event]:
    """Return what the host was told of an environment, of these kinds."""
    with installation.store.reading() as tx:
        return [event for event in events.after(tx, environment, 0, 1_000) if event.kind in kinds]


def change(installation: Installation, connection: Connection, **columns: object) -> None:
    """Change a connection's row, as services of others would."""
    rows = table(ConnectionRow)
    with installation.store.writing() as tx:
        tx.execute(rows.update().where(rows.c.id == connection.id).values(**columns))


def seen(actor: Actor, installation: Installation) -> tuple[ListedCompany, ...]:
    """Return the companies that can be seen."""
    return listing.list_companies(actor, installation).companies


def names(companies: tuple[Company, ...] | tuple[ListedCompany, ...]) -> list[str]:
    """Return the names of companies."""
    return [one.company.name if isinstance(one, ListedCompany) else one.name for one in companies]
