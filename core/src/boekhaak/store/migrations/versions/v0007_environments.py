"""People, switches, access of accounting offices; connections that are prepared; what imported companies wait for."""

import sqlalchemy as sa
from alembic import op

from boekhaak.store.types import Extra, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _text(name: str, default: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default=sa.text(f"'{default}'"), nullable=False)


def upgrade() -> None:
    """Add tables and columns; what is there goes on as it was."""
    op.create_table(
        "boekhaak_user",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_user_environment_id")
        ),
        sa.PrimaryKeyConstraint("environment_id", "id", name=op.f("pk_boekhaak_user")),
    )
    op.create_index(op.f("ix_boekhaak_user_id"), "boekhaak_user", ["id"])
    op.create_table(
        "boekhaak_switch",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("switched_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_switch_environment_id")
        ),
        sa.PrimaryKeyConstraint("environment_id", "key", name=op.f("pk_boekhaak_switch")),
    )
    op.create_table(
        "boekhaak_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("portal_id", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("companies", Extra(), nullable=True),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boekhaak_access")),
    )
    for column in ("environment_id", "portal_id", "email"):
        op.create_index(op.f(f"ix_boekhaak_access_{column}"), "boekhaak_access", [column])
    op.create_table(
        "boekhaak_take_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("login_id", sa.String(), nullable=False),
        sa.Column("login_name", sa.String(), nullable=False),
        sa.Column("login_email", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_take_over_environment_id")
        ),
        sa.ForeignKeyConstraint(["chain_id"], ["boekhaak_token_chain.id"], name=op.f("fk_boekhaak_take_over_chain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boekhaak_take_over")),
    )
    op.create_index(op.f("ix_boekhaak_take_over_environment_id"), "boekhaak_take_over", ["environment_id"])
    op.create_index(op.f("ix_boekhaak_take_over_chain_id"), "boekhaak_take_over", ["chain_id"])
    op.create_table(
        "boekhaak_seen",
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.Column("gone_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["boekhaak_connection.id"], name=op.f("fk_boekhaak_seen_connection_id")
        ),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_seen_environment_id")
        ),
        sa.PrimaryKeyConstraint("connection_id", "company_id", name=op.f("pk_boekhaak_seen")),
    )
    op.create_index(op.f("ix_boekhaak_seen_environment_id"), "boekhaak_seen", ["environment_id"])
    op.add_column("boekhaak_installation", sa.Column("hash_key", sa.String(), nullable=True))
    op.add_column(
        "boekhaak_installation", sa.Column("last_link", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("boekhaak_environment", _text("kind", "client"))
    op.add_column("boekhaak_environment", _text("email", ""))
    op.add_column("boekhaak_environment", sa.Column("billing", Extra(), nullable=True))
    op.add_column("boekhaak_environment", _text("billed_to", ""))
    op.add_column("boekhaak_consent", sa.Column("connection_id", sa.Integer(), nullable=True))
    for name in ("portal_id", "mailbox", "email"):
        op.add_column("boekhaak_connection", _text(name, ""))
    op.add_column("boekhaak_link", sa.Column("answers", Extra(), nullable=True))
    op.add_column("boekhaak_link", sa.Column("set_up", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("boekhaak_link", _text("stage", "ready"))
