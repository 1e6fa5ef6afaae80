"""The way to one list of contacts, what was compared, and what people are asked."""

import sqlalchemy as sa
from alembic import op

from boekhaak.store.types import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OVER = sa.text("state not in ('completed', 'cancelled')")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "boekhaak_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("expected_end", Moment(), nullable=True),
        sa.Column("compared_at", Moment(), nullable=True),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_merge_environment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boekhaak_merge")),
    )
    op.create_index(op.f("ix_boekhaak_merge_environment_id"), "boekhaak_merge", ["environment_id"])
    op.create_index(
        op.f("uq_boekhaak_merge_under_way"),
        "boekhaak_merge",
        ["environment_id"],
        unique=True,
        sqlite_where=OVER,
        postgresql_where=OVER,
    )
    op.create_table(
        "boekhaak_merge_administration",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        *_belongs("boekhaak_merge_administration"),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["boekhaak_merge.id"], name=op.f("fk_boekhaak_merge_administration_merge_id")
        ),
        sa.PrimaryKeyConstraint("merge_id", "link_id", name=op.f("pk_boekhaak_merge_administration")),
    )
    op.create_index(op.f("ix_boekhaak_merge_administration_link_id"), "boekhaak_merge_administration", ["link_id"])
    op.create_table(
        "boekhaak_contact_compared",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        *_belongs("boekhaak_contact_compared"),
        sa.PrimaryKeyConstraint("link_id", "contact_id", name=op.f("pk_boekhaak_contact_compared")),
    )
    op.create_table(
        "boekhaak_contact_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f("fk_boekhaak_contact_question_environment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boekhaak_contact_question")),
    )
    op.create_index(
        op.f("ix_boekhaak_contact_question_environment_id_state"),
        "boekhaak_contact_question",
        ["environment_id", "state"],
    )
    op.create_table(
        "boekhaak_contact_question_source",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("environment_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        *_belongs("boekhaak_contact_question_source"),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["boekhaak_contact_question.id"],
            name=op.f("fk_boekhaak_contact_question_source_question_id"),
        ),
        sa.PrimaryKeyConstraint(
            "question_id", "link_id", "contact_id", name=op.f("pk_boekhaak_contact_question_source")
        ),
    )
    op.create_index(
        op.f("ix_boekhaak_contact_question_source_link_id_contact_id"),
        "boekhaak_contact_question_source",
        ["link_id", "contact_id"],
    )


def _belongs(rows: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    """Return what binds rows to their link and environment."""
    return (
        sa.ForeignKeyConstraint(
            ["environment_id"], ["boekhaak_environment.id"], name=op.f(f"fk_{rows}_environment_id")
        ),
        sa.ForeignKeyConstraint(["link_id"], ["boekhaak_link.id"], name=op.f(f"fk_{rows}_link_id")),
    )
