"""Importing one, several or all companies, as each policy of a host says, and what their first reading waits for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.jobs.work import work
from boekhaak.models.link import Answers, Link
from boekhaak.service import asking, configuring, importing, queueing, switching, synchronising
from boekhaak.service.importing import Imported
from boekhaak.service.listing import ListedCompany
from boekhaak.store import erasing
from support.bookings import contact
from support.desk import Desk
from support.policies import decide, seen, sees, told
from support.witness import Witness

SECTOR = {"key": "sector", "choices": ["retail", "food"]}
RETAIL = Answers(sector="retail")


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Return the desk when four companies can be seen, of which the bakery, 1, is linked."""
    desk.office.company("2", "Aviary")
    desk.office.company("3", "Chandler")
    desk.office.company("4", "Dairy")
    sees(desk.office, anna=["1", "2", "3", "4"])
    return desk


def listed(desk: Desk, *ids: str) -> list[ListedCompany]:
    there = {one.company.id: one for one in seen(desk.actor, desk.installation)}
    return [there[id_] for id_ in ids]


def imported(desk: Desk, *ids: str, **answers: Answers) -> Imported:
    given = {id_.lstrip("c"): answer for id_, answer in answers.items()}
    return importing.import_companies(desk.actor, desk.installation, listed(desk, *ids), answers=given)


def links(desk: Desk) -> dict[str, Link]:
    return {link.company.id: link for link in importing.links_listed(desk.actor, desk.installation)}


def due(desk: Desk, link: Link) -> set[str]:
    return {one.reason for one in queueing.turns(desk.actor, desk.installation, link.id)}


# Which


def test_any_companies_are_imported_as_given_and_are_due_at_once(shop: Desk, witness: Witness) -> None:
    done = imported(shop, "3", "2")

    assert [link.company.name for link in done.links] == ["Chandler", "Aviary"]
    assert done.added == tuple(link.id for link in done.links)
    assert [(link.stage, link.set_up) for link in done.links] == [("ready", True)] * 2
    assert {one.stream for one in queueing.turns(shop.actor, shop.installation, done.added[0])} == {
        "ledger",
        "contacts",
        "balances",
    }
    assert due(shop, done.links[0]) == {"asked for"}
    assert [one.link_id for one in told(shop.installation, "acme", "company_imported")][1:] == list(done.added)
    shop.office.put("3", contact("c1"))
    assert (run := work(shop.installation, done.added[0])) is not None
    assert run.complete


def test_a_company_that_is_there_is_not_imported_twice_and_its_answers_stay(shop: Desk) -> None:
    decide(shop.installation, questions=[SECTOR])
    first = imported(shop, "2", c2=RETAIL)
    events = len(told(shop.installation, "acme", "company_imported"))

    again = imported(shop, "2", "2", "1", c2=Answers(sector="food"))

    assert again.added == ()
    assert [link.id for link in again.links] == [first.links[0].id, shop.link.id]
    assert links(shop)["2"].answers == RETAIL
    assert again.problems == (
        f"{first.links[0].company.name} is imported already and keeps its answers; change them with "
        f"`boekhaak set-up {first.links[0].id}`.",
    )
    assert len(told(shop.installation, "acme", "company_imported")) == events


def test_none_given_is_all_that_are_new(shop: Desk) -> None:
    done = importing.import_companies(shop.actor, shop.installation)

    assert {link.company.id for link in done.links} == {"2", "3", "4"}
    assert importing.import_companies(shop.actor, shop.installation).links == ()


def test_where_all_are_imported_whoever_imports_one_imports_all(shop: Desk) -> None:
    decide(shop.installation, imports="all")

    done = imported(shop, "3")

    assert done.links[0].company.id == "3"
    assert set(links(shop)) == {"1", "2", "3", "4"}


def test_where_one_is_imported_a_second_is_refused(shop: Desk) -> None:
    decide(shop.installation, imports="one")

    with pytest.raises(InvalidInput, match=r"has one company of a package, not 2: it has Bakery \(link \d+\)"):
        imported(shop, "2")
    with pytest.raises(InvalidInput):
        importing.link_company(shop.actor, shop.installation, listed(shop, "2")[0])

    assert set(links(shop)) == {"1"}
    assert imported(shop, "1").added == ()


def test_of_two_who_import_at_once_one_gets_the_only_place(shop: Desk) -> None:
    decide(shop.installation, several_administrations="helpdesk")
    with shop.installation.store.writing() as tx:
        erasing.erase(tx, [shop.link])
    shop.installation.store._busy_seconds = 5
    given = listed(shop, "2", "3")

    def one(company: ListedCompany) -> bool:
        try:
            importing.import_companies(shop.actor, shop.installation, [company])
        except AccessMissing:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, given)) == [False, True]
    assert len(links(shop)) == 1


def test_without_several_administrations_there_is_one_and_the_error_says_whom_to_ask(shop: Desk) -> None:
    decide(shop.installation, several_administrations="helpdesk")

    with pytest.raises(AccessMissing, match=r"not switched on .* Ask the helpdesk to switch it on") as refused:
        imported(shop, "2", "3")

    assert "would have 3" in refused.value.what
    assert set(links(shop)) == {"1"}
    helpdesk = shop.actor.model_copy(update={"role": "helpdesk"})
    switching.switch_on(helpdesk, shop.installation, "several_administrations")
    assert len(imported(shop, "2", "3").added) == 2


def test_the_hosts_own_ids_come_with_the_companies(shop: Desk) -> None:
    given = listed(shop, "2", "3")
    done = importing.import_companies(shop.actor, shop.installation, given, host_companies={"3": "dossier 7"})

    assert [link.host_company for link in done.links] == ["", "dossier 7"]
    with pytest.raises(InvalidInput, match="answers for 9, which nobody imports"):
        importing.import_companies(shop.actor, shop.installation, given, host_companies={"9": "x"})


# Questions before


def test_answers_that_are_missing_or_wrong_are_named_together_and_nothing_is_imported(shop: Desk) -> None:
    number = {"key": "registration_number"}
    decide(shop.installation, questions=[number, SECTOR, {"key": "template", "required": False}])
    wrong = Answers(sector="mining", registration_number="?", template="b", division="north")

    with pytest.raises(InvalidInput) as refused:
        imported(shop, "2", "3", "4", c2=wrong, c3=Answers(no_number="test_demo"), c4=Answers(sector="food"))

    said = refused.value.what
    for sentence in (
        "Aviary (2): “?” is no registration number of any country",
        "Aviary (2): the division is not asked here",
        "Aviary (2): “mining” is no sector: choose from retail, food",
        "Aviary (2), Chandler (3): the sector is missing",
        "Aviary (2), Dairy (4): the registration number, or a reason why there is none",
    ):
        assert sentence in said
    assert set(links(shop)) == {"1"}
    for bypass in (importing.link_company, lambda *given: configuring.choose(*given, {"known_contacts": []})):
        with pytest.raises(InvalidInput, match="the sector is missing"):
            bypass(shop.actor, shop.installation, listed(shop, "2")[0])


def test_answers_come_with_the_import_and_are_kept(shop: Desk) -> None:
    decide(shop.installation, questions=[{"key": "registration_number"}, SECTOR])
    shop.office.companies["2"].facts = lambda: {"id": "2", "name": "Aviary", "country": "NL"}  # type: ignore[method-assign]

    with pytest.raises(InvalidInput, match="a KvK number has 8 digits"):
        imported(shop, "2", c2=Answers(registration_number="123", sector="food"))
    imported(shop, "2", c2=Answers(registration_number="99 00.00-01", sector="food"))

    link = links(shop)["2"]
    assert link.answers == Answers(registration_number="99000001", sector="food")
    assert (link.set_up, link.stage) == (True, "ready")


# What the first reading waits for


WAITS = {
    ("at_once", "after"): (False, "ready"),
    ("after_set_up", "after"): (False, "awaiting_set_up"),
    ("on_confirmation", "after"): (False, "awaiting_set_up"),
    ("after_set_up", "before"): (True, "ready"),
    ("on_confirmation", "before"): (True, "awaiting_confirmation"),
}
"""What a company is and waits for, by when it is read first and when its questions are asked."""


def test_the_first_reading_waits_for_what_the_policy_says(shop: Desk) -> None:
    for number, ((first, asked), expected) in enumerate(WAITS.items(), 10):
        sees(shop.office, anna=["1", str(number)])
        decide(shop.installation, questions=[SECTOR], asked=asked, first_synchronisation=first)

        answers = {f"c{number}": RETAIL} if asked == "before" else {}
        (link,) = imported(shop, str(number), **answers).links

        assert (link.set_up, link.stage) == expected
        assert bool(due(shop, link)) == (link.stage == "ready")


def test_what_is_not_ready_is_read_by_nobody_and_says_what_it_waits_for(shop: Desk) -> None:
    decide(shop.installation, set_up="host", first_synchronisation="on_confirmation")
    (link,) = imported(shop, "2").links
    before = len(shop.office.requests)
    works = (
        queueing.queue_import,
        queueing.queue_synchronisation,
        importing.import_link,
        synchronising.synchronise_link,
    )

    for deed in works:
        with pytest.raises(InvalidInput, match=rf"Aviary: .*not set up yet.*`boekhaak set-up {link.id}`"):
            deed(shop.actor, shop.installation, link.id)
    asking.set_up(shop.actor, shop.installation, [link.id])
    for deed in works:
        with pytest.raises(InvalidInput, match=rf"not confirmed.*`boekhaak confirm {link.id}`"):
            deed(shop.actor, shop.installation, link.id)

    assert work(shop.installation, link.id) is None
    assert len(shop.office.requests) == before


def test_a_confirmed_company_is_read(shop: Desk) -> None:
    decide(shop.installation, first_synchronisation="on_confirmation")
    (link,) = imported(shop, "2").links
    assert due(shop, link) == set()

    for _ in range(2):
        (confirmed,) = asking.confirm(shop.actor, shop.installation, [link.id])

    assert (confirmed.stage, due(shop, link)) == ("ready", {"asked for"})
    assert importing.import_link(shop.actor, shop.installation, link.id).action == "import"


def test_what_is_not_set_up_is_not_confirmed_and_none_of_the_others_either(shop: Desk) -> None:
    decide(shop.installation, questions=[SECTOR], asked="after", first_synchronisation="on_confirmation")
    one, two = imported(shop, "2", "3", c2=RETAIL).links
    assert (one.stage, two.stage) == ("awaiting_confirmation", "awaiting_set_up")

    with pytest.raises(InvalidInput, match=r"Chandler \(link \d+\): imported and not set up yet"):
        asking.confirm(shop.actor, shop.installation, [one.id, two.id])

    assert links(shop)["2"].stage == "awaiting_confirmation"
