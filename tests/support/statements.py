"""How many statements something takes of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from boekhaak.installation import Installation


@contextmanager
def statements(installation: Installation) -> Iterator[list[str]]:
    """Return the statements that the installation's database is given meanwhile, in their order."""
    engine, seen = installation.store._engine, list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
