"""The tables of environments: their people, what is switched on, whom they let in, which companies their logins saw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Table
from sqlmodel import Field

from boekhaak.store.tables import Row, moment, table
from boekhaak.store.types import Extra


class UserRow(Row, table=True):
    """Somebody of an environment, as the host handed them in."""

    __tablename__ = "boekhaak_user"

    environment_id: str = Field(primary_key=True, foreign_key="boekhaak_environment.id")
    id: str = Field(primary_key=True, index=True)
    role: str
    name: str = ""
    email: str = ""


class SwitchRow(Row, table=True):
    """A package or feature that somebody switched on or off for an environment; without a row the policy tells."""

    __tablename__ = "boekhaak_switch"

    environment_id: str = Field(primary_key=True, foreign_key="boekhaak_environment.id")
    key: str = Field(primary_key=True)
    switched_on: bool


class AccessRow(Row, table=True):
    """What a client environment permits an accounting office. An office may ask for one of which nobody knows."""

    __tablename__ = "boekhaak_access"
    __table_args__ = (Index(None, "environment_id"), Index(None, "portal_id"), Index(None, "email"))

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str
    email: str
    portal_id: str = ""
    scope: str
    companies: list[Any] | None = Field(default=None, sa_type=Extra)
    ends_at: datetime | None = moment(nullable=True)
    state: str
    reason: str = ""
    created_at: datetime = moment()


class TakeOverRow(Row, table=True):
    """An environment that asks for the login of another: of the chain's own one."""

    __tablename__ = "boekhaak_take_over"

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id", index=True)
    chain_id: int = Field(foreign_key="boekhaak_token_chain.id", index=True)
    login_id: str
    login_name: str
    login_email: str
    asked_by: str
    note: str
    asked_at: datetime = moment()
    state: str


class SeenRow(Row, table=True):
    """A company that a login of the environment saw when it was last asked; ``gone_at``: it no longer does."""

    __tablename__ = "boekhaak_seen"

    connection_id: int = Field(primary_key=True, foreign_key="boekhaak_connection.id")
    company_id: str = Field(primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id", index=True)
    package: str
    region: str
    name: str
    first_at: datetime = moment()
    gone_at: datetime | None = moment(nullable=True)


ENVIRONMENTS: tuple[Table, ...] = (
    table(UserRow),
    table(SwitchRow),
    table(AccessRow),
    table(TakeOverRow),
    table(SeenRow),
)
"""The tables of this module."""
