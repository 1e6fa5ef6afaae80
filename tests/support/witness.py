"""An observer of the host that remembers what it was told."""

from __future__ import annotations

from boekhaak import hostimpl
from boekhaak.models.run import RunSummary


class Witness:
    """Remembers pages, runs and broken links in the order they were told."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, int, int]] = []
        self.runs: list[RunSummary] = []
        self.broken: list[tuple[int, str]] = []

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
