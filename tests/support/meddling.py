"""Contacts that come in pairs, what was said and is asked of them, and people who are at it while they are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from boekhaak.models.contacts import Decision, Source
from boekhaak.models.merge import Merge, Mode, Question, QuestionKind
from boekhaak.models.records import Address, Contact, Record
from boekhaak.service import answering_questions, deciding, merged_contacts
from boekhaak.service.answering_questions import Answer
from boekhaak.service.comparing import compare
from boekhaak.service.merge_duty import Duty, on_duty
from boekhaak.store import merges, records
from support.bookings import contact
from support.three import Three, address

MANY = 2_000
"""So many questions are listed here at a time: all."""


def numbered(number: int, **given: object) -> Contact:
    """Return a customer that shares its numbers with the one of the same number elsewhere, and with no other."""
    own = {"name": f"{_word(number)} Handel BV", "vat_number": vat(number), "email": f"{_word(number)}@example.org"}
    return contact(f"K{number}", **own | given)


def _word(number: int) -> str:
    return "".join("aeioubdfgk"[int(digit)] for digit in f"{number:05}")


def vat(number: int) -> str:
    """Return a Dutch VAT number with its check digit (weights 9 to 2, modulo 11)."""
    while True:
        digits = f"{10_000_000 + number * 13}"
        check = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
        if check < 10:
            return f"NL{digits}{check}B01"
        number += 100_000


def supplier(contact_id: str = "S1", **given: object) -> Contact:
    """Return the supplier that all three administrations have, as another of its contacts would hold it."""
    own = {"name": "De Vries Transport B.V.", "vat_number": "NL004495445B01"}
    return contact(contact_id, **{"is_customer": False, "is_supplier": True} | own | given)


def at_the_quay(contact_id: str) -> Address:
    """Return the address of that supplier."""
    return address(contact_id, "Kade 12", "3011 AA", "Rotterdam")


def stored(three: Three, company: str, entered: Iterable[Record]) -> None:
    """Store records as if they had been read."""
    store = three.installation.store
    with store.writing() as tx:
        records.send(store, tx, three.links[company], 1, list(entered))()


class Meddling(Duty):
    """A duty at which somebody does something once contacts were read and before anything is written."""

    deed: Callable[[], object]

    def expects(self, contacts: int) -> None:
        """Let it be done."""
        super().expects(contacts)
        self.deed()


def compared(
    three: Three, mode: Mode = "automatic", deed: Callable[[], object] = lambda: None, companies: str = "12"
) -> None:
    """Compare the contacts of administrations, of the first two where none are named, while others do something."""
    with on_duty(three.installation, _at_it(three, mode, companies)) as duty:
        duty.__class__ = Meddling
        assert isinstance(duty, Meddling)
        duty.deed = deed
        compare(three.installation, duty, [three.links[company].id for company in companies], mode)


def edits(three: Three, *changed: tuple[str, Contact]) -> Callable[[], None]:
    """Return what changes contacts of companies."""

    def change() -> None:
        for company, one in changed:
            stored(three, company, [one])

    return change


def _at_it(three: Three, mode: Mode, companies: str) -> Merge:
    """Return the merge that contacts go by; where there is none, one that has come to what people solve."""
    store = three.installation.store
    with store.writing() as tx:
        if (found := merges.in_force(tx, three.actor.environment)) is not None:
            return found
        merges.begin(store, tx, three.actor)
        begun = merges.newest(tx, three.actor.environment, held=True)
        assert begun is not None
        merges.choose(tx, begun, [three.links[company].id for company in companies])
        merges.write(tx, begun, state="open_items", mode=mode)
    return begun.model_copy(update={"state": "open_items"})


def groups(three: Three) -> list[set[Source]]:
    """Return which contacts are one."""
    found = merged_contacts.merged_listed(three.actor, three.installation, limit=MANY, only_merged=True)
    return [{part.source for part in one.parts} for one in found]


def asked(three: Three, *kinds: QuestionKind) -> list[Question]:
    """Return what is asked, of some kinds where named."""
    found = answering_questions.questions_listed(three.actor, three.installation, kinds, limit=MANY)
    return [one.question for one in found]


def answered(three: Three, given: Answer, *questions: Question) -> tuple[Decision, ...]:
    """Answer questions."""
    return answering_questions.answer(three.actor, three.installation, [one.id for one in questions], given)


def decided(three: Three) -> tuple[Decision, ...]:
    """Return all entries of the ledger."""
    return deciding.decisions_listed(three.actor, three.installation, limit=1_000)
