"""The register of administrations' codes, and invoices by their numbers of twelve digits."""

import sqlalchemy as sa
from alembic import op

from boekhaak.store.types import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OF_SALES = "direction = 'sales' and deleted_at is null"


def upgrade() -> None:
    """Add the tables and the index."""
    op.create_table(
        "boekhaak_administration_code",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("chosen_by", sa.String(), nullable=False),
        sa.Column("chosen_at", Moment(), nullable=False),
        sa.Column("first_used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_administration_code_environment_id")
        ),
        sa.PrimaryKeyConstraint("environment_id", "code", name=op.f("pk_boekhaak_administration_code")),
        sa.UniqueConstraint("link_id", name=op.f("uq_boekhaak_administration_code_link_id")),
    )
    op.create_table(
        "boekhaak_invoice_sequence",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id", "code"],
            ["boekhaak_administration_code.environment_id", "boekhaak_administration_code.code"],
            name=op.f("fk_boekhaak_invoice_sequence_environment_id_code"),
        ),
        sa.PrimaryKeyConstraint("environment_id", "code", "year", name=op.f("pk_boekhaak_invoice_sequence")),
    )
    op.create_index(
        op.f("ix_boekhaak_invoice_twelve_digits"),
        "boekhaak_invoice",
        ["link_id", "number", "date"],
        sqlite_where=sa.text(f"{OF_SALES} and number glob '{'[0-9]' * 12}'"),
        postgresql_where=sa.text(f"{OF_SALES} and number ~ '^[0-9]{{12}}$'"),
    )
