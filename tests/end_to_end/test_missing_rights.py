"""Rights that a login, a company or the app lacks: which, and where they are given; the rest is read."""

from __future__ import annotations

import pytest

from boekhaak.models.link import Link
from boekhaak.testing.books.generator import generate
from boekhaak_exact_online.plugin import STREAMS
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from support.command_line import CommandLine, books_and_cursors
from support.exact_site import Serve, Site

FIRST = "100001"
EVERY = {stream.key for stream in STREAMS}
SECURITY_CENTRE = "Security Centre > Permissions for my apps"


def test_a_company_that_the_login_may_not_open_is_not_seen(boekhaak: CommandLine, serve: Serve) -> None:
    books = generate(companies=2, lines=20, seed=4)
    serve(books, logins=[SimulatedLogin(companies=(books.companies[0].name,))])

    for wanted in ("100002", books.companies[1].name):
        sentence = boekhaak.refused("import", wanted)

        assert f"no company “{wanted}” can be seen." in sentence
        assert "give the app and the login access to it at the package." in sentence


def test_a_company_that_the_app_is_not_granted_is_not_seen(boekhaak: CommandLine, site: Site) -> None:
    site.connect(company=[site.simulator.books.companies[0].name])

    assert "no company “100002” can be seen." in boekhaak.refused("import", "100002")


def test_a_company_that_is_no_longer_granted_breaks_its_link_and_keeps_its_books(
    boekhaak: CommandLine, link: Link, site: Site
) -> None:
    before = books_and_cursors(boekhaak.url)
    site.connect(company=[site.simulator.books.companies[1].name])

    first = boekhaak("synchronise", str(link.id))
    second = boekhaak("synchronise", str(link.id))
    relinked = boekhaak("relink", "--apply")

    assert (first.code, second.code, relinked.code) == (1, 1, 1)
    assert f"{link.company.name}: the company is not granted to the app. In Exact Online, open" in first.errors[0]
    assert SECURITY_CENTRE in first.errors[0]
    assert "its login sees no company 100001 any more" in relinked.out
    assert f"{link.company.name}: the link is broken (the company is not granted to the app. In" in second.errors[0]
    assert "Sign in with `boekhaak connect exact_online`, then `boekhaak relink`." in second.errors[0]
    assert books_and_cursors(boekhaak.url) == before

    site.connect()
    assert boekhaak("relink", "--apply").code == 0
    assert boekhaak("synchronise", str(link.id)).code == 0
    assert site.stored(link) == site.expected(link)


def test_a_broken_link_does_not_keep_the_others_from_being_read(boekhaak: CommandLine, link: Link, site: Site) -> None:
    site.connect(company=[site.simulator.books.companies[1].name])
    boekhaak("synchronise", str(link.id))
    site.connect()

    imported, synchronised = boekhaak("import", "--all", "--json"), boekhaak("synchronise", "--json")

    other = site.link_all()[1]
    for ended in (imported, synchronised):
        assert ended.code == 1
        assert [run["link_id"] for run in ended.json["runs"]] == [other.id]
        assert "the link is broken (the company is not granted to the app." in ended.json["errors"][0]
    assert site.stored(other) == site.expected(other)


def test_a_licence_that_has_expired_is_told_once(boekhaak: CommandLine, site: Site) -> None:
    site.simulator.faults = {"licence_expired"}

    ended = boekhaak("import", FIRST)

    (sentence,) = ended.err.splitlines()
    assert ended.code == 1
    assert "access was refused: the licence has expired. Renew the licence at Exact, then try again." in sentence
    assert "balances" in sentence.partition("Streams: ")[2]


def test_a_company_that_is_all_empty_says_that_rights_are_missing_and_is_read_when_they_are_there(
    boekhaak: CommandLine, site: Site
) -> None:
    site.simulator.faults = {"empty_lists"}

    for _ in range(2):
        ended = boekhaak("import", FIRST)

        assert ended.code == 1
        assert "every list of this company came back empty. The login probably has no rights in it" in ended.errors[0]

    site.simulator.faults = set()
    ended = boekhaak("import", FIRST)
    assert (ended.code, ended.err) == (0, "")
    link = site.link_all()[0]
    assert site.stored(link) == site.expected(link)


@pytest.mark.parametrize(
    ("scope", "without"),
    [
        ("financial.generalledgers", {"accounts"}),
        ("financial.accounting", {"journals", "tax_codes", "periods", "ledger_lines", "balances"}),
        ("crm.accounts", {"contacts", "addresses", "bank_accounts"}),
    ],
)
def test_a_missing_data_scope_is_named_and_the_other_streams_are_read(
    boekhaak: CommandLine, site: Site, scope: str, without: set[str]
) -> None:
    site.simulator.missing_scopes.add(scope)

    ended = boekhaak("import", FIRST)

    (sentence,) = ended.err.splitlines()
    assert ended.code == 1
    assert f"the app lacks the right “{scope}”. Give the app that data scope in Exact's App Center" in sentence
    assert set(sentence.partition("Streams: ")[2].rstrip(".").split(", ")) == without
    link = site.link_all()[0]
    assert {one for _, one, *_ in books_and_cursors(boekhaak.url)["boekhaak_stream"]} == EVERY - without

    site.simulator.missing_scopes.clear()
    assert boekhaak("import", FIRST).code == 0
    assert site.stored(link) == site.expected(link)


def test_without_the_scope_to_list_companies_that_scope_is_named(boekhaak: CommandLine, site: Site) -> None:
    site.simulator.missing_scopes.add("organization.administration")

    sentence = boekhaak.refused("companies")

    assert "the app lacks the right “organization.administration”. Give the app that data scope in" in sentence
