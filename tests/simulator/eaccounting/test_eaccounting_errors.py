"""Who is refused, with which status and code: tokens, scopes, states of the company, limits, and each switch of those."""

from __future__ import annotations

import uuid
from datetime import timedelta

import httpx
import pytest
from eaccounting_site import WORKSHOP, Client, Enter, error

from boekhaak.clock import ScaledClock
from boekhaak.errors import InvalidInput
from boekhaak_eaccounting.simulator import EAccountingSimulator, SimulatedLogin

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def test_a_bad_token_is_401_with_code_4005(client: Client) -> None:
    answer = client.call("vouchers", token="wrong")

    body = answer.json()
    assert error(answer) == (401, 4005)
    assert set(body) == {"ErrorCode", "DeveloperErrorMessage", "ErrorId", "Errors"}
    assert uuid.UUID(body["ErrorId"])
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("module_missing", 403, 4002),
        ("startup_guide", 403, 4003),
        ("company_inactive", 403, 4004),
        ("sandbox_client", 403, 4034),
        ("internal_error", 500, 5000),
    ],
)
def test_a_switch_refuses_every_call_until_it_is_off(client: Client, fault: str, status: int, code: int) -> None:
    client.simulator.switch_on(fault, answers=1)

    assert error(client.call("companysettings")) == (status, code)
    assert client.call("companysettings").status_code == 200


def test_a_missing_module_is_told_in_the_vendors_words(client: Client) -> None:
    client.simulator.faults.add("module_missing")

    answer = client.call("vouchers").json()

    assert "No access to module: api_standard" in answer["DeveloperErrorMessage"]
    assert answer["Errors"] == []


def test_a_user_without_eaccounting_in_the_company_is_403_with_code_4011(enter: Enter) -> None:
    client = enter(logins=[SimulatedLogin(without_product=(WORKSHOP,))])
    client.sign_in()

    assert error(client.call("users")) == (403, 4011)


def test_a_user_who_may_only_read_writes_nothing(enter: Enter) -> None:
    client = enter(logins=[SimulatedLogin(read_only=True)])
    client.sign_in()

    assert client.call("vouchers").status_code == 200
    assert error(client.call("vouchers", "POST")) == (403, 4019)


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("companysettings", "ea:sales_readonly"),
        ("customers", "ea:sales_readonly"),
        ("articles", "ea:sales"),
        ("customerinvoices", "ea:sales"),
        ("suppliers", "ea:purchase_readonly"),
        ("supplierinvoices", "ea:purchase"),
        ("vouchers", "ea:accounting_readonly"),
        ("accounts", "ea:accounting"),
        ("accountbalances/2026-01-31", "ea:accounting"),
        ("vatcodes", "ea:accounting_readonly"),
    ],
)
def test_an_area_is_opened_by_its_own_scope_only(stranger: Client, path: str, scope: str) -> None:
    others = {"ea:sales", "ea:accounting", "ea:purchase"} - {scope.removesuffix("_readonly")}

    stranger.sign_in(scope=f"ea:api {scope}")
    assert stranger.call(path).status_code == 200
    stranger.sign_in(scope=" ".join(["ea:api", *others]))
    assert error(stranger.call(path)) == (403, 4006)


@pytest.mark.parametrize(
    ("path", "scopes"),
    [
        ("fiscalyears", {"ea:sales", "ea:accounting"}),
        ("attachments", {"ea:purchase", "ea:accounting"}),
        ("costcenters", {"ea:sales", "ea:accounting"}),
        ("projects", {"ea:sales", "ea:accounting", "ea:purchase"}),
        ("users", {"ea:sales", "ea:accounting", "ea:purchase"}),
    ],
)
def test_some_endpoints_are_opened_by_any_of_several_scopes(stranger: Client, path: str, scopes: set[str]) -> None:
    opened = set()
    for scope in ("ea:sales", "ea:accounting", "ea:purchase"):
        stranger.sign_in(scope=f"ea:api {scope}")
        if stranger.call(path).status_code == 200:
            opened.add(scope)

    assert opened == scopes


def test_a_scope_for_reading_opens_no_change(stranger: Client) -> None:
    stranger.sign_in(scope="ea:api ea:accounting_readonly")

    assert error(stranger.call("vouchers", "POST")) == (403, 4006)


def test_a_scope_is_not_enough_without_the_api_itself(stranger: Client) -> None:
    assert stranger.http.get(stranger.consent_url(scope="ea:accounting")).status_code == 400


def test_changes_through_the_api_are_not_carried_out(client: Client) -> None:
    assert client.call("customers", "POST").status_code == 501


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_vouchers_know_no_change_and_no_deletion(client: Client, method: str) -> None:
    held = client.rows("vouchers")[0]
    year = client.rows("fiscalyears")[0]["Id"]

    assert client.call(f"vouchers/{year}/{held['Id']}", method).status_code == 405
    assert client.call("vouchers", method).status_code == 405


@pytest.mark.parametrize(
    "path", [f"customers/{UNKNOWN}", "customers/7", f"vouchers/{UNKNOWN}", "nothing", f"accounts/{UNKNOWN}/1100"]
)
def test_what_is_unknown_is_404_without_a_body(client: Client, path: str) -> None:
    answer = client.call(path)

    assert (answer.status_code, answer.content) == (404, b"")


def test_other_versions_of_the_api_are_gone(client: Client) -> None:
    headers = {"Authorization": f"Bearer {client.tokens['access_token']}"}

    assert client.http.get(f"{client.address}/v1/customers", headers=headers).status_code == 404


def test_an_unknown_id_may_be_told_with_a_code(client: Client) -> None:
    client.simulator.faults.add("described_404")

    assert error(client.call(f"customers/{UNKNOWN}")) == (404, 3000)


def test_an_unknown_fiscal_year_is_a_bad_request(client: Client) -> None:
    assert error(client.call(f"fiscalyears/{UNKNOWN}")) == (400, 3001)


def test_the_limit_is_600_calls_a_minute_of_each_endpoint(enter: Enter) -> None:
    assert enter().simulator.per_minute == 600


def test_one_call_too_many_is_429_with_the_seconds_in_the_text(client: Client, clock: ScaledClock) -> None:
    client.simulator.per_minute = 3
    for _ in range(3):
        assert client.call("users").status_code == 200
    clock.advance(timedelta(seconds=20))

    answer = client.call("users")

    assert error(answer) == (429, 4010)
    assert "3 per Minute" in answer.json()["DeveloperErrorMessage"]
    assert "again in 40 seconds" in answer.json()["DeveloperErrorMessage"]
    assert "retry-after" not in answer.headers
    assert client.call("projects").status_code == 200
    clock.advance(timedelta(seconds=40))
    assert client.call("users").status_code == 200


def test_the_limit_is_shared_by_all_companies_of_the_app(stranger: Client) -> None:
    stranger.simulator.per_minute = 1
    stranger.sign_in()
    stranger.call("users")
    stranger.sign_in({"company": [stranger.simulator.books.companies[1].name]})

    assert stranger.call("users").status_code == 429


def test_the_ids_of_an_address_are_not_counted_apart(client: Client) -> None:
    years = [row["Id"] for row in client.rows("fiscalyears")]
    client.simulator.per_minute = 1

    assert [client.call(f"vouchers/{year}").status_code for year in years] == [200, 429]


def test_the_wait_may_be_told_in_a_header(client: Client) -> None:
    client.simulator.per_minute = 0
    client.simulator.faults.add("retry_after")

    assert client.call("users").headers["retry-after"] == "60"


def test_answers_may_break_off(client: Client) -> None:
    client.simulator.switch_on("cut_pages", answers=1)

    with pytest.raises(httpx.RemoteProtocolError):
        client.call("vouchers")
    assert client.call("vouchers").status_code == 200


def test_answers_may_be_no_json(client: Client) -> None:
    client.simulator.faults.add("malformed_json")

    with pytest.raises(ValueError, match="delimiter"):
        client.call("vouchers").json()


def test_answers_may_be_a_page_about_maintenance(client: Client) -> None:
    client.simulator.faults.add("html_maintenance")

    assert client.call("vouchers").text.startswith("<!DOCTYPE html>")


def test_every_fault_has_a_sentence_and_no_other_is_known(client: Client) -> None:
    assert all(text.endswith(".") for text in EAccountingSimulator.known_faults.values())
    with pytest.raises(InvalidInput, match="knows no fault"):
        client.simulator.switch_on("rain")
    with pytest.raises(InvalidInput, match="knows no fault"):
        client.simulator.faults = {"rain"}


def test_every_fault_is_told_of_by_a_test() -> None:
    from pathlib import Path

    texts = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert [name for name in EAccountingSimulator.known_faults if f'"{name}"' not in texts] == []


def test_requests_are_counted_and_told_before_they_are_answered(client: Client) -> None:
    told: list[str] = []
    client.simulator.on_request = told.append
    before = client.simulator.requests

    client.call("Vouchers")

    assert told == ["/v2/Vouchers"]
    assert client.simulator.requests == before + 1
    assert client.simulator.calls["vouchers"] == 1
    assert client.simulator.calls["connect/token"] == 1


def test_every_answer_is_dated_once_by_the_clock(client: Client) -> None:
    assert client.call("users").headers.get_list("date") == ["Thu, 25 Jun 2026 14:17:09 GMT"]
