"""What Exact says to be gone. Pure. Source: FACTS.md#deletions."""

from __future__ import annotations

from collections.abc import Iterator

from boekhaak.plugin import Deletion
from boekhaak_exact_online.cursor import Change
from boekhaak_exact_online.mapping.rows import DivisionRow
from boekhaak_exact_online.values import Stamp, wall_clock

DELETED: dict[int, tuple[str, ...]] = {
    1: ("ledger_line", "balance"),
    2: ("contact",),
    3: ("address",),
    4: ("attachment",),
    6: ("document",),
    7: ("account",),
    9: ("article",),
    10: ("open_item",),
    13: ("invoice", "invoice_line"),
    21: ("dimension",),
}
"""What a deleted entity was here, by ``EntityType``.

A line of an opening entry is an opening balance too, under the same id; a row of a sales invoice is its header or a line.
"""


class DeletedRow(DivisionRow):
    """What Exact says to be gone."""

    Timestamp: int
    EntityKey: str
    EntityType: int
    DeletedDate: Stamp | None = None

    def change(self) -> Change:
        """Return the deletion's version, and when it happened."""
        return Change(self.Timestamp, wall_clock(self.DeletedDate) if self.DeletedDate else None)

    def deletions(self) -> Iterator[Deletion]:
        """Yield what the entity was here, if it was ever read."""
        for kind in DELETED.get(self.EntityType, ()):
            yield Deletion(kind=kind, id=self.EntityKey, version=self.Timestamp)
