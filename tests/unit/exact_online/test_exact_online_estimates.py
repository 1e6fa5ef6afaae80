"""What the plugin expects of an import by the first page of each list, against the simulator and against a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from boekhaak.plugin import Company, Estimate, Response, UnexpectedAnswer
from boekhaak.service import forecasting, importing
from boekhaak.testing.books.generator import generate
from boekhaak_exact_online.estimates import NEWEST, of
from boekhaak_exact_online.streams import SOURCES
from support.databases import SqliteFiles
from support.scripted import ScriptedHttp
from support.site import Site, connected

SYNC = {stream for stream, source in SOURCES.items() if source.path.startswith("sync/")}
LONG = {"ledger_lines"}
"""The streams of these books that have more than a page under sync/."""


@pytest.fixture(scope="module")
def long_books() -> Any:
    return generate(companies=1, lines=1500, seed=4, countries=["NL"])


@pytest.fixture
def site(long_books: Any, sqlite_files: SqliteFiles) -> Iterator[Site]:
    with connected("exact_online", long_books, sqlite_files.migrated()) as opened:
        yield opened


def estimates(site: Site) -> dict[str, Estimate]:
    (one,) = forecasting.forecast(site.actor, site.installation).companies
    return {told.stream: told for told in one.streams}


def test_where_no_count_is_told_only_a_list_of_one_page_is_known(site: Site) -> None:
    counted = estimates(site)
    site.simulator.faults = {"sync_uncounted"}

    told = estimates(site)

    assert {stream for stream, one in told.items() if one.problem} == LONG
    assert all(told[stream].calls == (2, None) and told[stream].records[1] is None for stream in LONG)
    assert all(told[stream] == counted[stream] for stream in counted if stream not in LONG)


def test_a_refused_count_leaves_the_stream_unknown_and_its_import_unharmed(site: Site) -> None:
    site.simulator.faults = {"sync_count_refused"}
    for _ in range(3):  # the third is not even asked: the question is parked
        told = estimates(site)
        assert {stream for stream, one in told.items() if one.problem} == SYNC
        assert all(told[stream].calls == (0, None) for stream in SYNC)

    (listed,) = forecasting.forecast(site.actor, site.installation).listed
    link = importing.link_company(site.actor, site.installation, listed)

    assert site.imported(link).complete


def test_a_first_page_with_a_count_tells_what_an_import_takes(
    script: Callable[..., ScriptedHttp], response: Callable[..., Response], company: Company, line: Callable[..., Any]
) -> None:
    def answer(url: str, params: Any) -> Response:
        assert params["$inlinecount"] == "allpages"
        if not url.endswith("TransactionLines"):
            return response({"d": {"results": [], "__count": "0"}})
        rows = [line(number, LineNumber=number % 2, GLAccount="a1" if number % 2 else None) for number in range(100)]
        return response({"d": {"results": rows, "__count": "2100", "__next": "https://start.exactonline.nl/next"}})

    http = script(answer)
    told = {one.stream: one for one in of(company, http)}  # type: ignore[arg-type]

    assert len(http.asked) == len(SOURCES)
    lines = told.pop("ledger_lines")
    assert (lines.calls, lines.records) == ((3, 3), (150 + 2910, 150 + 3090))
    assert {one.calls for one in told.values()} == {(1, 1)}
    assert {one.records for one in told.values()} == {(0, 0)}


def test_the_newest_terms_may_all_be_open(
    script: Callable[..., ScriptedHttp], response: Callable[..., Response], company: Company
) -> None:
    def answer(url: str, params: Any) -> Response:
        row = {"Division": company.id, "ID": "t1", "LineType": 20, "Status": 50, "Timestamp": "1"}
        rows = [row] * 1000 if url.endswith("PaymentTerms") else []
        return response({"d": {"results": rows, "__count": "2000", "__next": "https://start.exactonline.nl/next"}})

    told = {one.stream: one for one in of(company, script(answer))}  # type: ignore[arg-type]

    assert told["open_items"].records == (0, NEWEST + 500)


def test_an_answer_of_another_company_is_not_counted(
    script: Callable[..., ScriptedHttp], response: Callable[..., Response], company: Company, line: Callable[..., Any]
) -> None:
    http = script(response({"d": {"results": [line(Division=999)]}}))

    told = {one.stream: one for one in of(company, http)}  # type: ignore[arg-type]

    assert "is about another company (999)" in told["ledger_lines"].problem
    assert told["ledger_lines"].records == (0, None)
    assert UnexpectedAnswer.__name__ not in told["ledger_lines"].problem
