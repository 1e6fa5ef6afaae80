"""Consent, codes, chains of tokens, and the refusals of the token endpoint."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from exact_site import Client, Enter

from boekhaak.clock import ScaledClock
from boekhaak.errors import PackageRefused
from boekhaak.testing.consent import give_consent
from boekhaak_exact_online.simulator import SimulatedLogin

TOO_EARLY = "Rate limit exceeded: access_token not expired"


def test_consent_gives_a_code_with_the_state_back(stranger: Client) -> None:
    back = urlsplit(give_consent(stranger.consent_url()))

    query = parse_qs(back.query)
    assert f"{back.scheme}://{back.netloc}{back.path}" == stranger.simulator.registration("").redirect_uri
    assert query["state"] == ["s1"]
    assert query["code"][0][4] == "!"
    assert "code=" in back.query
    assert "!" not in back.query


def test_a_refused_consent_says_so(stranger: Client) -> None:
    back = urlsplit(give_consent(stranger.consent_url(), decision="refuse"))

    assert parse_qs(back.query) == {"error": ["access_denied"], "state": ["s1"]}


@pytest.mark.parametrize(
    "wrong",
    [{"client_id": "x"}, {"redirect_uri": "http://127.0.0.1:8912/other"}, {"response_type": "token"}],
)
def test_a_wrong_registration_is_a_page_with_status_400(stranger: Client, wrong: dict[str, str]) -> None:
    answer = stranger.http.get(stranger.consent_url(**wrong))

    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")


def test_the_page_is_a_form_for_a_browser(stranger: Client) -> None:
    page = stranger.http.get(stranger.consent_url()).text

    assert page.count('type="checkbox" name="company"') == 2
    assert 'name="decision" value="grant"' in page
    assert '<select name="login">' in page


def test_a_code_gives_tokens_for_six_hundred_seconds(stranger: Client) -> None:
    answer = stranger.exchange(stranger.code())

    tokens = answer.json()
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] == "600"
    assert len(tokens["access_token"]) > 500
    assert tokens["refresh_token"][4] == "!"


def test_a_client_may_tell_its_secret_in_the_basic_way(stranger: Client) -> None:
    app = stranger.simulator.registration(stranger.address)
    pair = f"{app.client_id}:{app.client_secret.get_secret_value()}".encode()
    form = {"grant_type": "authorization_code", "code": stranger.code(), "redirect_uri": app.redirect_uri}

    answer = stranger.http.post(
        f"{stranger.address}/api/oauth2/token",
        data=form,
        headers={"Authorization": f"Basic {base64.b64encode(pair).decode()}"},
    )

    assert answer.status_code == 200


def test_a_bearer_on_the_token_call_is_refused(stranger: Client) -> None:
    answer = stranger.http.post(f"{stranger.address}/api/oauth2/token", headers={"Authorization": "Bearer x"})

    assert answer.status_code == 401


def test_a_wrong_secret_is_an_invalid_request(stranger: Client) -> None:
    answer = stranger.ask_tokens(grant_type="refresh_token", refresh_token="x", client_secret="wrong")

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def test_a_code_works_once(stranger: Client) -> None:
    code = stranger.code()
    stranger.exchange(code)

    again = stranger.exchange(code)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_request")


def test_a_code_dies_after_three_minutes(stranger: Client, clock: ScaledClock) -> None:
    code = stranger.code()
    clock.advance(timedelta(seconds=181))

    assert stranger.exchange(code).status_code == 400


def test_a_code_needs_the_registered_redirect_address(stranger: Client) -> None:
    answer = stranger.ask_tokens(grant_type="authorization_code", code=stranger.code(), redirect_uri="http://else")

    assert answer.status_code == 400


def test_an_access_token_dies_after_ten_minutes(client: Client, clock: ScaledClock) -> None:
    clock.advance(timedelta(seconds=599))
    assert client.get("current/Me").status_code == 200
    clock.advance(timedelta(seconds=1))

    answer = client.get("current/Me")

    assert (answer.status_code, answer.content, answer.headers["www-authenticate"]) == (401, b"", "Bearer")


def test_a_renewal_before_570_seconds_is_too_early_and_costs_nothing(client: Client, clock: ScaledClock) -> None:
    clock.advance(timedelta(seconds=569))
    early = client.refresh()
    clock.advance(timedelta(seconds=1))
    later = client.refresh()

    assert early.status_code == 400
    assert early.json() == {"error": "access_denied", "error_description": TOO_EARLY}
    assert early.headers["reason"] == f"TooEarlyToRefreshTokens: {TOO_EARLY}"
    assert later.status_code == 200


def test_a_renewal_may_be_too_early_until_the_token_expired(client: Client, clock: ScaledClock) -> None:
    client.simulator.faults.add("too_early_until_expiry")
    clock.advance(timedelta(seconds=599))
    early = client.refresh()
    clock.advance(timedelta(seconds=1))

    assert early.status_code == 400
    assert client.refresh().status_code == 200


def test_a_rotated_refresh_token_is_dead(client: Client, clock: ScaledClock) -> None:
    clock.advance(timedelta(seconds=600))
    client.refresh()

    again = client.refresh()

    assert again.status_code == 401
    assert again.json() == {"error": "unauthorized_client", "error_description": "Old refresh token used."}


def test_with_grace_a_rotated_token_works_until_its_successor_is_used(client: Client, clock: ScaledClock) -> None:
    client.simulator.faults.add("old_token_grace")
    clock.advance(timedelta(seconds=600))
    old = client.tokens["refresh_token"]
    client.refresh()
    clock.advance(timedelta(seconds=60))
    second = client.refresh(old).json()
    clock.advance(timedelta(seconds=600))
    client.refresh(second["refresh_token"])

    assert client.refresh(old).status_code == 401


def test_with_grace_a_rotated_token_dies_after_ten_minutes(client: Client, clock: ScaledClock) -> None:
    client.simulator.faults.add("old_token_grace")
    clock.advance(timedelta(seconds=600))
    client.refresh()
    clock.advance(timedelta(seconds=601))

    assert client.refresh().status_code == 401


def test_a_refresh_token_dies_after_thirty_unused_days(client: Client, clock: ScaledClock) -> None:
    clock.advance(timedelta(days=30, seconds=1))

    answer = client.refresh()

    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_request",
        "error_description": "The refresh token expired at 7/25/2026 2:17:09 PM and it is now 7/25/2026 2:17:10 PM.",
    }
    assert r"7\/25\/2026" in answer.text


def test_each_renewal_restarts_the_thirty_days(client: Client, clock: ScaledClock) -> None:
    for _ in range(3):
        clock.advance(timedelta(days=29))
        client.tokens = client.refresh().json()

    assert client.get("current/Me").status_code == 200


def test_a_second_consent_of_a_login_ends_its_first_chain(client: Client, clock: ScaledClock) -> None:
    first = client.tokens["refresh_token"]
    client.sign_in()
    clock.advance(timedelta(seconds=600))

    assert client.refresh(first).json()["error_description"] == "Old refresh token used."
    assert client.refresh().status_code == 200


def test_a_second_consent_may_leave_the_first_chain_alive(client: Client, clock: ScaledClock) -> None:
    client.simulator.faults.add("parallel_chains")
    first = client.tokens["refresh_token"]
    client.sign_in()
    clock.advance(timedelta(seconds=600))

    assert client.refresh(first).status_code == 200
    assert client.refresh().status_code == 200


def test_a_used_code_may_be_an_invalid_grant(client: Client) -> None:
    client.simulator.faults.add("invalid_grant_codes")
    code = client.code()
    client.exchange(code)

    again = client.exchange(code)

    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_chains_of_two_logins_live_side_by_side(enter: Enter, clock: ScaledClock) -> None:
    client = enter(logins=[SimulatedLogin(), SimulatedLogin("Robin Vos", "robin@example.com")])
    first = client.sign_in()["refresh_token"]
    client.sign_in(login=["robin@example.com"])
    clock.advance(timedelta(seconds=600))

    assert client.refresh(first).status_code == 200
    assert client.refresh().status_code == 200


def test_two_hundred_token_calls_a_day_are_enough(client: Client, clock: ScaledClock) -> None:
    for _ in range(199):
        assert client.refresh().status_code == 400

    assert client.refresh().status_code == 429
    clock.advance(timedelta(days=1))
    assert client.refresh().status_code == 200


def test_a_withdrawn_consent_ends_all_tokens(client: Client, clock: ScaledClock) -> None:
    client.simulator.revoke_consents()
    clock.advance(timedelta(seconds=600))

    assert client.get("current/Me").status_code == 401
    answer = client.refresh()
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})
    client.simulator.faults.add("revoked_as_reused")
    assert client.refresh().status_code == 401


def test_a_login_sees_only_the_companies_it_may_open(enter: Enter) -> None:
    client = enter(logins=[SimulatedLogin("Robin Vos", "robin@example.com", companies=("Drukkerij Zetwerk",))])
    client.sign_in()

    assert [row["Code"] for row in client.rows("100002/system/Divisions")] == [100_002]
    refused = client.get("100001/financial/GLAccounts")
    assert (refused.status_code, refused.headers["reason"]) == (403, "NoDivisionAccess")


def test_who_signed_in_is_told(client: Client) -> None:
    (me,) = client.page("current/Me")["results"]

    assert me["FullName"] == "Sam de Boer"
    assert me["UserID"] == SimulatedLogin().user_id
    assert me["CurrentDivision"] == 100_001
    assert (me["ServerTime"], me["ServerUtcOffset"]) == ("2026-06-25T16:17:09", 7200)
    assert me["Legislation"] == "0"


def test_a_login_of_a_company_that_is_not_there_is_refused(enter: Enter) -> None:
    with pytest.raises(PackageRefused, match="no such company"):
        enter(logins=[SimulatedLogin(current="Elsewhere")])


def test_every_answer_is_dated_once_by_the_simulator_s_clock(client: Client) -> None:
    answer = client.get("current/Me")

    assert answer.headers.get_list("date") == ["Thu, 25 Jun 2026 14:17:09 GMT"]


def test_requests_are_counted_and_told_before_they_are_answered(client: Client) -> None:
    told: list[str] = []
    client.simulator.on_request = told.append
    before = client.simulator.requests

    client.get("100001/sync/Deleted")

    assert told == ["/api/v1/100001/sync/Deleted"]
    assert client.simulator.requests == before + 1
    assert client.simulator.calls["sync/Deleted"] == 1
    assert client.simulator.calls["oauth2/token"] == 1
