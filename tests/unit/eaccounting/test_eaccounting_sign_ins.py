"""Sign-ins that are refused, wrong or late, and answers that are not what they should be, over the whole way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest

from boekhaak.models.link import Link
from boekhaak.models.records import Attachment
from boekhaak.plugin import AccessMissing, ConsentRequired
from boekhaak.service import connecting, downloading, importing, listing, registering, relinking
from boekhaak.testing.books.generator import generate
from boekhaak.testing.consent import give_consent
from boekhaak.testing.ledger import Records
from boekhaak_eaccounting import client
from boekhaak_eaccounting.simulator import SimulatedLogin
from support.exact_site import changed, errors
from support.site import Site

BOOKS = generate(companies=2, lines=60, seed=4, countries=["SE"])
FIRST, SECOND = (company.name for company in BOOKS.companies)
Open = Callable[..., Site]


def test_each_sign_in_opens_one_company(opened: Open) -> None:
    office = opened(BOOKS)

    seen = listing.list_companies(office.actor, office.installation).companies

    assert {one.company.name for one in seen} == {FIRST, SECOND}
    assert len({one.connection_id for one in seen}) == 2


def test_a_person_s_default_company_does_not_hide_the_others(opened: Open) -> None:
    office = opened(BOOKS, logins=[SimulatedLogin(default_company=FIRST)])

    assert {link.company.name for link in office.link_all()} == {FIRST, SECOND}


@pytest.mark.parametrize("fault", ["default_company", "picker_ignored"])
def test_the_picker_comes_in_either_way_of_asking(opened: Open, fault: str) -> None:
    office = opened(BOOKS, faults=[fault], logins=[SimulatedLogin(default_company=FIRST)])

    assert {link.company.name for link in office.link_all()} == {FIRST, SECOND}


def test_in_production_people_sign_in_at_the_identity_server(opened: Open) -> None:
    office = opened(BOOKS)
    app = office.simulator.registration("").model_copy(update={"mode": "production"})
    registering.register_app(None, office.installation, app)

    url = connecting.begin(office.actor, office.installation, package="eaccounting", mode="production").url

    asked = parse_qs(urlsplit(url).query)
    assert url.startswith("https://identity.vismaonline.com/connect/authorize?")
    assert asked["prompt"] == ["select_account"]
    assert "offline_access" in asked["scope"][0].split()


def test_a_refused_consent_changes_nothing(opened: Open) -> None:
    office = opened(BOOKS)
    before = connecting.connections_listed(office.actor, office.installation)

    with pytest.raises(ConsentRequired, match="consent was refused"):
        office.complete(give_consent(office.begin(), decision="refuse"))

    assert connecting.connections_listed(office.actor, office.installation) == before


def test_a_used_code_asks_to_begin_again(opened: Open) -> None:
    office = opened(BOOKS)
    answer = give_consent(office.begin(), choices={"company": [FIRST]})
    office.complete(answer)
    begun = office.begin()
    state = begun.partition("state=")[2].partition("&")[0]
    used = answer.replace(answer.partition("state=")[2].partition("&")[0], state)

    with pytest.raises(ConsentRequired, match="the code of this sign-in was refused"):
        office.complete(used)


def dead(office: Site, *links: Link) -> None:
    """Let all access die, and be found dead by these links."""
    office.simulator.revoke_consents()
    office.clock.advance(timedelta(hours=2))
    for link in links:
        office.synchronised(link)


def test_a_dead_refresh_token_breaks_its_link_and_a_sign_in_mends_it(opened: Open) -> None:
    office = opened(BOOKS)
    first, second = office.link_all()
    office.imported(first)

    dead(office, first)
    assert (office.link(first).state, office.link(second).state) == ("broken", "ok")

    office.complete(give_consent(office.begin(first.id), choices={"company": [FIRST]}))
    assert office.link(first).state == "ok"
    assert errors(office.synchronised(first)) == {}


def test_another_company_than_that_of_the_broken_link_is_refused_by_name(opened: Open) -> None:
    office = opened(BOOKS)
    first, _ = office.link_all()
    office.imported(first)
    dead(office, first)

    with pytest.raises(ConsentRequired, match=f"begun for “{FIRST}” and opened “{SECOND}”"):
        office.complete(give_consent(office.begin(first.id), choices={"company": [SECOND]}))

    assert office.link(first).state == "broken"


def test_links_are_bound_again_each_by_its_own_sign_in(opened: Open) -> None:
    office = opened(BOOKS)
    links = office.link_all()
    for link in links:
        office.imported(link)
    office.simulator.change_password("sam@example.com")
    office.clock.advance(timedelta(hours=2))
    for link in links:
        office.synchronised(link)
    assert {office.link(link).state for link in links} == {"broken"}

    for company in (SECOND, FIRST):
        office.connect(company=[company])
    relinked = relinking.relink(office.actor, office.installation)

    assert [one.bound for one in relinked] == [True, True]
    assert [errors(office.synchronised(link)) for link in links] == [{}, {}]


def test_a_dead_sign_in_is_told_with_its_company_until_another_takes_its_place(opened: Open) -> None:
    office = opened(BOOKS)
    first, second = office.link_all()
    dead(office, first, second)

    office.complete(give_consent(office.begin(first.id), choices={"company": [FIRST]}))
    (problem,) = listing.list_companies(office.actor, office.installation).problems
    office.complete(give_consent(office.begin(second.id), choices={"company": [SECOND]}))
    seen = listing.list_companies(office.actor, office.installation)

    assert SECOND in problem
    assert f"`boekhaak connect eaccounting --link {second.id}`" in problem
    assert seen.problems == ()
    assert {one.company.name for one in seen.companies} == {FIRST, SECOND}
    assert len(connecting.connections_listed(office.actor, office.installation)) == 4


def test_an_answer_for_another_company_is_not_stored(opened: Open) -> None:
    office = opened(BOOKS)
    link, _ = office.link_all()
    office.simulator.faults = {"moved_identifier"}

    run = office.imported(link)

    assert "answered for another company" in str(errors(run))
    assert changed(run) == 0


@pytest.mark.parametrize("fault", ["module_missing", "startup_guide", "company_inactive", "sandbox_client"])
def test_a_closed_company_is_no_dead_token(opened: Open, fault: str) -> None:
    office = opened(BOOKS)
    link, _ = office.link_all()
    office.simulator.faults = {fault}

    office.synchronised(link)

    now = office.link(link)
    connection = next(
        one for one in connecting.connections_listed(office.actor, office.installation) if one.id == now.connection_id
    )
    assert now.state == "broken"
    assert connection.state == "authorised"


def test_a_closed_company_cannot_be_connected(opened: Open) -> None:
    office = opened(BOOKS)
    office.simulator.faults = {"module_missing"}

    with pytest.raises(AccessMissing, match="No access to module"):
        office.connect(company=[FIRST])


@pytest.mark.parametrize("fault", ["malformed_json", "cut_pages", "html_maintenance", "internal_error"])
def test_a_broken_answer_stores_nothing_and_the_next_run_reads_all(opened: Open, fault: str) -> None:
    office = opened(BOOKS)
    link, _ = office.link_all()
    office.simulator.faults = {fault}
    failed = office.imported(link)
    office.simulator.faults = set()
    office.clock.advance(timedelta(minutes=20))

    run = office.imported(link)

    assert errors(failed)
    assert changed(failed) == 0
    assert errors(run) == {}
    assert office.stored(link) == office.expected(link)


def test_a_full_window_is_told_with_the_end_that_its_text_names(opened: Open) -> None:
    office = opened(BOOKS)
    link, _ = office.link_all()
    office.simulator.per_minute = 1

    run = office.imported(link)

    assert [(one.stream, one.retry_after) for one in run.streams] == [
        ("company", office.clock.now() + timedelta(seconds=61))
    ]


def test_a_run_that_may_wait_reads_all_in_spite_of_a_small_window(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", 9)
    office = opened(BOOKS)
    link, _ = office.link_all()
    office.clock.advance(timedelta(minutes=5))
    office.simulator.per_minute = 2

    run = importing.import_link(office.actor, office.installation, link.id, patience=timedelta(hours=1))

    assert errors(run) == {}
    assert office.stored(link) == office.expected(link)


@pytest.mark.parametrize("size", [1, 7])
def test_rows_that_move_between_small_pages_are_all_read(
    opened: Open, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE_SIZE", size)
    office = opened(BOOKS, faults=["moving_pages"])
    link, _ = office.link_all()

    assert errors(office.imported(link)) == {}
    assert office.stored(link) == office.expected(link)


def test_a_file_is_downloaded_from_its_temporary_address_without_a_token(opened: Open) -> None:
    office = opened(BOOKS)
    link, _ = office.link_all()
    office.imported(link)
    files = Records(office.actor, office.installation, link.id).of(Attachment)
    held = {file.name: file for document in office.company(link).documents for file in document.attachments}
    file = files[0]
    office.clock.advance(timedelta(hours=30))

    content = BytesIO()
    for piece in downloading.content(office.actor, office.installation, link.id, file.id):
        content.write(piece)

    assert content.getvalue() == b"".join(held[file.file_name].content())
