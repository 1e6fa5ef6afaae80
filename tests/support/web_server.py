"""The example host under a web server, and a watch on its processes: who is on duty, who reads, and who asks the simulator."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import Request, urlopen

from sqlalchemy import Engine, create_engine

from boekhaak.models.link import Link
from boekhaak.service.standing import standing
from boekhaak.testing.simulator import free_port
from support.site import Site

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
ENDING = 15.0
"""So long a server may take to end: a page in flight, and Python's own farewell on a busy machine."""
DIVISION = re.compile(r"/api/v1/(\d+)/")


@dataclass(frozen=True)
class Call:
    """A request to the simulator: from which port, and from when to when."""

    port: int
    began: float
    ended: float


@dataclass
class Calls:
    """Middleware that notes every request for a division."""

    app: Any
    noted: defaultdict[str, list[Call]]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on."""
        began = time.monotonic()
        await self.app(scope, receive, send)
        if found := DIVISION.match(scope["path"]):
            self.noted[found[1]].append(Call(scope["client"][1], began, time.monotonic()))


@dataclass
class WebServer:
    """A web server whose processes run the example host. ``killed`` tells when which of them was killed."""

    site: Site
    engine: Engine
    process: subprocess.Popen[bytes]
    address: str
    log: Path
    killed: dict[int, float] = field(default_factory=dict)
    duties: list[int] = field(default_factory=list)
    strangers: list[set[int]] = field(default_factory=list)
    """Who read links, seen in a moment in which somebody else was on duty."""

    @classmethod
    @contextmanager
    def started(cls, site: Site, log: Path, *command: str) -> Iterator[Self]:
        """Start a server, wait until it answers, and let it end."""
        port = free_port()
        assert site.settings.key is not None
        environment = os.environ | {
            "BOEKHAAK_DATABASE_URL": site.settings.database_url,
            "BOEKHAAK_KEY": site.settings.key.get_secret_value(),
            "PYTHONPATH": f"{ROOT / 'docs/examples'}:{ROOT / 'tests'}",
        }
        line = [part.format(port=port) for part in command]
        with (
            log.open("wb") as said,
            subprocess.Popen([sys.executable, "-m", *line], env=environment, stderr=said) as process,
        ):
            server = cls(site, create_engine(site.settings.database_url), process, f"http://127.0.0.1:{port}", log)
            try:
                server.until(server.answers)
                yield server
            finally:
                server.engine.dispose()
                if not server.stop():
                    process.kill()

    def stop(self) -> bool:
        """Tell the server to end, as systemd would; tell whether it did."""
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(ENDING)
        return self.process.returncode in {0, -signal.SIGTERM}  # uvicorn ends well, and then by the signal

    def answers(self) -> bool:
        """Tell whether a process serves."""
        assert self.process.poll() is None, self.log.read_text()
        with suppress(URLError), urlopen(f"{self.address}/standing", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
        return False

    def ask(self, link: Link) -> None:
        """Ask, as a person would, for a link to be read."""
        request = Request(f"{self.address}/links/{link.id}", method="POST")
        with urlopen(request, timeout=PATIENCE) as answer:
            assert answer.status == 202

    def all_read(self) -> bool:
        """Tell whether nothing is due, and nobody who lives reads."""
        return not standing(self.site.actor, self.site.installation).due_now and not self.at_work()

    def until(self, condition: Callable[[], Any]) -> None:
        """Wait until something is so, and watch meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, (
                standing(self.site.actor, self.site.installation),
                self.log.read_text(),
            )
            self.watch()
            time.sleep(0.1)

    def on_duty(self) -> int | None:
        """Return the process that has the duty, and was not killed."""
        found = self._pids("select owner from boekhaak_lease where name = 'dispatcher'")
        return next(iter(found), None)

    def at_work(self) -> set[int]:
        """Return the processes that have leased links, and were not killed."""
        return self._pids("select lease_owner from boekhaak_link")

    def watch(self) -> None:
        """Note who is on duty, and who reads links beside."""
        before, working, now = self.on_duty(), self.at_work(), self.on_duty()
        if now is not None and (not self.duties or self.duties[-1] != now):
            self.duties.append(now)
        if before == now and working - {now}:
            self.strangers.append(working)

    def kill(self, pid: int | None) -> None:
        """Kill a process."""
        assert pid is not None
        self.watch()
        self.killed[pid] = time.monotonic()
        os.kill(pid, signal.SIGKILL)

    def kill_at(self, moment: Callable[[str], bool]) -> None:
        """Kill the process that reads when it makes that request, before it is answered."""
        done, alone = threading.Event(), threading.Lock()

        def listen(path: str) -> None:
            with alone:
                if not done.is_set() and (working := self.at_work()) and moment(path):
                    self.kill(working.pop())
                    done.set()

        self.site.simulator.on_request = listen
        self.until(done.is_set)
        self.site.simulator.on_request = None

    def at_once(self, calls: dict[str, list[Call]]) -> list[tuple[Call, Call]]:
        """Return the calls for one division that two processes made at the same moment, though none of them was just killed."""
        return [
            (one, other)
            for of_division in calls.values()
            for one, other in pairwise(sorted(of_division, key=lambda call: call.began))
            if one.port != other.port and other.began < one.ended
            if not any(one.began <= moment <= other.began for moment in self.killed.values())
        ]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the database tells."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def _pids(self, query: str) -> set[int]:
        return {int(owner.split("/")[1]) for (owner,) in self.rows(query) if owner} - self.killed.keys()
