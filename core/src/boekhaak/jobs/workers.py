"""The executor for many machines: jobs in PostgreSQL, which Procrastinate brings to workers anywhere.

A job only says that a link may have something due; the rows of what is due stay the truth, and a link's lease lets one run.
So jobs carry no lock of Procrastinate's, which a killed worker would hold on to, but each link is queued once at most.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status

from boekhaak import logs
from boekhaak.errors import BoekhaakError, Busy
from boekhaak.installation import Installation
from boekhaak.jobs.dispatcher import Dispatcher
from boekhaak.jobs.host import dispatch
from boekhaak.jobs.keeper import Keeper
from boekhaak.jobs.merger import Merger
from boekhaak.jobs.postman import Postman
from boekhaak.jobs.work import work
from boekhaak.leases import holder
from boekhaak.store import duties

log = logs.get_logger()

QUEUE, TASK = "boekhaak", "boekhaak.work"
ALIVE_SECONDS = 30.0
"""A worker that has not been heard of for so long is not counted, and its job is taken out of the queue."""
POLL_SECONDS = 5.0
LOST = (ConnectorException, psycopg.Error, OSError)
"""What happens while PostgreSQL cannot be reached."""


class Worker:
    """One process that runs links, and dispatches while no other does. It ends on SIGTERM, after the pages in flight."""

    def __init__(self, installation: Installation, *, threads: int) -> None:
        self._installation = installation
        self._threads = threads
        self._owner = holder()
        self._connection = installation.store.connect_arguments()

    def run(self) -> None:
        """Work until the process is told to end, or the installation is stopping."""
        self._make_tables()
        dispatcher = Dispatcher(self._installation, Queued(self._installation, self._threads))
        loops = [
            threading.Thread(
                target=dispatch, args=(self._installation, dispatcher), name="boekhaak-dispatcher", daemon=True
            ),
            threading.Thread(target=Keeper(self._installation).run, name="boekhaak-keeper", daemon=True),
            threading.Thread(target=Postman(self._installation).run, name="boekhaak-postman", daemon=True),
            threading.Thread(target=Merger(self._installation).run, name="boekhaak-merger", daemon=True),
            threading.Thread(target=self._be_counted, name="boekhaak-alive", daemon=True),
        ]
        for loop in loops:
            loop.start()
        asyncio.run(self._until_stopped())
        for loop in loops:
            loop.join()

    async def _until_stopped(self) -> None:
        """Serve the queue; when PostgreSQL goes away, again as soon as it is back."""
        loop, stopping = asyncio.get_running_loop(), self._installation.stopping
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stopping.set)
        loop.set_default_executor(ThreadPoolExecutor(self._threads, thread_name_prefix="boekhaak-work"))
        while not stopping.is_set():
            try:
                await self._serve()
            except LOST as error:
                log.error("the queue cannot be reached", why=type(error).__name__)
            await asyncio.sleep(0 if stopping.is_set() else 1)

    async def _serve(self) -> None:
        """Run jobs until the installation is stopping, or the connection breaks."""
        app = procrastinate.App(connector=procrastinate.PsycopgConnector(kwargs=self._connection, min_size=1))
        app.task(name=TASK, queue=QUEUE)(self._work)
        async with app.open_async():
            serving = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=self._threads,
                    fetch_job_polling_interval=POLL_SECONDS,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=ALIVE_SECONDS / 3,
                    stalled_worker_timeout=ALIVE_SECONDS,
                )
            )
            looks = 0
            while not serving.done() and not self._installation.stopping.is_set():
                if looks % 60 == 0:
                    await _take_out_stalled(app)
                looks += 1
                await asyncio.wait({serving}, timeout=0.5)
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving

    def _work(self, link_id: int) -> None:
        try:
            work(self._installation, link_id)
        except BoekhaakError as error:
            log.error("a link could not be worked on", link=link_id, why=str(error))

    def _make_tables(self) -> None:
        """Make Procrastinate's tables, where they are missing; one worker at a time."""
        with self._installation.store.alone(), _app(self._connection).open() as app:
            if not app.check_connection():
                app.schema_manager.apply_schema()

    def _be_counted(self) -> None:
        """Let dispatchers know that this worker is there."""
        store, wait = self._installation.store, 0.0
        while not self._installation.stopping.wait(wait):
            wait = ALIVE_SECONDS / 3
            try:
                with store.writing() as tx:
                    duties.take(store, tx, f"{duties.WORKER}{self._owner}", self._owner, ALIVE_SECONDS)
            except BoekhaakError as error:
                log.error("this worker could not be counted", why=str(error))
        try:
            with store.writing() as tx:
                duties.leave(store, tx, duties.WORKER, self._owner)
        except BoekhaakError as error:
            log.error("this worker is counted for a while although it ends", why=str(error))


class Queued:
    """Hands links over by queueing them, a few for each worker: what waits in the queue knows no priority any more."""

    def __init__(self, installation: Installation, threads: int) -> None:
        self._installation = installation
        self._threads = threads
        self._app = _app(installation.store.connect_arguments())

    def room(self) -> int:
        """Return how many more links may be queued."""
        store = self._installation.store
        with store.reading() as tx:
            workers = duties.count(store, tx, duties.WORKER)
        with self._queue() as app:
            queued = sum(queue["todo"] for queue in app.job_manager.list_queues(queue=QUEUE))
        return workers * self._threads - int(queued)

    def hand_over(self, link_ids: Sequence[int]) -> None:
        """Queue the links that are not queued yet."""
        with self._queue() as app:
            for link_id in link_ids:
                job = app.configure_task(TASK, queue=QUEUE, queueing_lock=f"link {link_id}")
                with contextlib.suppress(AlreadyEnqueued):
                    job.defer(link_id=link_id)

    @contextlib.contextmanager
    def _queue(self) -> Iterator[procrastinate.App]:
        try:
            yield self._app.open()
        except LOST as error:
            raise Busy("the queue cannot be reached", way_out="Nothing to do: it is tried again") from error


def _app(connection: dict[str, Any]) -> procrastinate.App:
    """Return the queue as threads use it; once opened it stays so."""
    return procrastinate.App(
        connector=procrastinate.SyncPsycopgConnector(kwargs=connection, min_size=1, max_size=2, timeout=POLL_SECONDS)
    )


async def _take_out_stalled(app: procrastinate.App) -> None:
    """Take jobs out of the queue whose worker is gone: what they were to read is due again by itself."""
    for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=ALIVE_SECONDS):
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
