"""Call windows, the error budget, and rights."""

from __future__ import annotations

from datetime import timedelta

from exact_site import Client, Enter, message

from boekhaak.clock import ScaledClock
from boekhaak_exact_online.simulator import SimulatedLogin

GL = "100001/financial/GLAccounts?$top=1"
LEFT, LEFT_THIS_MINUTE = "x-ratelimit-remaining", "x-ratelimit-minutely-remaining"


def test_each_answer_tells_both_windows_after_the_call(client: Client) -> None:
    headers = client.get(GL).headers

    assert (headers["x-ratelimit-limit"], headers[LEFT]) == ("5000", "4999")
    assert headers["x-ratelimit-reset"] == "1782432000000"
    assert (headers["x-ratelimit-minutely-limit"], headers[LEFT_THIS_MINUTE]) == ("60", "59")
    assert headers["x-ratelimit-minutely-reset"] == "1782397080000"


def test_windows_are_those_of_a_company_and_me_has_none(client: Client) -> None:
    client.get(GL)

    assert client.get("100002/financial/GLAccounts?$top=1").headers[LEFT] == "4999"
    assert "x-ratelimit-limit" not in client.get("current/Me").headers


def test_the_sixty_first_call_of_a_minute_is_refused(client: Client, clock: ScaledClock) -> None:
    for _ in range(60):
        assert client.get(GL).status_code == 200

    refused = client.get(GL)

    assert (refused.status_code, refused.content) == (429, b"")
    told = {name for name in refused.headers if name.startswith("x-ratelimit")}
    assert told == {"x-ratelimit-minutely-limit", LEFT_THIS_MINUTE, "x-ratelimit-minutely-reset"}
    clock.advance(timedelta(seconds=51))
    answer = client.get(GL)
    assert (answer.status_code, answer.headers[LEFT]) == (200, "4939")


def test_the_day_ends_at_midnight_of_utc(enter: Enter, clock: ScaledClock) -> None:
    client = enter(per_day=3)
    client.sign_in()
    for _ in range(3):
        client.get(GL)

    refused = client.get(GL)

    assert refused.status_code == 429
    told = {name for name in refused.headers if name.startswith("x-ratelimit")}
    assert told == {"x-ratelimit-limit", LEFT, "x-ratelimit-reset"}
    clock.advance(timedelta(hours=9, minutes=42, seconds=51))
    client.tokens = client.refresh().json()
    assert client.get(GL).status_code == 200


def test_a_lifted_limit_refuses_nobody(enter: Enter) -> None:
    client = enter(per_minute=None, per_day=None)
    client.sign_in()

    assert {client.get(GL).status_code for _ in range(70)} == {200}
    assert "x-ratelimit-minutely-limit" in client.get(GL).headers


def test_rate_headers_may_be_missing(enter: Enter) -> None:
    client = enter(faults=["no_rate_headers"], per_minute=1)
    client.sign_in()

    for status in (200, 429):
        answer = client.get(GL)
        assert answer.status_code == status
        assert not any(name.startswith("x-ratelimit") for name in answer.headers)


def test_a_429_alone_may_tell_no_window(enter: Enter) -> None:
    client = enter(faults=["bare_429"], per_minute=1)
    client.sign_in()

    allowed, refused = client.get(GL), client.get(GL)

    assert (allowed.status_code, refused.status_code) == (200, 429)
    assert "x-ratelimit-minutely-reset" in allowed.headers
    assert not any(name.startswith("x-ratelimit") for name in refused.headers)


def test_errors_tell_the_windows_unless_they_may_not(client: Client) -> None:
    wrong = "100001/financial/GLAccounts?$select=Nope"
    told = client.get(wrong)
    client.simulator.faults.add("bare_errors")
    bare = client.get(wrong)

    assert (told.status_code, bare.status_code) == (400, 400)
    assert told.headers[LEFT] == "4999"
    assert not any(name.startswith("x-ratelimit") for name in bare.headers)
    assert client.get(GL).headers[LEFT] == "4997"


def test_the_eleventh_error_of_an_hour_locks_the_endpoint_for_an_hour(client: Client, clock: ScaledClock) -> None:
    wrong, right = "100001/financial/GLAccounts?$select=Nope", GL
    statuses = [client.get(wrong).status_code for _ in range(11)]

    assert set(statuses) == {400}
    assert client.get(right).status_code == 429
    assert client.get("100001/financial/Journals?$top=1").status_code == 200
    assert client.get("100002/financial/GLAccounts?$top=1").status_code == 200
    clock.advance(timedelta(hours=1))
    client.tokens = client.refresh().json()
    assert client.get(right).status_code == 200


def test_errors_of_more_than_an_hour_ago_are_forgotten(client: Client, clock: ScaledClock) -> None:
    for _ in range(3):
        for _ in range(5):
            client.get("100001/financial/GLAccounts?$select=Nope")
        clock.advance(timedelta(minutes=40))
        client.tokens = client.refresh().json()

    assert client.get(GL).status_code == 200


def test_calls_with_an_expired_token_are_errors_too(client: Client, clock: ScaledClock) -> None:
    clock.advance(timedelta(minutes=10))
    statuses = [client.get(GL).status_code for _ in range(12)]

    assert statuses == [401] * 11 + [429]


def test_a_call_without_a_token_is_refused(client: Client) -> None:
    answer = client.http.get(f"{client.address}/api/v1/{GL}", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.content) == (401, b"")


def test_a_company_outside_the_consent_is_refused(enter: Enter) -> None:
    client = enter()
    client.sign_in(company=["100002"])

    refused = client.get(GL)

    assert refused.status_code == 403
    assert message(refused) == "Forbidden - User division is not within division scope."
    assert [row["Code"] for row in client.rows("100002/system/Divisions")] == [100_002]
    assert [row["Code"] for row in client.rows("100002/system/AllDivisions")] == [100_002]


def test_the_current_company_may_be_outside_the_consent(enter: Enter) -> None:
    client = enter(logins=[SimulatedLogin(current="Bakkerij De Halm")])
    client.sign_in(company=["Drukkerij Zetwerk"])

    (me,) = client.page("current/Me?$select=CurrentDivision")["results"]

    assert me["CurrentDivision"] == 100_001
    assert client.get("100001/system/Divisions").status_code == 403
    client.simulator.faults.add("divisions_unchecked")
    assert [row["Code"] for row in client.rows("123456/system/Divisions")] == [100_002]


def test_a_company_that_the_security_centre_grants_is_open_without_another_sign_in(enter: Enter) -> None:
    client = enter()
    client.sign_in(company=["Drukkerij Zetwerk"])
    before = client.get("100001/financial/GLAccounts?$top=1").status_code

    client.simulator.let_app_in("sam@example.com", "Bakkerij De Halm")

    assert (before, client.get("100001/financial/GLAccounts?$top=1").status_code) == (403, 200)


def test_the_current_company_is_the_one_used_last(client: Client) -> None:
    client.get("100002/financial/GLAccounts?$top=1")
    used = client.page("current/Me")["results"][0]["CurrentDivision"]
    client.simulator.use_company("sam@example.com", "Bakkerij De Halm")
    opened = client.page("current/Me")["results"][0]["CurrentDivision"]

    assert (used, opened) == (100_002, 100_001)


def test_an_unknown_company_is_forbidden(client: Client) -> None:
    refused = client.get("999999/financial/GLAccounts")

    assert (refused.status_code, message(refused)) == (403, "Forbidden")


def test_a_missing_data_scope_is_named(enter: Enter) -> None:
    client = enter(missing_scopes=["organization.administration"])
    client.sign_in()

    refused = client.get("100001/sync/Deleted")

    assert refused.status_code == 403
    assert message(refused) == (
        "Forbidden - Application Scope Violated. Cannot read 'organization.administration' scope."
    )
    assert client.get("100001/system/Divisions").status_code == 403
    assert client.get("100001/hrm/Divisions").status_code == 200
    client.simulator.missing_scopes.clear()
    assert client.get("100001/sync/Deleted").status_code == 200
