from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import CursorLost, InvalidInput
from boekhaak.service import synchronising
from boekhaak.service.reading import FULL_EVERY
from support import paper
from support.bookings import account, contact
from support.desk import Desk, stream
from support.witness import Witness


@pytest.fixture
def imported(bakery: Desk, witness: Witness) -> Desk:
    """Return the desk when the bakery's books are imported."""
    bakery.import_all()
    witness.pages.clear()
    bakery.office.requests.clear()
    return bakery


def read(desk: Desk) -> list[str]:
    """Return which streams the vendor was asked for, each once."""
    asked = (request.rpartition("/")[2] for request in desk.office.requests if "/changes/" in request)
    return list(dict.fromkeys(asked))


# What changed


def test_only_what_changed_is_read(imported: Desk, witness: Witness) -> None:
    imported.enter(account("1000", name="Bank"), contact("c1", name="Changed"))

    run = imported.synchronise()

    assert run.complete
    assert imported.alive() == imported.at_vendor()
    assert witness.pages == [("ledger", 1, 0), ("contacts", 1, 0)]


def test_deletions_that_the_package_tells_are_stored(imported: Desk, witness: Witness) -> None:
    imported.strike("ledger_line", "1/1", "1/2")

    run = imported.synchronise("ledger")

    assert stream(run, "ledger").deletions == 3
    assert ("voucher", "1") not in imported.alive()
    assert witness.pages == [("ledger", 0, 2)]


def test_deletions_that_the_package_does_not_tell_are_found_by_the_next_full_reading(
    imported: Desk, clock: ScaledClock
) -> None:
    imported.strike("contact", "c1")

    before = imported.synchronise()
    clock.advance(FULL_EVERY)
    after = imported.synchronise()

    assert stream(before, "contacts").swept == 0
    assert (stream(after, "contacts").records, stream(after, "contacts").swept) == (4, 1)
    assert ("contact", "c1") not in imported.alive()
    assert imported.states()["contacts"].full_at == clock.now()


def test_a_stream_whose_deletions_are_told_is_never_read_whole_again(imported: Desk, clock: ScaledClock) -> None:
    clock.advance(FULL_EVERY * 10)

    run = imported.synchronise("ledger")

    assert stream(run, "ledger").records == 0


def test_a_stream_that_is_read_whole_each_time_is_swept_each_time(imported: Desk) -> None:
    imported.strike("balance", "opening/2000/2026/0")

    run = imported.synchronise("balances")

    assert (stream(run, "balances").records, stream(run, "balances").swept) == (1, 1)


def test_synchronising_when_nothing_changed_changes_no_row(imported: Desk, clock: ScaledClock) -> None:
    before = imported.stored()
    clock.advance(FULL_EVERY)

    run = imported.synchronise()

    assert run.complete
    assert imported.stored() == before
    assert {one.changed for one in run.streams} == {0}


# What is due


def test_a_stream_is_read_when_its_shortest_time_has_passed(imported: Desk, clock: ScaledClock) -> None:
    at_once = _synchronised(imported)
    clock.advance(paper.BALANCES.every - timedelta(seconds=1))
    a_second_before = _synchronised(imported)
    clock.advance(timedelta(seconds=1))
    then = _synchronised(imported)

    assert (at_once, a_second_before) == (["ledger", "contacts"], ["ledger", "contacts"])
    assert then == ["ledger", "contacts", "balances"]


def _synchronised(desk: Desk) -> list[str]:
    desk.office.requests.clear()
    desk.synchronise()
    return read(desk)


def test_a_named_stream_is_read_whether_it_is_due_or_not(imported: Desk) -> None:
    imported.synchronise("balances")

    assert read(imported) == ["balances"]


def test_a_stream_that_nobody_knows_is_refused_before_anything_is_asked(imported: Desk) -> None:
    with pytest.raises(InvalidInput, match=r"no stream “poems”.*ledger, contacts, balances"):
        imported.synchronise("ledger", "poems")

    assert imported.office.requests == []


def test_a_stream_that_failed_is_due_again_at_once(imported: Desk, clock: ScaledClock) -> None:
    clock.advance(paper.BALANCES.every)
    imported.office.companies["1"].forbidden.add("balances")
    imported.synchronise()
    imported.office.companies["1"].forbidden.clear()

    assert "balances" in _synchronised(imported)


def test_a_stream_that_was_never_read_to_its_end_is_imported_first(bakery: Desk) -> None:
    run = bakery.synchronise()

    assert run.complete
    assert run.action == "synchronise"
    assert bakery.alive() == bakery.at_vendor()


def test_reading_again_that_was_interrupted_is_due_whatever_the_shortest_time(imported: Desk) -> None:
    imported.office.companies["1"].forbidden.add("balances")
    imported.import_all(again=True)
    imported.office.companies["1"].forbidden.clear()

    assert "balances" in _synchronised(imported)


def test_the_control_totals_and_what_led_to_them_can_be_asked_for(imported: Desk) -> None:
    run = synchronising.check_balances(imported.actor, imported.installation, imported.link.id)

    assert run.complete
    assert read(imported) == ["ledger", "balances"]


# When memory is lost


def test_a_lost_cursor_lets_the_stream_be_read_from_nothing_and_swept(imported: Desk) -> None:
    imported.enter(contact("c0", name="Changed"))
    imported.strike("ledger_line", "1/1", "1/2")
    imported.strike("voucher", "1")
    for number in (1, 2):
        imported.office.companies["1"].changes.pop(("ledger_line", f"1/{number}"))
    imported.office.companies["1"].changes.pop(("voucher", "1"))
    imported.office.forget("1", "ledger")

    run = imported.synchronise()

    assert run.complete
    assert imported.alive() == imported.at_vendor()
    ledger = stream(run, "ledger")
    assert (ledger.records, ledger.swept, ledger.error) == (5, 3, "")
    assert "Paper Office forgot what changed" in ledger.warning
    assert imported.states()["ledger"].phase == "synchronise"


def test_a_cursor_that_is_lost_again_and_again_is_an_error(imported: Desk) -> None:
    def forgetting(*given: object, **named: object) -> object:
        raise _lost()

    package = imported.installation.packages["paper"]
    package.import_company = package.synchronise = forgetting

    run = imported.synchronise("ledger")

    assert not run.complete
    assert "memory was lost while it was read from nothing" in stream(run, "ledger").error


def test_a_package_that_names_no_stream_has_forgotten_all(imported: Desk) -> None:
    package = imported.installation.packages["paper"]
    synchronise = package.synchronise

    def forgetting(*given: object, **named: object) -> object:
        package.synchronise = synchronise
        raise _lost()

    package.synchronise = forgetting

    run = imported.synchronise("ledger")

    assert run.complete
    assert {one.stream: one.records for one in run.streams} == {"ledger": 8, "contacts": 5, "balances": 2}


def _lost() -> CursorLost:
    return CursorLost("forgot", way_out="Read again")


def test_books_that_were_renumbered_are_read_again_whole(imported: Desk) -> None:
    bakery = imported.office.companies["1"]
    bakery.epoch = "second"
    bakery.changes.pop(("contact", "c1"))

    run = imported.synchronise()

    assert run.complete
    assert {one.stream: (one.records, one.swept) for one in run.streams} == {
        "ledger": (8, 0),
        "contacts": (4, 1),
        "balances": (2, 0),
    }
    assert _synchronised(imported) == ["ledger", "contacts"]


def test_the_first_epoch_that_is_told_is_no_reason_to_read_again(bakery: Desk) -> None:
    bakery.import_all()

    bakery.import_all()
    run = bakery.synchronise("ledger")

    assert stream(run, "ledger").records == 0
