"""Deciding about contacts: who is the same and who is not, whose value leads, and undoing; each is one entry of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.installation import Installation
from boekhaak.matching.folding import folded
from boekhaak.matching.leading import FIELDS, seen, value
from boekhaak.models.contacts import Decision, DecisionDraft, Source
from boekhaak.models.link import Actor
from boekhaak.service import decision_checks as checks
from boekhaak.service import questioning
from boekhaak.service.rights import may, refuse_without
from boekhaak.store import audit, cards, decisions, events, merged
from boekhaak.store.database import Transaction


class Said(NamedTuple):
    """What somebody says of contacts, and why."""

    sources: tuple[Source, ...]
    why: str = ""


MOST = 1_000
"""So many entries are listed at a time at most."""


@may("write")
def say_same(actor: Actor, installation: Installation, sources: Sequence[Source], *, why: str = "") -> Decision:
    """Say that contacts are one, and return the entry.

    Raises: NotFound for a contact that is not there; InvalidInput for contacts that are one already, that were said not to be
    the same, or that cannot be one; AccessMissing where the feature is off, or for somebody who does not see all companies.
    """
    with installation.store.writing() as tx:
        admit(tx, actor, installation)
        made = same(installation, tx, actor, (Said(tuple(sources), why),))
        checks.refuse_nothing(made, "these are one contact already")
        write_down(installation, tx, actor, made)
    return made[0]


@may("write")
def say_not_same(
    actor: Actor, installation: Installation, source: Source, others: Sequence[Source], *, why: str = ""
) -> Decision:
    """Say that a contact is none of the others, for good, and return the entry. Raises: as :func:`say_same`."""
    with installation.store.writing() as tx:
        admit(tx, actor, installation)
        made = not_same(installation, tx, actor, (Said((source, *others), why),))
        if not made:
            checks.refuse_said_before(decisions.of_sources(tx, actor.environment, (source,)), (source, *others))
        write_down(installation, tx, actor, made)
    return made[0]


@may("write")
def take_apart(actor: Actor, installation: Installation, source: Source, *, why: str = "") -> Decision:
    """Take a contact out of the merged contact that it is part of, whose other parts stay one; return the entry.

    Raises: as :func:`say_same`; InvalidInput for one that is merged with nobody.
    """
    with installation.store.writing() as tx:
        admit(tx, actor, installation)
        made = parted(installation, tx, actor, source, why=why)
        write_down(installation, tx, actor, (made,))
    return made


@may("write")
def lead(actor: Actor, installation: Installation, source: Source, field: str, *, why: str = "") -> Decision:
    """Let a contact's value of a field lead in whatever it is part of, and return the entry.

    It is asked again when one of the others gets a value that was not there now. Raises: as :func:`say_same`; InvalidInput for
    an unknown field, or one in which the contact has nothing.
    """
    if field not in FIELDS:
        raise InvalidInput(
            f"a contact has no field “{field}” that may lead", way_out=f"Choose one of: {', '.join(FIELDS)}"
        )
    with installation.store.writing() as tx:
        admit(tx, actor, installation)
        decisions.hold(tx, actor.environment)
        (there,) = checks.known(tx, actor, ((source,),), least=1).values()
        if value(there, field) is None:
            raise InvalidInput(
                f"“{there.name}” has no {field.replace('_', ' ')}",
                way_out=f"Choose the contact whose {field.replace('_', ' ')} is right; {checks.UNCHANGED}",
            )
        parts = cards.of(tx, merged.groups(tx, actor.environment, (source,))[source])
        draft = DecisionDraft("leading", (source,), actor.user, field=field, seen=seen(parts.values(), field), why=why)
        (made,) = decisions.append(installation.store, tx, actor.environment, (draft,))
        write_down(installation, tx, actor, (made,))
    return made


@may("write")
def undo(actor: Actor, installation: Installation, number: int, *, why: str = "") -> Decision:
    """Let an entry count no more, and return the entry that says so; undoing that one brings it back.

    Raises: NotFound; InvalidInput where it was undone already, or where contacts would become one by it that cannot be;
    AccessMissing.
    """
    with installation.store.writing() as tx:
        admit(tx, actor, installation)
        last = decisions.hold(tx, actor.environment)
        entry = decisions.get(tx, actor.environment, number)
        entries = decisions.around(tx, actor.environment, entry.sources).entries
        checks.refuse_undone(entries, number)
        draft = DecisionDraft("undo", entry.sources, actor.user, undoes=number, why=why)
        then = decisions.entry(actor.environment, last + 1, installation.store.clock.now(), draft)
        checks.refuse_joined(tx, actor, folded(entries), folded((*entries, then)))
        (made,) = decisions.append(installation.store, tx, actor.environment, (draft,))
        if entry.kind in {"same", "not_same"}:
            questioning.ask_instead(installation.store, tx, actor, entry)
        write_down(installation, tx, actor, (made,))
    return made


@may("read")
def decisions_listed(
    actor: Actor, installation: Installation, after: int = 0, limit: int = 100
) -> tuple[Decision, ...]:
    """Return what was decided after that entry, in the order of the numbers; undone entries too. Raises: AccessMissing."""
    with installation.store.reading() as tx:
        admit(tx, actor, installation)
        return decisions.listed(tx, actor.environment, after, max(0, min(limit, MOST)))


def admit(tx: Transaction, actor: Actor, installation: Installation) -> None:
    """Raise AccessMissing where there is no one list of contacts, or the actor does not see all companies that it is made of."""
    refuse_without(tx, actor, installation, "contacts_of_several_administrations")
    if actor.companies is not None:
        raise AccessMissing(
            f"{actor.user} does not see all companies of environment “{actor.environment}”, and the one list of contacts is "
            "made of all",
            way_out="Ask somebody of that environment, or for access to all of its companies",
        )


def same(installation: Installation, tx: Transaction, actor: Actor, said: Sequence[Said]) -> tuple[Decision, ...]:
    """Say of each that its contacts are one, within a transaction of somebody who was admitted: all of it, or an error.

    What is one already needs no entry. Raises: as :func:`say_same`.
    """
    environment = actor.environment
    last, now = decisions.hold(tx, environment), installation.store.clock.now()
    sources = checks.known(tx, actor, [one.sources for one in said])
    entries = decisions.around(tx, environment, sources).entries
    before = folded(entries)
    joins = checks.joining(before, [one.sources for one in said])
    fresh = [one for one, joined in zip(said, joins, strict=True) if joined]
    drafts = [DecisionDraft("same", tuple(one.sources), actor.user, why=one.why) for one in fresh]
    then = [decisions.entry(environment, number, now, draft) for number, draft in enumerate(drafts, start=last + 1)]
    after = folded((*entries, *then))
    if after.overruled - before.overruled:
        for one in fresh:
            checks.refuse_apart(entries, before, one.sources)
        checks.refuse_apart((*entries, *then), before, list(sources))
    checks.refuse_joined(tx, actor, before, after)
    return decisions.append(installation.store, tx, environment, drafts)


def not_same(installation: Installation, tx: Transaction, actor: Actor, said: Sequence[Said]) -> tuple[Decision, ...]:
    """Say of each that its first contact is none of the others, as :func:`same` says the reverse.

    What people said before needs no entry. Raises: as :func:`say_not_same`.
    """
    decisions.hold(tx, actor.environment)
    sources = checks.known(tx, actor, [one.sources for one in said])
    apart = checks.said_apart(decisions.of_sources(tx, actor.environment, sources))
    fresh = [one for one in said if not set(one.sources[1:]) <= apart.get(one.sources[0], {}).keys()]
    drafts = [DecisionDraft("not_same", tuple(one.sources), actor.user, why=one.why) for one in fresh]
    return decisions.append(installation.store, tx, actor.environment, drafts)


def parted(installation: Installation, tx: Transaction, actor: Actor, source: Source, *, why: str = "") -> Decision:
    """Take a contact out of what it is part of, as :func:`same` makes contacts one. Raises: as :func:`take_apart`."""
    decisions.hold(tx, actor.environment)
    (there,) = checks.known(tx, actor, ((source,),), least=1).values()
    group = merged.groups(tx, actor.environment, (source,))[source]
    others = tuple(one for one in group if one != source)
    if not others:
        raise InvalidInput(
            f"“{there.name}” is one with no other contact", way_out=f"There is nothing to part; {checks.UNCHANGED}"
        )
    draft = DecisionDraft("not_same", (source, *others), actor.user, together=len(others) > 1, why=why)
    (made,) = decisions.append(installation.store, tx, actor.environment, (draft,))
    return made


def write_down(installation: Installation, tx: Transaction, by: Actor, made: Sequence[Decision]) -> None:
    """Let questions end that entries answer, and tell of these: the last step of a transaction that decided."""
    about = sorted({source for one in made for source in one.sources})
    questioning.settle(installation.store, tx, by.environment, about)
    tell(installation, tx, by, made)


def tell(installation: Installation, tx: Transaction, by: Actor, made: Sequence[Decision]) -> None:
    """Tell the audit trail and the host of entries, a person's or a rule's: last of all, as it locks the environment."""
    if made:
        told = {"from": made[0].number, "to": made[-1].number}
        audit.add(installation.store, tx, by, "contacts decided", details=told)
        events.add(installation.store, tx, by.environment, "contacts_decided", data=dict(told))
