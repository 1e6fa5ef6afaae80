"""What a page changed of what is stored, as the host is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from boekhaak.installation import Installation
from boekhaak.models.link import Link
from boekhaak.store import events
from boekhaak.store.database import Store, Transaction
from boekhaak.store.records import Tally


@dataclass
class Differs:
    """How many records of each kind a page of a stream inserted or changed, and how many went; false where there are none."""

    link: Link
    run_id: int
    stream: str
    changed: Tally = field(default_factory=Counter)
    deleted: Tally = field(default_factory=Counter)

    def __bool__(self) -> bool:
        """Tell whether anything is other than before."""
        return any(self.changed.values()) or any(self.deleted.values())

    def write_down(self, store: Store, tx: Transaction) -> None:
        """Write it down for the host. Last of all: until the commit it holds back the environment's other pages."""
        told = {"run": self.run_id, "stream": self.stream, **self._counts()}
        events.of_link(store, tx, self.link, "records_changed", told)

    def tell(self, installation: Installation) -> None:
        """Tell the host's observers, after the commit."""
        installation.tell("records_changed", link_id=self.link.id, stream=self.stream, **self._counts())

    def _counts(self) -> dict[str, dict[str, int]]:
        return {"changed": dict(+self.changed), "deleted": dict(+self.deleted)}
