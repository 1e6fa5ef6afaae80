"""The tables of what happened: the events of an environment, who is told of them, and what each is still to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Table
from sqlmodel import Field

from boekhaak.store.tables import Row, moment, table
from boekhaak.store.types import Extra


def number(*, primary_key: bool = False) -> Any:  # noqa: ANN401 - what Field gives
    """Return the field of a column that holds the number of an event."""
    return Field(sa_type=BigInteger, primary_key=primary_key)


class EventRow(Row, table=True):
    """Something that happened in an environment. Numbers count from 1 without a hole, in the order of the commits.

    No foreign key on link and connection: what happened to them stays true when they are erased.
    """

    __tablename__ = "boekhaak_event"
    __table_args__ = (Index(None, "environment_id", "at"),)

    environment_id: str = Field(primary_key=True, foreign_key="boekhaak_environment.id")
    number: int = number(primary_key=True)
    at: datetime = moment()
    kind: str
    package: str
    link_id: int | None = None
    connection_id: int | None = None
    data: dict[str, Any] | None = Field(default=None, sa_type=Extra)


class WebhookRow(Row, table=True):
    """An address of the host that is told what happens. An empty list of ``kinds`` means all of them.

    Events up to ``read_until`` have been looked at: what of them was not delivered yet has a row of its own.
    ``former_secret`` signs beside the new one until ``former_until``. ``rests_until`` holds all back while nobody answers.
    """

    __tablename__ = "boekhaak_webhook"

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id", index=True)
    url: str
    secret: str
    former_secret: str | None = None
    former_until: datetime | None = moment(nullable=True)
    kinds: list[str] = Field(sa_type=Extra)
    read_until: int = number()
    rests_until: datetime | None = moment(nullable=True)
    state: str
    reason: str
    created_at: datetime = moment()


class DeliveryRow(Row, table=True):
    """An event that a webhook is still to be told: it goes when it was delivered.

    Those of one lane are told in the order of their numbers: a lane is a link, or 0 for what concerns no link.
    ``failed_since`` is when the first attempt failed.
    """

    __tablename__ = "boekhaak_delivery"
    __table_args__ = (Index(None, "webhook_id", "next_at"),)

    webhook_id: int = Field(primary_key=True, foreign_key="boekhaak_webhook.id")
    number: int = number(primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id", index=True)
    lane: int
    attempts: int = 0
    next_at: datetime = moment()
    failed_since: datetime | None = moment(nullable=True)
    last_error: str = ""


EVENTS: tuple[Table, ...] = (table(EventRow), table(WebhookRow), table(DeliveryRow))
"""The tables of this module."""
