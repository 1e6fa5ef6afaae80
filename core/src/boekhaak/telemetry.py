"""What is told of every request, refresh, stream and run: a line in the log, a span, and figures.

Spans and figures go to OpenTelemetry where the host has installed and configured it, and nowhere otherwise. They carry
ids, the package and how it ended; never a name, a token, or an address with its query.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

from boekhaak import logs
from boekhaak.errors import BoekhaakError, ConsentRequired

try:
    from opentelemetry import metrics, trace
except ImportError:  # the extra “telemetry” is not installed
    metrics = trace = None  # type: ignore[assignment]

log = logs.get_logger()

Attribute = str | int | float

NO_ANSWER = 0
"""The status of a request that was not answered."""


class Span:
    """What is being done, to which attributes may be added until it ends."""

    def __init__(self, inner: trace.Span | None) -> None:
        self._inner = inner

    def tell(self, **attributes: Attribute) -> None:
        """Add attributes."""
        if self._inner is not None:
            self._inner.set_attributes(attributes)


@contextmanager
def span(name: str, **attributes: Attribute) -> Iterator[Span]:
    """Open a span for a ``with`` block; what is raised there is told by its type alone, for texts name companies."""
    if trace is None:
        yield Span(None)
        return
    given = {**logs.bound(), **attributes}
    opened = trace.get_tracer("boekhaak").start_as_current_span(
        name, attributes=given, record_exception=False, set_status_on_exception=False
    )
    with opened as inner:
        try:
            yield Span(inner)
        except BaseException as error:
            inner.set_status(trace.StatusCode.ERROR, type(error).__name__)
            raise


@contextmanager
def run(package: str, link: int, run_id: int, action: str) -> Iterator[Span]:
    """Tell of a run: a span, and how long it took."""
    began = time.monotonic()
    with logs.about(link=link, run=run_id), span("boekhaak.run", package=package, action=action) as opened:
        log.info("run began", action=action)
        try:
            yield opened
        finally:
            took = time.monotonic() - began
            log.info("run ended", action=action, seconds=round(took, 3))
            if metrics is not None:
                _durations().record(took, {"package": package, "action": action})


@contextmanager
def stream(package: str, key: str) -> Iterator[Span]:
    """Tell of a stream that a run reads: a span."""
    with logs.about(stream=key), span("boekhaak.stream", package=package) as opened:
        yield opened


@contextmanager
def request(package: str, method: str, address: str, endpoint: str) -> Iterator[Callable[[int], None]]:
    """Tell of a request: a line, a span, a count. Gives what is to be called with the answer's status."""
    status, began = NO_ANSWER, time.monotonic()

    def answered(with_status: int) -> None:
        nonlocal status
        status = with_status

    with (
        logs.about(request=secrets.token_hex(4)),
        span("boekhaak.request", package=package, method=method, endpoint=endpoint) as opened,
    ):
        try:
            yield answered
        finally:
            opened.tell(status=status)
            event = "answered" if status else "not answered"
            took = round((time.monotonic() - began) * 1000)
            log.debug(event, method=method, path=urlsplit(address).path, status=status, milliseconds=took)
            _count("boekhaak.requests", 1, package=package, status=status)


@contextmanager
def refresh(package: str, chain: int) -> Iterator[None]:
    """Tell of a renewal of tokens: a span, a count by how it ended."""
    outcome = "renewed"
    with span("boekhaak.refresh", package=package, chain=chain) as opened:
        try:
            yield
        except BoekhaakError as error:
            outcome = "refused" if isinstance(error, ConsentRequired) else "failed"
            raise
        finally:
            opened.tell(outcome=outcome)
            _count("boekhaak.refreshes", 1, package=package, outcome=outcome)


def stored(package: str, *, changed: int, deleted: int, swept: int) -> None:
    """Count the records that a page changed, by what happened to them."""
    for kind, count in (("changed", changed), ("deleted", deleted), ("swept", swept)):
        if count:
            _count("boekhaak.records", count, package=package, change=kind)


def waited(package: str) -> None:
    """Count a wait for a limit of the package."""
    _count("boekhaak.waits", 1, package=package)


def _count(name: str, count: int, **attributes: Attribute) -> None:
    if metrics is not None:
        _counter(name).add(count, attributes)


@cache
def _counter(name: str) -> metrics.Counter:
    return metrics.get_meter("boekhaak").create_counter(name)


@cache
def _durations() -> metrics.Histogram:
    return metrics.get_meter("boekhaak").create_histogram("boekhaak.run.duration", unit="s")
