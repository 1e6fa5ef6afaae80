"""Consent, the company picker, codes, refresh tokens and revocation."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from eaccounting_site import WORKSHOP, Client, Enter

from boekhaak.clock import ScaledClock
from boekhaak.errors import PackageRefused
from boekhaak.testing.books.model import Books
from boekhaak.testing.consent import give_consent
from boekhaak_eaccounting.simulator import SimulatedLogin

SERVICE = "service:44643EB1-3F76-4C1C-A672-402AE8085934"
VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def company_of(client: Client) -> str:
    name: str = client.body("companysettings")["Name"]
    return name


def test_consent_gives_a_code_with_state_and_issuer(stranger: Client) -> None:
    back = urlsplit(give_consent(stranger.consent_url()))

    query = parse_qs(back.query)
    assert f"{back.scheme}://{back.netloc}{back.path}" == stranger.simulator.registration("").redirect_uri
    assert set(query) == {"code", "state", "iss"}
    assert (query["state"], query["iss"]) == (["s1"], [stranger.address])


def test_a_refused_consent_says_so(stranger: Client) -> None:
    back = urlsplit(give_consent(stranger.consent_url(), decision="refuse"))

    query = parse_qs(back.query)
    assert (query["error"], query["state"]) == (["access_denied"], ["s1"])


def test_nobody_is_signed_in_without_a_page(stranger: Client) -> None:
    answer = stranger.http.get(stranger.consent_url(prompt="none"))

    assert parse_qs(urlsplit(answer.headers["location"]).query)["error"] == ["login_required"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "x"},
        {"redirect_uri": "http://127.0.0.1:8912/callback/"},
        {"response_type": "token"},
        {"scope": "ea:sales"},
        {"scope": "ea:api ea:everything"},
        {"prompt": "company"},
        {"code_challenge": "x", "code_challenge_method": "S512"},
    ],
)
def test_a_wrong_address_of_consent_is_a_page_with_status_400(stranger: Client, wrong: dict[str, str]) -> None:
    answer = stranger.http.get(stranger.consent_url(**wrong))

    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")


def test_the_page_asks_who_and_which_company(stranger: Client) -> None:
    page = stranger.http.get(stranger.consent_url()).text

    assert page.count('type="radio" name="company"') == 3
    assert '<select name="login">' in page
    assert 'name="decision" value="grant"' in page


def test_a_grant_is_for_the_company_that_was_picked(stranger: Client, books: Books) -> None:
    for company in books.companies:
        stranger.sign_in({"company": [company.name]})

        assert company_of(stranger) == company.name


def test_grants_for_several_companies_live_side_by_side(stranger: Client, books: Books) -> None:
    first = stranger.sign_in()
    second = stranger.sign_in({"company": [books.companies[1].name]})

    assert stranger.refresh(first["refresh_token"]).status_code == 200
    assert stranger.refresh(second["refresh_token"]).status_code == 200


def test_a_second_consent_may_end_the_first_grant(stranger: Client, books: Books) -> None:
    stranger.simulator.faults.add("single_grant")
    first = stranger.sign_in()
    stranger.sign_in({"company": [books.companies[1].name]})

    assert stranger.refresh(first["refresh_token"]).status_code == 400


def test_a_default_company_is_taken_without_asking(enter: Enter, books: Books) -> None:
    default = books.companies[1].name
    client = enter(logins=[SimulatedLogin(default_company=default)])
    assert 'name="company"' not in client.http.get(client.consent_url(prompt="login")).text

    client.sign_in({"company": [WORKSHOP]}, prompt="login")

    assert company_of(client) == default


@pytest.mark.parametrize(
    "asked", [{"prompt": "select_account"}, {"prompt": "login", "acr_values": f"{SERVICE} forceselectcompany:true"}]
)
def test_the_picker_comes_when_the_app_asks_for_it(enter: Enter, books: Books, asked: dict[str, str]) -> None:
    client = enter(logins=[SimulatedLogin(default_company=books.companies[1].name)])

    client.sign_in({"company": [WORKSHOP]}, **asked)

    assert company_of(client) == WORKSHOP


def test_everybody_may_have_a_default_company(stranger: Client, books: Books) -> None:
    stranger.simulator.faults.add("default_company")

    stranger.sign_in({"company": [books.companies[1].name]}, prompt="login")

    assert company_of(stranger) == WORKSHOP


def test_the_wish_for_the_picker_may_be_ignored(enter: Enter, books: Books) -> None:
    client = enter(logins=[SimulatedLogin(default_company=books.companies[1].name)], faults=["picker_ignored"])

    client.sign_in({"company": [WORKSHOP]})

    assert company_of(client) == books.companies[1].name


def test_the_picker_can_be_limited_to_companies_with_eaccounting(enter: Enter, books: Books) -> None:
    client = enter(logins=[SimulatedLogin(without_product=(WORKSHOP,))])

    assert client.http.get(client.consent_url()).text.count('name="company"') == 3
    assert client.http.get(client.consent_url(acr_values=SERVICE)).text.count('name="company"') == 2


def test_a_user_picks_only_what_that_user_may_open(enter: Enter, books: Books) -> None:
    client = enter(logins=[SimulatedLogin(companies=(WORKSHOP,))])

    with pytest.raises(Exception, match="400"):
        client.sign_in({"company": [books.companies[1].name]})


def test_a_login_of_a_company_that_is_not_there_is_refused(enter: Enter) -> None:
    with pytest.raises(PackageRefused, match="no such company"):
        enter(logins=[SimulatedLogin(default_company="Elsewhere")])


def test_a_code_gives_tokens_for_an_hour(stranger: Client) -> None:
    tokens = stranger.sign_in()

    assert tokens["expires_in"] == 3600
    assert tokens["token_type"] == "Bearer"
    assert tokens["refresh_token"]


def test_without_offline_access_there_is_no_refresh_token(stranger: Client) -> None:
    assert "refresh_token" not in stranger.sign_in(scope="ea:api ea:sales")


def test_a_client_may_tell_its_secret_in_the_basic_way(stranger: Client) -> None:
    uri = stranger.simulator.registration("").redirect_uri
    form = {"grant_type": "authorization_code", "code": stranger.code(), "redirect_uri": uri}

    answer = stranger.http.post(f"{stranger.address}/connect/token", data=form, headers=stranger.basic())

    assert answer.status_code == 200


def test_tokens_are_asked_for_in_a_form_only(client: Client) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": client.tokens["refresh_token"]}
    url = f"{client.address}/connect/token"

    as_json = client.http.post(url, json=form, headers=client.basic())
    in_address = client.http.post(url, params=form, headers=client.basic())

    assert (as_json.status_code, as_json.json()) == (400, {"error": "invalid_request"})
    assert in_address.status_code == 400


def test_a_wrong_secret_is_an_invalid_client(client: Client) -> None:
    answer = client.ask_tokens(grant_type="refresh_token", refresh_token="x", client_secret="wrong")

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_other_grant_types_are_not_offered(client: Client) -> None:
    assert client.ask_tokens(grant_type="client_credentials").json() == {"error": "unsupported_grant_type"}


def test_a_code_works_once(stranger: Client) -> None:
    code = stranger.code()
    stranger.exchange(code)

    again = stranger.exchange(code)

    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_a_code_dies_after_five_minutes(stranger: Client, clock: ScaledClock) -> None:
    code = stranger.code()
    clock.advance(timedelta(seconds=301))

    assert stranger.exchange(code).status_code == 400


def test_a_code_needs_the_registered_redirect_address(stranger: Client) -> None:
    assert stranger.exchange(stranger.code(), redirect_uri="http://else").status_code == 400


@pytest.mark.parametrize(("challenge", "method"), [(CHALLENGE, "S256"), (VERIFIER, "plain")])
def test_a_challenge_is_met_by_its_verifier_only(stranger: Client, challenge: str, method: str) -> None:
    asked = {"code_challenge": challenge, "code_challenge_method": method}

    assert stranger.exchange(stranger.code(**asked)).json() == {"error": "invalid_grant"}
    assert stranger.exchange(stranger.code(**asked), code_verifier="wrong").status_code == 400
    assert stranger.exchange(stranger.code(**asked), code_verifier=VERIFIER).status_code == 200


def test_an_access_token_dies_after_an_hour(client: Client, clock: ScaledClock) -> None:
    clock.advance(timedelta(seconds=3599))
    assert client.call("users").status_code == 200
    clock.advance(timedelta(seconds=1))

    assert client.call("users").status_code == 401


def test_a_refresh_token_works_once(client: Client) -> None:
    first = client.tokens["refresh_token"]
    renewed = client.refresh().json()

    again = client.refresh(first)

    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})
    assert client.refresh(renewed["refresh_token"]).status_code == 200


def test_a_refresh_token_that_comes_twice_may_end_the_grant(client: Client) -> None:
    client.simulator.faults.add("reuse_kills")
    first = client.tokens["refresh_token"]
    client.tokens = client.refresh().json()
    client.refresh(first)

    assert client.refresh().status_code == 400
    assert client.call("users").status_code == 401


def test_a_renewed_grant_is_for_the_same_company(client: Client) -> None:
    client.tokens = client.refresh().json()

    assert company_of(client) == WORKSHOP


def test_a_refresh_token_may_live_a_day_only(client: Client, clock: ScaledClock) -> None:
    clock.advance(timedelta(days=300))
    client.tokens = client.refresh().json()
    client.simulator.faults.add("short_refresh")
    clock.advance(timedelta(days=1))

    assert client.refresh().status_code == 400


def test_the_lifetime_counts_from_the_last_renewal_or_from_the_consent(enter: Enter, clock: ScaledClock) -> None:
    client = enter(refresh_lifetime=timedelta(days=10))
    client.sign_in()
    for _ in range(3):
        clock.advance(timedelta(days=9))
        client.tokens = client.refresh().json()
    client.simulator.faults.add("absolute_refresh")

    assert client.refresh().json() == {"error": "invalid_grant"}


def test_a_new_password_ends_the_refresh_tokens_of_that_user(enter: Enter) -> None:
    client = enter(logins=[SimulatedLogin(), SimulatedLogin("Robin Vos", "robin@example.com")])
    mine = client.sign_in()
    other = client.sign_in({"login": ["robin@example.com"]})

    client.simulator.change_password("sam@example.com")

    assert client.refresh(mine["refresh_token"]).json() == {"error": "invalid_grant"}
    assert client.refresh(other["refresh_token"]).status_code == 200


def test_the_password_change_of_the_switch_ends_them_too(client: Client) -> None:
    client.simulator.faults.add("password_change")

    assert client.refresh().json() == {"error": "invalid_grant"}


def test_a_revoked_refresh_token_ends_the_grant(client: Client) -> None:
    form = {"token": client.tokens["refresh_token"], "token_type_hint": "refresh_token"}

    answer = client.http.post(f"{client.address}/connect/revocation", data=form, headers=client.basic())

    assert (answer.status_code, answer.content) == (200, b"")
    assert client.refresh().status_code == 400
    assert client.call("users").status_code == 401


def test_revocation_asks_who_calls_and_minds_no_unknown_token(client: Client) -> None:
    url = f"{client.address}/connect/revocation"

    assert client.http.post(url, data={"token": "x"}).json() == {"error": "invalid_client"}
    assert client.http.post(url, data={"token": "x"}, headers=client.basic()).status_code == 200


def test_withdrawn_consents_end_all_tokens(client: Client) -> None:
    client.simulator.revoke_consents()

    assert client.call("users").status_code == 401
    assert client.refresh().json() == {"error": "invalid_grant"}


def test_maintenance_may_answer_for_the_token_endpoint(client: Client) -> None:
    client.simulator.switch_on("html_maintenance", answers=1)

    answer = client.refresh()

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert client.refresh().status_code == 200


def test_codes_and_tokens_are_remembered_for_those_who_look_for_leaks(client: Client) -> None:
    assert {client.tokens["access_token"], client.tokens["refresh_token"]} <= client.simulator.handed_out
