"""The tables of plans: what a step would change, to be looked at and then applied or dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlmodel import Field

from boekhaak.store.tables import Row, moment, table
from boekhaak.store.types import Extra


class PlanRow(Row, table=True):
    """A plan of an environment. ``subject`` holds what it is about, ``told`` what else is known of it, as JSON."""

    __tablename__ = "boekhaak_plan"

    id: int | None = Field(default=None, primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id", index=True)
    kind: str
    package: str
    subject: dict[str, Any] | None = Field(default=None, sa_type=Extra)
    told: dict[str, Any] | None = Field(default=None, sa_type=Extra)
    made_by: str
    made_at: datetime = moment()
    expires_at: datetime = moment()
    state: str


class PlanStepRow(Row, table=True):
    """What a plan does to one link, and whether that was done; ``former`` is what the link was before.

    No foreign key on the link: what was planned stays true when it is erased, but for what was known of it.
    """

    __tablename__ = "boekhaak_plan_step"

    plan_id: int = Field(primary_key=True, foreign_key="boekhaak_plan.id")
    number: int = Field(primary_key=True)
    environment_id: str = Field(foreign_key="boekhaak_environment.id")
    link_id: int | None = Field(default=None, index=True)
    planned: dict[str, Any] | None = Field(default=None, sa_type=Extra)
    state: str
    reason: str = ""
    applied_at: datetime | None = moment(nullable=True)
    applied_by: str = ""
    former: dict[str, Any] | None = Field(default=None, sa_type=Extra)


PLANS: tuple[Table, ...] = (table(PlanRow), table(PlanStepRow))
"""The tables of this module."""
