"""One login, two environments: the one that has it may leave it to the one that asks, and neither learns who the other is."""

from __future__ import annotations

from boekhaak.errors import ConsentRequired, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection
from boekhaak.models.portal import TakeOver
from boekhaak.service import rights
from boekhaak.service.breaking import Why, connections_over
from boekhaak.service.consents import owner
from boekhaak.service.rights import may
from boekhaak.store import audit, connections, events, take_overs, tokens
from boekhaak.store.database import Transaction
from boekhaak.store.take_overs import AskedFor

LONGEST_NOTE = 200
LEFT = "this login was left to another environment that uses it"


@may("connect")
def ask(actor: Actor, installation: Installation, package: str, note: str = "") -> TakeOver:
    """Ask for the login with which somebody here just signed in, and which another environment has connected.

    ``note`` is all that the other environment is told of who asks. Raises: ConsentRequired when nobody signed in within the
    last hour; InvalidInput for a note that is no line of text.
    """
    info = rights.package(actor, installation, package).info
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise InvalidInput(
            "the note is too long, or is more than a line of text", way_out=f"Write {LONGEST_NOTE} characters at most"
        )
    store = installation.store
    with store.writing() as tx:
        asked = take_overs.ask(store, tx, actor, package, note)
        if asked is None:
            raise ConsentRequired(
                "nobody here signed in lately with a login that another environment has connected",
                way_out=f"Sign in with it first: `boekhaak connect {package}`",
                package=info.name,
            )
        audit.add(store, tx, actor, "take-over asked", package=package)
        holder = tokens.get(tx, installation.vault, asked.chain_id).environment
        data = {"take_over": asked.id, "note": note}
        events.add(store, tx, holder, "take_over_asked", package=package, data=data)
    return _told(asked)


@may("administer")
def asked_of(actor: Actor, installation: Installation) -> tuple[TakeOver, ...]:
    """Return what other environments ask of the actor's, oldest first."""
    with installation.store.reading() as tx:
        return tuple(_told(one) for one in take_overs.waiting(tx, actor.environment))


@may("administer")
def agree(actor: Actor, installation: Installation, take_over_id: int) -> None:
    """Leave a login to the environment that asks for it: its connection here is superseded, and its links here break.

    Raises: NotFound; ConsentRequired for a login that nobody is signed in with any more.
    """
    store = installation.store
    with store.writing(durable=True) as tx:
        asked = take_overs.get(tx, actor.environment, take_over_id)
        if tokens.is_dead(tx, asked.chain_id):  # locked before its connections, as where a chain dies or is renewed
            raise ConsentRequired(
                f"nobody is signed in as {asked.login} any more",
                way_out="Refuse it; the other environment may sign in with that login itself",
            )
        living = connections.of_chain(tx, asked.chain_id)
        theirs = tuple(one for one in living if one.environment == actor.environment)
        clients = tuple(one for one in living if one.portal == actor.environment)
        broken = connections_over(installation, tx, (*theirs, *clients), "superseded", Why("disconnected", LEFT))
        tokens.give_to(tx, asked.chain_id, asked.environment)
        _connected(installation, tx, asked)
        take_overs.agree(tx, asked)
        for one in theirs:
            audit.add(store, tx, actor, "take-over agreed", package=asked.package, connection_id=one.id)
    broken.tell()


@may("administer")
def refuse(actor: Actor, installation: Installation, take_over_id: int) -> None:
    """Keep a login that another environment asks for. Raises: NotFound."""
    with installation.store.writing() as tx:
        asked = take_overs.get(tx, actor.environment, take_over_id)
        take_overs.decide(tx, asked.id, "refused")
        audit.add(installation.store, tx, actor, "take-over refused", package=asked.package)


def _connected(installation: Installation, tx: Transaction, asked: AskedFor) -> Connection:
    """Give the asking environment its connection on the chain."""
    store, who = installation.store, Actor(environment=asked.environment, user=asked.asked_by)
    chain = tokens.get(tx, installation.vault, asked.chain_id)
    connection = connections.add(
        store,
        tx,
        who,
        package=chain.package,
        region=chain.region,
        app_id=chain.app_id,
        chain_id=chain.id,
        login=asked.by,
        owner=owner(who, installation, tx),
    )
    audit.add(store, tx, who, "connected", package=chain.package, connection_id=connection.id)
    events.add(store, tx, asked.environment, "take_over_agreed", package=chain.package, connection_id=connection.id)
    return connection


def _told(asked: AskedFor) -> TakeOver:
    return TakeOver(**asked.model_dump(include=set(TakeOver.model_fields)))
