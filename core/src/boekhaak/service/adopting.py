"""Making a database this place's own, after it was copied or came back from a backup."""

from __future__ import annotations

import secrets

from boekhaak import identity
from boekhaak.installation import Installation
from boekhaak.models.package import Password
from boekhaak.models.value import Value
from boekhaak.service.breaking import chain_died
from boekhaak.store import audit, connections, environments, tokens, webhooks

IN_DOUBT = "restored: check"
"""Stands with a connection until its tokens have proved to be the newest."""
ADOPTED = "the database was adopted here; if receivers are to be told from here, `boekhaak webhook resume`"
"""Why webhooks are paused: a copy to test with must not tell the receivers of the original."""
LEFT_BEHIND = "the database is a copy, and the logins were left to the original"


class Adopted(Value):
    """The database's new id, and for how many logins something changed; ``paused`` tells how many webhooks were paused.

    ``to_be_set`` tells that ``BOEKHAAK_INSTALLATION`` must be set to the id: what the environment says, no program can change.
    """

    id: str
    to_be_set: bool
    in_doubt: int = 0
    left_behind: int = 0
    paused: int = 0


def adopt(user: str, installation: Installation, *, with_tokens: bool = True) -> Adopted:
    """Give the database another id: the one that this place has already, or a new one for both.

    Tokens that rotate may have been renewed since by the original: each login is renewed before it is used again, and
    where that is refused, somebody must sign in. Without tokens every login is left to the original at once. Webhooks are
    paused: their receivers may be the original's.
    Raises: ConfigurationError when the id cannot be written beside the database.
    """
    store, place = installation.store, identity.of_place(installation.settings)
    passwords = tuple(key for key, one in installation.packages.packages.items() if isinstance(one.info.auth, Password))
    with store.writing(durable=True) as tx:
        same = environments.installation_id(tx) == place
        new = secrets.token_hex(16) if same or not place else place
        environments.adopt(tx, new)
        chains = tokens.doubt(tx, passwords) if with_tokens else tokens.bury_all(tx, LEFT_BEHIND)
        if with_tokens:
            connections.doubt(tx, chains, IN_DOUBT)
        paused = webhooks.pause_all(tx, ADOPTED)
        audit.add(
            store, tx, user, "installation adopted", details={"logins": len(chains), "webhooks": paused, "id": new}
        )
        to_be_set = bool(installation.settings.installation) and new != place
        if new != place and not to_be_set:
            identity.name_place(installation.settings, new)
    if not with_tokens:
        for chain_id in chains:
            chain_died(installation, chain_id, LEFT_BEHIND)
    return Adopted(
        id=new,
        to_be_set=to_be_set,
        in_doubt=len(chains) if with_tokens else 0,
        left_behind=0 if with_tokens else len(chains),
        paused=paused,
    )
