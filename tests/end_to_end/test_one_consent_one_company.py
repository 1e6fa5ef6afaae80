"""Where one consent opens one company: consents for a link, for another company, one after the other, and ended ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from boekhaak.service import connecting
from boekhaak.store import tokens
from boekhaak.testing.simulator import free_port
from support.command_line import CommandLine, books_and_cursors
from support.signing_in import aged, begun, browser
from support.site import Serve, Site


def renew_elsewhere(site: Site) -> None:
    """Renew each token of ours as another program with a copy of the database would."""
    app = site.simulator.registration(site.address)
    for connection in connecting.connections_listed(site.actor, site.installation):
        with site.installation.store.reading() as tx:
            chain = tokens.get(tx, site.installation.vault, connection.chain_id)
        assert chain.refresh_token is not None
        form = {"grant_type": "refresh_token", "refresh_token": chain.refresh_token.get_secret_value()}
        form |= {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}
        with urlopen(f"{site.address}/connect/token", urlencode(form).encode(), timeout=10) as given:
            assert "access_token" in json.load(given)


ENDS: dict[str, tuple[tuple[str, ...], Callable[[Site], None]]] = {
    "the refresh token came twice": ((), renew_elsewhere),
    "the second coming ended all": (("reuse_kills",), renew_elsewhere),
    "the password was changed": ((), lambda site: site.simulator.change_password("sam@example.com")),
    "the consents were withdrawn": ((), lambda site: site.simulator.revoke_consents()),
}


@pytest.mark.parametrize("what", ENDS)
def test_access_that_ended_is_given_again_at_the_link_and_nothing_is_lost(
    boekhaak: CommandLine, serve: Serve, what: str
) -> None:
    faults, end = ENDS[what]
    site = aged(serve, timedelta(hours=2), "eaccounting", faults=faults)
    before = books_and_cursors(boekhaak.url)
    end(site)

    ended = boekhaak("synchronise", "1")

    assert ended.code == 1
    assert ended.errors[0].endswith("Sign in at eAccounting again and choose the same company; link and data stay.")
    assert books_and_cursors(boekhaak.url) == before
    connected_again(boekhaak, site)
    assert boekhaak("synchronise", "1").code == 0


def connected_again(boekhaak: CommandLine, site: Site) -> None:
    """Sign in for the first link, and choose its company."""
    answer = site.consent(begun(boekhaak, site, "--link", "1"), company=[site.names[0]])
    assert boekhaak("connect", site.package, "--callback", answer).code == 0


def test_another_company_than_the_link_s_is_refused_by_its_name_and_the_right_one_mends_it(
    boekhaak: CommandLine, serve: Serve
) -> None:
    site = aged(serve, timedelta(hours=2), "eaccounting")
    site.simulator.revoke_consents()
    boekhaak("synchronise", "1")
    first, second = site.names
    answer = site.consent(begun(boekhaak, site, "--link", "1"), company=[second])

    sentence = boekhaak("connect", "eaccounting", "--callback", answer).errors

    assert sentence == [
        f"Error: Visma eAccounting: this sign-in was begun for “{first}” and opened “{second}”. Begin it again and choose "
        f"“{first}” there; the link and its data stay as they are."
    ]
    assert boekhaak("synchronise", "1").code == 1
    connected_again(boekhaak, site)
    assert boekhaak("synchronise", "1").code == 0


def test_a_sign_in_for_a_link_of_another_package_or_of_nobody_is_refused(boekhaak: CommandLine, serve: Serve) -> None:
    site = serve(package="eaccounting")
    (link, _) = site.link_all()

    assert "environment “acme” has no link 99. " in boekhaak.refused("connect", "eaccounting", "--link", "99")
    assert boekhaak.refused("connect", "exact_online", "--link", str(link.id)) == (
        f"Error: Exact Online: link {link.id} is one of eaccounting. Sign in at eaccounting for it."
    )


@pytest.fixture
def nobody(serve: Serve) -> Site:
    """Return a simulator to which nobody has signed in; the app's redirect address is on this machine."""
    return serve(package="eaccounting", redirect_uri=f"http://127.0.0.1:{free_port()}/callback", signed_in=False)


def test_one_company_after_the_other_is_connected_until_the_answer_is_no(
    boekhaak: CommandLine, nobody: Site, tmp_path: Path
) -> None:
    program = browser(tmp_path, nobody.names)

    ended = boekhaak.process("connect", "eaccounting", "--another", typed="y\nn\n", BROWSER=program)

    assert (ended.code, ended.err.count("Add another administration?")) == (0, 2)
    connected, granted = ended.out.splitlines()[::2], ended.out.splitlines()[1::2]
    assert [line.rpartition(" (")[0] for line in connected] == ["Connected to eaccounting as Sam de Boer"] * 2
    assert granted == [f"1 new company was granted: {name}." for name in nobody.names]
    seen = boekhaak("companies", "--json").json["companies"]
    assert {one["company"]["name"] for one in seen} == set(nobody.names)


@pytest.mark.parametrize("option", [("--once",), ()], ids=["once", "no terminal"])
def test_nobody_is_asked_for_another_who_does_not_want_to_or_is_no_person(
    boekhaak: CommandLine, nobody: Site, tmp_path: Path, option: tuple[str, ...]
) -> None:
    program = browser(tmp_path, nobody.names)

    ended = boekhaak.process("connect", "eaccounting", *option, typed="y\n", BROWSER=program)

    assert (ended.code, "Add another administration?" in ended.err) == (0, False)
    assert [one["company"]["name"] for one in boekhaak("companies", "--json").json["companies"]] == nobody.names[:1]


def test_a_second_consent_that_is_refused_leaves_the_first(boekhaak: CommandLine, nobody: Site, tmp_path: Path) -> None:
    program = browser(tmp_path, [nobody.names[0], ""])

    ended = boekhaak.process("connect", "eaccounting", "--another", typed="y\nn\n", BROWSER=program)

    assert ended.code == 1
    assert "Error: consent was refused. Begin again, and allow the access" in ended.err
    assert [one["company"]["name"] for one in boekhaak("companies", "--json").json["companies"]] == nobody.names[:1]


def test_an_end_of_the_input_is_a_no(boekhaak: CommandLine, nobody: Site, tmp_path: Path) -> None:
    ended = boekhaak.process("connect", "eaccounting", "--another", BROWSER=browser(tmp_path, nobody.names))

    assert ended.code == 0
    assert boekhaak("companies").code == 0


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (
            "module_missing",
            "No access to module: api_standard). Have the module for the API activated for this company in eAccounting, or "
            "sign in again and choose another company; a new consent alone does not help.",
        ),
        ("startup_guide", "nobody has finished the startup guide of the company. Finish it in eAccounting, then try"),
        ("company_inactive", "the company is inactive there. Have it activated in eAccounting, then try again."),
        ("sandbox_client", "the app is registered for the sandbox, and the company is a real one. Register the app"),
    ],
)
def test_a_closed_company_is_no_dead_token_and_works_again_without_a_sign_in(
    boekhaak: CommandLine, serve: Serve, fault: str, why: str
) -> None:
    site = serve(package="eaccounting")
    link, other = site.link_all()
    assert site.imported(link).complete
    before = books_and_cursors(boekhaak.url)
    tokens_given = site.simulator.calls["connect/token"]
    site.simulator.faults = {fault}

    first = boekhaak("synchronise", str(link.id))

    assert first.code == 1
    assert why in first.errors[0]
    assert books_and_cursors(boekhaak.url) == before
    site.simulator.faults = set()
    assert boekhaak("relink", "--apply").code == 0
    assert boekhaak("synchronise", str(link.id)).code == 0
    assert boekhaak("import", other.company.id).code == 0
    assert site.simulator.calls["connect/token"] == tokens_given


def test_a_company_that_is_closed_from_the_beginning_is_not_connected(boekhaak: CommandLine, serve: Serve) -> None:
    site = serve(package="eaccounting", signed_in=False)
    site.simulator.faults = {"module_missing"}
    answer = site.consent(begun(boekhaak, site))

    ended = boekhaak("connect", "eaccounting", "--callback", answer, "--json")

    assert (ended.code, ended.json["error"]["type"]) == (1, "AccessMissing")
    assert "No access to module: api_standard" in ended.err
    assert "is not connected yet" in boekhaak.refused("companies")
