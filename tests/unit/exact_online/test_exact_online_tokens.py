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
from boekhaak_exact_online.plugin import authenticate

APP = App(
    package="exact_online",
    region="nl",
    client_id="7f3a",
    client_secret=SecretStr("s3cr3t-of-app"),
    redirect_uri="https://host.example/back",
)
REFRESH = Refresh(refresh_token=SecretStr("stWy!old-refresh"))
CODE = Code(code=SecretStr("stWy!the-code"), redirect_uri="https://host.example/back")
GIVEN = {"access_token": "new-access", "token_type": "bearer", "expires_in": "600", "refresh_token": "stWy!new"}
SECRETS = ("s3cr3t-of-app", "old-refresh", "the-code", "new-access")


def refused(
    script: Callable[..., Any],
    response: Callable[..., Response],
    grant: Any,
    body: object,
    *,
    status: int = 400,
    headers: dict[str, str] | None = None,
) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the tests look at the kind
        authenticate(APP, grant, None, script(response(body, status=status, headers=headers)))
    assert not any(secret in str(caught.value) + repr(caught.value.__cause__) for secret in SECRETS)
    return caught.value


@pytest.mark.parametrize("lifetime", ["600", 600])
def test_a_code_is_exchanged_with_the_redirect_address(
    script: Callable[..., Any], response: Callable[..., Response], lifetime: str | int
) -> None:
    http = script(response(GIVEN | {"expires_in": lifetime}))

    tokens = authenticate(APP, CODE, None, http)

    assert tokens.lifetime == timedelta(minutes=10)
    assert tokens.refresh_token.get_secret_value() == "stWy!new"
    (asked,) = http.asked
    assert (asked["url"], asked["endpoint"]) == ("/api/oauth2/token", "oauth2/token")
    assert asked["form"] == {
        "grant_type": "authorization_code",
        "code": "stWy!the-code",
        "redirect_uri": "https://host.example/back",
        "client_id": "7f3a",
        "client_secret": "s3cr3t-of-app",
    }


def test_a_renewal_names_no_redirect_address(script: Callable[..., Any], response: Callable[..., Response]) -> None:
    http = script(response(GIVEN))

    authenticate(APP, REFRESH, None, http)

    assert set(http.asked[0]["form"]) == {"grant_type", "refresh_token", "client_id", "client_secret"}


def test_a_password_is_no_grant_of_exact(script: Callable[..., Any], response: Callable[..., Response]) -> None:
    grant = Credentials(username="u", password=SecretStr("p"))

    assert isinstance(refused(script, response, grant, GIVEN, status=200), ConfigurationError)


@pytest.mark.parametrize("error", ["access_denied", "invalid_request"])
def test_a_renewal_that_comes_too_early_is_only_too_early(
    script: Callable[..., Any], response: Callable[..., Response], error: str
) -> None:
    body = {"error": error, "error_description": "Rate limit exceeded: access_token not expired"}

    failure = refused(script, response, REFRESH, body)

    assert isinstance(failure, PackageUnavailable)
    assert failure.retry_after == response().received_at + timedelta(seconds=30)


def test_a_renewal_that_comes_too_early_is_known_by_its_header_too(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    headers = {"reason": "TooEarlyToRefreshTokens: Rate limit exceeded: access_token not expired"}

    assert isinstance(refused(script, response, REFRESH, b"", status=401, headers=headers), PackageUnavailable)


def test_another_rate_limit_on_tokens_is_waited_for(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    body = {"error": "access_denied", "error_description": "Rate limit exceeded"}

    assert isinstance(refused(script, response, REFRESH, body), PackageUnavailable)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"error": "unauthorized_client", "error_description": "Old refresh token used."}),
        (400, {"error": "unauthorized_client", "error_description": "Old refresh token used."}),
        (
            400,
            {
                "error": "invalid_request",
                "error_description": "The refresh token expired at 10/11/2022 9:18:20 PM and it is now 10/28/2022 4:15:50 PM.",
            },
        ),
        (401, {"error": "unauthorized_client"}),
        (400, {"error": "invalid_grant"}),
    ],
)
def test_a_dead_chain_asks_to_sign_in_again(
    script: Callable[..., Any], response: Callable[..., Response], status: int, body: object
) -> None:
    assert isinstance(refused(script, response, REFRESH, body, status=status), ConsentRequired)


@pytest.mark.parametrize("body", [{"error": "invalid_request"}, {"error": "invalid_client"}])
def test_a_wrong_registration_is_not_taken_for_a_dead_chain(
    script: Callable[..., Any], response: Callable[..., Response], body: object
) -> None:
    assert isinstance(refused(script, response, REFRESH, body), ConfigurationError)


@pytest.mark.parametrize("grant", [REFRESH, CODE])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (400, b""),
        (401, b"<html>Object moved</html>"),
        (200, b"<html>maintenance</html>"),
        (200, {"token_type": "bearer"}),
        (200, {"access_token": "", "refresh_token": "r", "expires_in": 600}),
        (404, {"fault": {"faultstring": "Unable to identify proxy for host", "detail": {"errorcode": "messaging"}}}),
        (500, {"fault": {"faultstring": "x"}}),
    ],
)
def test_an_answer_that_says_nothing_never_ends_a_chain(
    script: Callable[..., Any], response: Callable[..., Response], grant: Any, status: int, body: object
) -> None:
    assert isinstance(refused(script, response, grant, body, status=status), PackageUnavailable)


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_request", "unauthorized_client"])
def test_a_used_code_asks_to_begin_again(
    script: Callable[..., Any], response: Callable[..., Response], error: str
) -> None:
    failure = refused(script, response, CODE, {"error": error})

    assert isinstance(failure, ConsentRequired)
    assert "Begin the sign-in again" in str(failure)


@pytest.mark.parametrize(
    "body",
    [
        {"error": "invalid_client"},
        {"error": "invalid_request", "error_description": "The redirect_uri does not match"},
    ],
)
def test_a_code_refused_for_the_registration_says_so(
    script: Callable[..., Any], response: Callable[..., Response], body: object
) -> None:
    assert isinstance(refused(script, response, CODE, body), ConfigurationError)


def test_an_unknown_refusal_is_left_to_the_general_reading(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    assert isinstance(refused(script, response, REFRESH, {"error": "something_new"}), PackageRefused)
