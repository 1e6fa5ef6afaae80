"""The tables of merges: how far the way to one list of contacts has come, what was compared, and what people are asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Table, text
from sqlmodel import Field

from boekhaak.store.tables import Row, moment, table

OVER = text("state not in ('completed', 'cancelled')")


class MergeRow(Row, table=True):
    """The way of an environment to one list of contacts; one at a time is under way."""

    __tablename__ = "boekhaak_merge"
    __table_args__ = (
        Index("uq_boekhaak_merge_under_way", "environment_id", unique=True, sqlite_where=OVER, postgresql_where=OVER),
        Index(None, "environment_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    state: str
    mode: str = ""
    begun_by: str
    begun_at: datetime = moment()
    confirmed_by: str = ""
    confirmed_at: datetime | None = moment(nullable=True)
    expected_end: datetime | None = moment(nullable=True)
    compared_at: datetime | None = moment(nullable=True)
    seen: str = ""
    ended_by: str = ""
    ended_at: datetime | None = moment(nullable=True)
    done: int = 0
    total: int | None = None


class MergeAdministrationRow(Row, table=True):
    """An administration whose contacts are merged."""

    __tablename__ = "boekhaak_merge_administration"

    merge_id: int = Field(primary_key=True, foreign_key="boekhaak_merge.id")
    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id", index=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")


class ContactComparedRow(Row, table=True):
    """What a contact held when it was last compared with all others."""

    __tablename__ = "boekhaak_contact_compared"

    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id")
    contact_id: str = Field(primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    digest: str


class ContactQuestionRow(Row, table=True):
    """What people are asked about contacts; ``how`` says by what it was solved."""

    __tablename__ = "boekhaak_contact_question"
    __table_args__ = (Index(None, "environment_id", "state"),)

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    kind: str
    state: str
    score: float
    why: str
    asked_at: datetime = moment()
    how: str = ""


class ContactQuestionSourceRow(Row, table=True):
    """A contact that a question is about; ``digest`` is of what it held when somebody left it as it is."""

    __tablename__ = "boekhaak_contact_question_source"
    __table_args__ = (Index(None, "link_id", "contact_id"),)

    question_id: int = Field(primary_key=True, foreign_key="boekhaak_contact_question.id")
    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id")
    contact_id: str = Field(primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    place: int
    digest: str = ""


MERGES: tuple[Table, ...] = (
    table(MergeRow),
    table(MergeAdministrationRow),
    table(ContactComparedRow),
    table(ContactQuestionRow),
    table(ContactQuestionSourceRow),
)
"""The tables of this module."""
