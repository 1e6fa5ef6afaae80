from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from boekhaak.plugin import (
    App,
    Code,
    ConfigurationError,
    ConsentRequired,
    Credentials,
    PackageRefused,
    PackageUnavailable,
    Refresh,
    Response,
)
from boekhaak_eaccounting.plugin import authenticate

APP = App(
    package="eaccounting",
    region="eu",
    client_id="hostapp",
    client_secret=SecretStr("s3cr3t-of-app"),
    redirect_uri="https://host.example/back",
)
REFRESH = Refresh(refresh_token=SecretStr("OLD-REFRESH"))
CODE = Code(code=SecretStr("THE-CODE"), redirect_uri="https://host.example/back")
GIVEN = {"access_token": "NEW-ACCESS", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "NEW-REFRESH"}
SECRETS = ("s3cr3t-of-app", "OLD-REFRESH", "THE-CODE", "NEW-ACCESS")


def refused(
    script: Callable[..., Any], response: Callable[..., Response], grant: Any, body: object, *, status: int = 400
) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the tests look at the kind
        authenticate(APP, grant, None, script(response(body, status=status)))
    assert not any(secret in str(caught.value) + repr(caught.value.__cause__) for secret in SECRETS)
    return caught.value


def test_a_code_is_exchanged_with_the_redirect_address(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    http = script(response(GIVEN))

    tokens = authenticate(APP, CODE, None, http)

    assert tokens.lifetime == timedelta(hours=1)
    assert tokens.refresh_token.get_secret_value() == "NEW-REFRESH"
    (asked,) = http.asked
    assert (asked["url"], asked["endpoint"]) == ("/connect/token", "connect/token")
    assert asked["form"] == {
        "grant_type": "authorization_code",
        "code": "THE-CODE",
        "redirect_uri": "https://host.example/back",
        "client_id": "hostapp",
        "client_secret": "s3cr3t-of-app",
    }


def test_a_verifier_goes_with_its_code(script: Callable[..., Any], response: Callable[..., Response]) -> None:
    http = script(response(GIVEN))

    authenticate(APP, CODE.model_copy(update={"verifier": SecretStr("v")}), None, http)

    assert http.asked[0]["form"]["code_verifier"] == "v"


def test_a_renewal_names_no_redirect_address(script: Callable[..., Any], response: Callable[..., Response]) -> None:
    http = script(response(GIVEN))

    authenticate(APP, REFRESH, None, http)

    assert set(http.asked[0]["form"]) == {"grant_type", "refresh_token", "client_id", "client_secret"}


def test_a_password_is_no_grant_here(script: Callable[..., Any], response: Callable[..., Response]) -> None:
    grant = Credentials(username="u", password=SecretStr("p"))

    assert isinstance(refused(script, response, grant, GIVEN, status=200), ConfigurationError)


def test_a_dead_refresh_token_asks_to_sign_in_again(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    failure = refused(script, response, REFRESH, {"error": "invalid_grant"})

    assert isinstance(failure, ConsentRequired)
    assert "password was changed" in str(failure)


def test_a_used_code_asks_to_begin_again(script: Callable[..., Any], response: Callable[..., Response]) -> None:
    failure = refused(script, response, CODE, {"error": "invalid_grant"})

    assert isinstance(failure, ConsentRequired)
    assert "Begin the sign-in again" in str(failure)


@pytest.mark.parametrize("grant", [REFRESH, CODE])
@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "invalid_scope"])
def test_a_wrong_registration_is_not_taken_for_a_dead_grant(
    script: Callable[..., Any], response: Callable[..., Response], grant: Any, error: str
) -> None:
    assert isinstance(refused(script, response, grant, {"error": error}), ConfigurationError)


@pytest.mark.parametrize("grant", [REFRESH, CODE])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (400, b""),
        (200, b"<html>We are working on it</html>"),
        (200, {"token_type": "Bearer"}),
        (200, {"access_token": "a", "expires_in": 3600}),
        (500, {"error": "server_error"}),
        (400, {"error": "temporarily_unavailable"}),
    ],
)
def test_an_answer_that_says_nothing_never_ends_a_grant(
    script: Callable[..., Any], response: Callable[..., Response], grant: Any, status: int, body: object
) -> None:
    assert isinstance(refused(script, response, grant, body, status=status), PackageUnavailable)


def test_an_unknown_refusal_is_left_to_the_general_reading(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    assert isinstance(refused(script, response, REFRESH, {"error": "something_new"}), PackageRefused)
