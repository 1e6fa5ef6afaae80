"""What happened in an environment, by number; the addresses of the host that are told, and what they are still to be told."""

import sqlalchemy as sa
from alembic import op

from boekhaak.store.types import Extra, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; what happened before is told by nobody."""
    op.add_column(
        "boekhaak_environment",
        sa.Column("last_event", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.create_table(
        "boekhaak_event",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("connection_id", sa.Integer(), nullable=True),
        sa.Column("data", Extra(), nullable=True),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_event_environment_id")
        ),
        sa.PrimaryKeyConstraint("environment_id", "number", name=op.f("pk_boekhaak_event")),
    )
    op.create_index(op.f("ix_boekhaak_event_environment_id_at"), "boekhaak_event", ["environment_id", "at"])
    op.create_table(
        "boekhaak_webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("former_secret", sa.String(), nullable=True),
        sa.Column("former_until", Moment(), nullable=True),
        sa.Column("kinds", Extra(), nullable=False),
        sa.Column("read_until", sa.BigInteger(), nullable=False),
        sa.Column("rests_until", Moment(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_webhook_environment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boekhaak_webhook")),
    )
    op.create_index(op.f("ix_boekhaak_webhook_environment_id"), "boekhaak_webhook", ["environment_id"])
    op.create_table(
        "boekhaak_delivery",
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("failed_since", Moment(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_delivery_environment_id")
        ),
        sa.ForeignKeyConstraint(["webhook_id"], ["boekhaak_webhook.id"], name=op.f("fk_boekhaak_delivery_webhook_id")),
        sa.PrimaryKeyConstraint("webhook_id", "number", name=op.f("pk_boekhaak_delivery")),
    )
    op.create_index(op.f("ix_boekhaak_delivery_environment_id"), "boekhaak_delivery", ["environment_id"])
    op.create_index(op.f("ix_boekhaak_delivery_webhook_id_next_at"), "boekhaak_delivery", ["webhook_id", "next_at"])
