from __future__ import annotations

import inspect
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import (
    AccessMissing,
    BoekhaakError,
    ConsentRequired,
    PackageRefused,
    PackageUnavailable,
    UnexpectedAnswer,
)
from boekhaak.http import Clients, Http
from boekhaak.models.company import Company
from boekhaak.redaction import Redactor
from boekhaak.response import Response
from support import paper
from support.purse import BAKERY, Purse, Way, ask
from support.wire import CUT, Answer, Wire, answer

BUTCHER = Company(id="2", region="nl", name="Butcher")


# Where requests go, and with what


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/books",
        "https://nl.paper.example.evil.example/",
        "http://127.0.0.1:1/books",
        "ftp://127.0.0.1/books",
        "http://[half",
        "https://files.example.evil.example/",
    ],
)
def test_another_host_gets_nothing_sent(http: Http, wire: Wire, url: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=r"another host.*Nothing was sent"):
        ask(http, url)

    assert wire.received == []
    assert http.requests == 0


@pytest.mark.parametrize("path", ["@elsewhere.example/", ".elsewhere.example/", "//elsewhere.example/", ":1/", "books"])
def test_a_path_cannot_lead_to_another_host(http: Http, wire: Wire, path: str) -> None:
    wire.says(answer())

    ask(http, path)

    assert wire.received[0].path == "/" + path.lstrip("/")


def test_a_path_cannot_turn_the_base_into_a_host_for_files(http: Http, wire: Wire, redactor: Redactor) -> None:
    http.base = "http://nl.paper.example"

    assert http.address(".files.example/") == "http://nl.paper.example/.files.example/"


@pytest.mark.parametrize("who", ["elsewhere.example@", "anna:secret@"])
def test_an_address_with_a_name_before_the_host_is_refused(http: Http, wire: Wire, who: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="another host"):
        ask(http, wire.address.replace("://", f"://{who}"))

    assert wire.received == []


def test_a_name_before_the_host_does_not_pass_for_the_host(http: Http, wire: Wire) -> None:
    with pytest.raises(UnexpectedAnswer, match="another host"):
        ask(http, f"{wire.address}@elsewhere.example/books")

    assert wire.received == []


def test_an_address_that_the_package_gave_is_followed_on_its_own_host(http: Http, wire: Wire) -> None:
    wire.says(answer(body=[1]))

    got = ask(http, f"{wire.address}/next?after=7").json()

    assert got == [1]
    assert wire.received[0].path == "/next?after=7"


def test_the_host_is_known_in_capitals_too(http: Http, wire: Wire) -> None:
    wire.says(answer())

    ask(http, f"{wire.address.replace('http', 'HTTP')}/next")

    assert wire.received[0].path == "/next"


def test_an_address_inside_a_query_is_no_other_host(http: Http, wire: Wire) -> None:
    wire.says(answer())

    ask(http, "/books?next=https://elsewhere.example/")

    assert wire.received[0].path.startswith("/books?next=https")


def test_a_base_with_a_path_stands_before_every_path(http: Http, wire: Wire) -> None:
    http.base += "/v2"
    wire.says(answer(), answer())

    ask(http, "/books")
    ask(http, f"{wire.address}/v2/books?page=2")

    assert [request.path for request in wire.received] == ["/v2/books", "/v2/books?page=2"]


def test_paths_that_are_served_elsewhere_go_there_with_the_token(http: Http, wire: Wire) -> None:
    http.base = "http://nl.paper.example"
    http.elsewhere = (("/connect/", wire.address),)
    wire.says(answer(), answer())

    ask(http, "/connect/token")
    ask(http, f"{wire.address}/connect/next")

    assert [request.path for request in wire.received] == ["/connect/token", "/connect/next"]
    assert wire.received[0].headers["authorization"] == "Bearer token-0"
    assert http.address("/books/connect/") == "http://nl.paper.example/books/connect/"


def test_a_cookie_of_one_answer_is_not_sent_with_the_next_request(http: Http, wire: Wire) -> None:
    wire.says(answer(Set_Cookie="sid=of-somebody; Path=/"), answer())

    ask(http)
    ask(http)

    assert "cookie" not in wire.received[1].headers


def test_the_token_goes_to_the_base(http: Http, wire: Wire) -> None:
    wire.says(answer())

    ask(http)

    assert wire.received[0].headers["authorization"] == "Bearer token-0"


def test_a_host_for_files_gets_no_token(way: Way, wire: Wire) -> None:
    http = way(anonymous_hosts=("localhost",))
    wire.says(answer())

    ask(http, wire.address.replace("127.0.0.1", "localhost") + "/file")

    assert "authorization" not in wire.received[0].headers


def test_hosts_for_files_are_named_by_pattern(http: Http, wire: Wire) -> None:
    with pytest.raises(PackageUnavailable, match="could not be reached"):
        ask(http, "https://a.files.example:1/file")


def test_a_redirect_is_not_followed(http: Http, wire: Wire) -> None:
    wire.says(answer(302, location="https://elsewhere.example/"))

    with pytest.raises(PackageRefused, match="302"):
        ask(http)

    assert len(wire.received) == 1


def test_parameters_and_headers_are_sent(http: Http, wire: Wire) -> None:
    wire.says(answer())

    ask(http, params={"after": "3 4"}, headers={"Prefer": "few"})

    assert wire.received[0].path == "/books?after=3+4"
    assert wire.received[0].headers["prefer"] == "few"


def test_every_call_says_which_company_it_is_for() -> None:
    company = inspect.signature(Http.get).parameters["company"]

    assert company.kind is inspect.Parameter.KEYWORD_ONLY
    assert company.default is inspect.Parameter.empty


def test_each_company_has_a_client_of_its_own(clients: Clients) -> None:
    one, same, other = (clients.of(key) for key in ("paper 1", "paper 1", "paper 2"))

    assert one is same
    assert one is not other


def test_the_companies_of_one_connection_do_not_share_a_client(http: Http, wire: Wire, clients: Clients) -> None:
    wire.says(answer(), answer(), answer())

    for company in (BAKERY, BUTCHER, BAKERY):
        ask(http, company=company)

    assert len(clients._clients) == 2


# What is tried again


def test_a_cut_connection_is_tried_again_after_a_pause(http: Http, wire: Wire, clock: ScaledClock) -> None:
    began = clock.now()
    wire.says(CUT, CUT, answer(body="here"))

    got = ask(http).json()

    assert got == "here"
    assert clock.now() - began == timedelta(seconds=0.5 + 1.0)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failing_package_is_tried_again_with_longer_pauses(
    http: Http, wire: Wire, clock: ScaledClock, status: int
) -> None:
    began = clock.now()
    wire.says(answer(status), answer(status), answer(body="here"))

    got = ask(http).json()

    assert got == "here"
    assert clock.now() - began == timedelta(seconds=0.5 + 1.0)


def test_after_three_cut_connections_the_package_is_unavailable(http: Http, wire: Wire, clock: ScaledClock) -> None:
    wire.says(CUT, CUT, CUT)

    with pytest.raises(PackageUnavailable, match="could not be reached or broke off") as caught:
        ask(http)

    assert len(wire.received) == 3
    assert caught.value.package == "Paper Office"
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > clock.now()


def test_after_three_failures_the_package_is_unavailable(http: Http, wire: Wire) -> None:
    wire.says(*[answer(503)] * 3)

    with pytest.raises(PackageUnavailable, match="status 503"):
        ask(http)


def test_an_answer_that_breaks_off_in_its_body_is_tried_again(http: Http, wire: Wire) -> None:
    whole = answer(body="a long text that is cut")
    wire.says(Answer(whole.status, whole.body, cut=len(whole.raw()) - 5), whole)

    assert ask(http).json() == "a long text that is cut"


def test_an_answer_that_cannot_be_unpacked_is_tried_again(http: Http, wire: Wire) -> None:
    wire.says(Answer(200, b"no gzip", {"Content-Encoding": "gzip"}), answer(body="here"))

    assert ask(http).json() == "here"


def test_json_that_is_cut_half_way_is_not_taken_for_an_answer(http: Http, wire: Wire) -> None:
    wire.says(Answer(200, b'{"rows": [1, 2'))

    got = ask(http)

    with pytest.raises(UnexpectedAnswer, match=r"/books is not complete JSON \(14 bytes\)"):
        got.json()


def test_a_form_is_sent_once_even_when_the_connection_is_cut(http: Http, wire: Wire) -> None:
    wire.says(CUT, answer())

    with pytest.raises(PackageUnavailable):
        http.post_form("/token", {"code": "1"}, endpoint="token")

    assert len(wire.received) == 1


def test_a_form_is_sent_once_even_when_the_package_fails(http: Http, wire: Wire) -> None:
    wire.says(answer(503), answer())

    with pytest.raises(PackageUnavailable):
        http.post_form("/token", {"code": "1"}, endpoint="token")

    assert len(wire.received) == 1


def test_a_form_carries_no_token(http: Http, wire: Wire) -> None:
    wire.says(answer())

    http.post_form("/token", {"code": "a b"}, endpoint="token")

    assert wire.received[0].body == "code=a+b"
    assert "authorization" not in wire.received[0].headers


# Tokens that are refused


def test_a_refused_token_is_renewed_once_and_the_call_goes_on(http: Http, wire: Wire) -> None:
    wire.says(answer(401), answer(body="here"))

    got = ask(http).json()

    assert got == "here"
    assert [request.headers["authorization"] for request in wire.received] == ["Bearer token-0", "Bearer token-1"]


def test_a_token_that_is_refused_right_after_its_renewal_asks_for_a_sign_in(http: Http, wire: Wire) -> None:
    purse = Purse()
    http.session = purse
    wire.says(answer(401), answer(401), answer(body="never asked for"))

    with pytest.raises(ConsentRequired, match="Paper Office, Bakery"):
        ask(http)

    assert purse.renewals == ["token-0"]
    assert len(wire.received) == 2


def test_a_refused_token_counts_as_an_error_of_ours(way: Way, wire: Wire) -> None:
    http = way(windows=(paper.INFO.windows[1].model_copy(update={"count": 1}),))
    wire.says(answer(401))

    with pytest.raises(PackageUnavailable, match="no more calls to books"):
        ask(http)

    assert len(wire.received) == 1


# What is refused


def test_a_missing_right_is_named_with_what_the_package_says(http: Http, wire: Wire) -> None:
    wire.says(Answer(403, b"You may not\n  see  this"))

    with pytest.raises(AccessMissing, match=r"access to books was refused \(You may not see this\)"):
        ask(http)


@pytest.mark.parametrize("status", [400, 404, 405, 409, 422, 451])
def test_a_refusal_is_not_repeated(http: Http, wire: Wire, status: int) -> None:
    wire.says(answer(status))

    with pytest.raises(PackageRefused, match=f"status {status}"):
        ask(http)

    assert len(wire.received) == 1


def test_the_packages_own_reading_of_a_refusal_wins(http: Http, wire: Wire) -> None:
    def locked(response: Response) -> BoekhaakError:
        return PackageRefused(f"the drawer is locked ({response.status})", way_out="Ask for the key")

    wire.says(answer(403))

    with pytest.raises(PackageRefused, match=r"Paper Office: the drawer is locked \(403\)"):
        ask(http, explain=locked)


def test_a_refusal_that_the_package_leaves_unread_gets_the_general_reading(http: Http, wire: Wire) -> None:
    def unread(response: Response) -> None:
        return None

    wire.says(answer(403))

    with pytest.raises(AccessMissing):
        ask(http, explain=unread)


def test_the_packages_own_reading_of_a_failure_says_when_to_come_back(
    http: Http, wire: Wire, clock: ScaledClock
) -> None:
    noon = clock.now() + timedelta(hours=3)

    def closed(response: Response) -> BoekhaakError:
        return PackageUnavailable("maintenance", way_out="Wait", retry_after=noon)

    wire.says(*[answer(503)] * 3)

    with pytest.raises(PackageUnavailable, match="maintenance") as caught:
        ask(http, explain=closed)

    assert caught.value.retry_after == noon


# Answers


def test_the_moment_of_an_answer_is_the_packages_own(http: Http, wire: Wire) -> None:
    wire.says(answer(Date="Mon, 02 Mar 2026 08:59:30 GMT"))

    assert ask(http).date == datetime(2026, 3, 2, 8, 59, 30, tzinfo=UTC)


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as environment:
        environment.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
@pytest.mark.parametrize("date", ["Mon, 02 Mar 2026 08:59:30 -0000", "02 Mar 2026 08:59:30"])
def test_a_date_without_a_zone_is_taken_for_utc(http: Http, wire: Wire, date: str) -> None:
    wire.says(answer(Date=date))

    assert ask(http).date == datetime(2026, 3, 2, 8, 59, 30, tzinfo=UTC)


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}])
def test_an_answer_without_a_date_has_ours(http: Http, wire: Wire, clock: ScaledClock, headers: dict[str, str]) -> None:
    wire.says(answer(**headers))

    assert ask(http).date == clock.now()


def test_text_that_is_no_utf8_is_read_all_the_same(http: Http, wire: Wire) -> None:
    wire.says(Answer(200, "Café".encode("latin-1")))

    assert ask(http).text == "Caf\N{REPLACEMENT CHARACTER}"
