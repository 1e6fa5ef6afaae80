"""The desk at which a test imports the bakery's books, changes them at the vendor, and looks at what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link, StreamState
from boekhaak.models.records import KINDS, Record
from boekhaak.models.run import RunSummary, StreamResult
from boekhaak.service import browsing, importing, synchronising
from boekhaak.service.browsing import StoredRecord
from boekhaak.service.reading import Progress
from support.paper_office import PaperOffice


@dataclass
class Desk:
    """Somebody of an environment, a link, and the vendor behind it."""

    actor: Actor
    installation: Installation
    office: PaperOffice
    link: Link

    def enter(self, *records: Record) -> None:
        """Enter records in the company's books at the vendor."""
        self.office.put(self.link.company.id, *records)

    def strike(self, kind: str, *ids: str) -> None:
        """Delete records from the company's books at the vendor."""
        self.office.remove(self.link.company.id, kind, *ids)

    def import_all(
        self, *, again: bool = False, patience: timedelta = timedelta(), progress: Progress | None = None
    ) -> RunSummary:
        """Import the link."""
        return importing.import_link(
            self.actor, self.installation, self.link.id, again=again, patience=patience, progress=progress
        )

    def synchronise(self, *streams: str, patience: timedelta = timedelta()) -> RunSummary:
        """Synchronise the link."""
        return synchronising.synchronise_link(
            self.actor, self.installation, self.link.id, streams=streams, patience=patience
        )

    def stored(self) -> dict[tuple[str, str], StoredRecord]:
        """Return every record of the link, deleted ones too, by kind and id."""
        return {
            (kind, one.record.id): one
            for kind in KINDS
            for one in browsing.browse(self.actor, self.installation, self.link.id, kind, deleted=True, limit=10_000)
        }

    def alive(self) -> dict[tuple[str, str], Record]:
        """Return what the link holds now, by kind and id."""
        return {key: one.record for key, one in self.stored().items() if one.provenance.deleted_at is None}

    def at_vendor(self) -> dict[tuple[str, str], Record]:
        """Return what the vendor holds now, by kind and id."""
        changes = self.office.companies[self.link.company.id].changes
        return {key: change.record for key, change in changes.items() if change.record is not None}

    def states(self) -> dict[str, StreamState]:
        """Return how far each stream was read."""
        found = browsing.streams_listed(self.actor, self.installation, self.link.id)
        return {state.stream: state for state in found}


def stream(run: RunSummary, key: str) -> StreamResult:
    """Return what a run did to a stream."""
    return next(one for one in run.streams if one.stream == key)
