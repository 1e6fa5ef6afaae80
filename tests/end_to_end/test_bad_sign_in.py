"""Sign-ins that are refused, forged, repeated or never finished; and tokens that the package renews no more."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from pydantic import SecretStr

from boekhaak.service import registering
from support.command_line import CommandLine, books_and_cursors
from support.signing_in import aged, begun, part
from support.site import BY_REDIRECT, Serve, Site

UNKNOWN_STATE = (
    "Error: this answer belongs to no sign-in that was begun here (its state is unknown, used or too old). "
    "Begin the sign-in again; nothing was changed."
)
TOKENS = {"exact_online": "oauth2/token", "eaccounting": "connect/token"}
"""The endpoint that gives tokens."""
NOTHING_OF_USE = pytest.mark.parametrize(
    ("package", "fault"),
    [
        ("exact_online", "empty_token_body"),
        ("exact_online", "html_maintenance"),
        ("exact_online", "apigee_fault"),
        ("eaccounting", "html_maintenance"),
    ],
)


@pytest.fixture(params=BY_REDIRECT)
def package(request: pytest.FixtureRequest) -> str:
    """Return each package in turn whose people sign in by redirect."""
    return str(request.param)


@pytest.fixture
def site(serve: Serve, package: str) -> Site:
    """Return a simulator of it, of two companies, to which the environment “acme” is connected."""
    return serve(package=package)


def test_a_refused_consent_is_told(boekhaak: CommandLine, site: Site) -> None:
    answer = site.consent(begun(boekhaak, site), decision="refuse")

    assert boekhaak.refused("connect", site.package, "--callback", answer) == (
        "Error: consent was refused. Begin again, and allow the access that is asked for; nothing was changed."
    )


@pytest.mark.parametrize("answer", ["nonsense", "http://[::1", "http://127.0.0.1:8912/callback?state=s"])
def test_an_address_that_holds_no_answer_is_told(boekhaak: CommandLine, site: Site, answer: str) -> None:
    sentence = boekhaak.refused("connect", site.package, "--callback", answer)

    assert sentence.startswith("Error: the address holds no code and state. Give the whole address")


def test_a_forged_state_is_refused_and_the_true_one_still_works(boekhaak: CommandLine, site: Site) -> None:
    answer = site.consent(begun(boekhaak, site))

    forged = answer.replace(part(answer, "state"), "forged")
    assert boekhaak.refused("connect", site.package, "--callback", forged) == UNKNOWN_STATE

    assert boekhaak("connect", site.package, "--callback", answer).code == 0


def test_a_state_of_another_environment_is_refused_there_and_works_in_its_own(
    boekhaak: CommandLine, site: Site
) -> None:
    boekhaak("environment", "add", "beta")
    answer = site.consent(begun(boekhaak, site, "--environment", "acme"))

    assert boekhaak.refused("connect", site.package, "--callback", answer, "--environment", "beta") == UNKNOWN_STATE

    assert boekhaak("connect", site.package, "--callback", answer, "--environment", "acme").code == 0


def test_an_answer_works_once(boekhaak: CommandLine, site: Site) -> None:
    answer = site.consent(begun(boekhaak, site))
    assert boekhaak("connect", site.package, "--callback", answer).code == 0

    assert boekhaak.refused("connect", site.package, "--callback", answer) == UNKNOWN_STATE

    assert boekhaak("companies").code == 0


def test_a_code_works_once_whatever_state_comes_with_it(boekhaak: CommandLine, site: Site) -> None:
    used = site.consent(begun(boekhaak, site))
    assert boekhaak("connect", site.package, "--callback", used).code == 0
    fresh = site.consent(begun(boekhaak, site))

    ended = boekhaak(
        "connect", site.package, "--callback", used.replace(part(used, "state"), part(fresh, "state")), "--json"
    )

    assert ended.code == 1
    assert ended.json["error"]["type"] == "ConsentRequired"
    assert "the code of this sign-in was refused: it was used before" in ended.err
    assert boekhaak("companies").code == 0


@NOTHING_OF_USE
def test_a_sign_in_that_the_package_does_not_answer_is_to_be_begun_again(
    boekhaak: CommandLine, site: Site, fault: str
) -> None:
    answer = site.consent(begun(boekhaak, site))

    with faulty(site, fault):
        ended = boekhaak("connect", site.package, "--callback", answer, "--json")

    assert (ended.code, ended.json["error"]["type"]) == (1, "PackageUnavailable")
    assert "Begin the sign-in again in a few minutes; nothing was changed." in ended.err
    assert boekhaak("companies").code == 0


@pytest.mark.parametrize(
    ("package", "told"),
    [
        (
            "exact_online",
            "compare the client secret and the redirect address with the registration in the App Center.",
        ),
        (
            "eaccounting",
            "(invalid_client). Compare client id, client secret and scopes with what Visma gave for the app.",
        ),
    ],
)
def test_a_sign_in_with_a_wrong_client_secret_says_what_to_compare(
    boekhaak: CommandLine, site: Site, told: str
) -> None:
    register(site, "not-the-secret")

    ended = boekhaak("connect", site.package, "--callback", site.consent(begun(boekhaak, site)))

    assert ended.code == 1
    assert told in ended.err


def test_a_redirect_port_that_is_taken_is_told_with_another_way(
    boekhaak: CommandLine, serve: Serve, package: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        site = serve(package=package, redirect_uri=f"http://127.0.0.1:{port}/callback")

        ended = boekhaak.process("connect", site.package, "--json", BROWSER="true")

    assert ended.code == 1
    assert f"nothing can listen on 127.0.0.1:{port}, the app's redirect address" in ended.json["error"]["what"]
    assert ended.json["error"]["way_out"] == "Stop what listens there, or use --no-browser"


def test_a_sign_in_that_nobody_finishes_ends_with_1(boekhaak: CommandLine, serve: Serve, package: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = serve(package=package, redirect_uri=f"http://127.0.0.1:{port}/callback")
    before, asked = books_and_cursors(boekhaak.url), site.simulator.calls[TOKENS[package]]

    ended = boekhaak.process("connect", site.package, "--timeout", "1", "--json", BROWSER="true")

    assert (ended.code, books_and_cursors(boekhaak.url)) == (1, before)
    assert ended.json["error"]["what"] == "nobody came back from the sign-in within 1 seconds"
    assert ended.json["error"]["way_out"] == "Begin again, or use --no-browser; nothing was changed"
    assert site.simulator.calls[TOKENS[package]] == asked


def test_an_answer_that_is_pasted_wrong_is_told(boekhaak: CommandLine, site: Site) -> None:
    ended = boekhaak.process(
        "connect", site.package, "--no-browser", "--json", typed="https://host.example/elsewhere\n"
    )

    assert ended.code == 1
    assert ended.json["error"]["what"] == "the address holds no code and state"


@contextmanager
def faulty(site: Site, fault: str) -> Iterator[None]:
    """Switch a fault on for a while."""
    site.simulator.faults = {fault}
    yield
    site.simulator.faults = set()


def register(site: Site, secret: str) -> None:
    """Register the app with that client secret."""
    app = site.simulator.registration(site.address).model_copy(update={"client_secret": SecretStr(secret)})
    registering.register_app(None, site.installation, app)


@NOTHING_OF_USE
def test_a_renewal_that_is_not_answered_is_tried_again_later_and_ends_nothing(
    boekhaak: CommandLine, serve: Serve, package: str, fault: str
) -> None:
    site = aged(serve, timedelta(hours=1), package)

    with faulty(site, fault):
        sentence = boekhaak.refused("companies")
        before = books_and_cursors(boekhaak.url)
        assert boekhaak("synchronise").code == 1

    assert "Try again in a minute; the access that was given stands." in sentence
    assert books_and_cursors(boekhaak.url) == before
    assert boekhaak("synchronise").code == 0


@pytest.mark.parametrize(
    ("package", "told"),
    [
        (
            "exact_online",
            "this registration of the app is not known there. Compare client id, client secret, ",
        ),
        (
            "eaccounting",
            "this registration of the app is refused there (invalid_client). Compare client id, client secret ",
        ),
    ],
)
def test_a_renewal_with_a_wrong_client_secret_ends_nothing(
    boekhaak: CommandLine, serve: Serve, package: str, told: str
) -> None:
    site = aged(serve, timedelta(hours=1), package)
    right = site.simulator.registration("").client_secret.get_secret_value()
    register(site, "not-the-secret")

    sentence = boekhaak.refused("companies")

    assert told in sentence
    register(site, right)
    assert boekhaak("companies").code == 0


@pytest.mark.parametrize(
    ("package", "options", "told"),
    [
        (
            "exact_online",
            {},
            "the refresh token was not used within its 30 days. Sign in at Exact Online again; links and data stay.",
        ),
        (
            "eaccounting",
            {"refresh_lifetime": timedelta(days=30)},
            "the user's password was changed. Sign in at eAccounting again and choose the same company; link and data stay.",
        ),
    ],
)
def test_a_refresh_token_that_lay_too_long_asks_to_sign_in_and_the_books_stay(
    boekhaak: CommandLine, serve: Serve, package: str, options: dict[str, Any], told: str
) -> None:
    aged(serve, timedelta(days=31), package, **options)
    before = books_and_cursors(boekhaak.url)

    first, second = boekhaak("synchronise", "1"), boekhaak("synchronise", "1", "--json")

    assert (first.code, second.code) == (1, 1)
    assert first.errors[0].endswith(told)
    again = {"exact_online": "`, then `boekhaak relink`.", "eaccounting": " --link 1`."}[package]
    assert f"Sign in with `boekhaak connect {package}{again}" in second.err
    assert second.json["error"]["type"] == "ConsentRequired"
    assert books_and_cursors(boekhaak.url) == before


def test_a_dead_refresh_token_is_told_by_the_list_of_companies_too(boekhaak: CommandLine, serve: Serve) -> None:
    aged(serve, timedelta(days=31))
    boekhaak("synchronise", "1")

    assert "Sign in again with `boekhaak connect exact_online`." in boekhaak.refused("companies")


def test_a_login_that_another_program_uses_too_asks_to_sign_in(boekhaak: CommandLine, serve: Serve) -> None:
    site = aged(serve, timedelta(hours=1))
    sign_in_elsewhere(site, site.consent(begun(boekhaak, site)))

    ended = boekhaak("companies", "--json")

    assert (ended.code, ended.json["error"]["type"]) == (1, "ConsentRequired")
    assert "was used before, by us or by another program with the same login" in ended.json["error"]["what"]
    assert boekhaak("connect", site.package, "--callback", site.consent(begun(boekhaak, site))).code == 0
    assert boekhaak("relink", "--apply").code == 0
    assert boekhaak("synchronise").code == 0


def sign_in_elsewhere(site: Site, answer: str) -> None:
    """Exchange a code as another program with the same app would; our refresh token is then an old one."""
    app = site.simulator.registration(site.address)
    form = {"grant_type": "authorization_code", "code": part(answer, "code"), "redirect_uri": app.redirect_uri}
    form |= {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}
    with urlopen(f"{site.address}/api/oauth2/token", urlencode(form).encode(), timeout=10) as given:
        assert "access_token" in json.load(given)
