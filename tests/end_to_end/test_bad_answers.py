"""Answers of the package that cannot be true or are not whole: told, nothing of them is stored, and later all is well."""

from __future__ import annotations

import pytest

from boekhaak.models.link import Link
from support.command_line import CommandLine, books_and_cursors, failed, filled
from support.site import Serve, Site

MIDDLE = {
    "exact_online": ("financial/Journals", {"journals", "ledger_lines", "deletions"}, {"account"}),
    "twentyfour_seven": ("transactionservice", {"journals", "ledger_lines", "balances"}, {"account"}),
    "eaccounting": (
        "/projects",
        {"projects", "ledger_lines", "balances"},
        {"account", "tax_code", "financial_period", "dimension"},
    ),
}
"""An address that is asked for in the middle of an import, streams that then fail, and kinds that were read before it."""
FAILING = [
    ("exact_online", "malformed_json"),
    ("exact_online", "html_maintenance"),
    ("exact_online", "apigee_fault"),
    ("twentyfour_seven", "malformed"),
    ("twentyfour_seven", "entity"),
    ("eaccounting", "malformed_json"),
    ("eaccounting", "html_maintenance"),
]
"""Answers that are not repeated in vain: of others each stream waits for three."""
ELSEWHERE = {"exact_online": "wrong_division", "twentyfour_seven": "wrong_company", "eaccounting": "moved_identifier"}


@pytest.fixture
def package() -> str:
    """Return the package that a test is about, where it does not name one."""
    return "exact_online"


@pytest.fixture
def site(serve: Serve, package: str) -> Site:
    """Return a simulator of it, of two companies, to which the environment “acme” is connected."""
    return serve(package=package)


def at(site: Site, path: str, fault: str, *, answers: int | None = None) -> None:
    """Switch a fault on when an address is asked for, once."""

    def listen(asked: str) -> None:
        if path in asked:
            site.simulator.on_request = None
            site.simulator.switch_on(fault, answers=answers)

    site.simulator.on_request = listen


def well_again(boekhaak: CommandLine, site: Site) -> bool:
    """Switch all faults off and import what is left; tell whether the store then holds what the package does."""
    site.simulator.on_request = None
    site.simulator.faults = set()
    ended = boekhaak("import", site.names[0])
    link = site.link_all()[0]
    return (ended.code, ended.err) == (0, "") and site.stored(link) == site.expected(link)


@pytest.mark.parametrize(
    ("package", "fault", "what", "kind"),
    [
        (
            "exact_online",
            "malformed_json",
            "the answer from /api/v1/current/Me is not complete JSON (",
            "UnexpectedAnswer",
        ),
        ("exact_online", "cut_always", "127.0.0.1 could not be reached or broke off (", "PackageUnavailable"),
        (
            "exact_online",
            "html_maintenance",
            "a page came instead of data, as during maintenance. ",
            "PackageUnavailable",
        ),
        (
            "exact_online",
            "apigee_fault",
            "the gateway there does not get through to it (status 404). ",
            "PackageUnavailable",
        ),
        (
            "eaccounting",
            "malformed_json",
            "the answer from /v2/companysettings is not complete JSON (",
            "UnexpectedAnswer",
        ),
        ("eaccounting", "cut_pages", "127.0.0.1 could not be reached or broke off (", "PackageUnavailable"),
        (
            "eaccounting",
            "html_maintenance",
            "a page came instead of data, as during maintenance. ",
            "PackageUnavailable",
        ),
        ("eaccounting", "internal_error", "a failure there", "PackageUnavailable"),
    ],
)
def test_a_first_answer_that_is_none_is_told(
    boekhaak: CommandLine, site: Site, fault: str, what: str, kind: str
) -> None:
    site.simulator.faults = {fault}

    ended = boekhaak("import", site.names[0], "--json")

    assert (ended.code, ended.json["error"]["type"]) == (1, kind)
    assert ended.err.startswith(f"Error: {site.installation.packages[site.package].info.name}: {what}")
    assert filled(books_and_cursors(boekhaak.url)) == set()
    assert well_again(boekhaak, site)


@pytest.mark.parametrize(("package", "fault"), FAILING)
def test_a_package_that_fails_in_the_middle_leaves_what_came_before_and_the_import_goes_on(
    boekhaak: CommandLine, site: Site, fault: str
) -> None:
    path, streams, before = MIDDLE[site.package]
    at(site, path, fault)

    errors = failed(boekhaak, "import", site.names[0])

    assert streams <= set(errors)
    assert filled(books_and_cursors(boekhaak.url)) == before
    assert well_again(boekhaak, site)


@pytest.mark.parametrize(("fault", "answers"), [("malformed_json", 1), ("cut_always", 3)])
def test_one_page_that_does_not_come_whole_stops_its_stream_alone(
    boekhaak: CommandLine, site: Site, fault: str, answers: int
) -> None:
    at(site, "TransactionLines", fault, answers=answers)

    errors = failed(boekhaak, "import", site.names[0])

    assert set(errors) == {"ledger_lines"}
    assert not {"voucher", "ledger_line"} & filled(books_and_cursors(boekhaak.url))
    assert well_again(boekhaak, site)


def test_a_page_that_breaks_off_is_asked_for_again(boekhaak: CommandLine, site: Site) -> None:
    site.simulator.faults, site.simulator.cut_every = {"cut_pages"}, 10

    ended = boekhaak("import", site.names[0])

    calls = [count for endpoint, count in site.simulator.calls.items() if endpoint.startswith(("sync/", "financial/"))]
    assert max(calls) == 2
    link = site.link_all()[0]
    assert (ended.code, ended.err) == (0, "")
    assert site.stored(link) == site.expected(link)


def test_one_sentence_tells_of_all_streams_that_met_the_same(boekhaak: CommandLine, site: Site) -> None:
    at(site, "financial/Journals", "html_maintenance")

    ended = boekhaak("import", site.names[0])

    (sentence,) = ended.err.splitlines()
    assert ended.code == 1
    assert "as during maintenance. Nothing was lost; try again in a few minutes. Streams: " in sentence
    assert "journals" in sentence.partition("Streams: ")[2]


def test_an_import_that_cannot_go_on_does_not_wait_for_the_package(boekhaak: CommandLine, site: Site) -> None:
    at(site, "financial/Journals", "html_maintenance")

    boekhaak("import", site.names[0])

    (run,) = boekhaak("runs", "--json").json["runs"]
    assert run["finished_at"] is not None
    assert all(one["retry_after"] for one in run["streams"] if one["error"])


@pytest.mark.parametrize(
    ("package", "told"),
    [
        ("exact_online", "the package answered for another company ({other})"),
        ("twentyfour_seven", "the answer about “{one}” is about another company (“{other}”)"),
        ("eaccounting", "the package answered for another company ({one})"),
    ],
)
def test_a_company_that_answers_for_another_is_not_read(boekhaak: CommandLine, site: Site, told: str) -> None:
    link = site.link_all()[0]
    site.simulator.faults = {ELSEWHERE[site.package]}

    errors = failed(boekhaak, "synchronise", str(link.id))

    one, other = site.names
    assert set(errors) == {"company"}
    assert told.format(one=one, other=other) in errors["company"]
    assert ". Nothing " in errors["company"]
    assert filled(books_and_cursors(boekhaak.url)) == set()
    assert well_again(boekhaak, site)


def test_rows_of_another_company_are_not_stored(boekhaak: CommandLine, site: Site) -> None:
    at(site, "sync/Financial/GLAccounts", "wrong_division")

    errors = failed(boekhaak, "import", site.names[0])

    assert (
        "the answer is about another company (100002) than the one asked for (100001). Nothing of" in errors["accounts"]
    )
    assert filled(books_and_cursors(boekhaak.url)) == set()
    assert well_again(boekhaak, site)


@pytest.mark.parametrize(
    ("package", "fault"),
    [
        *FAILING,
        *ELSEWHERE.items(),
        ("exact_online", "licence_expired"),
        ("eaccounting", "cut_pages"),
        ("eaccounting", "internal_error"),
    ],
)
def test_a_synchronisation_that_fails_takes_nothing_away(
    boekhaak: CommandLine, link: Link, site: Site, fault: str
) -> None:
    before = books_and_cursors(boekhaak.url)
    site.simulator.faults = {fault}

    failed(boekhaak, "synchronise", str(link.id))

    assert books_and_cursors(boekhaak.url) == before
    assert boekhaak("balances", str(link.id)).code == 0
    site.simulator.faults = set()
    assert boekhaak("synchronise", str(link.id)).code == 0
    assert site.stored(link) == site.expected(link)


def test_a_process_of_its_own_tells_no_secret_when_the_package_fails(boekhaak: CommandLine, site: Site) -> None:
    at(site, "financial/Journals", "malformed_json")

    ended = boekhaak.process("--verbose", "import", site.names[0])

    assert ended.code == 1
    assert "status=200" in ended.err
    assert "is not complete JSON" in ended.errors[0]
