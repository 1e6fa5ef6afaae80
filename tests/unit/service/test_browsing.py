from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import InvalidInput
from boekhaak.service import browsing
from support.desk import Desk


@pytest.fixture
def imported(bakery: Desk) -> Desk:
    """Return the desk when the bakery's books are imported."""
    bakery.import_all()
    return bakery


def contacts(desk: Desk, **given: object) -> list[str]:
    found = browsing.browse(desk.actor, desk.installation, desk.link.id, "contact", **given)  # type: ignore[arg-type]
    return [one.record.id for one in found]


def test_records_are_browsed_page_by_page(imported: Desk) -> None:
    first = contacts(imported, limit=2)
    second = contacts(imported, limit=2, after=first[-1])
    third = contacts(imported, limit=2, after=second[-1])

    assert (first, second, third) == (["c0", "c1"], ["c2", "c3"], ["c4"])


def test_deleted_records_are_told_when_they_are_asked_for(imported: Desk) -> None:
    imported.strike("contact", "c1")
    imported.import_all(again=True)

    assert contacts(imported) == ["c0", "c2", "c3", "c4"]
    assert contacts(imported, deleted=True) == ["c0", "c1", "c2", "c3", "c4"]


def test_a_record_tells_which_run_brought_it_and_when(imported: Desk, clock: ScaledClock) -> None:
    (run,) = browsing.runs_listed(imported.actor, imported.installation)

    (one, *_) = browsing.browse(imported.actor, imported.installation, imported.link.id, "account")

    assert (one.provenance.run_id, one.provenance.link_id) == (run.id, imported.link.id)
    assert (one.provenance.first_seen_at, one.provenance.deleted_at) == (clock.now(), None)


def test_a_kind_that_nobody_knows_is_refused(imported: Desk) -> None:
    with pytest.raises(InvalidInput, match=r"there is no kind “poem”.*ledger_line"):
        browsing.browse(imported.actor, imported.installation, imported.link.id, "poem")


def test_runs_are_told_newest_first_and_as_many_as_are_asked_for(imported: Desk, clock: ScaledClock) -> None:
    for _ in range(3):
        clock.advance(timedelta(hours=1))
        imported.synchronise()

    found = browsing.runs_listed(imported.actor, imported.installation, imported.link.id, 2)

    assert [run.started_at for run in found] == [clock.now(), clock.now() - timedelta(hours=1)]
    assert {run.action for run in found} == {"synchronise"}
