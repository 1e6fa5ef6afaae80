"""The ledger of decisions about contacts, which only grows, and the merged contacts that come of it."""

import sqlalchemy as sa
from alembic import op

from boekhaak.store.types import Extra, Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LEDGER = {
    "boekhaak_contact_decision": ("environment_id", "number"),
    "boekhaak_contact_decision_source": ("environment_id", "number", "place"),
}
"""The tables that only grow, with the columns of their key."""


def _sqlite(rows: str, key: tuple[str, ...]) -> list[str]:
    same = " and ".join(f"{column} = new.{column}" for column in key)
    deeds = (
        ("no_update", "update", ""),
        ("no_delete", "delete", ""),
        # "insert or replace" would take a row away without telling the trigger for it
        ("no_replace", "insert", f"when exists (select 1 from {rows} where {same})"),  # noqa: S608 - our own tables
    )
    return [
        f"create trigger {rows}_{name} before {deed} on {rows} {when}"
        " begin select raise(abort, 'the ledger of decisions only grows'); end"
        for name, deed, when in deeds
    ]


def _only_grow() -> list[str]:
    """Return what lets the database itself refuse to change an entry, or to take one away."""
    if op.get_bind().dialect.name == "sqlite":
        return [statement for rows, key in LEDGER.items() for statement in _sqlite(rows, key)]
    function = (
        "create function boekhaak_contact_decision_only_grows() returns trigger language plpgsql as "
        "$$ begin raise exception 'the ledger of decisions only grows'; end $$"
    )
    triggers = [
        f"create trigger {rows}_only_grows before update or delete on {rows} "
        "for each row execute function boekhaak_contact_decision_only_grows()"
        for rows in LEDGER
    ]
    return [function, *triggers]


def _of_environment(rows: str) -> sa.ForeignKeyConstraint:
    """Return what binds rows to their environment."""
    return sa.ForeignKeyConstraint(
        ["environment_id"], ["boekhaak_environment.id"], name=op.f(f"fk_{rows}_environment_id")
    )


def upgrade() -> None:
    """Add the tables, and find addresses and bank accounts by their contact."""
    op.create_table(
        "boekhaak_contact_ledger",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        _of_environment("boekhaak_contact_ledger"),
        sa.PrimaryKeyConstraint("environment_id", name=op.f("pk_boekhaak_contact_ledger")),
    )
    op.create_table(
        "boekhaak_contact_decision",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("seen", Extra(), nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        _of_environment("boekhaak_contact_decision"),
        sa.PrimaryKeyConstraint("environment_id", "number", name=op.f("pk_boekhaak_contact_decision")),
    )
    op.create_table(
        "boekhaak_contact_decision_source",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        _of_environment("boekhaak_contact_decision_source"),
        sa.PrimaryKeyConstraint("environment_id", "number", "place", name=op.f("pk_boekhaak_contact_decision_source")),
    )
    _index("boekhaak_contact_decision_source", "environment_id", "link_id", "contact_id")
    for statement in _only_grow():
        op.execute(statement)
    op.create_table(
        "boekhaak_merged_contact",
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("lead_link_id", sa.Integer(), nullable=False),
        sa.Column("lead_contact_id", sa.String(), nullable=False),
        _of_environment("boekhaak_merged_contact"),
        sa.PrimaryKeyConstraint("environment_id", "link_id", "contact_id", name=op.f("pk_boekhaak_merged_contact")),
    )
    _index("boekhaak_merged_contact", "environment_id", "lead_link_id", "lead_contact_id")
    _index("boekhaak_address", "link_id", "contact_id")
    _index("boekhaak_bank_account", "link_id", "contact_id")


def _index(rows: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{rows}_{'_'.join(columns)}"), rows, list(columns))
