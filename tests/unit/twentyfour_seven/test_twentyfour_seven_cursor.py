"""Where a reading stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from boekhaak.plugin import CursorLost, StreamInfo, stored_cursor
from boekhaak_twentyfour_seven.cursor import HEAVY, LIGHT, OVERLAP, QUICK, SLOW, WIDEST, LedgerCursor, ListCursor

NOON = datetime(2026, 6, 25, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=5)
STREAM = StreamInfo(key="ledger_lines", name="Entries", kinds=("voucher",), deletions="swept")
DAY = date(2026, 3, 1)


def test_a_first_reading_is_of_everything_and_goes_on_with_its_own_beginning() -> None:
    cursor = LedgerCursor().begun(NOON)

    assert cursor.whole
    assert cursor.begun(LATER) == cursor


def test_the_next_reading_asks_for_what_changed_since_shortly_before_the_last_one_began() -> None:
    cursor = LedgerCursor(years=("a",)).begun(NOON).after(DAY, QUICK, 0).ended()

    assert cursor.changed_after == NOON - OVERLAP
    assert not cursor.whole
    assert (cursor.start, cursor.years) == (None, ("a",))


def test_no_moment_lies_in_the_hour_that_summer_time_skips() -> None:
    cursor = LedgerCursor(since=datetime(2026, 3, 29, 2, 40, tzinfo=UTC))

    assert cursor.changed_after == datetime(2026, 3, 29, 1, 59, 59, tzinfo=UTC)


def test_an_answer_that_was_quick_and_light_widens_the_next_window() -> None:
    assert LedgerCursor(width=31).after(DAY, QUICK, LIGHT).width == 62
    assert LedgerCursor(width=300).after(DAY, QUICK, LIGHT).width == WIDEST


@pytest.mark.parametrize(("took", "size"), [(SLOW, 0), (QUICK, HEAVY)])
def test_an_answer_that_was_slow_or_heavy_halves_the_next_window(took: timedelta, size: int) -> None:
    assert LedgerCursor(width=31).after(DAY, took, size).width == 15
    assert LedgerCursor(width=1).after(DAY, took, size).width == 1


def test_what_is_neither_leaves_the_window_as_it_is() -> None:
    assert LedgerCursor(width=31).after(DAY, QUICK * 2, LIGHT * 2).width == 31


def test_a_window_that_was_too_wide_is_not_tried_again_in_the_same_reading() -> None:
    cursor = LedgerCursor(width=62).narrower()

    assert cursor.width == 31
    assert cursor.after(DAY, QUICK, 0).width == 61
    assert cursor.begun(NOON).ended().most == WIDEST


def test_a_cursor_is_read_as_it_was_written() -> None:
    ledger = LedgerCursor(years=("a", "b")).begun(NOON).after(DAY, QUICK, 0)
    contacts = ListCursor().begun(NOON).at(3)

    assert stored_cursor(LedgerCursor, STREAM.key, ledger.text()) == ledger
    assert stored_cursor(ListCursor, STREAM.key, contacts.text()) == contacts
    assert stored_cursor(ListCursor, STREAM.key, None) == ListCursor()


@pytest.mark.parametrize("text", ["", "{", '{"nobody_knows": 1}'])
def test_a_cursor_of_another_version_is_lost(text: str) -> None:
    with pytest.raises(CursorLost) as caught:
        stored_cursor(LedgerCursor, STREAM.key, text)

    assert caught.value.streams == {"ledger_lines"}
