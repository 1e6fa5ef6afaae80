"""Dimensions, articles, invoices, open items, documents and rates; extra fields, payloads and versions of mappings."""

import sqlalchemy as sa
from alembic import op

from boekhaak.store.types import Extra, Fixed, Moment, Money

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and columns; rows that are there get what means nothing in them."""
    op.create_table(
        "boekhaak_article",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("extra", Extra(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("is_sold", sa.Boolean(), nullable=False),
        sa.Column("is_bought", sa.Boolean(), nullable=False),
        sa.Column("sales_price", Fixed(6), nullable=True),
        sa.Column("cost_price", Fixed(6), nullable=True),
        sa.Column("tax_code", sa.String(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_article_link_id")),
        sa.PrimaryKeyConstraint("link_id", "id", name=op.f("pk_boekhaak_article")),
    )
    op.create_table(
        "boekhaak_attachment",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("extra", Extra(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_attachment_link_id")),
        sa.PrimaryKeyConstraint("link_id", "id", name=op.f("pk_boekhaak_attachment")),
    )
    op.create_index(
        op.f("ix_boekhaak_attachment_link_id_document_id"),
        "boekhaak_attachment",
        ["link_id", "document_id"],
        unique=False,
    )
    op.create_table(
        "boekhaak_dimension",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("extra", Extra(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_dimension_link_id")),
        sa.PrimaryKeyConstraint("link_id", "id", name=op.f("pk_boekhaak_dimension")),
    )
    op.create_table(
        "boekhaak_document",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("extra", Extra(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("voucher_id", sa.String(), nullable=True),
        sa.Column("amount", Money(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_document_link_id")),
        sa.PrimaryKeyConstraint("link_id", "id", name=op.f("pk_boekhaak_document")),
    )
    op.create_table(
        "boekhaak_exchange_rate",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("extra", Extra(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("source_currency", sa.String(), nullable=False),
        sa.Column("target_currency", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("rate", Fixed(12), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_exchange_rate_link_id")),
        sa.PrimaryKeyConstraint("link_id", "id", name=op.f("pk_boekhaak_exchange_rate")),
    )
    op.create_table(
        "boekhaak_invoice",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("extra", Extra(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("journal_code", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("amount", Money(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("foreign_amount", Money(), nullable=True),
        sa.Column("foreign_currency", sa.String(), nullable=False),
        sa.Column("payment_reference", sa.String(), nullable=False),
        sa.Column("voucher_id", sa.String(), nullable=True),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_invoice_link_id")),
        sa.PrimaryKeyConstraint("link_id", "id", name=op.f("pk_boekhaak_invoice")),
    )
    op.create_index(
        op.f("ix_boekhaak_invoice_link_id_voucher_id"), "boekhaak_invoice", ["link_id", "voucher_id"], unique=False
    )
    op.create_table(
        "boekhaak_invoice_line",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("extra", Extra(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("invoice_id", sa.String(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("quantity", Fixed(6), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", Fixed(6), nullable=True),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("tax_amount", Money(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("foreign_amount", Money(), nullable=True),
        sa.Column("foreign_currency", sa.String(), nullable=False),
        sa.Column("tax_code", sa.String(), nullable=False),
        sa.Column("cost_center_code", sa.String(), nullable=False),
        sa.Column("cost_unit_code", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_invoice_line_link_id")),
        sa.PrimaryKeyConstraint("link_id", "id", name=op.f("pk_boekhaak_invoice_line")),
    )
    op.create_index(
        op.f("ix_boekhaak_invoice_line_link_id_invoice_id"),
        "boekhaak_invoice_line",
        ["link_id", "invoice_id"],
        unique=False,
    )
    op.create_table(
        "boekhaak_open_item",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("extra", Extra(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("voucher_id", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("foreign_amount", Money(), nullable=True),
        sa.Column("foreign_currency", sa.String(), nullable=False),
        sa.Column("payment_reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_open_item_link_id")),
        sa.PrimaryKeyConstraint("link_id", "id", name=op.f("pk_boekhaak_open_item")),
    )
    op.create_table(
        "boekhaak_payload",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f("fk_boekhaak_payload_link_id")),
        sa.PrimaryKeyConstraint("link_id", "kind", "id", name=op.f("pk_boekhaak_payload")),
    )
    op.add_column("boekhaak_account", sa.Column("extra", Extra(), nullable=True))
    op.add_column("boekhaak_address", sa.Column("extra", Extra(), nullable=True))
    op.add_column("boekhaak_balance", sa.Column("extra", Extra(), nullable=True))
    op.add_column("boekhaak_bank_account", sa.Column("extra", Extra(), nullable=True))
    op.add_column("boekhaak_contact", sa.Column("extra", Extra(), nullable=True))
    op.add_column(
        "boekhaak_environment", sa.Column("keeps_payloads", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("boekhaak_financial_period", sa.Column("extra", Extra(), nullable=True))
    op.add_column("boekhaak_journal", sa.Column("extra", Extra(), nullable=True))
    op.add_column("boekhaak_ledger_line", sa.Column("extra", Extra(), nullable=True))
    op.add_column(
        "boekhaak_ledger_line", sa.Column("cost_center_code", sa.String(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "boekhaak_ledger_line", sa.Column("cost_unit_code", sa.String(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("boekhaak_ledger_line", sa.Column("project_id", sa.String(), nullable=True))
    op.add_column("boekhaak_ledger_line", sa.Column("article_id", sa.String(), nullable=True))
    op.add_column("boekhaak_ledger_line", sa.Column("quantity", Fixed(6), nullable=True))
    op.add_column(
        "boekhaak_stream", sa.Column("mapping_version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column("boekhaak_tax_code", sa.Column("extra", Extra(), nullable=True))
    op.add_column("boekhaak_voucher", sa.Column("extra", Extra(), nullable=True))
