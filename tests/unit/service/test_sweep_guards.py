from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response

from boekhaak.service.reading import SWEEP_FREE, SWEEP_SHARE
from support.bookings import account, contact, entry
from support.desk import Desk, stream


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    """Return the desk when forty contacts and an account are imported."""
    desk.office.page_size = 15
    desk.enter(account("1000"), *(contact(f"c{number:02}") for number in range(40)))
    desk.import_all()
    return desk


def contacts(desk: Desk) -> int:
    return sum(kind == "contact" for kind, _ in desk.alive())


def strike(desk: Desk, count: int) -> None:
    desk.strike("contact", *(f"c{number:02}" for number in range(count)))


def test_what_is_gone_is_swept(crowd: Desk) -> None:
    strike(crowd, 1)

    run = crowd.import_all(again=True)

    assert run.complete
    assert (stream(run, "contacts").swept, stream(run, "contacts").warning) == (1, "")
    assert contacts(crowd) == 39


def test_an_empty_answer_sweeps_nothing_and_warns(crowd: Desk) -> None:
    strike(crowd, 40)

    run = crowd.import_all(again=True)

    assert contacts(crowd) == 40
    assert "40 of 40 records of kind contact did not come this time and were kept" in stream(run, "contacts").warning
    assert crowd.states()["contacts"].warning == stream(run, "contacts").warning


def test_the_last_of_a_kind_is_swept_when_other_kinds_of_its_stream_came(crowd: Desk) -> None:
    crowd.enter(*entry("1", "1000", "1000", 1))
    crowd.import_all()
    del crowd.office.companies[crowd.link.company.id].changes["account", "1000"]

    run = crowd.import_all(again=True)

    assert (stream(run, "ledger").swept, stream(run, "ledger").warning) == (1, "")
    assert ("account", "1000") not in crowd.alive()


@pytest.mark.parametrize("count", [1, SWEEP_FREE])
def test_the_last_of_a_kind_is_never_swept(desk: Desk, count: int) -> None:
    desk.enter(account("1000"), *(contact(f"c{number:02}") for number in range(count)))
    desk.import_all()
    strike(desk, count)

    run = desk.import_all(again=True)

    assert contacts(desk) == count
    assert f"{count} of {count} records" in stream(run, "contacts").warning


@pytest.mark.parametrize("count", [SWEEP_FREE, int(40 * SWEEP_SHARE)])
def test_few_records_or_a_small_share_are_swept(crowd: Desk, count: int) -> None:
    strike(crowd, count)

    run = crowd.import_all(again=True)

    assert stream(run, "contacts").swept == count
    assert contacts(crowd) == 40 - count


def test_many_records_and_a_large_share_are_kept_with_a_warning(crowd: Desk) -> None:
    strike(crowd, int(40 * SWEEP_SHARE) + 1)

    run = crowd.import_all(again=True)

    assert run.complete
    assert contacts(crowd) == 40
    assert "check that the login still has its rights in this company" in stream(run, "contacts").warning


def test_a_warning_goes_when_the_next_full_reading_finds_all_well(crowd: Desk) -> None:
    strike(crowd, 20)
    crowd.import_all(again=True)
    crowd.enter(*(contact(f"c{number:02}") for number in range(20)))

    crowd.import_all(again=True)

    assert crowd.states()["contacts"].warning == ""
    assert contacts(crowd) == 40


def test_warnings_of_several_kinds_of_a_stream_are_all_told(desk: Desk) -> None:
    desk.office.page_size = 100
    desk.enter(*(account(str(number)) for number in range(1000, 1020)))
    desk.import_all()
    desk.strike("account", *(str(number) for number in range(1000, 1020)))
    desk.office.companies["1"].changes.clear()

    run = desk.import_all(again=True)

    assert "20 of 20 records of kind account" in stream(run, "ledger").warning
    assert "kind voucher" not in stream(run, "ledger").warning


def test_a_first_import_sweeps_nothing_and_marks_nothing(bakery: Desk) -> None:
    run = bakery.import_all()

    assert {one.swept for one in run.streams} == {0}
    assert {state.sweeping for state in bakery.states().values()} == {False}


def lose_rights(desk: Desk) -> None:
    """Let the office refuse all contacts but the first page of them."""

    def refuse(request: Request) -> Response | None:
        later = "/changes/contacts" in request.url.path and request.query_params["after"] != "0"
        return Response(status_code=403) if later else None

    desk.office.faults.append(refuse)


def test_a_full_reading_that_failed_half_way_sweeps_nothing(crowd: Desk) -> None:
    strike(crowd, 5)
    lose_rights(crowd)

    run = crowd.import_all(again=True)

    assert "refused" in stream(run, "contacts").error
    assert contacts(crowd) == 40


def test_a_full_reading_that_was_taken_up_again_knows_what_it_saw_before(crowd: Desk) -> None:
    strike(crowd, 5)
    lose_rights(crowd)
    crowd.import_all(again=True)
    crowd.office.faults.clear()

    run = crowd.import_all()

    assert (stream(run, "contacts").records, stream(run, "contacts").swept) == (20, 5)
    assert contacts(crowd) == 35
