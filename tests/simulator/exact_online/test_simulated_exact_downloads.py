"""The files behind the addresses of attachments: whole, in parts, and spoilt."""

from __future__ import annotations

import tracemalloc
from datetime import date

import httpx
import pytest
from exact_site import Client, Enter, message
from exact_trade import FILES, LARGE, WHOLESALER, trade_books

from boekhaak.clock import ScaledClock
from boekhaak.testing.books.model import Attachment, Document

CONTENT = {file.name: b"".join(file.content()) for file in FILES}


@pytest.fixture
def client(enter: Enter) -> Client:
    """Return a client of the wholesaler."""
    made = enter(trade_books())
    made.sign_in()
    return made


def address(client: Client, name: str = "scan.png") -> str:
    """Return the address of a file."""
    rows = client.rows("100001/documents/DocumentAttachments?$select=FileName,Url")
    url: str = next(row["Url"] for row in rows if row["FileName"] == name)
    return url


def download(client: Client, name: str = "scan.png", **headers: str) -> httpx.Response:
    """Return the answer to a request for a file."""
    bearer = {"Authorization": f"Bearer {client.tokens['access_token']}"}
    return client.http.get(f"{address(client, name)}&Download=1", headers=bearer | headers)


def test_a_file_comes_as_it_is(client: Client) -> None:
    answer = download(client)

    assert (answer.status_code, answer.headers["content-length"]) == (200, str(LARGE))
    assert answer.content == CONTENT["scan.png"]
    assert answer.headers["content-type"] == "image/png"
    named = download(client, "invoice é 1.pdf").headers
    assert named["content-type"] == "application/pdf"
    assert named["content-disposition"].endswith("filename*=UTF-8''invoice%20%C3%A9%201.pdf")


def test_without_download_there_is_a_page_to_look_at(client: Client) -> None:
    bearer = {"Authorization": f"Bearer {client.tokens['access_token']}"}

    page = client.http.get(address(client), headers=bearer)

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "scan.png" in page.text


def test_a_file_is_streamed(enter: Enter) -> None:
    large = Attachment("film.mp4", 40_000_000)
    client = enter(trade_books())
    client.sign_in()
    client.simulator.add_document(WHOLESALER, Document("19", "Film", "Film", date(2026, 3, 1), attachments=(large,)))
    url = f"{address(client, 'film.mp4')}&Download=1"
    bearer = {"Authorization": f"Bearer {client.tokens['access_token']}"}
    tracemalloc.start()

    with client.http.stream("GET", url, headers=bearer) as answer:
        came = sum(len(piece) for piece in answer.iter_raw())

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert came == large.size
    assert peak < 10_000_000


def test_a_part_of_a_file_may_be_asked_for(client: Client) -> None:
    whole = CONTENT["scan.png"]
    rest = download(client, Range="bytes=250000-")
    some = download(client, Range="bytes=10-19")
    last = download(client, Range="bytes=-5")

    assert (rest.status_code, rest.headers["content-range"]) == (206, f"bytes 250000-{LARGE - 1}/{LARGE}")
    assert (rest.content, some.content, last.content) == (whole[250_000:], whole[10:20], whole[-5:])
    beyond = download(client, Range=f"bytes={LARGE}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{LARGE}")


def test_a_part_of_another_content_is_the_whole_file(client: Client) -> None:
    tag = download(client).headers["etag"]

    assert download(client, Range="bytes=10-", **{"If-Range": tag}).status_code == 206
    assert download(client, Range="bytes=10-", **{"If-Range": '"other"'}).status_code == 200
    assert tag != download(client, "invoice é 1.pdf").headers["etag"]


def test_parts_may_not_be_had(client: Client) -> None:
    client.simulator.faults.add("no_ranges")

    answer = download(client, Range="bytes=10-")

    assert (answer.status_code, answer.content) == (200, CONTENT["scan.png"])
    assert "accept-ranges" not in answer.headers


def test_downloads_may_break_off_and_be_taken_up_again(client: Client) -> None:
    client.simulator.switch_on("cut_downloads", answers=2)
    url, came = f"{address(client)}&Download=1", bytearray()
    bearer = {"Authorization": f"Bearer {client.tokens['access_token']}"}
    broken = []
    for _ in range(3):
        with client.http.stream("GET", url, headers=bearer | {"Range": f"bytes={len(came)}-"}) as answer:
            assert int(answer.headers["content-length"]) == LARGE - len(came)
            try:
                for piece in answer.iter_raw():
                    came += piece
            except httpx.RemoteProtocolError:
                broken.append(len(came))

    assert broken == [LARGE // 2, LARGE // 2 + LARGE // 4]
    assert bytes(came) == CONTENT["scan.png"]


def test_a_page_may_come_instead_of_the_file(client: Client) -> None:
    client.simulator.switch_on("html_download", answers=1)

    assert download(client).headers["content-type"].startswith("text/html")
    assert download(client).content == CONTENT["scan.png"]


def test_a_download_may_be_shorter_than_was_told(client: Client) -> None:
    client.simulator.faults.add("short_download")

    answer = download(client)

    assert (answer.status_code, answer.headers["content-length"]) == (200, str(LARGE // 2))
    assert answer.content == CONTENT["scan.png"][: LARGE // 2]


def test_a_file_may_change_with_every_download(client: Client) -> None:
    client.simulator.faults.add("changed_download")

    first, second = download(client), download(client)

    assert len({CONTENT["scan.png"], first.content, second.content}) == 3
    assert len(first.content) == len(second.content) == LARGE
    assert first.headers["etag"] != second.headers["etag"]
    again = download(client, Range="bytes=10-", **{"If-Range": first.headers["etag"]})
    assert again.status_code == 200


def test_downloads_are_counted_and_refused_like_data(client: Client, clock: ScaledClock) -> None:
    url = f"{address(client)}&Download=1"
    bearer = {"Authorization": f"Bearer {client.tokens['access_token']}", "Accept": "application/json"}
    answer = client.http.get(url, headers=bearer)
    assert answer.headers["x-ratelimit-remaining"] == "4998"
    assert client.simulator.calls["docs/SysAttachment.aspx"] == 1

    assert client.http.get(url).status_code == 401
    nobody = "docs/SysAttachment.aspx?ID=nobody&_Division_=100001&Download=1"
    missing = client.http.get(f"{client.address}/{nobody}", headers=bearer)
    assert missing.status_code == 404
    nowhere = client.http.get(url.replace("_Division_=100001", "_Division_=7"), headers=bearer)
    assert (nowhere.status_code, message(nowhere)) == (403, "Forbidden")
    client.simulator.missing_scopes.add("organization.documents")
    refused = client.http.get(url, headers=bearer)
    assert (refused.status_code, message(refused)) == (
        403,
        "Forbidden - Application Scope Violated. Cannot read 'organization.documents' scope.",
    )
    clock.sleep(600)
    assert client.http.get(url, headers=bearer).status_code == 401


def test_the_sixty_first_call_of_a_minute_may_be_a_download(client: Client) -> None:
    url = f"{address(client)}&Download=1"
    bearer = {"Authorization": f"Bearer {client.tokens['access_token']}"}
    for _ in range(59):
        client.get("100001/financial/Journals?$top=1")

    refused = client.http.get(url, headers=bearer)

    assert (refused.status_code, refused.content) == (429, b"")
