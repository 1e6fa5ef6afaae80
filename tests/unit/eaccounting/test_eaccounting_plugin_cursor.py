from __future__ import annotations

from datetime import UTC, datetime, timedelta

from boekhaak_eaccounting.cursor import OVERLAP, Cursor

NOON = datetime(2026, 6, 25, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=7)


def test_a_first_reading_is_whole_and_begins_at_the_first_page_of_the_first_list() -> None:
    cursor = Cursor().begun(tells_changes=True)

    assert (cursor.place, cursor.page, cursor.whole) == (0, 1, True)


def test_a_reading_that_was_broken_off_goes_on_where_it_was() -> None:
    cursor = Cursor().after(following=3, total=2500, seen=2000, read_at=NOON, last=True)

    assert Cursor.model_validate_json(cursor.model_dump_json(exclude_defaults=True)).begun(tells_changes=True) == cursor
    assert (cursor.page, cursor.total, cursor.seen) == (3, 2500, 2000)


def test_after_the_last_page_of_a_list_the_next_list_is_read() -> None:
    cursor = Cursor().after(following=0, total=5, seen=5, read_at=NOON, last=False)

    assert (cursor.place, cursor.page, cursor.total, cursor.seen) == (1, 1, None, 0)


def test_the_next_reading_asks_for_changes_since_shortly_before_this_one_began() -> None:
    first = Cursor().after(following=2, total=9, seen=5, read_at=NOON, last=True)
    done = first.after(following=0, total=9, seen=9, read_at=LATER, last=True)

    following = done.begun(tells_changes=True)

    assert following.since == NOON - OVERLAP
    assert not following.whole
    assert following.began is None


def test_what_tells_no_changes_is_read_whole_each_time() -> None:
    done = Cursor().after(following=0, total=9, seen=9, read_at=NOON, last=True)

    assert done.begun(tells_changes=False) == Cursor()


def test_a_list_that_is_read_again_counts_anew() -> None:
    cursor = Cursor().after(following=1, total=9, seen=0, read_at=NOON, last=True)

    assert (cursor.page, cursor.total, cursor.seen) == (1, None, 0)


def test_a_reading_of_changes_stays_one_until_its_end() -> None:
    began = Cursor(page=0, began=NOON).begun(tells_changes=True)

    on = began.after(following=2, total=1500, seen=1000, read_at=LATER, last=True)

    assert on.since == NOON - OVERLAP
    assert on.after(following=0, total=1500, seen=1500, read_at=LATER, last=True).began == LATER
