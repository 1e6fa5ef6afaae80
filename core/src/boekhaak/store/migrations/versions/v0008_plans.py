"""Plans; dossiers that were never linked, and why a link is broken in a word."""

import sqlalchemy as sa
from alembic import op

from boekhaak.store.types import Extra, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


CAUSES = {
    "overwritten": "reason like 'overwritten:%'",
    "sign_in_needed": "connection_id in (select id from boekhaak_connection where state in ('needs_sign_in', 'wrong_account'))",
    "disconnected": "connection_id in (select id from boekhaak_connection where state in ('revoked', 'superseded'))",
    "rights_withdrawn": "reason <> ''",
}
"""Why links are broken that broke before, the first that holds."""


def _triggers() -> list[str]:
    """Return the triggers of a host's on the table, which go when SQLite makes it anew."""
    made = "select sql from sqlite_master where type = 'trigger' and tbl_name = 'boekhaak_link'"
    return list(op.get_bind().exec_driver_sql(made).scalars())


def upgrade() -> None:
    """Add the tables of plans, and let links be without connection and id."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    triggers = _triggers() if sqlite else []
    if sqlite:  # a view of the host's on the table would be in the way of its new name
        op.execute("PRAGMA legacy_alter_table = ON")
    with op.batch_alter_table("boekhaak_link") as link:
        link.alter_column("connection_id", existing_type=sa.Integer(), nullable=True)
        link.alter_column("company_id", existing_type=sa.String(), nullable=True)
        link.add_column(sa.Column("year_start", sa.String(), server_default=sa.text("''"), nullable=False))
        link.add_column(sa.Column("cause", sa.String(), server_default=sa.text("''"), nullable=False))
    if sqlite:
        op.execute("PRAGMA legacy_alter_table = OFF")
    for trigger in triggers:
        op.execute(sa.text(trigger.replace(":", "\\:")))
    for cause, known in CAUSES.items():
        op.execute(f"update boekhaak_link set cause = '{cause}' where state = 'broken' and cause = '' and {known}")  # noqa: S608
    op.create_table(
        "boekhaak_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("subject", Extra(), nullable=True),
        sa.Column("told", Extra(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_plan_environment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boekhaak_plan")),
    )
    op.create_index(op.f("ix_boekhaak_plan_environment_id"), "boekhaak_plan", ["environment_id"])
    op.create_table(
        "boekhaak_plan_step",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("planned", Extra(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("applied_at", Moment(), nullable=True),
        sa.Column("applied_by", sa.String(), nullable=False),
        sa.Column("former", Extra(), nullable=True),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_plan_step_environment_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["boekhaak_plan.id"], name=op.f("fk_boekhaak_plan_step_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_boekhaak_plan_step")),
    )
    op.create_index(op.f("ix_boekhaak_plan_step_link_id"), "boekhaak_plan_step", ["link_id"])
