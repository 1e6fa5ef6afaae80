"""Reading a link's streams into the store: the engine of import and synchronise.

Every page is stored whole with its cursor in one transaction, under the link's lease, while the next is being fetched. A
crash costs these two; the next run goes on from the stored cursor. A stream that fails leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from boekhaak import logs, telemetry
from boekhaak.errors import (
    BoekhaakError,
    Busy,
    ConsentRequired,
    CursorLost,
    LimitReached,
    PackageBroken,
    PackageUnavailable,
    Stopped,
    UnexpectedAnswer,
)
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.link import Link, StreamState
from boekhaak.models.package import StreamInfo
from boekhaak.models.page import Completes, Page
from boekhaak.models.run import StreamResult
from boekhaak.registry import Package
from boekhaak.service import collector
from boekhaak.service.beating import LEASE_SECONDS
from boekhaak.service.differing import Differs
from boekhaak.service.fetching import one_ahead
from boekhaak.service.scheduling import Turns
from boekhaak.store import fences, payloads, records, runs
from boekhaak.store.database import Transaction
from boekhaak.store.records import Tally

log = logs.get_logger()

COLLECTED_EVERY = 16
"""So many pages pass before the values of their making that hold each other are looked for."""
FULL_EVERY = timedelta(days=7)
"""How often a stream whose package tells no deletions is read whole again."""
SWEEP_SHARE = 0.3
SWEEP_FREE = 10
"""A sweep of more than this share, when it is more than these few records, is refused: rights may be missing."""

Progress = Callable[[str, int], None]
"""Told the stream and how many records it has stored in this run."""


@dataclass
class Reading:
    """One run of one link."""

    installation: Installation
    link: Link
    package: Package
    http: Http
    turns: Turns
    run_id: int
    fence: int
    patience: timedelta
    progress: Progress
    keeps_payloads: bool = False
    pages: int = 0
    waits: list[datetime] = field(default_factory=list)
    """The moments until which streams wait for a limit of the package."""

    def streams(self, infos: tuple[StreamInfo, ...]) -> None:
        """Read streams in their order, and once more from nothing those whose memory the package has lost."""
        lost: set[str] = set()
        for info in infos:
            lost |= self._guarded(info)
        if lost:
            again = tuple(info for info in self.package.info.streams if info.key in lost)
            self.forget(tuple(info.key for info in again))
            for info in again:
                if self._guarded(info):
                    self.failed(info.key, self._lost_again())

    def forget(self, streams: tuple[str, ...], *, renumbered: bool = False) -> None:
        """Let streams be read from nothing; what they have stored stays until a full reading proves it gone.

        ``renumbered`` tells that the package counts its changes anew: the stored versions say nothing any more.
        """
        with self._writing() as tx:
            if renumbered:
                records.forget_versions(tx, self.link)
            for stream in streams:
                state = runs.stream_state(tx, self.link.id, stream)
                fresh = state.model_copy(update={"cursor": None, "phase": "import", "sweeping": False})
                runs.save_state(tx, self.link.environment, fresh)

    def _guarded(self, info: StreamInfo) -> set[str]:
        """Read one stream; write its failure down instead of raising it. Returns the streams to be read from nothing."""
        try:
            with telemetry.stream(self.package.key, info.key):
                self._patiently(info)
        except CursorLost as lost:
            known = {stream.key for stream in self.package.info.streams}
            if named := known & lost.streams if lost.streams else known:
                self._note(info.key, StreamResult(stream=info.key, warning=str(lost)))
                return named
            self.failed(info.key, self._lost_again())
        except (Busy, ConsentRequired, Stopped):
            raise
        except BoekhaakError as error:
            self.failed(info.key, error)
        return set()

    def _lost_again(self) -> UnexpectedAnswer:
        return UnexpectedAnswer(
            "the package says that its memory was lost while it was read from nothing",
            way_out="Import again later, and report it if it stays",
            package=self.package.info.name,
            company=self.link.company.name,
        )

    def _patiently(self, info: StreamInfo) -> None:
        """Read one stream; wait for windows that open again soon enough. What failed is told at once, and read another time.

        Waits add up until a page comes, so that a package which only ever says “later” is not waited for without end.
        """
        waited, pages = timedelta(), self.pages
        while True:
            try:
                return self._stream(info)
            except LimitReached as error:
                if self.pages > pages:
                    waited, pages = timedelta(), self.pages
                now = self.installation.clock.now()
                if error.retry_after is None or not now < error.retry_after <= now + self.patience - waited:
                    raise
                waited += error.retry_after - now
                log.info("waits for a limit", stream=info.key, until=error.retry_after)
                telemetry.waited(self.package.key)
                self._wait((error.retry_after - now).total_seconds())

    def _stream(self, info: StreamInfo) -> None:
        state = self._begin(info)
        settings = self.link.settings
        pages: Generator[Page]
        if state.phase == "import":
            pages = self.package.import_company(self.link.company, info, state.cursor, settings, self.http)
        else:
            assert state.cursor is not None  # noqa: S101 - an import ends with a cursor
            pages = self.package.synchronise(self.link.company, info, state.cursor, settings, self.http)
        count = 0
        complete = False
        with one_ahead(pages) as coming, collector.by_hand() as collect:
            for page in coming:
                state = self._store(info, state, page, coming.fetch, first=not complete)
                self.pages += 1
                count += len(page.records)
                complete = complete or bool(page.completes)
                self.progress(info.key, count)
                self.installation.tell(
                    "page_stored",
                    link_id=self.link.id,
                    stream=info.key,
                    records=len(page.records),
                    deletions=len(page.deletions),
                )
                if self.pages % COLLECTED_EVERY == 0:
                    collect()
                self._heed()
        self._end(info, state, complete=complete)

    def _begin(self, info: StreamInfo) -> StreamState:
        """Write down the attempt; decide whether all is read anew, and whether what comes is marked for a sweep at the end."""
        now = self.installation.clock.now()
        with self._writing() as tx:
            state = runs.stream_state(tx, self.link.id, info.key)
            chosen = self._chosen(info)
            if state.last_attempt is not None and chosen != state.chosen:
                state = state.model_copy(update={"chosen_anew": True})
            if self.made_otherwise(info, state) or _due_whole(info, state, now):
                state = state.model_copy(update={"phase": "import", "cursor": None, "sweeping": False})
            goes_on_marking = state.sweeping and state.cursor is not None
            if not goes_on_marking and (state.cursor is None or info.deletions == "swept"):
                if state.last_attempt is not None:
                    records.clear_marks(tx, self.link, info.key)
                whole = state.cursor is None or state.phase == "synchronise"
                sweeping = whole and records.any_live(tx, self.link, info.kinds)
                state = state.model_copy(update={"sweeping": sweeping})
            made = {"mapping_version": info.mapping_version, "chosen": chosen}
            state = state.model_copy(update={"last_attempt": now, **made})
            runs.save_state(tx, self.link.environment, state)
        return state

    def made_otherwise(self, info: StreamInfo, state: StreamState) -> bool:
        """Tell whether other records are now made of what was read: by the plugin, or because of other choices."""
        made = (state.mapping_version, state.chosen)
        return state.cursor is not None and made != (info.mapping_version, self._chosen(info))

    def _chosen(self, info: StreamInfo) -> str:
        """Return the choices that matter for a stream, as a text."""
        mine = [setting.key for setting in self.package.info.settings if info.key in setting.streams]
        return " ".join(f"{key}={','.join(self.link.settings[key])}" for key in mine if key in self.link.settings)

    def _store(
        self, info: StreamInfo, state: StreamState, page: Page, fetch_next: Callable[[], None], *, first: bool
    ) -> StreamState:
        """Store a page: records, deletions, cursor and progress, all or nothing.

        The next is fetched as soon as the rest is the database's work: before that the two would only wait for each other.

        The first page that completes something replaces the warning of the last full reading; others leave it standing.
        """
        store, differs = self.installation.store, Differs(self.link, self.run_id, info.key)
        with self._writing() as tx:
            take_over = records.send(store, tx, self.link, self.run_id, page.records, tally=differs.changed)
            fetch_next()
            changed = take_over()
            gone = records.delete(store, tx, self.link, self.run_id, page.deletions, tally=differs.deleted)
            swept, told = 0, ""
            if state.sweeping:
                records.mark(tx, self.link, info.key, page.records)
                swept, told = self._sweep(tx, state, page.completes, differs.deleted)
            self._keep_payloads(tx, info, page, erase=bool(gone or swept))
            standing = "" if page.completes and first else state.warning
            state = state.model_copy(update={"cursor": page.cursor, "warning": f"{standing} {told}".strip()})
            runs.save_state(tx, self.link.environment, state)
            result = StreamResult(
                stream=info.key,
                records=len(page.records),
                changed=changed,
                deletions=gone,
                swept=swept,
                warning=told,
                share=page.share,
            )
            runs.add_progress(store, tx, self.link.environment, self.run_id, result)
            if differs:
                differs.write_down(store, tx)
        telemetry.stored(self.package.key, changed=changed, deleted=gone, swept=swept)
        if differs:
            differs.tell(self.installation)
        return state

    def _keep_payloads(self, tx: Transaction, info: StreamInfo, page: Page, *, erase: bool) -> None:
        if self.keeps_payloads and page.payloads is not None:
            payloads.save(self.installation.store, tx, self.link, page.payloads())
        if erase:
            payloads.erase_of_deleted(tx, self.link, info.kinds)

    def _sweep(
        self, tx: Transaction, state: StreamState, completed: tuple[Completes, ...], tally: Tally
    ) -> tuple[int, str]:
        """Sweep what a complete reading missed, unless that looks like missing rights; return how many, and warnings."""
        store, swept, warnings = self.installation.store, 0, []
        counts = [(one, *records.unseen(tx, self.link, state.stream, one)) for one in completed]
        nothing_came = all(missed == total for _, missed, total in counts)
        for one, missed, total in counts:
            many = missed > SWEEP_FREE and missed > total * SWEEP_SHARE and not state.chosen_anew
            if missed and (nothing_came or many):
                warnings.append(
                    f"{missed} of {total} records of kind {one.kind} did not come this time and were kept: check that "
                    "the login still has its rights in this company."
                )
            elif missed:
                swept += records.sweep(
                    store, tx, self.link, run_id=self.run_id, stream=state.stream, completes=one, tally=tally
                )
        return swept, " ".join(warnings)

    def _end(self, info: StreamInfo, state: StreamState, *, complete: bool) -> None:
        if state.cursor is None:
            raise PackageBroken(
                f"the plugin is broken: it read stream {info.key} without yielding a page",
                way_out="Install a version of the plugin that fits; the other streams go on",
                package=self.package.key,
            )
        now = self.installation.clock.now()
        update = {"phase": "synchronise", "sweeping": False, "chosen_anew": False, "last_success": now}
        update |= {"error": "", "retry_after": None}
        if complete and not state.warning:
            update["full_at"] = now
        with self._writing() as tx:
            if state.sweeping:
                records.clear_marks(tx, self.link, info.key)
            runs.save_state(tx, self.link.environment, state.model_copy(update=update))
            self.turns.read(tx, info, begun=state.last_attempt or now)

    def failed(self, stream: str, error: BoekhaakError) -> None:
        """Write down why a stream was not read to its end, and when it is tried again."""
        if isinstance(error, LimitReached) and error.retry_after is not None:
            self.waits.append(error.retry_after)
        retry_after = error.retry_after if isinstance(error, PackageUnavailable) else None
        text = self.installation.redactor.redact(str(error))
        log.warning("stream failed", stream=stream, why=self.installation.redactor.redact(error.what))
        if self._note(stream, StreamResult(stream=stream, error=text, retry_after=retry_after)):
            with self._writing() as tx:
                self.turns.failed(tx, stream, error)

    def recovered(self, stream: str) -> None:
        """Forget the failure of an earlier run."""
        with self._writing() as tx:
            state = runs.stream_state(tx, self.link.id, stream)
            if state.error:
                state = state.model_copy(update={"error": "", "retry_after": None})
                runs.save_state(tx, self.link.environment, state)

    def _note(self, stream: str, result: StreamResult) -> bool:
        """Write down how it went; the stream's own state only while this is the link's newest run. Tells whether it is."""
        store = self.installation.store
        with store.writing() as tx:
            newest = fences.holds(tx, self.link.id, self.fence)
            if newest or runs.is_there(tx, self.run_id):  # with its company, a run may have been erased meanwhile
                runs.add_progress(store, tx, self.link.environment, self.run_id, result)
            if newest:
                state = runs.stream_state(tx, self.link.id, stream)
                state = state.model_copy(update={"error": result.error, "retry_after": result.retry_after})
                runs.save_state(tx, self.link.environment, state)
        return newest

    @contextmanager
    def _writing(self) -> Iterator[Transaction]:
        """Open a writing transaction that first proves, and prolongs, the run's lease on its link."""
        with self.installation.store.writing() as tx:
            fences.prolong(self.installation.store, tx, self.link.id, self.fence, LEASE_SECONDS)
            yield tx

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            step = min(seconds, LEASE_SECONDS / 4)
            self.installation.clock.sleep(step)
            seconds -= step
            with self._writing():
                self._heed()

    def _heed(self) -> None:
        """Raise Stopped when this process is ending: between pages nothing is lost."""
        if self.installation.stopping.is_set():
            raise Stopped(
                "the run was broken off because its process ends",
                way_out="Nothing to do: another process, or the next start of this one, goes on",
                company=self.link.company.name,
            )


def _due_whole(info: StreamInfo, state: StreamState, now: datetime) -> bool:
    """Tell whether a stream whose package tells no deletions is to be read whole again."""
    overdue = state.full_at is None or now - state.full_at >= FULL_EVERY
    return state.phase == "synchronise" and info.deletions == "swept" and overdue
