from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from boekhaak.plugin import (
    Company,
    Completes,
    CursorLost,
    PackageUnavailable,
    Page,
    Response,
    StreamInfo,
    UnexpectedAnswer,
)
from boekhaak_eaccounting import plugin, streams
from boekhaak_eaccounting.client import READINGS

Make = Callable[..., Response]


def stream(key: str) -> StreamInfo:
    return next(one for one in plugin.STREAMS if one.key == key)


def project(number: int) -> dict[str, Any]:
    return {"Id": f"p{number}", "Number": str(number), "Name": f"Project {number}", "Status": 1}


def read(http: Any, company: Company, key: str = "projects", cursor: str | None = None) -> list[Page]:
    return list(streams.read(company, stream(key), cursor, http))


def ids(pages: list[Page]) -> set[str]:
    return {record.id for page in pages for record in page.records}


def test_pages_are_asked_for_by_their_number_and_in_a_fixed_order(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    http = script(page(project(1), pages=2, total=2), page(project(2), page=2, pages=2, total=2))

    pages = read(http, company)

    assert [asked["params"] for asked in http.asked] == [
        {"$orderby": "Id", "$page": "1", "$pagesize": "1000"},
        {"$orderby": "Id", "$page": "2", "$pagesize": "1000"},
    ]
    assert [one.completes for one in pages] == [(), (Completes(kind="dimension", only=(("type", "project"),)),)]


def test_going_on_from_any_page_asks_for_the_missing_pages_only(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    answers = [page(project(n), page=n, pages=3, total=3) for n in (1, 2, 3)]
    whole = read(script(*answers), company)

    for done in (1, 2):
        http = script(*answers[done:])
        rest = read(http, company, cursor=whole[done - 1].cursor)

        assert [asked["params"]["$page"] for asked in http.asked] == [str(n) for n in range(done + 1, 4)]
        assert rest[-1].completes == whole[-1].completes


def test_a_later_reading_asks_for_what_changed_and_completes_nothing(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    cursor = read(script(page(project(1))), company)[-1].cursor
    http = script(page(project(1)))

    (changes,) = read(http, company, cursor=cursor)

    assert http.asked[0]["params"]["$filter"] == "ModifiedUtc ge 2026-06-25T11:50:00.00Z"
    assert changes.completes == ()


def test_a_server_that_gives_page_one_each_time_is_found_out(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    http = script(page(project(1), pages=2, total=2), page(project(1), page=1, pages=2, total=2))

    with pytest.raises(UnexpectedAnswer, match="is page 1, where page 2 was asked for"):
        read(http, company)


def test_a_server_that_repeats_the_rows_of_page_one_is_found_out(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    http = script(lambda _, params: page(project(1), page=int(params["$page"]), pages=9, total=9))

    with pytest.raises(PackageUnavailable, match="1 of its 9 rows came"):
        read(http, company)

    assert len(http.asked) == 2 * READINGS


def test_a_list_that_grows_before_every_answer_does_not_hold_us_for_ever(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    ends = count(2)

    def growing(url: str, params: Mapping[str, str]) -> Response:
        return page(project(1), page=int(params["$page"]), pages=next(ends), total=1)

    http = script(growing)

    with pytest.raises(PackageUnavailable):
        read(http, company)

    assert len(http.asked) == 2 * READINGS


def test_a_row_that_moved_between_pages_is_read_after_all(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    http = script(
        page(project(1), project(2), pages=2, total=4),
        page(project(2), project(3), page=2, pages=2, total=4),
        page(project(1), project(2), pages=2, total=4),
        page(project(3), project(4), page=2, pages=2, total=4),
    )

    pages = read(http, company)

    assert ids(pages) == {"p1", "p2", "p3", "p4"}
    assert [bool(one.completes) for one in pages] == [False, False, False, True]


def test_a_list_that_shrinks_while_it_is_read_is_read_again(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    http = script(
        page(project(1), project(2), pages=2, total=4),
        page(project(4), page=2, pages=2, total=3),
        page(project(1), project(3), pages=2, total=3),
        page(project(4), page=2, pages=2, total=3),
    )

    pages = read(http, company)

    assert "p3" in ids(pages)
    assert [bool(one.completes) for one in pages] == [False, False, False, True]


def test_rows_that_are_added_meanwhile_do_not_disturb(script: Callable[..., Any], page: Make, company: Company) -> None:
    http = script(
        page(project(1), project(2), pages=2, total=3),
        page(project(2), project(3), page=2, pages=2, total=4),
    )

    pages = read(http, company)

    assert len(http.asked) == 2
    assert pages[-1].completes


def test_a_page_that_lacks_its_rows_is_asked_for_again_and_told_at_last(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    http = script(page(total=3))

    with pytest.raises(PackageUnavailable, match="does not hold still"):
        read(http, company)

    assert len(http.asked) == READINGS


def test_an_empty_list_is_a_whole_one(script: Callable[..., Any], page: Make, company: Company) -> None:
    (only,) = read(script(page(pages=0)), company)

    assert only.completes
    assert only.records == ()


@pytest.mark.parametrize("body", [b'{"Meta": {"Curr', b'{"Data": []', b""])
def test_an_answer_that_is_cut_is_no_data(
    script: Callable[..., Any], response: Make, company: Company, body: bytes
) -> None:
    with pytest.raises(UnexpectedAnswer, match="complete JSON"):
        read(script(response(body)), company)


@pytest.mark.parametrize("body", [[], {"Data": []}, {"Meta": {}, "Data": [{}]}])
def test_an_answer_of_another_shape_is_no_data(
    script: Callable[..., Any], response: Make, company: Company, body: object
) -> None:
    with pytest.raises(UnexpectedAnswer, match="is not of the documented shape"):
        read(script(response(body)), company)


def test_a_page_about_maintenance_is_waited_for(script: Callable[..., Any], response: Make, company: Company) -> None:
    with pytest.raises(PackageUnavailable) as caught:
        read(script(response(b"<!DOCTYPE html><html></html>", headers={"content-type": "text/html"})), company)

    assert caught.value.retry_after == response().received_at + timedelta(minutes=5)


@pytest.mark.parametrize("cursor", ["{}x", '{"unknown": 1}', '{"page": "many"}'])
def test_a_cursor_of_another_version_has_the_stream_read_from_nothing(
    script: Callable[..., Any], page: Make, company: Company, cursor: str
) -> None:
    with pytest.raises(CursorLost) as caught:
        read(script(page()), company, cursor=cursor)

    assert caught.value.streams == {"projects"}


def test_accounts_are_read_for_each_fiscal_year(script: Callable[..., Any], page: Make, company: Company) -> None:
    years = [
        {"Id": "y2", "StartDate": "2026-01-01", "EndDate": "2026-12-31"},
        {"Id": "y1", "StartDate": "2025-01-01", "EndDate": "2025-12-31"},
    ]
    http = script(
        page(*years),
        page({"Number": "1910", "Name": "Kassa", "Type": 5}),
        page({"Id": "vat25", "Code": "MP1"}),
        page({"Number": "1910", "Name": "Kontanter", "Type": 5}, {"Number": "1930", "Name": "Bank", "Type": 6}),
    )

    pages = read(http, company, "accounts")

    assert [asked["url"] for asked in http.asked] == [
        "/v2/fiscalyears",
        "/v2/accounts/y1",
        "/v2/vatcodes",
        "/v2/accounts/y2",
    ]
    assert {asked["endpoint"] for asked in http.asked} == {"fiscalyears", "accounts/{year}", "vatcodes"}
    assert [(one.id, one.version) for page in pages for one in page.records] == [
        ("1910", 20250101),
        ("1910", 20260101),
        ("1930", 20260101),
    ]


def test_balances_are_asked_for_at_the_end_of_each_year_and_of_the_last_whole_month(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    years = [
        {"Id": "y1", "StartDate": "2025-01-01", "EndDate": "2025-12-31"},
        {"Id": "y2", "StartDate": "2026-01-01", "EndDate": "2026-12-31"},
        {"Id": "y3", "StartDate": "2027-01-01", "EndDate": "2027-12-31"},
    ]
    http = script(page(*years), page({"AccountNumber": 1930, "Balance": 12.5}))

    pages = read(http, company, "balances")

    assert [asked["url"] for asked in http.asked[1:]] == [
        "/v2/accountbalances/2025-12-31",
        "/v2/accountbalances/2026-05-31",
    ]
    assert [(one.year, one.period) for page in pages for one in page.records] == [(2025, 12), (2026, 5)]


def test_a_company_without_fiscal_years_is_read_to_its_end(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    (only,) = read(script(page(pages=0)), company, "accounts")

    assert (only.records, only.completes) == ((), ())


def test_what_was_sent_for_each_record_is_told_word_for_word(
    script: Callable[..., Any], page: Make, company: Company
) -> None:
    (only,) = read(script(page(project(1) | {"Notes": "as it was sent"})), company)

    assert only.payloads is not None
    (payload,) = only.payloads()
    assert (payload.kind, payload.id) == ("dimension", "p1")
    assert "as it was sent" in payload.text
