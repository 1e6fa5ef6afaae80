"""Moving an installation to another database, such as from SQLite to PostgreSQL, with all logins and ids as they are."""

from __future__ import annotations

from boekhaak.installation import Installation
from boekhaak.models.value import Value
from boekhaak.store import audit, moving
from boekhaak.store.database import Store


class Moved(Value):
    """How many rows were moved, and to where, without the password."""

    rows: int
    to: str


def move(user: str, installation: Installation, url: str) -> Moved:
    """Move everything to the database at that address, which must be empty; this one is used no more.

    Nobody else can write meanwhile. When it is broken off before its end, this database goes on as it was.
    Raises: InvalidInput when something is there already; ConfigurationError when it cannot be used.
    """
    settings = installation.settings.model_copy(update={"database_url": url})
    target = Store(settings, installation.store.clock)
    try:
        target.upgrade()
        with installation.store.writing(durable=True) as there:
            with target.writing(durable=True) as here:
                moving.require_empty(here)
                rows = moving.copy(there, here)
                audit.add(target, here, user, "database moved", details={"rows": rows})
            moving.mark_moved(there, target.name)
        return Moved(rows=rows, to=target.name)
    finally:
        target.close()
