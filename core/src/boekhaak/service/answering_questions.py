"""Answering what is asked about contacts: the contacts side by side, and an answer for one question or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.contacts import Card, Decision, Source
from boekhaak.models.link import Actor
from boekhaak.models.merge import Question, QuestionKind
from boekhaak.models.value import Value
from boekhaak.service import deciding
from boekhaak.service.deciding import Said
from boekhaak.service.rights import may
from boekhaak.store import cards, codes, decisions, links, questions
from boekhaak.store.database import Transaction

Answer = Literal["same", "not_same", "leave"]
"""They are one; they are not, for good; or they stay as they are, and nobody asks again before something changes."""

ANSWERS: tuple[Answer, ...] = ("same", "not_same", "leave")


FEW = 2
"""So many contacts a question is about, at least."""


class AskedContact(Value):
    """A contact that a question is about: of which administration, and what it holds in each field, as its package writes it."""

    source: Source
    company: str
    code: str = ""
    fields: dict[str, str]


class Asked(Value):
    """A question with its contacts side by side; one that is gone at its package is not among them."""

    question: Question
    contacts: tuple[AskedContact, ...]


@may("read")
def questions_listed(
    actor: Actor, installation: Installation, kinds: Sequence[QuestionKind] = (), *, after: int = 0, limit: int = 100
) -> tuple[Asked, ...]:
    """Return a page of what is asked, by id, after the id that is given; of some kinds where named.

    Raises: AccessMissing where the feature is off, or for somebody who does not see all administrations.
    """
    with installation.store.reading() as tx:
        deciding.admit(tx, actor, installation)
        found = questions.listed(tx, actor.environment, kinds, after=after, limit=limit)
        there = cards.of(tx, [source for one in found for source in one.sources])
        names = {link.id: link.company.name for link in links.listed(tx, actor)}
        given = {link_id: one.code for link_id, one in codes.of(tx, actor.environment).items()}
    return tuple(
        Asked(
            question=one,
            contacts=tuple(
                AskedContact(
                    source=source,
                    company=names.get(source.link_id, ""),
                    code=given.get(source.link_id, ""),
                    fields=_fields(there[source]),
                )
                for source in one.sources
                if source in there
            ),
        )
        for one in found
    )


@may("write")
def answer(
    actor: Actor, installation: Installation, question_ids: Sequence[int], given: Answer
) -> tuple[Decision, ...]:
    """Answer questions and return the decisions that were made by it: all are answered, or none.

    Whose address leads is answered by :func:`boekhaak.service.deciding.lead`. Raises: NotFound; InvalidInput for one that was
    answered already, that cannot be answered so, or contacts that cannot be one; AccessMissing.
    """
    if given not in ANSWERS:
        raise InvalidInput(f"there is no answer “{given}”", way_out=f"Choose one of: {', '.join(ANSWERS)}")
    with installation.store.writing() as tx:
        deciding.admit(tx, actor, installation)
        decisions.hold(tx, actor.environment)  # before the questions, as where somebody decides without being asked
        asked = questions.get(tx, actor.environment, question_ids)
        for one in asked:
            _refuse_unfit(one, given)
        if given == "leave":
            there = cards.of(tx, [source for one in asked for source in one.sources])
            questions.leave(tx, asked, {source: cards.digest(card) for source, card in there.items()}, actor.user)
            return ()
        made = _decided(installation, tx, actor, asked, given)
        questions.solve(tx, [one.id for one in asked], f"{actor.user} answered")
        deciding.write_down(installation, tx, actor, made)
        return made


def _decided(
    installation: Installation, tx: Transaction, actor: Actor, asked: Sequence[Question], given: Answer
) -> tuple[Decision, ...]:
    """Decide what is asked: all at once, but for contacts that are taken out of what they are part of."""
    unlike = [one for one in asked if one.kind == "unlike"]
    said = [Said(one.sources, one.why) for one in asked if one.kind != "unlike"]
    decide = deciding.same if given == "same" else deciding.not_same
    made = decide(installation, tx, actor, said) if said else ()
    if given == "same":  # what is one stays so
        return made
    return (*made, *(deciding.parted(installation, tx, actor, one.sources[0], why=one.why) for one in unlike))


def _refuse_unfit(one: Question, given: Answer) -> None:
    """Raise InvalidInput for a question that was solved, or cannot be answered so."""
    if one.state == "solved":
        raise InvalidInput(
            f"question {one.id} is solved already: {one.how}",
            way_out="To decide otherwise, undo that decision (`boekhaak contacts decisions` lists it); nothing was changed",
        )
    if len(one.sources) < FEW:
        raise InvalidInput(
            f"question {one.id} is about contacts that are not there any more",
            way_out="`boekhaak contacts go-on` ends it; nothing was changed",
        )
    if one.kind == "address":
        raise InvalidInput(
            f"question {one.id} asks whose address leads",
            way_out="Name the contact: `boekhaak contacts lead LINK:ID address`; nothing was changed",
        )
    if one.kind == "duplicate" and given != "not_same":
        raise InvalidInput(
            f"question {one.id} is about two contacts of one administration",
            way_out="Merge them at the package and synchronise, or say that they are not the same; nothing was changed",
        )


def _fields(card: Card) -> dict[str, str]:
    """Return what a contact holds, field by field, as its package writes it; empty where it has nothing."""
    role = ("customer" if card.is_customer else "", "supplier" if card.is_supplier else "")
    places = (
        ", ".join(filter(None, (one.line1, one.line2, one.line3, f"{one.postcode} {one.city}".strip(), one.country)))
        for one in card.places
    )
    return {
        "name": card.name,
        "role": " and ".join(filter(None, role)),
        "registration_number": card.registration_number,
        "vat_number": card.vat_number,
        "address": " / ".join(dict.fromkeys(places)),
        "email": card.email,
        "phone": card.phone,
        "website": card.website,
        "iban": ", ".join(card.ibans),
        "blocked": "yes" if card.blocked else "",
    }
