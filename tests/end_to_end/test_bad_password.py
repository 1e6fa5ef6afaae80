"""Where people sign in with a password: wrong ones, lost identities, and sign-ins that the package puts off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from boekhaak.models.link import Link
from boekhaak.service import registering
from boekhaak_twentyfour_seven.simulator import SimulatedLogin
from support.command_line import CommandLine, books_and_cursors, everything
from support.site import BY_REDIRECT, Serve, Site

PACKAGE = "twentyfour_seven"
EMAIL, PASSWORD = SimulatedLogin().email, SimulatedLogin().password
WRONG = "not-the-password"
CONNECT = ("connect", PACKAGE, "--username", EMAIL, "--password")
NOT_ACCEPTED = (
    "Error: 24SevenOffice: the e-mail address, the password or the application id is not accepted. Check both by signing in "
    "at 24SevenOffice itself; if that works, compare the application id of this host with the one that 24SevenOffice issued. "
    "A user with two-factor sign-in cannot be used."
)
INVITATION = "Open the invitation that 24SevenOffice sent to that e-mail address and accept it; where none came, "


@pytest.fixture
def site(serve: Serve) -> Site:
    """Return a simulator of two companies to which the environment “acme” is connected."""
    return serve(package=PACKAGE)


@pytest.fixture
def nobody(serve: Serve) -> Site:
    """Return a simulator at which nobody has signed in."""
    return serve(package=PACKAGE, signed_in=False)


def register(site: Site, **other: str) -> None:
    """Register the app with something else than what the simulator knows."""
    registering.register_app(
        None, site.installation, site.simulator.registration(site.address).model_copy(update=other)
    )


@pytest.mark.parametrize(("email", "password"), [(EMAIL, WRONG), ("nobody@example.com", PASSWORD)])
def test_credentials_that_are_not_accepted_are_told_with_what_to_check(
    boekhaak: CommandLine, nobody: Site, email: str, password: str
) -> None:
    boekhaak.secrets = lambda: nobody.secrets | {WRONG}

    assert boekhaak.refused("connect", PACKAGE, "--username", email, "--password", password) == NOT_ACCEPTED


def test_an_application_that_is_not_known_is_told_with_the_same_sentence(boekhaak: CommandLine, nobody: Site) -> None:
    register(nobody, client_id="00000000-aaaa-bbbb-cccc-000000000000")

    assert boekhaak.refused(*CONNECT, PASSWORD) == NOT_ACCEPTED


def test_an_address_at_which_nobody_answers_is_told(boekhaak: CommandLine, nobody: Site) -> None:
    register(nobody, address="http://127.0.0.1:9")

    assert boekhaak.refused(*CONNECT, PASSWORD) == (
        "Error: 24SevenOffice: 127.0.0.1 could not be reached or broke off (ConnectError). Nothing was lost; try again when "
        "the connection is back."
    )


def test_a_password_may_be_typed_or_stand_in_the_environment(boekhaak: CommandLine, nobody: Site) -> None:
    typed = boekhaak.process(*CONNECT[:-1], typed=f"{PASSWORD}\n")
    named = boekhaak.process("--verbose", *CONNECT[:-1], BOEKHAAK_PASSWORD=PASSWORD)

    assert (typed.code, named.code) == (0, 0)
    assert typed.out.startswith("Connected to twentyfour_seven as Kari Integrasjon")
    assert "authenticate.asmx status=200" in named.err


def test_no_password_at_all_stops_the_sign_in(boekhaak: CommandLine, nobody: Site) -> None:
    ended = boekhaak.process(*CONNECT[:-1])

    assert ended.code == 1
    assert ended.err == (
        "Error: the password is missing. Set the environment variable BOEKHAAK_PASSWORD, or give the command at a terminal, "
        "where it asks.\n"
    )


def test_a_sign_in_by_redirect_is_refused_where_a_password_is_wanted(boekhaak: CommandLine, nobody: Site) -> None:
    for options in ((), ("--print-url",), ("--no-browser",)):
        assert boekhaak.refused("connect", PACKAGE, *options) == (
            "Error: 24SevenOffice: people sign in there with a user name and a password, not by redirect. "
            "Use `boekhaak connect twentyfour_seven --username NAME`."
        )


@pytest.mark.parametrize("package", BY_REDIRECT)
def test_a_password_is_refused_where_people_sign_in_by_redirect(
    boekhaak: CommandLine, serve: Serve, package: str
) -> None:
    site = serve(package=package, signed_in=False)

    sentence = boekhaak.refused("connect", package, "--username", EMAIL, "--password", PASSWORD)

    assert sentence.endswith(
        f": people sign in there by redirect, not with a user name and a password. Use `boekhaak connect {package}`."
    )
    assert site.simulator.requests == 0


@pytest.mark.parametrize("package", [PACKAGE, "eaccounting"])
def test_a_link_cannot_be_named_with_a_password(boekhaak: CommandLine, serve: Serve, package: str) -> None:
    link, _ = serve(package=package).link_all()

    sentence = boekhaak.refused("connect", package, "--username", EMAIL, "--password", PASSWORD, "--link", str(link.id))

    assert sentence == (
        f"Error: --link is for sign-ins by redirect. Leave it out; `boekhaak relink --package {package}` then lets broken "
        "links work again."
    )


def test_a_login_whose_invitation_nobody_accepted_is_told_to(boekhaak: CommandLine, nobody: Site) -> None:
    nobody.simulator.faults = {"invitation_pending"}

    sentence = boekhaak.refused(*CONNECT, PASSWORD)

    assert "the login may open no company: no invitation was accepted yet. " + INVITATION in sentence
    nobody.simulator.faults = set()
    assert boekhaak(*CONNECT, PASSWORD).code == 0


def test_a_blocked_default_identity_does_not_keep_the_login_out_of_the_other_company(
    boekhaak: CommandLine, nobody: Site
) -> None:
    nobody.simulator.faults = {"withdrawn_identity"}
    first, second = nobody.names

    assert boekhaak(*CONNECT, PASSWORD).code == 0

    assert boekhaak("import", second).code == 0
    lost = boekhaak("import", first)
    assert lost.code == 1
    assert f"the login's access to “{first}” (" in lost.err
    assert f") was withdrawn. {INVITATION}" in lost.err


def test_a_login_that_lost_all_identities_is_told_so(boekhaak: CommandLine, nobody: Site) -> None:
    nobody.simulator.faults = {"withdrawn_identity"}
    nobody.simulator.withdraw_identity(nobody.names[1])

    assert f"the login lost its access to every company. {INVITATION}" in boekhaak.refused(*CONNECT, PASSWORD)


def imported(site: Site) -> Link:
    """Return the link to the first company, imported."""
    link = site.link_all()[0]
    assert site.imported(link).complete
    return link


def test_a_withdrawn_identity_breaks_its_link_alone_and_works_again_when_it_is_back(
    boekhaak: CommandLine, site: Site
) -> None:
    link = imported(site)
    before = books_and_cursors(boekhaak.url)
    site.simulator.withdraw_identity(link.company.name)

    first, second = boekhaak("synchronise", str(link.id)), boekhaak("synchronise", str(link.id), "--json")

    assert (first.code, second.code) == (1, 1)
    assert (
        f"the login's access to “{link.company.name}” ({link.company.id}) is missing. {INVITATION}" in first.errors[0]
    )
    assert second.json["error"]["type"] == "ConsentRequired"
    assert books_and_cursors(boekhaak.url) == before
    assert boekhaak("import", site.names[1]).code == 0
    site.simulator.accept_invitation(EMAIL, link.company.name)
    assert boekhaak("relink", "--apply").code == 0
    assert boekhaak("synchronise", str(link.id)).code == 0


def in_the_middle(site: Site, path: str, happen: Callable[[], None]) -> None:
    """Let something happen when a service is asked, once."""

    def listen(asked: str) -> None:
        if path in asked:
            site.simulator.on_request = None
            happen()

    site.simulator.on_request = listen


def test_an_identity_that_is_withdrawn_in_the_middle_keeps_whole_pages_and_the_import_goes_on(
    boekhaak: CommandLine, site: Site
) -> None:
    link = site.link_all()[0]
    in_the_middle(site, "transactionservice", lambda: site.simulator.withdraw_identity(link.company.name))

    ended = boekhaak("import", link.company.id)

    kept = books_and_cursors(boekhaak.url)
    assert ended.code == 1
    assert (
        f"the login's access to “{link.company.name}” ({link.company.id}) is missing. {INVITATION}" in ended.errors[0]
    )
    assert kept["boekhaak_account"]
    assert not kept["boekhaak_ledger_line"]
    site.simulator.accept_invitation(EMAIL, link.company.name)
    boekhaak("relink", "--apply")
    assert boekhaak("import", link.company.id).code == 0
    assert site.stored(link) == site.expected(link)


def test_a_changed_password_asks_for_the_new_one_and_the_links_go_on_with_it(boekhaak: CommandLine, site: Site) -> None:
    link = imported(site)
    before = books_and_cursors(boekhaak.url)
    site.simulator.revoke_consents()

    ended = boekhaak("synchronise", str(link.id))

    assert ended.code == 1
    assert "the e-mail address, the password or the application id is not accepted" in ended.errors[0]
    assert (
        "Sign in with `boekhaak connect twentyfour_seven --username NAME`, then `boekhaak relink`"
        in boekhaak("synchronise", str(link.id)).err
    )
    assert books_and_cursors(boekhaak.url) == before
    assert boekhaak(*CONNECT, f"{PASSWORD}-changed").code == 0
    assert boekhaak("relink", "--apply").code == 0
    assert boekhaak("synchronise", str(link.id)).code == 0


def test_a_wrong_password_does_not_end_the_sign_in_that_works(boekhaak: CommandLine, site: Site) -> None:
    link = imported(site)
    before = everything(boekhaak.url)

    assert boekhaak.refused(*CONNECT, WRONG) == NOT_ACCEPTED

    assert everything(boekhaak.url) == before
    assert boekhaak("synchronise", str(link.id)).code == 0


def test_a_sign_in_that_is_throttled_tells_to_wait_and_ends_nothing(boekhaak: CommandLine, serve: Serve) -> None:
    site = serve(package=PACKAGE, logins_per_hour=1)  # which counts the list of identities as a sign-in too

    ended = boekhaak(*CONNECT, PASSWORD, "--json")

    assert (ended.code, ended.json["error"]["type"]) == (1, "PackageUnavailable")
    assert ended.json["error"]["retry_after"] > (site.clock.now() + timedelta(minutes=10)).isoformat()
    assert (
        "the login has signed in too often, and the vendor lets it wait. Nothing to do: it is tried again later; let no other "
        "program use this login." in ended.err
    )
    assert boekhaak("companies").code == 0
    read = boekhaak("import", site.names[0])
    assert read.code == 1
    assert "the login has signed in too often" in read.errors[0]


def test_sessions_that_die_early_are_begun_anew_and_the_import_ends(boekhaak: CommandLine, serve: Serve) -> None:
    site = serve(package=PACKAGE, faults=["session_expiry"])

    ended = boekhaak("import", site.names[0])

    link = site.link_all()[0]
    assert (ended.code, ended.err) == (0, "")
    assert site.stored(link) == site.expected(link)


def test_all_sessions_that_end_in_the_middle_of_a_run_are_begun_anew(boekhaak: CommandLine, site: Site) -> None:
    in_the_middle(site, "transactionservice", site.simulator.end_sessions)

    ended = boekhaak("import", site.names[0])

    link = site.link_all()[0]
    assert (ended.code, ended.err) == (0, "")
    assert site.stored(link) == site.expected(link)
