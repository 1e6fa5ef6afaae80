"""Change of owner, and of login: a successor's connection takes the companies of a former one that it proves to see."""

from __future__ import annotations

from boekhaak.errors import Busy
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection
from boekhaak.models.plan import Plan
from boekhaak.models.value import Value
from boekhaak.service import planning
from boekhaak.service.planning import Draft
from boekhaak.service.rights import may
from boekhaak.service.succession import fitting, handed_over, not_the_same, proved, sight, succession
from boekhaak.service.succession_steps import Kind, drawn, sentences
from boekhaak.store import connections, tokens


class HandedOver(Value):
    """Whose companies they are now, and which; ``former`` is superseded."""

    former: Connection
    successor: Connection
    links: tuple[int, ...]


@may("connect")
def hand_over(actor: Actor, installation: Installation, former_id: int, successor_id: int) -> HandedOver:
    """Let a successor's connection take over the links of a former one, all or none; their ids and records stay.

    Each company is proved: the successor's login sees the same id, and no number contradicts. Where an accounting office hands
    over, its clients' links that live by the former login go along.
    Raises: AccessMissing with the names of what the successor does not see; then everything stays as it is.
    """
    with installation.store.reading() as tx:
        planned = succession(installation, tx, actor, former_id, successor_id)
    package = fitting(installation, actor, planned)
    seen = sight(installation, package, planned)
    unproved = [link.company.name for link in planned.links if not proved(package, link, seen, planned.successor)]
    if unproved:
        raise not_the_same(package, planned.successor, unproved)
    with installation.store.writing(durable=True) as tx:
        tokens.is_dead(
            tx, planned.former.chain_id
        )  # locked before its connections, as where a chain dies or is renewed
        if succession(installation, tx, actor, former_id, successor_id) != planned:
            raise Busy(
                f"something changed about connection {former_id} meanwhile",
                way_out="Hand over again; nothing was changed",
                package=package.info.name,
            )
        companies = {link.id: found for link in planned.links if (found := seen.of(link)) is not None}
        handed_over(installation, tx, actor, planned, companies)
        former = connections.get(tx, actor, former_id)
    return HandedOver(former=former, successor=planned.successor, links=tuple(link.id for link in planned.own))


@may("connect")
def plan_hand_over(actor: Actor, installation: Installation, former_id: int, successor_id: int) -> Plan:
    """Return what handing over would do, link by link; the package is asked for the successor's list, nothing is changed.

    As a whole it can be applied when the successor proves to see everything; links that are named are moved alone. Raises: as
    :func:`hand_over`, but for companies that the successor does not see.
    """
    return _planned(actor, installation, "hand_over", former_id, successor_id)


@may("connect")
def plan_reauthorise(actor: Actor, installation: Installation, former_id: int, successor_id: int) -> Plan:
    """Return what it would do to use another login in the place of a former one; nothing is changed.

    What the other login proves to see goes on by it; what it does not see is read no more, and keeps its records. Raises: as
    :func:`plan_hand_over`; InvalidInput where clients of an accounting office live by the former login.
    """
    return _planned(actor, installation, "reauthorise", former_id, successor_id)


def _planned(actor: Actor, installation: Installation, kind: Kind, former_id: int, successor_id: int) -> Plan:
    found = drawn(installation, actor, kind, former_id, successor_id)
    subject = {"former": former_id, "successor": successor_id, "unseen": found.unseen, "facts": found.facts}
    draft = Draft(
        kind=kind,
        package=found.planned.former.package,
        steps=found.steps,
        subject=subject,
        sentences=sentences(kind, found),
        calls_used=found.calls,
    )
    return planning.write_down(actor, installation, draft)
