from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import structlog
from pydantic import SecretStr

from boekhaak import logs
from boekhaak.redaction import Redactor
from boekhaak.service.fetching import one_ahead


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG, logger=logs.NAME):
        yield caplog


@pytest.fixture
def redactor() -> Iterator[Redactor]:
    watching = Redactor()
    watching.watch_logs()
    yield watching
    watching.leave_logs()


def test_a_line_is_readable_and_its_fields_stand_in_the_record(
    told: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    logs.get_logger().info("renewed tokens", chain=3, why='a "text" of\nmore lines', name="Bakery")

    (record,) = told.records
    assert record.getMessage() == r'renewed tokens chain=3 why="a \"text\" of\nmore lines" name=Bakery'
    assert (record.name, record.levelname, record.funcName) == ("boekhaak", "INFO", request.node.name)
    assert logs.fields(record) == {
        "event": "renewed tokens", "chain": 3, "why": 'a "text" of\nmore lines', "name_": "Bakery",
    }  # fmt: skip


def test_a_line_with_its_cause_tells_who_logged_it(
    told: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logs.get_logger().exception("an observer failed", at_event="run_finished")

    (record,) = told.records
    assert record.funcName == request.node.name
    assert "ZeroDivisionError" in told.text


def test_below_the_level_of_the_logger_nothing_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger=logs.NAME):
        logs.get_logger().debug("answered", status=200)

    assert caplog.records == []


def test_lines_tell_what_they_are_about_also_while_pages_are_fetched(told: pytest.LogCaptureFixture) -> None:
    log = logs.get_logger()

    def pages() -> Iterator[int]:
        log.info("fetching")
        yield 1

    with logs.about(link=1, run=7), logs.about(stream="ledger"), one_ahead(pages()) as coming:
        assert list(coming) == [1]
        assert logs.bound() == {"link": 1, "run": 7, "stream": "ledger"}
    log.info("done")

    first, last = told.records
    assert logs.fields(first) == {"event": "fetching", "link": 1, "run": 7, "stream": "ledger"}
    assert logs.fields(last) == {"event": "done"}
    assert logs.bound() == {}


def test_a_thread_that_was_not_given_the_context_tells_no_ids() -> None:
    with logs.about(link=1), ThreadPoolExecutor(1) as thread:
        assert thread.submit(logs.bound).result() == {}


def test_the_hosts_own_context_is_told_too(told: pytest.LogCaptureFixture) -> None:
    with structlog.contextvars.bound_contextvars(tenant="acme", args="of the host"):
        logs.get_logger().info("done")

    assert logs.fields(told.records[0]) == {"event": "done", "tenant": "acme", "args_": "of the host"}


def test_a_json_line_holds_the_fields_and_the_trace_of_any_library(redactor: Redactor) -> None:
    redactor.learn(SecretStr("the-live-token"))
    try:
        raise ValueError("the-live-token")
    except ValueError:
        trace = sys.exc_info()
    record = logging.makeLogRecord(
        {"name": "procrastinate.worker", "levelname": "ERROR", "msg": "lost %s", "args": (5,)}
    )
    record.exc_info, record.job = trace, {"task": ("the-live-token", 1)}  # type: ignore[assignment]
    redactor.filter(record)

    line = json.loads(logs.JsonLines().format(record))

    assert set(line) == {"at", "level", "logger", "event", "job", "trace"}
    assert (line["logger"], line["level"], line["event"]) == ("procrastinate.worker", "error", "lost 5")
    assert line["job"] == {"task": ["[secret]", 1]}
    assert line["trace"].endswith("ValueError: [secret]")


def test_a_secret_in_a_field_is_taken_out_of_line_and_field(redactor: Redactor, told: pytest.LogCaptureFixture) -> None:
    redactor.learn(SecretStr("the-live-token"))

    logs.get_logger().info("lost", why=ValueError("the-live-token"), given=["the-live-token"])

    (record,) = told.records
    assert record.getMessage() == "lost why=[secret] given=['[secret]']"
    assert logs.fields(record) == {"event": "lost", "why": "[secret]", "given": ["[secret]"]}


@pytest.mark.parametrize(
    "written", ["a b/é&\"c'", "a%20b%2F%C3%A9%26%22c%27", "a+b%2F%C3%A9%26%22c%27", r"a b/\u00e9&\"c'"]
)
def test_a_secret_is_known_however_it_is_written(redactor: Redactor, written: str) -> None:
    redactor.learn(SecretStr("a b/é&\"c'"))

    assert redactor.redact(f"<{written}>") == "<[secret]>"


def test_every_logger_of_the_job_library_is_watched() -> None:
    import procrastinate.cli
    import procrastinate.psycopg_connector
    import procrastinate.sync_psycopg_connector

    assert procrastinate.cli
    known = logging.root.manager.loggerDict.items()
    theirs = {name for name, one in known if name.startswith("procrastinate.") and isinstance(one, logging.Logger)}
    assert theirs
    assert theirs <= set(Redactor.LOGGERS)
