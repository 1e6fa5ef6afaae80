"""Runs the migrations on the connection that the store hands over."""

from alembic import context

from boekhaak.store.database import VERSION_TABLE
from boekhaak.store.schema import WHOLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=WHOLE,
    version_table=VERSION_TABLE,
    include_name=lambda name, kind, _: kind != "table" or str(name).startswith("boekhaak_"),
)
with context.begin_transaction():
    context.run_migrations()
