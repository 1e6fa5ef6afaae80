"""What people are asked about contacts: each question once, until it is answered or has no object any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.matching.folding import folded
from boekhaak.matching.leading import conflicts
from boekhaak.models.contacts import Card, Decision, Source
from boekhaak.models.link import Actor
from boekhaak.models.merge import Question, QuestionKind
from boekhaak.store import cards, decisions, merged, questions
from boekhaak.store.database import Store, Transaction

NEW = Question(id=0, kind="same", sources=(), asked_at=datetime.min.replace(tzinfo=UTC))
"""A question before it is written down, which gives it its id and moment."""
WAYS: dict[QuestionKind, str] = {
    "same": "may be one contact",
    "changed": "changed while contacts were compared, may be one contact",
    "unlike": "one contact, of which a part is like the others no more",
    "duplicate": "twice in one administration: merge them at the package, or say that they are not the same",
    "address": "addresses that differ: choose whose leads (`boekhaak contacts lead LINK:ID address`)",
}
"""What is open, in words."""


def ask_once(store: Store, tx: Transaction, environment: str, asked: Sequence[Question]) -> None:
    """Ask what is neither asked nor decided yet: of two contacts one question at a time is open, and one address of each."""
    if not asked:
        return
    decisions.hold(tx, environment)
    about = [source for one in asked for source in one.sources]
    there = {_key(one) for one in questions.about(tx, environment, about)}
    there.update(_key(one) for some in _decided(tx, environment, asked) for one in some)
    new: list[Question] = []
    for one in asked:
        if _key(one) not in there:
            there.add(_key(one))
            new.append(one)
    questions.ask(store, tx, environment, new)


def ask_instead(store: Store, tx: Transaction, actor: Actor, entry: Decision) -> None:
    """Ask what an entry had decided that somebody has undone: no rule decides it now."""
    said = f"{f'the rule {entry.rule}' if entry.rule else entry.by} said {entry.kind.replace('_', ' ')}"
    why = "; ".join(filter(None, (entry.why, f"{said}, and {actor.user} undid that")))
    first, *others = entry.sources
    there = cards.of(tx, entry.sources)
    pairs = [tuple(sorted((first, other))) for other in others if first in there and other in there]
    asked = [NEW.model_copy(update={"sources": (one, other), "why": why}) for one, other in pairs]
    ask_once(
        store,
        tx,
        actor.environment,
        [one.model_copy(update={"kind": "duplicate"}) if _are_duplicates(one.sources, there) else one for one in asked],
    )


def _are_duplicates(sources: Sequence[Source], there: Mapping[Source, Card]) -> bool:
    one, other = sources
    return one.link_id == other.link_id and there[one].same_role(there[other])


def _decided(tx: Transaction, environment: str, asked: Sequence[Question]) -> tuple[list[Question], list[Question]]:
    """Return which questions are answered by what was decided: their contacts are one, or they are not the same."""
    pairs = [one for one in asked if one.kind != "address" and len(one.sources) > 1]
    about = [source for one in pairs for source in one.sources]
    groups, apart = merged.groups(tx, environment, about), decisions.apart(tx, environment, about)
    same: list[Question] = []
    not_same: list[Question] = []
    for one in pairs:
        first, *others = one.sources
        are_one = set(others) <= set(groups[first])
        if set(others) <= apart.get(first, frozenset()) or (one.kind == "unlike" and not are_one):
            not_same.append(one)
        elif are_one and one.kind not in {"duplicate", "unlike"}:
            same.append(one)
    return same, not_same


def ask_no_more(
    tx: Transaction,
    environment: str,
    news: Sequence[Source],
    found: Collection[tuple[Source, ...]],
    unlike: Collection[tuple[Source, ...]],
) -> None:
    """Let questions end about contacts that are new or changed, and are not among those that are still worth asking about."""
    there, over = set(news), []
    for one in questions.about(tx, environment, news):
        gone = one.kind in {"same", "duplicate"} and tuple(sorted(one.sources)) not in found
        mended = one.kind == "unlike" and one.sources[0] in there and one.sources not in unlike
        if gone or mended:
            over.append(one.id)
    questions.solve(tx, over, "what they hold has changed, and there is nothing to ask any more")


def ask_about_addresses(store: Store, tx: Transaction, environment: str, sources: Sequence[Source]) -> None:
    """Ask whose address leads of each merged contact that these are in, where addresses differ and nobody chose of them all."""
    groups = {group for group in merged.groups(tx, environment, sources).values() if len(group) > 1}
    members = [source for group in groups for source in group]
    there = cards.of(tx, members)
    asked = [one for one in questions.about(tx, environment, [*sources, *members]) if one.kind == "address"]
    said = folded(decisions.around(tx, environment, members).entries).chosen
    differing: list[Question] = []
    for group in sorted(groups):
        live = [there[source] for source in group if source in there]
        if len(live) > 1 and "address" in conflicts(live, said):
            why = f"{len(live)} administrations have it, with addresses that differ"
            differing.append(
                NEW.model_copy(update={"kind": "address", "sources": tuple(one.source for one in live), "why": why})
            )
    wanted = {_key(one) for one in differing}
    questions.solve(tx, [one.id for one in asked if _key(one) not in wanted], "the addresses are one, or it was chosen")
    ask_once(store, tx, environment, differing)


def end_answered(tx: Transaction, environment: str, sources: Sequence[Source]) -> None:
    """Let questions about these contacts end that are answered by what was decided."""
    same, not_same = _decided(tx, environment, questions.about(tx, environment, sources))
    questions.solve(tx, [one.id for one in same], "they are one contact")
    questions.solve(tx, [one.id for one in not_same], "they are not the same")


def settle(store: Store, tx: Transaction, environment: str, sources: Sequence[Source]) -> None:
    """Let questions end that a decision about these contacts answers, and ask what it raises: whose address leads."""
    end_answered(tx, environment, sources)
    ask_about_addresses(store, tx, environment, sources)


def settle_left_out(tx: Transaction, environment: str, link_ids: Collection[int]) -> None:
    """Let questions end about contacts of administrations that are left out; whose address leads is still asked."""
    over = [
        one.id
        for one in questions.listed(tx, environment)
        if one.kind != "address" and any(source.link_id in link_ids for source in one.sources)
    ]
    questions.solve(tx, over, "its administration was left out")


def settle_gone(installation: Installation, tx: Transaction, environment: str) -> None:
    """Let questions end whose contacts are gone at their package, and duplicates that were mended there."""
    open_ = questions.listed(tx, environment)
    there = cards.of(tx, [source for one in open_ for source in one.sources])
    gone, mended, fewer = [], [], []
    for one in open_:
        live = [there[source] for source in one.sources if source in there]
        if len(live) < 2:
            gone.append(one.id)
        elif one.kind == "duplicate" and any(card.blocked for card in live):
            mended.append(one.id)
        elif one.kind == "address" and len(live) < len(one.sources):
            fewer += [card.source for card in live]
    questions.solve(tx, gone, "it is gone at its package")
    questions.solve(tx, mended, "it is blocked at its package")
    ask_about_addresses(installation.store, tx, environment, fewer)


def refuse_open(tx: Transaction, environment: str) -> None:
    """Raise InvalidInput with what is still open, and how it is solved."""
    counts = questions.counts(tx, environment)
    if counts:
        told = "; ".join(f"{count} {kind} ({WAYS[kind]})" for kind, count in sorted(counts.items()))
        raise InvalidInput(
            f"what is open has to be solved first: {told}",
            way_out="`boekhaak contacts questions` lists it and says how to answer; nothing was changed",
        )


def _key(question: Question) -> tuple[bool, tuple[Source, ...]]:
    return question.kind == "address", tuple(sorted(question.sources))
