"""Integration users: a user at the package whom a program signs in as, prepared before anybody can sign in."""

from __future__ import annotations

from typing import Literal, get_args

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection, ConnectionState
from boekhaak.models.package import Password
from boekhaak.models.value import Value
from boekhaak.service import rights
from boekhaak.service.consents import owner
from boekhaak.service.rights import may
from boekhaak.store import apps, audit, connections, tokens

Mailbox = Literal["host", "customer"]
"""Who manages the mailbox of the integration user, and so approves the package's invitation."""

NOBODY = "nobody has signed in by it yet"


class Preparation(Value):
    """A connection that is being prepared, and what is to be done now: ``steps`` in order, by ``who``."""

    connection: Connection
    who: Mailbox
    steps: tuple[str, ...]


@may("administer")
def prepare(
    actor: Actor, installation: Installation, *, package: str, mailbox: Mailbox, email: str, region: str = ""
) -> Preparation:
    """Begin with an integration user of that e-mail address, whose mailbox the host or the customer manages.

    Raises: InvalidInput for a package without integration users or an address that is none; NotFound without an app.
    """
    known = rights.package(actor, installation, package)
    if not (isinstance(known.info.auth, Password) and known.info.auth.integration_user):
        raise InvalidInput(
            f"{known.info.name} knows no integration users",
            way_out=f"Sign in with `boekhaak connect {package}`",
            package=known.info.name,
        )
    if mailbox not in get_args(Mailbox):
        raise InvalidInput(f"nobody called “{mailbox}” manages a mailbox", way_out="Choose host or customer")
    if "@" not in email.strip().strip("@"):
        raise InvalidInput(f"“{email}” is no e-mail address", way_out="Give one that no user has at the package yet")
    store, region = installation.store, region or known.info.regions[0].key
    with store.writing() as tx:
        registered = apps.find(tx, installation.vault, actor, package=package, region=region, mode=None)
        chain = tokens.prepare(
            store, tx, installation.vault, environment=actor.environment, app=registered, reason=NOBODY
        )
        connection = connections.prepare(
            store, tx, actor, chain=chain, mailbox=mailbox, email=email.strip(), state="awaiting_integration_user",
            owner=owner(actor, installation, tx),
        )  # fmt: skip
        audit.add(store, tx, actor, "integration user asked for", package=package, connection_id=connection.id)
    return _preparation(actor, installation, connection)


@may("read")
def preparation(actor: Actor, installation: Installation, connection_id: int) -> Preparation:
    """Return how far an integration user is, and what is to be done now. Raises: NotFound; InvalidInput."""
    with installation.store.reading() as tx:
        return _preparation(actor, installation, _prepared(connections.get(tx, actor, connection_id)))


@may("administer")
def told(actor: Actor, installation: Installation, connection_id: int) -> Preparation:
    """Write down that the present step is done: the user was made, or its invitation approved.

    A mailbox of the host's approves invitations by itself. Raises: NotFound; InvalidInput when nothing is left to tell.
    """
    store = installation.store
    with store.writing() as tx:
        connection = _prepared(connections.get(tx, actor, connection_id))
        after: dict[str, ConnectionState] = {
            "awaiting_integration_user": "awaiting_consent" if connection.mailbox == "host" else "invitation_pending",
            "invitation_pending": "awaiting_consent",
        }
        if connection.state not in after:
            raise InvalidInput(
                f"the integration user {connection.email} is ready",
                way_out=f"Sign in: `boekhaak connect {connection.package} --username {connection.email} "
                f"--connection {connection.id}`",
            )
        connections.set_state(tx, (connection.id,), after[connection.state], "")
        details = {"state": after[connection.state]}
        audit.add(
            store, tx, actor, "integration user told",
            package=connection.package, connection_id=connection.id, details=details,
        )  # fmt: skip
        connection = connections.get(tx, actor, connection_id)
    return _preparation(actor, installation, connection)


def _prepared(connection: Connection) -> Connection:
    if not connection.mailbox:
        raise InvalidInput(
            f"connection {connection.id} was not prepared with an integration user",
            way_out="Prepare one with `boekhaak integration-user prepare`",
        )
    return connection


def _preparation(actor: Actor, installation: Installation, connection: Connection) -> Preparation:
    """Return the steps of the package for the state, those of who manages the mailbox before those of everybody."""
    info = rights.package(actor, installation, connection.package).info
    guidance = dict(info.guidance)
    keys = (f"{connection.state}_{connection.mailbox}", connection.state)
    found = "\n".join(guidance[key] for key in keys if key in guidance)
    who: Mailbox = "host" if connection.mailbox == "host" else "customer"
    if connection.state == "awaiting_integration_user":
        who = "customer"
    return Preparation(connection=connection, who=who, steps=tuple(found.splitlines()))
