"""What the plugin expects of an import by the numbers that lists tell, against the simulator and against a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boekhaak.plugin import Company, Estimate, Response
from boekhaak.service import forecasting
from boekhaak.testing.books.generator import generate
from boekhaak_eaccounting.estimates import MOST_VAT_CODES, of
from boekhaak_eaccounting.streams import SOURCES
from support.scripted import ScriptedHttp
from support.site import Site

YEARS = [
    {"Id": "y1", "StartDate": "2025-01-01", "EndDate": "2025-12-31"},
    {"Id": "y2", "StartDate": "2026-01-01", "EndDate": "2026-12-31"},
]
BALANCES = [
    {"AccountNumber": 1000 + number, "Balance": number % 2, "AccountType": 3 if number < 4 else 20}
    for number in range(10)
]


def told_of(http: ScriptedHttp, company: Company) -> dict[str, Estimate]:
    return {one.stream: one for one in of(company, http)}  # type: ignore[arg-type]


def test_each_list_is_asked_for_once_and_fewer_than_there_are_streams(
    script: Callable[..., ScriptedHttp], page: Callable[..., Response], company: Company
) -> None:
    def answer(url: str, params: Any) -> Response:
        assert (params["$page"], params["$pagesize"]) == ("1", "1000")
        return page(*(YEARS if url.endswith("fiscalyears") else BALANCES if "accountbalances" in url else ()))

    http = script(answer)
    told = told_of(http, company)

    assert len(http.asked) == len({asked["url"] for asked in http.asked}) == len(SOURCES)
    assert [asked["url"] for asked in http.asked if "accountbalances" in asked["url"]] == [
        "/v2/accountbalances/2026-01-01"
    ]
    assert told["accounts"] == Estimate(stream="accounts", records=(19, 21), calls=(4, 4))
    assert told["balances"] == Estimate(stream="balances", records=(19, 21), calls=(3, 3))
    assert told["periods"] == Estimate(stream="periods", records=(24, 24), calls=(2, 2))
    assert told["tax_codes"].records == (0, MOST_VAT_CODES)
    assert told["ledger_lines"] == Estimate(stream="ledger_lines", records=(0, 4), calls=(2, 3))
    assert told["drafts"].calls == (2, 2)


def test_a_second_list_that_is_closed_leaves_the_first_in_the_estimate(
    script: Callable[..., ScriptedHttp],
    page: Callable[..., Response],
    response: Callable[..., Response],
    company: Company,
) -> None:
    def answer(url: str, params: Any) -> Response:
        if url.endswith("suppliers"):
            return response({"ErrorCode": 4006, "DeveloperErrorMessage": "One of these scopes is missing"}, status=403)
        return page(*([{"Id": "c1", "InvoiceCity": "Malmö"}, {"Id": "c2"}] if url.endswith("customers") else ()))

    told = told_of(script(answer), company)

    assert (told["contacts"].records, told["contacts"].calls) == ((3, 3), (2, 2))
    assert told["contacts"].problem
    assert [stream for stream, one in told.items() if one.problem] == ["contacts"]


def test_closed_years_close_all_that_is_read_by_years_with_one_call(
    script: Callable[..., ScriptedHttp],
    page: Callable[..., Response],
    response: Callable[..., Response],
    company: Company,
) -> None:
    def answer(url: str, params: Any) -> Response:
        if url.endswith("fiscalyears"):
            return response({"ErrorCode": 4006, "DeveloperErrorMessage": "One of these scopes is missing"}, status=403)
        return page()

    http = script(answer)
    told = told_of(http, company)

    assert sum(asked["url"].endswith("fiscalyears") for asked in http.asked) == 1
    closed = [stream for stream, one in told.items() if one.problem]
    assert closed == ["accounts", "periods", "ledger_lines", "balances"]
    assert {(told[stream].records, told[stream].calls) for stream in closed} == {((0, 0), (1, 1))}


def test_accounts_that_are_not_listed_are_told_as_not_known(opened: Callable[..., Site]) -> None:
    site = opened(generate(companies=1, lines=60, seed=4, countries=["SE"]), faults=["no_zero_balances"])

    (one,) = forecasting.forecast(site.actor, site.installation).companies

    (problem,) = one.problems
    assert "lists no account that stands at zero" in problem
    assert problem.endswith("Streams: accounts, balances.")
    assert one.records[1] is None
    link = site.link_all()[0]
    run = site.imported(link)
    assert one.records[0] <= sum(stream.records for stream in run.streams)
    assert one.calls[0] <= run.requests


def test_a_company_without_fiscal_years_has_no_accounts(
    script: Callable[..., ScriptedHttp], page: Callable[..., Response], company: Company
) -> None:
    http = script(page())

    told = told_of(http, company)

    assert told["accounts"] == Estimate(stream="accounts", records=(0, 0), calls=(1, 1))
    assert told["balances"] == Estimate(stream="balances", records=(0, 0), calls=(1, 1))
    assert not [asked for asked in http.asked if "accountbalances" in asked["url"]]
