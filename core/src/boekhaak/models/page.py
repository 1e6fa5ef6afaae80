"""What a plugin yields while it reads a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from boekhaak.models.records import Record
from boekhaak.models.value import Value


class Deletion(Value):
    """The package says that a record is gone. A stored record with a newer ``version`` stays."""

    kind: str
    id: str
    version: int | None = None


class Completes(Value):
    """This reading delivered all of ``kind``: of it only those whose fields are as in ``only``, between the days, where named.

    What is stored and was not seen may then be swept, within the guards of the core.
    """

    kind: str
    only: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    until: date | None = None


class Payload(Value):
    """What the package sent for a record, word for word."""

    kind: str
    id: str
    text: str


class Page(Value):
    """Records, deletions, and the ``cursor`` that is true after them.

    ``cursor`` is the plugin's own text: the core stores it with the records and hands it back unread.
    ``completes`` stands on the last page of a reading that left nothing out.
    ``share`` is how much of the reading is done after this page, from 0 to 1, where the package tells how much there is.
    ``payloads`` gives what the package sent for the records; it is called only where the environment keeps that.
    """

    records: tuple[Record, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    cursor: str
    completes: tuple[Completes, ...] = ()
    share: float | None = None
    payloads: Callable[[], Iterable[Payload]] | None = None
