"""The tables of the ledger of decisions about contacts, and of the merged contacts that are a view over it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from boekhaak.store.tables import Row, moment, table
from boekhaak.store.types import Extra


def counted(*, primary_key: bool = False, nullable: bool = False) -> int | None:
    """Return the field of a column that holds the number of an entry."""
    default = None if nullable else ...
    field: int | None = Field(sa_type=BigInteger, primary_key=primary_key, nullable=nullable, default=default)
    return field


class ContactLedgerRow(Row, table=True):
    """The head of an environment's ledger: the number of its newest entry. Whoever locks it is the only one who decides."""

    __tablename__ = "boekhaak_contact_ledger"

    environment_id: str = Field(primary_key=True, foreign_key="boekhaak_environment.id")
    last_number: int = Field(sa_type=BigInteger)


class ContactDecisionRow(Row, table=True):
    """An entry of the ledger. Numbers count from 1 without a hole; the database refuses to change or take one away."""

    __tablename__ = "boekhaak_contact_decision"

    environment_id: str = Field(primary_key=True, foreign_key="boekhaak_environment.id")
    number: int = counted(primary_key=True)  # type: ignore[assignment]
    at: datetime = moment()
    decided_by: str
    rule: str
    kind: str
    field: str
    seen: list[str] | None = Field(default=None, sa_type=Extra)
    undoes: int | None = counted(nullable=True)
    together: bool
    why: str


class ContactDecisionSourceRow(Row, table=True):
    """A contact that an entry is about, at its place there.

    No foreign key on the link: what was decided stays true when it is erased, and holds nothing but bare ids.
    """

    __tablename__ = "boekhaak_contact_decision_source"
    __table_args__ = (Index(None, "environment_id", "link_id", "contact_id"),)

    environment_id: str = Field(primary_key=True, foreign_key="boekhaak_environment.id")
    number: int = counted(primary_key=True)  # type: ignore[assignment]
    place: int = Field(primary_key=True)
    link_id: int
    contact_id: str


class MergedContactRow(Row, table=True):
    """A contact that is one with others, by the entries that count now; the group is known by its lowest contact.

    No foreign key on the link: that would lock links when contacts are decided. Erasing one takes its contacts away.
    """

    __tablename__ = "boekhaak_merged_contact"
    __table_args__ = (Index(None, "environment_id", "lead_link_id", "lead_contact_id"),)

    environment_id: str = Field(primary_key=True, foreign_key="boekhaak_environment.id")
    link_id: int = Field(primary_key=True)
    contact_id: str = Field(primary_key=True)
    lead_link_id: int
    lead_contact_id: str


DECISIONS: tuple[Table, ...] = (
    table(ContactLedgerRow),
    table(ContactDecisionRow),
    table(ContactDecisionSourceRow),
    table(MergedContactRow),
)
"""The tables of this module."""
