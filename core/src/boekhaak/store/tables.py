"""The tables beside the records: who is connected, what is linked, how far it was read.

They live in a registry and MetaData of their own, so that a host's models of the same names do not meet them.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, MetaData, Table, UniqueConstraint, false, text, true
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from boekhaak.store.types import Extra, Moment, Money

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel, registry=registry(metadata=metadata)):
    """The base of all tables of boekhaak."""


def table(row: type[Row]) -> Table:
    """Return the table of a row class."""
    found: Table = row.__table__  # type: ignore[attr-defined]
    return found


def later(default: str) -> Any:  # noqa: ANN401 - what Field gives
    """Return the field of a text column that came later: rows of before it have the default."""
    return Field(default=default, sa_column_kwargs={"server_default": text(f"'{default}'")})


def moment(*, nullable: bool = False, index: bool = False) -> Any:  # noqa: ANN401 - what Field gives
    """Return the field of a column that holds a moment."""
    return Field(sa_type=Moment, nullable=nullable, index=index, default=None if nullable else ...)


class InstallationRow(Row, table=True):
    """One row: which installation this database belongs to, and the key (encrypted) by which logins are compared.

    ``last_link`` is the newest link that was erased: SQLite would give its id out again.
    """

    __tablename__ = "boekhaak_installation"

    id: str = Field(primary_key=True)
    hash_key: str | None = None
    last_link: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    created_at: datetime = moment()


class EnvironmentRow(Row, table=True):
    """A tenant of the host; the host gives the id."""

    __tablename__ = "boekhaak_environment"

    id: str = Field(primary_key=True)
    name: str
    keeps_payloads: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    kind: str = later("client")
    email: str = later("")
    billing: dict[str, Any] | None = Field(default=None, sa_type=Extra)
    billed_to: str = later("")
    last_event: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})
    created_at: datetime = moment()


class AppRow(Row, table=True):
    """A registration at a package; without an environment it serves all."""

    __tablename__ = "boekhaak_app"
    __table_args__ = (UniqueConstraint("environment_id", "package", "region", "mode"),)

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str | None = Field(default=None, foreign_key="boekhaak_environment.id")
    package: str
    region: str
    mode: str
    client_id: str
    client_secret: str
    redirect_uri: str
    address: str
    created_at: datetime = moment()


class ConsentRow(Row, table=True):
    """A sign-in that was begun, perhaps at a broken link or for a connection, and waits for the person to come back."""

    __tablename__ = "boekhaak_consent"

    state: str = Field(primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id", index=True)
    app_id: int = Field(foreign_key="boekhaak_app.id")
    package: str
    region: str
    owner: str
    link_id: int | None = None
    connection_id: int | None = None
    expires_at: datetime = moment()


class TokenChainRow(Row, table=True):
    """The tokens that rotate together.

    ``generation`` counts the pairs; an answer is stored only over the pair that it was got with. ``intent_generation`` is the
    pair that somebody began to exchange. The lease's end is by the database's clock. ``restored`` tells that the database
    came back from a backup: the pair may have been exchanged since, so it is tried before it is relied on.
    """

    __tablename__ = "boekhaak_token_chain"
    __table_args__ = (UniqueConstraint("app_id", "region", "scope"),)

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id", index=True)
    app_id: int = Field(foreign_key="boekhaak_app.id")
    package: str
    region: str
    scope: str
    generation: int
    access_token: str
    refresh_token: str | None = None
    issued_at: datetime = moment()
    expires_at: datetime = moment()
    dead: bool = False
    reason: str = ""
    lease_owner: str | None = None
    lease_until: float | None = None
    intent_generation: int | None = None
    intent_at: float | None = None
    restored: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class TokenAnswerRow(Row, table=True):
    """An answer that came when its pair was no longer the stored one: kept aside, tried before anybody signs in again."""

    __tablename__ = "boekhaak_token_answer"

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    chain_id: int = Field(foreign_key="boekhaak_token_chain.id", index=True)
    parent_generation: int
    access_token: str
    refresh_token: str | None = None
    issued_at: datetime = moment()
    expires_at: datetime = moment()


class ConnectionRow(Row, table=True):
    """A consent of an owner at a package, or one that is being prepared: then its chain has no tokens yet."""

    __tablename__ = "boekhaak_connection"
    __table_args__ = (UniqueConstraint("environment_id", "chain_id"),)

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id", index=True)
    app_id: int = Field(foreign_key="boekhaak_app.id")
    chain_id: int = Field(foreign_key="boekhaak_token_chain.id")
    package: str
    region: str
    login_id: str
    login_name: str
    login_email: str
    owner: str
    portal_id: str = later("")
    mailbox: str = later("")
    email: str = later("")
    state: str
    reason: str
    created_at: datetime = moment()


class LinkRow(Row, table=True):
    """A company bound to a host company, with the lease of the run that works on it.

    A dossier that was taken in and never linked has no connection, and perhaps no id at the package.
    """

    __tablename__ = "boekhaak_link"
    __table_args__ = (UniqueConstraint("environment_id", "package", "region", "company_id"),)

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    connection_id: int | None = Field(default=None, foreign_key="boekhaak_connection.id", index=True)
    package: str
    region: str
    company_id: str | None = None
    name: str
    country: str
    currency: str
    registration_number: str
    vat_number: str
    year_start: str = later("")
    active: bool
    host_company: str
    login_id: str
    state: str
    reason: str
    cause: str = later("")
    epoch: str | None = None
    fingerprint: str
    settings: dict[str, Any] | None = Field(default=None, sa_type=Extra)
    answers: dict[str, Any] | None = Field(default=None, sa_type=Extra)
    set_up: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    stage: str = later("ready")
    created_at: datetime = moment()
    checked_at: datetime | None = moment(nullable=True)
    lease_owner: str | None = None
    lease_until: float | None = None
    fence: int = 0


class StreamRow(Row, table=True):
    """How far one stream of a link was read."""

    __tablename__ = "boekhaak_stream"

    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id")
    stream: str = Field(primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    cursor: str | None = None
    phase: str
    mapping_version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    chosen: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    sweeping: bool
    chosen_anew: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    full_at: datetime | None = moment(nullable=True)
    last_attempt: datetime | None = moment(nullable=True)
    last_success: datetime | None = moment(nullable=True)
    error: str
    warning: str
    retry_after: datetime | None = moment(nullable=True)


class RunRow(Row, table=True):
    """One import or synchronisation of one link; with ``waiting_until`` it stands still, and goes on at that moment."""

    __tablename__ = "boekhaak_run"
    __table_args__ = (Index(None, "link_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    link_id: int = Field(foreign_key="boekhaak_link.id")
    action: str
    actor: str
    started_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    waiting_until: datetime | None = moment(nullable=True)
    requests: int = 0


class RunStreamRow(Row, table=True):
    """What a run did to one stream; grows with every page. ``share`` is how much was read, where the package tells."""

    __tablename__ = "boekhaak_run_stream"

    run_id: int = Field(primary_key=True, foreign_key="boekhaak_run.id")
    stream: str = Field(primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    records: int = 0
    changed: int = 0
    deletions: int = 0
    swept: int = 0
    warning: str = ""
    error: str = ""
    retry_after: datetime | None = moment(nullable=True)
    share: float | None = None
    started_at: datetime | None = moment(nullable=True)
    updated_at: datetime | None = moment(nullable=True)


class DueRow(Row, table=True):
    """When one stream of a link is to be read next, how urgently, and why then: the truth that dispatchers work from.

    ``since`` orders those of one priority: the moment since when it waits for its turn, whatever delayed it meanwhile.
    ``state`` is ``due``, or ``stopped`` until somebody asks again. ``handed_until`` and ``changed_at`` are by the database's
    clock: until then somebody who was handed it may be about to begin, and when the row was last written. ``calls`` are those
    of the link's last run.
    """

    __tablename__ = "boekhaak_due"
    __table_args__ = (Index(None, "changed_at"), Index(None, "state", "next_at"))

    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id")
    stream: str = Field(primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    state: str
    priority: int
    next_at: datetime = moment()
    since: datetime = moment()
    reason: str
    asked_by: str = ""
    failures: int = 0
    handed_until: float | None = None
    changed_at: float
    calls: int = 0


class ScheduleRow(Row, table=True):
    """How often streams are read: of an environment, of one link of it, of one stream, the most specific row wins.

    ``link_id`` 0 means every link, ``stream`` "" every stream. ``every_seconds`` 0 means only when somebody asks.
    """

    __tablename__ = "boekhaak_schedule"

    environment_id: str = Field(primary_key=True, foreign_key="boekhaak_environment.id")
    link_id: int = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    every_seconds: int


class LeaseRow(Row, table=True):
    """What one process at a time does for all, such as dispatching; until when by the database's clock."""

    __tablename__ = "boekhaak_lease"

    name: str = Field(primary_key=True)
    owner: str | None = None
    until: float | None = None
    fence: int = 0


class WindowRow(Row, table=True):
    """How much of a package's window is used by all processes together, for one combination of its scopes.

    ``allowed`` is how much there is: what the package declares, or more where its answers told so.
    """

    __tablename__ = "boekhaak_window"

    package: str = Field(primary_key=True)
    window: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    resets_at: datetime = moment()
    used: int
    allowed: int


class SlotRow(Row, table=True):
    """Leave for a process to make one call at a time that may become an error: it is counted as one until it is given back.

    ``until`` is by the database's clock: then it ends by itself.
    """

    __tablename__ = "boekhaak_slot"
    __table_args__ = (Index(None, "package", "window", "scope"),)

    id: int | None = Field(default=None, primary_key=True)
    package: str
    window: str
    scope: str
    owner: str
    until: float


class CallErrorRow(Row, table=True):
    """A refusal that the package counts, or a refresh, until ``ends_at``.

    ``parks`` tells that the package said the same once more: until then the endpoint is left alone.
    """

    __tablename__ = "boekhaak_call_error"
    __table_args__ = (Index(None, "package", "window", "scope"),)

    id: int | None = Field(default=None, primary_key=True)
    package: str
    window: str
    scope: str
    at: datetime = moment()
    ends_at: datetime = moment()
    status: int = 0
    said: str = ""
    parks: bool = False


class AuditRow(Row, table=True):
    """Who did what: rows are added and, by the database itself, never changed or taken away."""

    __tablename__ = "boekhaak_audit"
    __table_args__ = (Index(None, "environment_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment()
    environment_id: str | None = None
    actor: str
    action: str
    package: str = ""
    link_id: int | None = None
    connection_id: int | None = None
    details: dict[str, Any] | None = Field(default=None, sa_type=Extra)


class MismatchRow(Row, table=True):
    """A difference with what the package declares, of the last comparison."""

    __tablename__ = "boekhaak_mismatch"

    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id")
    account_id: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    environment_id: str
    account: str
    ours: Decimal = Field(sa_type=Money)
    declared: Decimal = Field(sa_type=Money)


class MarkRow(Row, table=True):
    """A record that a full reading has seen; what is left unmarked at its end may be swept."""

    __tablename__ = "boekhaak_mark"

    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id")
    stream: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    environment_id: str


class PayloadRow(Row, table=True):
    """What the package sent for a record, compressed; kept where the environment wants it, as long as the record lives."""

    __tablename__ = "boekhaak_payload"

    link_id: int = Field(primary_key=True, foreign_key="boekhaak_link.id")
    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    environment_id: str
    content: bytes = Field(sa_type=LargeBinary)
    stored_at: datetime = moment()
