from __future__ import annotations

import pytest

from boekhaak.content import content
from boekhaak.errors import AccessMissing, LimitReached, PackageRefused, PackageUnavailable, UnexpectedAnswer
from boekhaak.http import Http
from boekhaak.models.company import Company
from support.purse import Way
from support.wire import CUT, Answer, Wire, answer

BAKERY = Company(id="1", region="nl", name="Bakery")
FILE = bytes(range(256)) * 40
TAG = {"ETag": '"one"'}


def part(start: int, *, tag: str = '"one"', cut: int | None = None, told: str | None = None) -> Answer:
    """Return the rest of the file from a byte on, as an answer to a range."""
    ranged = told or f"bytes {start}-{len(FILE) - 1}/{len(FILE)}"
    given = Answer(206, FILE[start:], {"Content-Range": ranged, "ETag": tag})
    return given if cut is None else broken(given, cut)


def broken(given: Answer, after: int) -> Answer:
    """Return an answer that breaks off after so many bytes of its body."""
    head = len(given.raw()) - len(given.body)
    return Answer(given.status, given.body, given.headers, cut=head + after)


@pytest.fixture
def http(way: Way) -> Http:
    return way()


def fetched(http: Http, start: int = 0) -> bytes:
    return b"".join(content(http, "/file", company=BAKERY, endpoint="file", start=start))


def test_a_content_comes_as_it_is_with_a_token_and_uncompressed(http: Http, wire: Wire) -> None:
    wire.says(Answer(200, FILE))

    assert fetched(http) == FILE
    asked = wire.received[0].headers
    assert (asked["authorization"], asked["accept-encoding"]) == ("Bearer token-0", "identity")
    assert "range" not in asked


def test_it_can_begin_at_any_byte(http: Http, wire: Wire) -> None:
    wire.says(part(1000))

    assert fetched(http, 1000) == FILE[1000:]
    assert wire.received[0].headers["range"] == "bytes=1000-"


def test_a_broken_connection_goes_on_where_it_broke(http: Http, wire: Wire) -> None:
    wire.says(broken(Answer(200, FILE, TAG), 4000), part(4000, cut=100), part(4100))

    assert fetched(http) == FILE
    assert [one.headers.get("range") for one in wire.received] == [None, "bytes=4000-", "bytes=4100-"]
    assert wire.received[1].headers["if-range"] == '"one"'


def test_where_no_ranges_are_known_what_came_is_passed_over(http: Http, wire: Wire) -> None:
    wire.says(broken(Answer(200, FILE, TAG), 4000), Answer(200, FILE, TAG))

    assert fetched(http) == FILE


def test_breaking_often_is_fine_as_long_as_bytes_come(http: Http, wire: Wire) -> None:
    wire.says(broken(Answer(200, FILE), 10), *(part(10 * n, cut=10, tag="") for n in range(1, 9)), part(90, tag=""))

    assert fetched(http) == FILE


def test_three_breaks_without_a_byte_in_between_are_given_up(http: Http, wire: Wire) -> None:
    wire.says(broken(Answer(200, FILE), 10), CUT, CUT, part(10))

    with pytest.raises(PackageUnavailable, match="broke off"):
        fetched(http)

    assert len(wire.received) == 3


def test_a_fault_of_the_package_is_tried_again(http: Http, wire: Wire) -> None:
    wire.says(answer(503), Answer(200, FILE))

    assert fetched(http) == FILE


@pytest.mark.parametrize(
    "later",
    [
        part(4000, tag='"two"'),
        Answer(200, FILE, {"ETag": '"two"'}),
        part(4000, told="bytes 0-99/100"),
        part(4000, told="nonsense"),
        Answer(200, FILE[:3000], TAG),
    ],
)
def test_another_content_is_never_joined_to_the_beginning(http: Http, wire: Wire, later: Answer) -> None:
    wire.says(broken(Answer(200, FILE, TAG), 4000), later)

    with pytest.raises(UnexpectedAnswer, match="cannot be put together"):
        fetched(http)


def test_a_refused_token_is_renewed(http: Http, wire: Wire) -> None:
    wire.says(answer(401), Answer(200, FILE))

    assert fetched(http) == FILE
    assert wire.received[1].headers["authorization"] == "Bearer token-1"


@pytest.mark.parametrize(
    ("status", "error"), [(403, AccessMissing), (404, PackageRefused), (416, PackageRefused), (429, LimitReached)]
)
def test_a_refusal_is_told_at_once(http: Http, wire: Wire, status: int, error: type[Exception]) -> None:
    wire.says(answer(status))

    with pytest.raises(error):
        fetched(http)

    assert len(wire.received) == 1


def test_a_download_that_is_left_closes_its_connection(http: Http, wire: Wire) -> None:
    wire.says(Answer(200, FILE), Answer(200, FILE))
    pieces = content(http, "/file", company=BAKERY, endpoint="file")

    next(pieces)
    pieces.close()  # type: ignore[attr-defined]

    assert fetched(http) == FILE
