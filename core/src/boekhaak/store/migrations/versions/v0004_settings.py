"""What was chosen for a company, and with which choices a stream was read."""

import sqlalchemy as sa
from alembic import op

from boekhaak.store.types import Extra

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nothing was chosen until now."""
    op.add_column("boekhaak_link", sa.Column("settings", Extra(), nullable=True))
    op.add_column("boekhaak_stream", sa.Column("chosen", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("boekhaak_stream", sa.Column("chosen_anew", sa.Boolean(), server_default=sa.false(), nullable=False))
