"""Contacts of several administrations as one list: where each comes from, what was decided, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from boekhaak.models.value import Value


class Source(NamedTuple):
    """A contact of one administration, as its package knows it. Sources stand in this order."""

    link_id: int
    contact_id: str


class Place(NamedTuple):
    """An address as it was read."""

    type: str
    line1: str
    line2: str
    line3: str
    postcode: str
    city: str
    country: str
    main: bool


@dataclass(frozen=True, slots=True)
class Card:
    """All that is compared of a contact, as it was read: its record, with its addresses and bank accounts in a fixed order.

    ``home`` is the country of its administration, for numbers that name none. ``ibans`` are IBANs, else national numbers.
    """

    source: Source
    name: str
    is_customer: bool = False
    is_supplier: bool = False
    blocked: bool = False
    registration_number: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    places: tuple[Place, ...] = ()
    ibans: tuple[str, ...] = ()
    home: str = ""

    def same_role(self, other: Card) -> bool:
        """Tell whether one administration needs but one of them: not of a customer alone and a supplier alone."""
        ours, theirs = (self.is_customer, self.is_supplier), (other.is_customer, other.is_supplier)
        return {ours, theirs} != {(True, False), (False, True)}


DecisionKind = Literal["same", "not_same", "leading", "undo"]
"""What an entry of the ledger says: of contacts, of a field of a contact, or of an earlier entry."""


class Decision(Value):
    """An entry of the ledger of an environment. Numbers count from 1 without a hole; entries are never changed or taken away.

    ``same``      the sources are one contact.
    ``not_same``  the first source is none of the others; with ``together`` these stay one contact without it.
    ``leading``   in whatever contact it is part of, the first source's value of ``field`` leads; ``seen`` are the digests of the
                  values that were chosen between.
    ``undo``      the entry ``undoes`` counts no more; the sources are those of that entry.

    ``by`` is a user of the host, or empty where ``rule`` decided. ``why`` is a sentence, without what the contacts hold.
    """

    environment: str
    number: int
    at: datetime
    by: str
    rule: str = ""
    kind: DecisionKind
    sources: tuple[Source, ...]
    field: str = ""
    seen: tuple[str, ...] = ()
    undoes: int | None = None
    together: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What is to become an entry of the ledger: all of it that its place there does not give."""

    kind: DecisionKind
    sources: tuple[Source, ...]
    by: str = ""
    rule: str = ""
    field: str = ""
    seen: tuple[str, ...] = ()
    undoes: int | None = None
    together: bool = False
    why: str = ""


class FieldValue(Value):
    """A value that contacts have in a field, as the first of them writes it; ``digest`` stands for it however it is written."""

    value: str
    digest: str
    sources: tuple[Source, ...]


class LeadingValue(Value):
    """The value that leads in a field of a merged contact: of which source it is, why, and all values that there are.

    ``decided`` is the number of the entry by which it was chosen, if somebody chose it.
    """

    field: str
    value: str
    source: Source
    why: str
    values: tuple[FieldValue, ...]
    decided: int | None = None


class Part(Value):
    """A contact of one administration, as part of a merged contact; ``code`` is that of the administration, if it has one."""

    source: Source
    company: str
    code: str = ""
    name: str
    is_customer: bool
    is_supplier: bool
    blocked: bool


class MergedContact(Value):
    """A contact as the one list has it: made of those of the administrations, of one alone where it is in no other.

    ``key`` is that of its lowest source. ``conflicts`` are the fields whose values differ while nobody chose of all of them.
    """

    key: str
    parts: tuple[Part, ...]
    leading: tuple[LeadingValue, ...]
    conflicts: tuple[str, ...] = ()
