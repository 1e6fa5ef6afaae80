"""Options of a sign-in, of a choice and of a list that do not go together, are missing, or mean nothing there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.testing.books.generator import generate
from boekhaak.testing.simulator import simulator_class
from support.command_line import CommandLine
from support.site import MORNING, Site, connected

USER = ("--username", "somebody@host.example")
CALLBACK = ("--callback", "https://host.example/?code=c&state=s")


@pytest.fixture
def site(request: pytest.FixtureRequest, boekhaak: CommandLine) -> Iterator[Site]:
    """Return a simulator of two companies of the package that a test names, to which “acme” is connected."""
    package: str = request.param
    books = generate(companies=2, lines=40, seed=4, countries=simulator_class(package).countries)
    with connected(package, books, boekhaak.url, ScaledClock(MORNING, speed=1)) as opened:
        assert opened.settings.key is not None
        boekhaak.variables["BOEKHAAK_KEY"] = opened.settings.key.get_secret_value()
        yield opened


twentyfour_seven = pytest.mark.parametrize("site", ["twentyfour_seven"], indirect=True)
eaccounting = pytest.mark.parametrize("site", ["eaccounting"], indirect=True)


@twentyfour_seven
@pytest.mark.parametrize(
    "options", [CALLBACK, ("--print-url",), ("--no-browser",), ("--another",), ("--link", "1")], ids=lambda one: one[0]
)
def test_what_means_nothing_beside_a_user_name_is_refused(
    boekhaak: CommandLine, site: Site, options: tuple[str, ...]
) -> None:
    sentence = boekhaak.refused("connect", site.package, *USER, *options)

    assert sentence.startswith(f"Error: {options[0]} is for sign-ins by redirect. Leave it out")


@twentyfour_seven
def test_an_answer_of_a_redirect_is_refused_where_there_is_none(boekhaak: CommandLine, site: Site) -> None:
    assert boekhaak.refused("connect", site.package, *CALLBACK) == (
        "Error: 24SevenOffice: people sign in there with a user name and a password, not by redirect. "
        "Use `boekhaak connect twentyfour_seven --username NAME`."
    )


@twentyfour_seven
def test_a_password_that_nobody_gives_is_told_with_the_variable(boekhaak: CommandLine, site: Site) -> None:
    ended = boekhaak.process("connect", site.package, *USER, BOEKHAAK_PASSWORD="")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "Error: the password is missing. Set the environment variable BOEKHAAK_PASSWORD, or give the command at a "
        "terminal, where it asks.\n"
    )


@twentyfour_seven
def test_a_password_may_come_in_a_line(boekhaak: CommandLine, site: Site) -> None:
    known = site.simulator.sign_ins[0]
    password = known.password.get_secret_value()
    boekhaak.secrets = lambda: {password}

    ended = boekhaak.process("connect", site.package, "--username", known.username, typed=f"{password}\n")

    assert (ended.code, ended.err) == (0, "")


@twentyfour_seven
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("transaction_types=1", "transaction_types=2"), "transaction_types is chosen twice. Write all codes in one"),
        (("=1",), "“=1” names no choice. Write KEY=CODE,CODE, or KEY= for all."),
        (("transaction_types",), "“transaction_types” names no choice. Write KEY=CODE,CODE, or KEY= for all."),
    ],
)
def test_a_choice_that_is_none_is_refused(
    boekhaak: CommandLine, site: Site, given: tuple[str, ...], sentence: str
) -> None:
    options = [word for one in given for word in ("--set", one)]

    assert sentence in boekhaak.refused("settings", "1000001", *options)


@twentyfour_seven
def test_an_unknown_code_is_told_with_what_lists_them(boekhaak: CommandLine, site: Site) -> None:
    ended = boekhaak("settings", "1000001", "--set", "transaction_types=99")

    assert (ended.code, ended.out) == (1, "")
    assert "“99” is none of the transaction types. `boekhaak settings 1000001` lists them." in ended.err


@pytest.mark.parametrize("site", ["twentyfour_seven", "eaccounting"], indirect=True)
def test_a_region_that_is_none_is_told_with_those_that_are(boekhaak: CommandLine, site: Site) -> None:
    only = "all" if site.package == "twentyfour_seven" else "eu"

    sentence = boekhaak.refused("connect", site.package, "--region", "no")

    assert sentence.endswith(f"has no region “no”. Choose one of: {only}.")


@eaccounting
@pytest.mark.parametrize("options", [CALLBACK, ("--print-url",), ("--link", "1")], ids=lambda one: one[0])
def test_another_administration_is_for_a_sign_in_that_is_whole(
    boekhaak: CommandLine, site: Site, options: tuple[str, ...]
) -> None:
    sentence = boekhaak.refused("connect", site.package, "--another", *options)

    assert f"--another asks for one more sign-in, and {options[0]} is about a single one" in sentence


@eaccounting
def test_nobody_who_answers_means_no_other_administration(boekhaak: CommandLine, site: Site) -> None:
    answer = site.consent(boekhaak("connect", site.package, "--print-url").out.strip())

    ended = boekhaak.process("connect", site.package, "--another", "--no-browser", typed=f"{answer}\n")

    assert ended.code == 0
    assert "Connected to eaccounting as Sam de Boer" in ended.out
    assert "Stopped" not in ended.err


@eaccounting
def test_a_missing_client_secret_is_told_with_the_variable(boekhaak: CommandLine, site: Site) -> None:
    registration = ("--region", "eu", "--client-id", "x", "--redirect", "https://host.example/callback")

    ended = boekhaak.process("app", "add", site.package, *registration)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(
        "Error: the client secret is missing. Set the environment variable BOEKHAAK_CLIENT_SECRET"
    )


@eaccounting
def test_a_company_whose_sign_in_died_is_listed_as_broken_beside_those_that_live(
    boekhaak: CommandLine, site: Site
) -> None:
    first, second = site.link_all()
    site.simulator.revoke_consents()
    assert boekhaak("synchronise").code == 1
    site.complete(site.consent(site.begin(first.id), company=[first.company.name]))

    listed = boekhaak("companies").out

    assert f"link {second.id} is broken: the access that was given is no longer accepted" in listed
    ended = boekhaak("import", second.company.name)
    assert ended.code == 1
    assert ended.err.startswith(f"Note: Visma eAccounting, {second.company.name}: the access that was given")
    assert ended.errors[0].startswith(f"Error: no company “{second.company.name}” can be seen")
    assert f"`boekhaak connect eaccounting --link {second.id}`" in boekhaak("import", "--all").err
