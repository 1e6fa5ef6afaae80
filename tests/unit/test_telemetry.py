from __future__ import annotations

import subprocess
import sys

import pytest
from opentelemetry.trace import StatusCode

from boekhaak import logs, telemetry
from boekhaak.errors import ConsentRequired, PackageUnavailable
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link
from boekhaak.service import importing
from support.paper_office import PaperOffice
from support.tracing import figures, listening


def test_a_request_tells_its_span_which_link_and_run_it_is_for_also_in_the_thread_that_fetches(
    actor: Actor, installation: Installation, link: Link, office: PaperOffice
) -> None:
    with listening() as spans, telemetry.run("paper", link.id, 7, "import"), telemetry.stream("paper", "a-stream"):
        importing.import_link(actor, installation, link.id)

    requests = [span for span in spans if span.name == "boekhaak.request"]
    assert len(requests) > 3
    assert {span.context.trace_id for span in requests if span.context} == {spans[-1].context.trace_id}  # type: ignore[union-attr]
    for span in requests:
        told = dict(span.attributes or {})
        assert set(told) <= {*logs.IDS, "package", "method", "endpoint", "status"}
        assert (told["link"], told["package"], told["status"]) == (link.id, "paper", 200)
        assert {"run", "request", "endpoint"} <= set(told)
    assert [span.name for span in spans][-2:] == ["boekhaak.stream", "boekhaak.run"]


def test_requests_refreshes_records_waits_and_runs_are_counted() -> None:
    with listening():
        with telemetry.request("paper", "GET", "https://host.example/books?name=Bakery", "books") as answered:
            answered(200)
        with pytest.raises(ConsentRequired), telemetry.refresh("paper", 3):
            raise ConsentRequired("no", way_out="Sign in")
        with pytest.raises(PackageUnavailable), telemetry.refresh("paper", 3):
            raise PackageUnavailable("later", way_out="Wait")
        with telemetry.refresh("paper", 3):
            pass
        telemetry.stored("paper", changed=5, deleted=0, swept=2)
        telemetry.waited("paper")
        with telemetry.run("paper", 1, 2, "import"):
            pass
        counted = figures()

    assert counted == {
        "boekhaak.requests": [({"package": "paper", "status": 200}, 1)],
        "boekhaak.refreshes": [
            ({"package": "paper", "outcome": outcome}, 1) for outcome in ("refused", "failed", "renewed")
        ],
        "boekhaak.records": [
            ({"package": "paper", "change": "changed"}, 5),
            ({"package": "paper", "change": "swept"}, 2),
        ],
        "boekhaak.waits": [({"package": "paper"}, 1)],
        "boekhaak.run.duration": [({"package": "paper", "action": "import"}, 1)],
    }


def test_what_fails_is_told_by_its_type_and_not_in_its_words() -> None:
    with listening() as spans, pytest.raises(ConsentRequired), telemetry.refresh("paper", 3):
        raise ConsentRequired("the Bakery refuses the-live-token", way_out="Sign in")

    (span,) = spans
    assert (span.status.status_code, span.status.description, span.events) == (StatusCode.ERROR, "ConsentRequired", ())
    assert "Bakery" not in span.to_json()


def test_a_request_that_was_not_answered_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level("DEBUG", logger=logs.NAME),
        pytest.raises(OSError, match="cut"),
        telemetry.request("paper", "GET", "https://host.example/books?name=Bakery", "books"),
    ):
        raise OSError("cut")

    (record,) = caplog.records
    told = logs.fields(record)
    assert (told["event"], told["path"], told["status"]) == ("not answered", "/books", 0)
    assert len(told["request"]) == 8
    assert "Bakery" not in record.getMessage()


def test_without_opentelemetry_nothing_is_told_and_nothing_fails() -> None:
    program = """
import sys
sys.modules["opentelemetry"] = None
from boekhaak import telemetry
with telemetry.run("paper", 1, 2, "import"), telemetry.stream("paper", "books"), telemetry.refresh("paper", 3):
    with telemetry.request("paper", "GET", "https://host.example/", "books") as answered:
        answered(200)
telemetry.stored("paper", changed=1, deleted=0, swept=0)
telemetry.waited("paper")
assert not [name for name in sys.modules if name.startswith("opentelemetry.")]
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
