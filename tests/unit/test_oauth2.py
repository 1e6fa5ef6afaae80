from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from boekhaak import oauth2
from boekhaak.errors import ConsentRequired, InvalidInput
from boekhaak.models.auth import App
from boekhaak.models.package import OAuth2

AUTH = OAuth2(
    authorize_path="/oauth2/auth",
    parameters=(("force_login", "0"),),
    refresh_margin=timedelta(seconds=30),
    chain="login",
)
REGISTERED = App(
    package="paper",
    region="nl",
    client_id="host & co",
    client_secret=SecretStr("the-client-secret"),
    redirect_uri="https://host.example/back?from=paper",
)


def test_states_are_long_and_never_the_same() -> None:
    states = {oauth2.new_state() for _ in range(100)}

    assert len(states) == 100
    assert all(len(state) >= 40 for state in states)


def test_the_person_is_sent_to_the_package_with_all_that_it_asks() -> None:
    url = oauth2.authorize_url("https://nl.paper.example/oauth2/auth", AUTH, REGISTERED, "the-state")

    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://nl.paper.example/oauth2/auth"
    assert parse_qs(parts.query) == {
        "client_id": ["host & co"],
        "redirect_uri": ["https://host.example/back?from=paper"],
        "response_type": ["code"],
        "state": ["the-state"],
        "force_login": ["0"],
    }


def test_the_clients_secret_is_not_in_the_address_that_the_browser_sees() -> None:
    assert "the-client-secret" not in oauth2.authorize_url("https://p.example", AUTH, REGISTERED, "s")


def test_state_and_code_are_read_from_the_address_that_came_back() -> None:
    state, code = oauth2.read_callback("https://host.example/back?from=paper&code=a%2Fb%2Bc&state=the-state")

    assert (state, code.get_secret_value()) == ("the-state", "a/b+c")


def test_a_person_who_refuses_is_told_that_nothing_was_changed() -> None:
    with pytest.raises(ConsentRequired, match=r"consent was refused.*nothing was changed"):
        oauth2.read_callback("https://host.example/back?error=access_denied&state=the-state")


def test_another_error_of_the_package_is_named() -> None:
    with pytest.raises(ConsentRequired, match="server_error"):
        oauth2.read_callback("https://host.example/back?error=server_error&state=the-state")


@pytest.mark.parametrize("query", ["", "?state=s", "?code=c", "?code=&state=s", "?code=c&state="])
def test_an_address_without_code_or_state_is_refused(query: str) -> None:
    with pytest.raises(InvalidInput, match="no code and state"):
        oauth2.read_callback(f"https://host.example/back{query}")


def test_what_is_no_address_at_all_is_refused() -> None:
    with pytest.raises(InvalidInput):
        oauth2.read_callback("http://[half an address")
