from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boekhaak.clock import ScaledClock
from boekhaak.errors import Busy, ConsentRequired, NotFound
from boekhaak.models.link import Link
from boekhaak.service import browsing, importing, listing
from boekhaak.service.beating import LEASE_SECONDS
from boekhaak.service.running import COMPANY
from boekhaak.store import fences
from support.bookings import account, contact
from support.desk import Desk, stream
from support.interruption import Interrupted, interrupt
from support.paper_office import PaperOffice
from support.witness import Witness

PAGES = 3 + 2 + 1
COMPARED = 2
"""Streams that are asked once more for what changed, before they are compared with what is declared."""
"""The pages of the bakery's books."""
FIRST_FENCE = 1
"""The number under which the first run of a link works."""


# From nothing


def at_once(key: str, count: int) -> None:
    """Stop the process after the first page."""
    interrupt()


def test_an_import_stores_every_record_of_every_stream(bakery: Desk, witness: Witness) -> None:
    run = bakery.import_all()

    assert run.complete
    assert bakery.alive() == bakery.at_vendor()
    assert [stored for stored, _, _ in witness.pages] == ["ledger"] * 3 + ["contacts"] * 2 + ["balances"]
    assert witness.runs == [run]


def test_a_run_tells_what_it_did_to_each_stream(bakery: Desk) -> None:
    run = bakery.import_all()

    assert {one.stream: (one.records, one.changed, one.deletions, one.swept) for one in run.streams} == {
        "ledger": (8, 8, 0, 0),
        "contacts": (5, 5, 0, 0),
        "balances": (2, 2, 0, 0),
    }
    assert run.requests == 1 + PAGES
    assert browsing.runs_listed(bakery.actor, bakery.installation) == (run,)


def test_progress_tells_the_records_of_each_stream_so_far(bakery: Desk) -> None:
    told: list[tuple[str, int]] = []

    bakery.import_all(progress=lambda key, count: told.append((key, count)))

    assert told == [("ledger", 3), ("ledger", 6), ("ledger", 8), ("contacts", 3), ("contacts", 5), ("balances", 2)]


def test_the_facts_of_the_company_are_those_of_the_packages_own_answer(bakery: Desk) -> None:
    bakery.office.companies["1"].name = "Bakery & Sons"

    bakery.import_all()

    (found,) = importing.links_listed(bakery.actor, bakery.installation)
    assert (found.company.name, found.company.vat_number, found.epoch) == ("Bakery & Sons", "NL001234567B01", "first")


# Again


def test_an_import_that_is_finished_has_nothing_left_to_read(bakery: Desk) -> None:
    bakery.import_all()

    run = bakery.import_all()

    assert run.complete
    assert run.requests == 1
    assert run.streams == ()


def test_importing_again_changes_no_row(bakery: Desk, clock: ScaledClock) -> None:
    bakery.import_all()
    before = bakery.stored()
    clock.advance(timedelta(days=1))

    run = bakery.import_all(again=True)

    assert bakery.stored() == before
    assert {one.stream: (one.records, one.changed, one.swept) for one in run.streams} == {
        "ledger": (8, 0, 0),
        "contacts": (5, 0, 0),
        "balances": (2, 0, 0),
    }


def test_importing_again_finds_what_changed_and_what_is_gone(bakery: Desk) -> None:
    bakery.import_all()
    bakery.enter(contact("c0", name="Changed"), contact("c9"))
    bakery.strike("contact", "c1")
    bakery.strike("ledger_line", "1/1", "1/2")

    run = bakery.import_all(again=True)

    assert run.complete
    assert {key for key in bakery.alive() if key[0] != "voucher"} == {
        key for key in bakery.at_vendor() if key[0] != "voucher"
    }
    assert ("voucher", "1") not in bakery.alive()
    assert bakery.alive()["contact", "c0"] == bakery.at_vendor()["contact", "c0"]


# Interrupted


@pytest.mark.parametrize("page", range(1, PAGES + 1))
def test_an_import_that_was_interrupted_after_any_page_goes_on_there(bakery: Desk, witness: Witness, page: int) -> None:
    def stop(key: str, count: int) -> None:
        if len(witness.pages) == page - 1:
            interrupt()

    with pytest.raises(Interrupted):
        bakery.import_all(progress=stop)
    already = page
    witness.pages.clear()

    run = bakery.import_all()

    assert run.complete
    assert bakery.alive() == bakery.at_vendor()
    assert len(witness.pages) <= PAGES - already + 1 + COMPARED
    assert {one.provenance.deleted_at for one in bakery.stored().values()} == {None}
    last = {key: max(record.version or 0 for kind, record in _of_stream(bakery, key)) for key in bakery.states()}
    assert {key: state.cursor for key, state in bakery.states().items()} == {key: str(n) for key, n in last.items()}
    assert {state.phase for state in bakery.states().values()} == {"synchronise"}


def _of_stream(desk: Desk, key: str) -> list[tuple[str, object]]:
    info = desk.installation.packages["paper"].info.stream(key)
    assert info is not None
    return [(kind, record) for (kind, _), record in desk.at_vendor().items() if kind in info.kinds]


def test_a_run_that_was_broken_off_is_not_told_to_be_complete(bakery: Desk) -> None:
    with pytest.raises(Interrupted):
        bakery.import_all(progress=at_once)

    (run,) = browsing.runs_listed(bakery.actor, bakery.installation)

    assert run.finished_at is None
    assert not run.complete


def test_a_run_that_was_broken_off_leaves_the_link_free(bakery: Desk) -> None:
    with pytest.raises(Interrupted):
        bakery.import_all(progress=at_once)

    assert bakery.import_all().complete


# Streams that fail


def test_a_stream_without_rights_leaves_the_others_alone(bakery: Desk) -> None:
    bakery.office.companies["1"].forbidden.add("contacts")

    run = bakery.import_all()

    assert not run.complete
    assert "access to contacts was refused" in stream(run, "contacts").error
    assert stream(run, "ledger").error == stream(run, "balances").error == ""
    assert {kind for kind, _ in bakery.alive()} == {"account", "voucher", "ledger_line", "balance"}


def test_a_stream_that_failed_is_read_when_its_rights_are_given(bakery: Desk) -> None:
    bakery.office.companies["1"].forbidden.add("contacts")
    bakery.import_all()
    bakery.office.companies["1"].forbidden.clear()

    run = bakery.import_all()

    assert run.complete
    assert [one.stream for one in run.streams] == ["contacts"]
    assert bakery.alive() == bakery.at_vendor()
    assert bakery.states()["contacts"].error == ""


def test_a_plugin_that_breaks_in_one_stream_leaves_the_others_alone(bakery: Desk) -> None:
    bakery.office.faults.append(_answering("/companies/1/changes/contacts", {"no": "rows"}))

    run = bakery.import_all()

    assert "its hook import_company failed with KeyError" in stream(run, "contacts").error
    assert stream(run, "balances").records == 2


def _answering(path: str, body: object, status: int = 200) -> object:
    def fault(request: Request) -> Response | None:
        return JSONResponse(body, status) if request.url.path == path else None

    return fault


def test_a_value_that_the_database_cannot_hold_stops_its_stream_alone(bakery: Desk) -> None:
    bakery.enter(account("3000").model_copy(update={"version": 1}))
    change = bakery.office.companies["1"].changes["account", "3000"]
    change.record = account("3000", version=2**70)

    run = bakery.import_all()

    assert "cannot hold a value" in stream(run, "ledger").error
    assert stream(run, "contacts").error == ""


def test_last_attempt_and_last_success_are_told_apart(bakery: Desk, clock: ScaledClock) -> None:
    bakery.import_all()
    imported_at = clock.now()
    clock.advance(timedelta(days=2))
    bakery.office.companies["1"].forbidden.add("contacts")

    bakery.synchronise()

    state = bakery.states()["contacts"]
    assert (state.last_success, state.last_attempt) == (imported_at, clock.now())
    assert "refused" in state.error


# The right company


def test_an_answer_for_another_company_is_an_error_and_nothing_is_stored(bakery: Desk) -> None:
    bakery.office.company("2", "Butcher")
    facts = bakery.office.companies["2"].facts() | {"epoch": "first"}
    bakery.office.faults.append(_answering("/companies/1", facts))

    run = bakery.import_all()

    assert not run.complete
    assert "Bakery: the package answered for another company (Butcher)" in stream(run, COMPANY).error
    assert bakery.alive() == {}


def test_a_company_that_is_all_empty_tells_of_missing_rights(desk: Desk) -> None:
    run = desk.import_all()

    assert not run.complete
    assert "every list of this company came back empty" in stream(run, COMPANY).error
    assert "probably has no rights" in stream(run, COMPANY).error


def test_an_empty_company_with_a_stream_that_failed_tells_of_that_stream_alone(desk: Desk) -> None:
    desk.office.companies["1"].forbidden.add("contacts")

    run = desk.import_all()

    assert {one.stream for one in run.streams if one.error} == {"contacts"}


def test_a_company_that_let_nobody_in_once_is_told_to_be_well_when_it_does(bakery: Desk) -> None:
    fault = _answering("/companies/1", {}, 503)
    bakery.office.faults.append(fault)
    failed = bakery.import_all()
    bakery.office.faults.clear()

    run = bakery.import_all()

    assert "status 503" in stream(failed, COMPANY).error
    assert run.complete
    assert {state.error for state in bakery.states().values()} == {""}


def test_a_company_that_became_empty_after_a_failure_is_still_told_to_be_empty(desk: Desk) -> None:
    fault = _answering("/companies/1", {}, 503)
    desk.office.faults.append(fault)
    desk.import_all()
    desk.office.faults.clear()

    run = desk.import_all()

    assert "came back empty" in stream(run, COMPANY).error


def test_a_company_that_lets_the_login_in_no_more_breaks_its_link(bakery: Desk, witness: Witness) -> None:
    bakery.office.faults.append(_answering("/companies/1", {"message": "no"}, 403))

    bakery.import_all()

    (found,) = importing.links_listed(bakery.actor, bakery.installation)
    assert found.state == "broken"
    assert "access to company was refused" in found.reason
    assert witness.broken == [(found.id, found.reason)]


def test_a_broken_link_is_refused_with_the_way_out(bakery: Desk) -> None:
    bakery.office.faults.append(_answering("/companies/1", {"message": "no"}, 403))
    bakery.import_all()
    before = len(bakery.office.requests)

    for work in (bakery.import_all, bakery.synchronise):
        with pytest.raises(ConsentRequired, match=r"Paper Office, Bakery: the link is broken .*`boekhaak relink`"):
            work()

    assert len(bakery.office.requests) == before


def test_a_consent_that_dies_during_a_run_ends_it_and_is_told(
    bakery: Desk, clock: ScaledClock, witness: Witness
) -> None:
    def revoke(key: str, count: int) -> None:
        bakery.office.revoke()
        clock.advance(timedelta(minutes=10))

    run = bakery.import_all(progress=revoke)

    assert "Paper Office knows this grant no longer" in stream(run, COMPANY).error
    assert [link_id for link_id, _ in witness.broken] == [bakery.link.id]


# One run at a time


def test_a_link_that_is_being_read_is_busy_for_others(bakery: Desk) -> None:
    refused: list[str] = []

    def another(key: str, count: int) -> None:
        with pytest.raises(Busy, match="Bakery: another run is reading this company") as caught:
            bakery.synchronise()
        refused.append(str(caught.value))

    run = bakery.import_all(progress=another)

    assert run.complete
    assert len(refused) == PAGES


def test_a_run_that_was_overtaken_stops_and_stores_nothing_more(bakery: Desk, witness: Witness) -> None:
    store = bakery.installation.store

    def overtake(key: str, count: int) -> None:
        with store.writing() as tx:
            fences.prolong(store, tx, bakery.link.id, FIRST_FENCE, -1)
            fences.lease(store, tx, bakery.link, "a newer run", LEASE_SECONDS)

    run = bakery.import_all(progress=overtake)

    assert "another run took this company over" in stream(run, COMPANY).error
    assert len(witness.pages) == 1
    with pytest.raises(Busy):
        bakery.synchronise()


# Choosing and binding companies


def test_a_company_is_chosen_by_id_or_by_its_only_name(desk: Desk) -> None:
    desk.office.company("2", "Butcher")
    seen = listing.list_companies(desk.actor, desk.installation).companies

    assert importing.choose(seen, "2").company.name == "Butcher"
    assert importing.choose(seen, "bUTCHER").company.id == "2"


def test_a_name_that_several_companies_have_is_not_chosen_by(desk: Desk) -> None:
    desk.office.company("2", "Bakery")
    seen = listing.list_companies(desk.actor, desk.installation).companies

    with pytest.raises(NotFound, match=r"several companies are called “Bakery”.*1, 2"):
        importing.choose(seen, "Bakery")


def test_a_company_that_nobody_sees_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no company “Chandler” can be seen"):
        importing.choose(listing.list_companies(desk.actor, desk.installation).companies, "Chandler")


def test_the_list_tells_which_companies_are_linked(desk: Desk, link: Link) -> None:
    desk.office.company("2", "Aviary")

    seen = listing.list_companies(desk.actor, desk.installation)

    assert [(one.company.name, one.link_id) for one in seen.companies] == [("Aviary", None), ("Bakery", link.id)]
    assert seen.problems == ()


def test_binding_a_company_twice_gives_the_same_link(desk: Desk, link: Link, office: PaperOffice) -> None:
    seen = listing.list_companies(desk.actor, desk.installation)

    again = importing.link_company(desk.actor, desk.installation, seen.companies[0], "another dossier")

    assert again == link
