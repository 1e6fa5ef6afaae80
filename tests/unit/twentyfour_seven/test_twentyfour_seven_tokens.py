"""Beginning sessions."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from boekhaak.plugin import AccessMissing, App, Code, Company, ConfigurationError, ConsentRequired, Credentials
from boekhaak_twentyfour_seven.tokens import LIFETIME, begin
from support.seven_answers import ScriptedHttp, answered, fault, identities, identity, response

APP = App(
    package="twentyfour_seven", region="all", client_id="the-application", client_secret=SecretStr(""), redirect_uri=""
)  # fmt: skip
GIVEN = Credentials(username="kari@example.com", password=SecretStr("pass&word"))
FJORD = Company(id="1001", region="all", name="Fjord AS")
SESSION = response(answered("Login", "abc123"))
REFUSED = response(answered("Login", ""))
BLOCKED = fault("The provided IdentityId is blocked.")


def script(*logins: Any, listed: str = "") -> Any:
    listing = response(answered("GetIdentitiesWithCredential", listed))
    return ScriptedHttp({"Login": list(logins), "GetIdentitiesWithCredential": [listing]})


def test_a_session_without_a_company_costs_one_call() -> None:
    http = script(SESSION)

    given = begin(APP, GIVEN, None, http)

    assert given.access_token.get_secret_value() == "abc123"
    assert given.lifetime == LIFETIME
    assert [operation for operation, _ in http.asked] == ["Login"]
    assert http.told("Login", "Password") == ["pass&amp;word"]


def test_a_session_for_a_company_begins_in_its_identity() -> None:
    http = script(SESSION, listed=identities(identity(1000, id_="a0"), identity(1001, id_="a1")))

    begin(APP, GIVEN, FJORD, http)

    assert http.told("Login", "IdentityId") == ["a1"]


def test_the_credential_has_the_order_of_the_schema() -> None:
    http = script(SESSION, listed=identities(identity(1001)))

    begin(APP, GIVEN, FJORD, http)

    content = http.asked[-1][1]
    places = [content.index(f"<{name}>") for name in ("ApplicationId", "IdentityId", "Password", "Username")]
    assert places == sorted(places)


def test_of_two_identities_in_a_company_the_one_that_is_open_is_taken() -> None:
    listed = identities(identity(1001, id_="a1", disabled=True), identity(1001, id_="a2"))
    http = script(SESSION, listed=listed)

    begin(APP, GIVEN, FJORD, http)

    assert http.told("Login", "IdentityId") == ["a2"]


@pytest.mark.parametrize("company", [None, FJORD])
def test_an_empty_result_asks_for_other_credentials(company: Company | None) -> None:
    with pytest.raises(ConsentRequired, match="not accepted") as caught:
        begin(APP, GIVEN, company, script(REFUSED))

    assert "pass" not in caught.value.what.replace("password", "")


def test_a_login_without_any_identity_is_told_of_the_invitation() -> None:
    with pytest.raises(AccessMissing, match="no invitation was accepted") as caught:
        begin(APP, GIVEN, FJORD, script(SESSION))

    assert "Integrasjonsbruker" in caught.value.way_out


@pytest.mark.parametrize(
    "listed", [identities(identity(1000)), identities(identity(1000), identity(1001, disabled=True))]
)
def test_a_company_that_is_withdrawn_is_named(listed: str) -> None:
    with pytest.raises(AccessMissing, match="Fjord AS"):
        begin(APP, GIVEN, FJORD, script(SESSION, listed=listed))


def test_a_blocked_default_identity_is_gone_round() -> None:
    http = script(
        BLOCKED, SESSION, listed=identities(identity(1000, id_="a0", disabled=True), identity(1001, id_="a1"))
    )

    begin(APP, GIVEN, None, http)

    assert http.told("Login", "IdentityId") == ["a1"]


def test_a_blocked_login_with_nothing_else_is_told_so() -> None:
    with pytest.raises(AccessMissing, match="every company"):
        begin(APP, GIVEN, None, script(BLOCKED, listed=identities(identity(1000, disabled=True))))


def test_a_code_is_no_way_to_sign_in() -> None:
    with pytest.raises(ConfigurationError):
        begin(APP, Code(code=SecretStr("x"), redirect_uri=""), None, script(SESSION))
