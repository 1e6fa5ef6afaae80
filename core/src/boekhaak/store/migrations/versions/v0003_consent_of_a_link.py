"""The broken link at which a sign-in was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; sign-ins that wait were begun at no link."""
    op.add_column("boekhaak_consent", sa.Column("link_id", sa.Integer(), nullable=True))
