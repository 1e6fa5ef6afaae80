from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from boekhaak.plugin import Company, CursorLost, PackageUnavailable, Page, Response, UnexpectedAnswer
from boekhaak_exact_online.plugin import STREAMS, import_company, synchronise

STREAM = {stream.key: stream for stream in STREAMS}
NEXT = "https://start.exactonline.nl/api/v1/124132/sync/Financial/TransactionLines?$select=ID&$skiptoken=7001L"


def imported(http: Any, company: Company, key: str = "ledger_lines", cursor: str | None = None) -> list[Page]:
    return list(import_company(company, STREAM[key], cursor, {}, http))


def synchronised(http: Any, company: Company, cursor: str, key: str = "ledger_lines") -> list[Page]:
    return list(synchronise(company, STREAM[key], cursor, {}, http))


def test_a_stream_is_asked_for_its_fields_from_the_first_version_on(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    http = script(page(line()))

    imported(http, company)

    (asked,) = http.asked
    assert asked["url"] == "/api/v1/124132/sync/Financial/TransactionLines"
    assert (asked["endpoint"], asked["company"]) == ("sync/Financial/TransactionLines", company)
    assert asked["headers"] == {"Accept": "application/json"}
    assert asked["params"]["$filter"] == "Timestamp gt 1L"
    assert {"Division", "Timestamp", "Modified", "AmountDC"} <= set(asked["params"]["$select"].split(","))


@pytest.mark.parametrize("shape", ["results", "bare"])
def test_both_shapes_of_a_list_are_read(
    script: Callable[..., Any],
    response: Callable[..., Response],
    company: Company,
    line: Callable[..., dict[str, Any]],
    shape: str,
) -> None:
    rows = [line()]
    http = script(response({"d": {"results": rows} if shape == "results" else rows}))

    (only,) = imported(http, company)

    assert len(only.records) == 1


def test_the_next_page_is_asked_for_at_exact_s_own_address(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    http = script(page(line(7001), following=NEXT), page(line(7002)))

    first, last = imported(http, company)

    assert (http.asked[1]["url"], http.asked[1]["params"]) == (NEXT, None)
    assert first.completes == ()
    assert [(done.kind, *done.only) for done in last.completes] == [
        ("voucher",),
        ("ledger_line",),
        ("balance", ("measure", "opening")),
        ("invoice", ("state", "posted")),
    ]


def test_a_page_that_names_itself_as_the_next_is_not_followed_for_ever(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    with pytest.raises(UnexpectedAnswer, match="names itself"):
        imported(script(page(line(), following=NEXT)), company)


def test_a_broken_off_import_asks_again_only_for_the_page_that_was_missing(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    (first,) = [next(import_company(company, STREAM["ledger_lines"], None, {}, script(page(line(), following=NEXT))))]
    http = script(page(line(7002)))

    (last,) = imported(http, company, cursor=first.cursor)

    assert http.asked[0]["url"] == NEXT.removeprefix("https://start.exactonline.nl")
    assert http.asked[0]["params"] is None
    assert len(last.completes) == 4


def test_an_empty_company_is_known_to_be_read_to_the_end(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    (only,) = imported(script(page()), company)

    assert only.records == ()
    assert len(only.completes) == 4
    assert only.cursor


def test_a_synchronisation_asks_for_what_is_not_settled_and_completes_nothing(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    (before,) = imported(script(page(line(9000))), company)
    http = script(page())

    (after,) = synchronised(http, company, before.cursor)

    assert http.asked[0]["params"]["$filter"] == "Timestamp gt 8500L"
    assert after.completes == ()


def test_rows_of_a_transaction_that_commits_late_are_read(
    script: Callable[..., Any],
    page: Callable[..., Response],
    company: Company,
    line: Callable[..., dict[str, Any]],
    stamp: Callable[[datetime], str],
) -> None:
    """A fake of Exact's table: a row is there from its commit on, whatever version it took before."""
    start = datetime(2026, 6, 25, 12, 0, tzinfo=UTC)
    committed = {timedelta(): 50_000, timedelta(minutes=1): 60_000, timedelta(minutes=4): 59_000}
    seen, cursor = set(), None

    for minutes in (0, 2, 5):
        now = start + timedelta(minutes=minutes)
        rows = [
            line(version, Modified=stamp(now.replace(tzinfo=None) + timedelta(hours=2)))
            for moment, version in committed.items()
            if start + moment <= now
        ]

        def answer(_url: str, params: Mapping[str, str], rows: Any = rows, now: datetime = now) -> Response:
            after = int(params["$filter"].split()[-1].removesuffix("L"))
            found = sorted(
                (row for row in rows if int(row["Timestamp"]) > after), key=lambda row: int(row["Timestamp"])
            )
            return page(*found, date=now)

        for read in imported(script(answer), company, cursor=cursor):
            seen.update(record.version for record in read.records)
            cursor = read.cursor

    assert seen == {50_000, 60_000, 59_000}


def test_an_answer_about_another_company_is_refused_whole(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    with pytest.raises(UnexpectedAnswer, match=r"another company \(99\)"):
        imported(script(page(line(), line(7002, Division=99))), company)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<!DOCTYPE html><html>Maintenance</html>", {"content-type": "text/html; charset=utf-8"}),
        (b"\r\n<HTML><body>Onderhoud</body></HTML>", {}),
    ],
)
def test_a_maintenance_page_is_waited_for(
    script: Callable[..., Any],
    response: Callable[..., Response],
    company: Company,
    body: object,
    headers: dict[str, str],
) -> None:
    with pytest.raises(PackageUnavailable, match="maintenance") as caught:
        imported(script(response(body, headers=headers)), company)

    assert caught.value.retry_after > response().received_at


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"d":{"results":[{"ID":"a"', "not complete JSON"),
        (b"", "not complete JSON"),
        (b"<?xml version='1.0'?><feed/>", "not complete JSON"),
        ({"d": {"results": [{"ID": "a"}]}}, "documented shape"),
        ({"d": {"ID": "a"}}, "documented shape"),
        ({"results": []}, "documented shape"),
    ],
)
def test_what_is_not_of_the_documented_shape_is_refused(
    script: Callable[..., Any], response: Callable[..., Response], company: Company, body: object, expected: str
) -> None:
    with pytest.raises(UnexpectedAnswer, match=expected):
        imported(script(response(body)), company)


def test_an_amount_that_is_no_number_is_refused(
    script: Callable[..., Any], response: Callable[..., Response], company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    body = json.dumps({"d": [line()]}).replace("-16.5", "NaN").encode()

    with pytest.raises(UnexpectedAnswer, match="AmountDC"):
        imported(script(response(body)), company)


def test_what_has_no_versions_is_polled_by_moment(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    row = {"Division": 124132, "ID": "j", "Code": "70", "Description": "Ventes", "Type": 20, "Modified": None}
    first = script(page(row))
    (whole,) = imported(first, company, "journals")
    http = script(page())

    (after,) = synchronised(http, company, whole.cursor, "journals")

    assert "$filter" not in first.asked[0]["params"]
    assert [done.kind for done in whole.completes] == ["journal"]
    assert http.asked[0]["params"]["$filter"] == "Modified ge datetime'2026-06-25T12:50:00'"
    assert after.completes == ()


@pytest.mark.parametrize("key", ["periods", "balances"])
def test_what_tells_no_changes_is_read_whole_each_time(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, key: str
) -> None:
    (before,) = imported(script(page()), company, key)
    http = script(page())

    (after,) = synchronised(http, company, before.cursor, key)

    assert "$filter" not in http.asked[0]["params"]
    assert after.completes == before.completes != ()


def test_a_reading_of_balances_goes_on_where_it_stopped(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    row = {"Division": 124132, "GLAccount": "g", "ReportingYear": 2026, "ReportingPeriod": 1, "Type": 20, "Amount": 1}
    following = "https://start.exactonline.nl/api/v1/124132/financial/ReportingBalance?$select=x&$skiptoken=60L"
    first = next(import_company(company, STREAM["balances"], None, {}, script(page(row, following=following))))
    http = script(page(row | {"ReportingPeriod": 2}))

    (last,) = imported(http, company, "balances", first.cursor)

    assert parse_qs(urlsplit(http.asked[0]["url"]).query)["$skiptoken"] == ["60L"]
    assert [(done.kind, *done.only) for done in last.completes] == [("balance", ("measure", "movement"))]


def deleted(version: int, entity: int = 1) -> dict[str, Any]:
    return {"Division": 124132, "Timestamp": str(version), "EntityKey": "k", "EntityType": entity, "DeletedDate": None}


def test_what_exact_sent_for_a_record_can_be_had(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    (only,) = imported(script(page(line(7001, Unknown="kept"))), company)

    assert only.payloads is not None
    (payload,) = only.payloads()
    assert (payload.kind, payload.id) == ("ledger_line", only.records[0].id)
    assert json.loads(payload.text) == line(7001, Unknown="kept")


def attachment(division: int) -> dict[str, Any]:
    url = f"https://start.exactonline.nl/docs/SysAttachment.aspx?ID=a1&_Division_={division}&Stamp=NL001"
    return {"ID": "a1", "Timestamp": "9", "Document": "d1", "FileName": "a.pdf", "FileSize": 12.0, "Url": url}


def test_an_attachment_belongs_to_the_division_that_its_address_names(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    (only,) = imported(script(page(attachment(124132))), company, "attachments")

    (file,) = only.records
    assert (file.document_id, file.file_name, file.size) == ("d1", "a.pdf", 12)
    assert file.address == "/docs/SysAttachment.aspx?ID=a1&_Division_=124132&Stamp=NL001"
    with pytest.raises(UnexpectedAnswer, match="another company"):
        imported(script(page(attachment(99))), company, "attachments")


def test_deletions_come_with_their_version_and_complete_nothing(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    (only,) = imported(script(page(deleted(12), deleted(13, 13))), company, "deletions")

    assert [(gone.kind, gone.id, gone.version) for gone in only.deletions] == [
        ("ledger_line", "k", 12),
        ("balance", "k", 12),
        ("invoice", "k", 13),
        ("invoice_line", "k", 13),
    ]
    assert only.completes == ()


def test_deletions_that_exact_has_forgotten_mean_reading_all_from_nothing(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, response: Callable[..., Response]
) -> None:
    (before,) = imported(script(page(deleted(12))), company, "deletions")
    later = response().date + timedelta(days=61)

    with pytest.raises(CursorLost) as caught:
        synchronised(script(page(date=later)), company, before.cursor, "deletions")

    assert caught.value.streams == frozenset()


def test_deletions_are_remembered_for_two_months_of_silence(
    script: Callable[..., Any], page: Callable[..., Response], company: Company, response: Callable[..., Response]
) -> None:
    (cursor,) = [read.cursor for read in imported(script(page(deleted(12))), company, "deletions")]

    for weeks in range(1, 30):
        now = response().date + timedelta(weeks=weeks)
        (cursor,) = [read.cursor for read in synchronised(script(page(date=now)), company, cursor, "deletions")]


def test_a_cursor_of_another_version_reads_its_stream_from_nothing(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    with pytest.raises(CursorLost) as caught:
        synchronised(script(page()), company, '{"page": 3}')

    assert caught.value.streams == {"ledger_lines"}
