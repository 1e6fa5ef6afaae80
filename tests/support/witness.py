"""An observer of the host that remembers what it was told."""

from __future__ import annotations

from boekhaak import hostimpl
from boekhaak.models.link import Link
from boekhaak.models.run import RunSummary


class Witness:
    """Remembers pages, runs and broken links in the order they were told."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, int, int]] = []
        self.runs: list[RunSummary] = []
        self.broken: list[tuple[int, str]] = []
        self.changed: list[tuple[str, dict[str, int], dict[str, int]]] = []
        self.imported: list[Link] = []
        self.signs_in: list[tuple[int, str]] = []

    @hostimpl
    def page_stored(self, stream: str, records: int, deletions: int) -> None:
        """Remember a page."""
        self.pages.append((stream, records, deletions))

    @hostimpl
    def run_finished(self, run: RunSummary) -> None:
        """Remember a run."""
        self.runs.append(run)

    @hostimpl
    def link_broken(self, link_id: int, reason: str) -> None:
        """Remember a broken link."""
        self.broken.append((link_id, reason))

    @hostimpl
    def records_changed(self, stream: str, changed: dict[str, int], deleted: dict[str, int]) -> None:
        """Remember what a page changed."""
        self.changed.append((stream, changed, deleted))

    @hostimpl
    def company_imported(self, link: Link) -> None:
        """Remember a company that was bound."""
        self.imported.append(link)

    @hostimpl
    def needs_sign_in(self, connection_id: int, reason: str) -> None:
        """Remember a connection that works no more."""
        self.signs_in.append((connection_id, reason))
