"""Sign-ins that are refused, forged, repeated or never finished; and tokens that the package renews no more."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from pydantic import SecretStr

from boekhaak.clock import ScaledClock
from boekhaak.service import registering
from boekhaak_exact_online.simulator.simulator import CLIENT_SECRET
from support.command_line import CommandLine, books_and_cursors
from support.exact_site import Serve, Site

CONNECT = ("connect", "exact_online")
UNKNOWN_STATE = (
    "Error: this answer belongs to no sign-in that was begun here (its state is unknown, used or too old). "
    "Begin the sign-in again; nothing was changed."
)
NOTHING_OF_USE = ("empty_token_body", "html_maintenance", "apigee_fault")


def begun(boekhaak: CommandLine, *options: str) -> str:
    """Begin a sign-in; return the address of the consent page."""
    return boekhaak(*CONNECT, "--print-url", *options).out.strip()


def part(address: str, name: str) -> str:
    """Return a parameter of an address."""
    return parse_qs(urlsplit(address).query)[name][0]


def test_a_refused_consent_is_told(boekhaak: CommandLine, site: Site) -> None:
    answer = site.consent(begun(boekhaak), decision="refuse")

    assert boekhaak.refused(*CONNECT, "--callback", answer) == (
        "Error: consent was refused. Begin again, and allow the access that is asked for; nothing was changed."
    )


@pytest.mark.parametrize("answer", ["nonsense", "http://[::1", "http://127.0.0.1:8912/callback?state=s"])
def test_an_address_that_holds_no_answer_is_told(boekhaak: CommandLine, site: Site, answer: str) -> None:
    sentence = boekhaak.refused(*CONNECT, "--callback", answer)

    assert sentence.startswith("Error: the address holds no code and state. Give the whole address")


def test_a_forged_state_is_refused_and_the_true_one_still_works(boekhaak: CommandLine, site: Site) -> None:
    answer = site.consent(begun(boekhaak))

    forged = answer.replace(part(answer, "state"), "forged")
    assert boekhaak.refused(*CONNECT, "--callback", forged) == UNKNOWN_STATE

    assert boekhaak(*CONNECT, "--callback", answer).code == 0


def test_a_state_of_another_environment_is_refused_there_and_works_in_its_own(
    boekhaak: CommandLine, site: Site
) -> None:
    boekhaak("environment", "add", "beta")
    answer = site.consent(begun(boekhaak, "--environment", "acme"))

    assert boekhaak.refused(*CONNECT, "--callback", answer, "--environment", "beta") == UNKNOWN_STATE

    assert boekhaak(*CONNECT, "--callback", answer, "--environment", "acme").code == 0


def test_an_answer_works_once(boekhaak: CommandLine, site: Site) -> None:
    answer = site.consent(begun(boekhaak))
    assert boekhaak(*CONNECT, "--callback", answer).code == 0

    assert boekhaak.refused(*CONNECT, "--callback", answer) == UNKNOWN_STATE

    assert boekhaak("companies").code == 0


def test_a_code_works_once_whatever_state_comes_with_it(boekhaak: CommandLine, site: Site) -> None:
    used = site.consent(begun(boekhaak))
    assert boekhaak(*CONNECT, "--callback", used).code == 0
    fresh = site.consent(begun(boekhaak))

    ended = boekhaak(*CONNECT, "--callback", used.replace(part(used, "state"), part(fresh, "state")), "--json")

    assert ended.code == 1
    assert ended.json["error"]["type"] == "ConsentRequired"
    assert "the code of this sign-in was refused: it was used before" in ended.err
    assert boekhaak("companies").code == 0


@pytest.mark.parametrize("fault", NOTHING_OF_USE)
def test_a_sign_in_that_the_package_does_not_answer_is_to_be_begun_again(
    boekhaak: CommandLine, site: Site, fault: str
) -> None:
    answer = site.consent(begun(boekhaak))

    with faulty(site, fault):
        ended = boekhaak(*CONNECT, "--callback", answer, "--json")

    assert (ended.code, ended.json["error"]["type"]) == (1, "PackageUnavailable")
    assert "Begin the sign-in again in a few minutes; nothing was changed." in ended.err
    assert boekhaak("companies").code == 0


def test_a_sign_in_with_a_wrong_client_secret_says_what_to_compare(boekhaak: CommandLine, site: Site) -> None:
    register(site, "not-the-secret")

    ended = boekhaak(*CONNECT, "--callback", site.consent(begun(boekhaak)))

    assert ended.code == 1
    assert "compare the client secret and the redirect address with the registration in the App Center." in ended.err


def test_a_redirect_port_that_is_taken_is_told_with_another_way(boekhaak: CommandLine, serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        serve(redirect_uri=f"http://127.0.0.1:{port}/callback")

        ended = boekhaak.process(*CONNECT, "--json", BROWSER="true")

    assert ended.code == 1
    assert f"nothing can listen on 127.0.0.1:{port}, the app's redirect address" in ended.json["error"]["what"]
    assert ended.json["error"]["way_out"] == "Stop what listens there, or use --no-browser"


def test_a_sign_in_that_nobody_finishes_ends_with_1(boekhaak: CommandLine, serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = serve(redirect_uri=f"http://127.0.0.1:{port}/callback")
    before = books_and_cursors(boekhaak.url)

    ended = boekhaak.process(*CONNECT, "--timeout", "1", "--json", BROWSER="true")

    assert (ended.code, books_and_cursors(boekhaak.url)) == (1, before)
    assert ended.json["error"]["what"] == "nobody came back from the sign-in within 1 seconds"
    assert ended.json["error"]["way_out"] == "Begin again, or use --no-browser; nothing was changed"
    assert site.simulator.calls["oauth2/token"] == 1


def test_an_answer_that_is_pasted_wrong_is_told(boekhaak: CommandLine, site: Site) -> None:
    ended = boekhaak.process(*CONNECT, "--no-browser", "--json", typed="https://host.example/elsewhere\n")

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


def aged(serve: Serve, age: timedelta) -> tuple[Site, ScaledClock]:
    """Return a site to which somebody connected so long ago, with an imported company."""
    clock = ScaledClock(datetime.now(UTC) - age, speed=1)
    site = serve(clock=clock)
    assert site.imported(site.link_all()[0]).complete
    clock.advance(age)
    return site, clock


@pytest.mark.parametrize("fault", NOTHING_OF_USE)
def test_a_renewal_that_is_not_answered_is_tried_again_later_and_ends_nothing(
    boekhaak: CommandLine, serve: Serve, fault: str
) -> None:
    site, _ = aged(serve, timedelta(hours=1))

    with faulty(site, fault):
        sentence = boekhaak.refused("companies")
        before = books_and_cursors(boekhaak.url)
        assert boekhaak("synchronise").code == 1

    assert "Try again in a minute; the access that was given stands." in sentence
    assert books_and_cursors(boekhaak.url) == before
    assert boekhaak("synchronise").code == 0


def test_a_renewal_with_a_wrong_client_secret_ends_nothing(boekhaak: CommandLine, serve: Serve) -> None:
    site, _ = aged(serve, timedelta(hours=1))
    register(site, "not-the-secret")

    sentence = boekhaak.refused("companies")

    assert "this registration of the app is not known there. Compare client id, client secret, " in sentence
    register(site, CLIENT_SECRET)
    assert boekhaak("companies").code == 0


def test_a_refresh_token_that_lay_too_long_asks_to_sign_in_and_the_books_stay(
    boekhaak: CommandLine, serve: Serve
) -> None:
    aged(serve, timedelta(days=31))
    before = books_and_cursors(boekhaak.url)

    first, second = boekhaak("synchronise", "1"), boekhaak("synchronise", "1", "--json")

    assert (first.code, second.code) == (1, 1)
    assert first.errors[0].endswith(
        "the refresh token was not used within its 30 days. Sign in at Exact Online again; links and data stay."
    )
    assert "Sign in with `boekhaak connect exact_online`, then `boekhaak relink`." in second.err
    assert second.json["error"]["type"] == "ConsentRequired"
    assert "Sign in again with `boekhaak connect exact_online`." in boekhaak.refused("companies")
    assert books_and_cursors(boekhaak.url) == before


def test_a_login_that_another_program_uses_too_asks_to_sign_in(boekhaak: CommandLine, serve: Serve) -> None:
    site, _ = aged(serve, timedelta(hours=1))
    sign_in_elsewhere(site, site.consent(begun(boekhaak)))

    ended = boekhaak("companies", "--json")

    assert (ended.code, ended.json["error"]["type"]) == (1, "ConsentRequired")
    assert "was used before, by us or by another program with the same login" in ended.json["error"]["what"]
    assert boekhaak(*CONNECT, "--callback", site.consent(begun(boekhaak))).code == 0
    assert boekhaak("relink").code == 0
    assert boekhaak("synchronise").code == 0


def sign_in_elsewhere(site: Site, answer: str) -> None:
    """Exchange a code as another program with the same app would; our refresh token is then an old one."""
    app = site.simulator.registration(site.address)
    form = {"grant_type": "authorization_code", "code": part(answer, "code"), "redirect_uri": app.redirect_uri}
    form |= {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}
    with urlopen(f"{site.address}/api/oauth2/token", urlencode(form).encode(), timeout=10) as given:
        assert "access_token" in json.load(given)
