"""What is due, what is left of packages' limits, leases, the audit trail; runs that wait, and restored chains."""

import sqlalchemy as sa
from alembic import op

from boekhaak.store.types import Extra, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ONLY_GROWS = {
    "sqlite": [
        f"""create trigger boekhaak_audit_{name} before {deed} on boekhaak_audit {when}
        begin select raise(abort, 'the audit trail only grows'); end"""
        for name, deed, when in (
            ("no_update", "update", ""),
            ("no_delete", "delete", ""),
            # "insert or replace" would take a row away without telling the trigger for it
            ("no_replace", "insert", "when exists (select 1 from boekhaak_audit where id = new.id)"),
        )
    ],
    "postgresql": [
        """create function boekhaak_audit_only_grows() returns trigger language plpgsql as
        $$ begin raise exception 'the audit trail only grows'; end $$""",
        """create trigger boekhaak_audit_only_grows before update or delete on boekhaak_audit
        for each row execute function boekhaak_audit_only_grows()""",
    ],
}
"""What lets the database itself refuse to change a row of the audit trail, or to take one away."""


def upgrade() -> None:
    """Add tables and columns; what is there goes on as it was."""
    op.create_table(
        "boekhaak_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("connection_id", sa.Integer(), nullable=True),
        sa.Column("details", Extra(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boekhaak_audit")),
    )
    op.create_index(op.f("ix_boekhaak_audit_environment_id_id"), "boekhaak_audit", ["environment_id", "id"])
    for statement in ONLY_GROWS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "boekhaak_call_error",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("parks", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boekhaak_call_error")),
    )
    op.create_index(
        op.f("ix_boekhaak_call_error_package_window_scope"), "boekhaak_call_error", ["package", "window", "scope"]
    )
    op.create_table(
        "boekhaak_lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("until", sa.Float(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_boekhaak_lease")),
    )
    op.create_table(
        "boekhaak_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boekhaak_slot")),
    )
    op.create_index(op.f("ix_boekhaak_slot_package_window_scope"), "boekhaak_slot", ["package", "window", "scope"])
    op.create_table(
        "boekhaak_window",
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("window", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("resets_at", Moment(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("package", "window", "scope", name=op.f("pk_boekhaak_window")),
    )
    op.create_table(
        "boekhaak_schedule",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_schedule_environment_id")
        ),
        sa.PrimaryKeyConstraint("environment_id", "link_id", "stream", name=op.f("pk_boekhaak_schedule")),
    )
    op.create_table(
        "boekhaak_due",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("handed_until", sa.Float(), nullable=True),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_due_environment_id")
        ),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_due_link_id")),
        sa.PrimaryKeyConstraint("link_id", "stream", name=op.f("pk_boekhaak_due")),
    )
    op.create_index(op.f("ix_boekhaak_due_changed_at"), "boekhaak_due", ["changed_at"])
    op.create_index(op.f("ix_boekhaak_due_state_next_at"), "boekhaak_due", ["state", "next_at"])
    op.add_column("boekhaak_run", sa.Column("waiting_until", Moment(), nullable=True))
    op.add_column("boekhaak_run_stream", sa.Column("share", sa.Float(), nullable=True))
    op.add_column("boekhaak_run_stream", sa.Column("started_at", Moment(), nullable=True))
    op.add_column("boekhaak_run_stream", sa.Column("updated_at", Moment(), nullable=True))
    op.add_column(
        "boekhaak_token_chain", sa.Column("restored", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
