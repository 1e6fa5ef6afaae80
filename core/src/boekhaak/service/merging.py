"""The way to one list of contacts: what people choose and confirm, where a wizard goes on, and that it is completed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.audit import AuditAction
from boekhaak.models.link import Actor, Link
from boekhaak.models.merge import UNDER_WAY, Merge, MergeState, Mode, NextStep
from boekhaak.models.run import Priority
from boekhaak.service import rights
from boekhaak.service.codes import clashes
from boekhaak.service.deciding import admit
from boekhaak.service.freezing import editing
from boekhaak.service.merge_standing import contact_streams, standing_of, step_after
from boekhaak.service.questioning import refuse_open, settle_gone, settle_left_out
from boekhaak.service.rights import may
from boekhaak.store import audit, codes, connections, due, events, links, merges
from boekhaak.store.database import Transaction

FEW = 2
"""So many administrations are several."""
FETCHING = timedelta(minutes=3)
"""So long it takes about to read the contacts of one administration, before more is known."""
CODELESS: Mapping[int, str] = {}
NOT_NOW: dict[MergeState, str] = {
    "choosing": "nobody has confirmed yet that contacts are left alone",
    "fetching": "it was confirmed already, and contacts are being read",
    "comparing": "it was confirmed already, and contacts are being compared",
    "synchronising": "contacts were compared already, and the rest is being read the first time",
    "open_items": "contacts were compared already, and the list waits to be completed",
}
"""Why something cannot be done now."""


@may("read")
def merge(actor: Actor, installation: Installation) -> Merge | None:
    """Return how far the environment has come on the way to one list of contacts; None where nobody began.

    Raises: AccessMissing where the feature is off.
    """
    with installation.store.reading() as tx:
        admit(tx, actor, installation)
        found = merges.newest(tx, actor.environment)
        return None if found is None else standing_of(installation, tx, actor, found)


@may("write")
def choose(
    actor: Actor,
    installation: Installation,
    *,
    administrations: Sequence[int] | None = None,
    mode: Mode | None = None,
    codes_chosen: Mapping[int, str] = CODELESS,
) -> Merge:
    """Choose what is given, and keep the rest: which administrations (ids of links), who says what is the same, and codes.

    The first choice begins the way. After a completed one it begins another with the same choices, such as for one more
    administration; what was decided stays decided. Raises: AccessMissing where the feature is off; NotFound; InvalidInput for a
    code that cannot be used, a mode that the policy fixes otherwise, or while contacts are compared: nothing is changed then.
    """
    store = installation.store
    with store.writing() as tx:
        admit(tx, actor, installation)
        found = _begun(installation, tx, actor)
        if found.state != "choosing":
            raise InvalidInput(
                f"the contacts of environment “{actor.environment}” are being merged already",
                way_out="`boekhaak contacts leave-out LINK` leaves one out, `boekhaak contacts cancel` ends it",
            )
        if administrations is not None:
            merges.choose(tx, found, [links.get(tx, actor, link_id).id for link_id in administrations])
        if mode is not None:
            merges.write(tx, found, mode=_allowed(installation, mode))
        if codes_chosen:
            codes.chosen(store, tx, actor, dict(codes_chosen))
        return _told(installation, tx, actor)


@may("write")
def confirm(actor: Actor, installation: Installation) -> Merge:
    """Confirm that contacts are left alone from now on, and let them be read and compared.

    What of the administrations waited for a confirmation is read as well, once contacts are compared. Raises: AccessMissing;
    InvalidInput with all that is not chosen yet, or cannot be read; nothing is changed then.
    """
    store, now = installation.store, installation.clock.now()
    with store.writing() as tx:
        found = _held(installation, tx, actor, "choosing")
        _refuse_incomplete(standing_of(installation, tx, actor, found))
        there = [links.get(tx, actor, link_id) for link_id in merges.chosen(tx, found)]
        merges.forget_links(tx, [link.id for link in there])  # all are compared with all, whatever was before
        _refuse_unready(there)
        for link in there:
            links.answer(tx, link, link.answers, set_up=link.set_up, stage="ready")
            streams = contact_streams(installation, link)
            due.ask(store, tx, link, streams, at=now, priority=Priority.PERSON, by=actor.user)
        everything = Actor(environment=actor.environment, user=actor.user)
        _leave(tx, actor.environment, {link.id for link in links.listed(tx, everything)} - {link.id for link in there})
        end = now + min(FETCHING * len(there), installation.policy.contacts_frozen)
        merges.write(tx, found, state="fetching", confirmed_by=actor.user, confirmed_at=now, expected_end=end)
        audit.add(store, tx, actor, "contacts left alone", details={"administrations": len(there)})
        told = _told(installation, tx, actor)
        banner = editing(installation, told).banner
        events.add(store, tx, actor.environment, "contacts_frozen", data={"banner": banner, "until": end.isoformat()})
        return told


@may("write")
def leave_out(actor: Actor, installation: Installation, link_id: int) -> Merge:
    """Go on without an administration, such as one whose consent was withdrawn half-way; its contacts stay as they are.

    Raises: AccessMissing; NotFound for one that is not part of it; InvalidInput when none would be left.
    """
    with installation.store.writing() as tx:
        links.get(tx, actor, link_id)
        found = _held(installation, tx, actor, *UNDER_WAY)
        there = merges.chosen(tx, found)
        if link_id not in there:
            raise NotFound(
                f"link {link_id} is no administration whose contacts are merged",
                way_out="`boekhaak contacts` lists those that are",
            )
        if len(there) == 1:
            raise InvalidInput(
                "it is the last administration", way_out="`boekhaak contacts cancel` ends it; nothing was changed"
            )
        merges.choose(tx, found, [one for one in there if one != link_id])
        if found.state != "choosing":
            _leave(tx, actor.environment, {link_id})
        _noted(installation, tx, actor, "administration left out", link_id=link_id)
        return _told(installation, tx, actor)


@may("write")
def cancel(actor: Actor, installation: Installation) -> Merge:
    """End a merge that is under way: contacts may be changed again, what was decided stays, and can be undone singly.

    Raises: AccessMissing; NotFound where none is under way.
    """
    return _ended(actor, installation, "cancelled")


@may("write")
def complete(actor: Actor, installation: Installation) -> Merge:
    """Say that it is finished. Raises: AccessMissing; NotFound; InvalidInput while something is read, or with what is open."""
    return _ended(actor, installation, "completed")


@may("read")
def next_step(actor: Actor, installation: Installation, package: str | None = None) -> NextStep:
    """Return where a wizard goes on, whoever opens it and whatever was done elsewhere meanwhile."""
    with installation.store.reading() as tx:
        if not rights.is_on(tx, actor, installation, "contacts_of_several_administrations"):
            return "switch_on"
        found = merges.newest(tx, actor.environment)
        there = links.listed(tx, actor, package)
        if found is not None and found.state != "cancelled":
            return step_after(standing_of(installation, tx, actor, found), there)
        if there:
            return "choose"
        return "import" if any(one.usable for one in connections.listed(tx, actor, package)) else "connect"


def _begun(installation: Installation, tx: Transaction, actor: Actor) -> Merge:
    """Return the merge that is under way, or begin one with what was chosen for the last."""
    last = merges.newest(tx, actor.environment, held=True)
    if last is not None and last.state in UNDER_WAY:
        return last
    merges.begin(installation.store, tx, actor)
    found = merges.newest(tx, actor.environment, held=True)
    assert found is not None  # noqa: S101 - it was begun here or by another
    fixed = installation.policy.merging
    merges.write(tx, found, mode=fixed if fixed != "chosen" else (last.mode or "" if last else ""))
    if last is not None:
        merges.choose(tx, found, merges.chosen(tx, last))
    _noted(installation, tx, actor, "merge begun")
    return found


def _leave(tx: Transaction, environment: str, link_ids: Collection[int]) -> None:
    """Ask no more about contacts of administrations that are left out, and let them be new when they are chosen again."""
    settle_left_out(tx, environment, link_ids)
    merges.forget_links(tx, link_ids)


def _allowed(installation: Installation, mode: Mode) -> Mode:
    """Return the mode. Raises: InvalidInput for another than the policy fixes."""
    fixed = installation.policy.merging
    if mode not in {"automatic", "manual"}:
        raise InvalidInput(f"there is no mode “{mode}”", way_out="Choose automatic or manual; nothing was changed")
    if fixed not in {"chosen", mode}:
        raise InvalidInput(
            f"contacts are merged {'by people' if fixed == 'manual' else 'automatically'} here, by the host's policy",
            way_out=f"Leave the mode out, or choose {fixed}; nothing was changed",
        )
    return mode


def _held(installation: Installation, tx: Transaction, actor: Actor, *states: str) -> Merge:
    """Return the merge that is under way and in one of the states, and let nobody else change it.

    Raises: AccessMissing, NotFound, InvalidInput.
    """
    admit(tx, actor, installation)
    found = merges.newest(tx, actor.environment, held=True)
    if found is not None and found.state == "completed":
        raise NotFound(
            f"the list of contacts of environment “{actor.environment}” is complete already",
            way_out="For other administrations choose again: `boekhaak contacts choose LINK LINK …`",
        )
    if found is None or found.state not in UNDER_WAY:
        raise NotFound(
            f"no contacts of environment “{actor.environment}” are being merged",
            way_out="Choose administrations first: `boekhaak contacts choose LINK LINK …`",
        )
    if found.state not in states:
        raise InvalidInput(
            NOT_NOW[found.state],
            way_out="`boekhaak contacts` shows what is next; nothing was changed",
        )
    return found


def _refuse_incomplete(found: Merge) -> None:
    """Raise InvalidInput with all that is not chosen yet."""
    if found.missing:
        raise InvalidInput(
            f"not everything is chosen yet: {'; '.join(found.missing)}",
            way_out="Choose it with `boekhaak contacts choose` and `boekhaak codes choose`; nothing was changed",
        )


def _refuse_unready(there: Sequence[Link]) -> None:
    """Raise InvalidInput with the administrations whose contacts cannot be read."""
    early = [f"{link.company.name} (link {link.id}) is not set up" for link in there if link.stage == "awaiting_set_up"]
    broken = [
        f"{link.company.name} (link {link.id}) is broken: {link.reason}" for link in there if link.state == "broken"
    ]
    if early or broken:
        raise InvalidInput(
            "; ".join((*early, *broken)),
            way_out="Mend that first (`boekhaak set-up`, `boekhaak connect --link`), or choose without it; nothing was changed",
        )


def _refuse_clashes(tx: Transaction, actor: Actor, found: Merge) -> None:
    """Raise InvalidInput where numbers of invoices that were read meanwhile hold a code elsewhere."""
    if told := clashes(tx, actor, merges.chosen(tx, found)):
        raise InvalidInput(
            f"a code cannot be used: {'; '.join(told)}",
            way_out="Choose another with `boekhaak codes choose LINK CODE`, then complete it; nothing was changed",
        )


def _ended(actor: Actor, installation: Installation, state: str) -> Merge:
    store, now = installation.store, installation.clock.now()
    with store.writing() as tx:
        found = _held(installation, tx, actor, *(("open_items",) if state == "completed" else UNDER_WAY))
        if state == "completed":
            settle_gone(installation, tx, actor.environment)
            refuse_open(tx, actor.environment)
            _refuse_clashes(tx, actor, found)
        merges.write(tx, found, state=state, ended_by=actor.user, ended_at=now)
        _noted(installation, tx, actor, "merge completed" if state == "completed" else "merge cancelled")
        if state == "cancelled":
            _end_questions(tx, found)
        if state == "completed":
            events.add(store, tx, actor.environment, "contacts_merged", data={"merge": found.id})
        elif not editing(installation, found).allowed:
            events.add(store, tx, actor.environment, "contacts_released", data={"merge": found.id})
        ended = found.model_copy(update={"state": state, "ended_by": actor.user, "ended_at": now})
        return standing_of(installation, tx, actor, ended)


def _end_questions(tx: Transaction, found: Merge) -> None:
    """Ask no more about administrations of a merge that was cancelled, but for those that contacts go on to be merged of."""
    former = merges.in_force(tx, found.environment)
    stay = merges.chosen(tx, former) if former else ()
    if found.state != "choosing":
        _leave(tx, found.environment, set(merges.chosen(tx, found)) - set(stay))


def _noted(
    installation: Installation, tx: Transaction, actor: Actor, deed: AuditAction, link_id: int | None = None
) -> None:
    audit.add(installation.store, tx, actor, deed, link_id=link_id)


def _told(installation: Installation, tx: Transaction, actor: Actor) -> Merge:
    found = merges.newest(tx, actor.environment)
    assert found is not None  # noqa: S101 - it is held by this transaction
    return standing_of(installation, tx, actor, found)
