from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from boekhaak_exact_online.cursor import Change, Cursor, DeletedCursor, PollCursor, SyncCursor

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 6, 25, 12, 0, tzinfo=UTC)


def change(version: int, age_minutes: int, now: datetime = NOON) -> Change:
    return Change(version, (now - timedelta(minutes=age_minutes)).astimezone(AMSTERDAM).replace(tzinfo=None))


def read(cursor: Any, *changes: Change, now: datetime = NOON, following: str = "") -> Any:
    return cursor.begun().after(changes, now, AMSTERDAM, following)


def test_a_first_reading_begins_before_every_version_and_is_whole() -> None:
    cursor = SyncCursor().begun()

    assert (cursor.condition, cursor.whole) == ("Timestamp gt 1L", True)


def test_old_rows_settle() -> None:
    cursor = read(SyncCursor(), change(700, 60), change(900, 11))

    assert (cursor.seen, cursor.settled) == (900, 900)


def test_nothing_settles_beyond_a_recent_row_however_old_the_next_ones_are() -> None:
    cursor = read(SyncCursor(), change(700, 60), change(800, 9), change(900, 60))

    assert (cursor.seen, cursor.settled) == (900, 700)


def test_a_row_that_tells_no_moment_counts_as_recent() -> None:
    assert read(SyncCursor(), Change(700, None)).settled == 1


def test_what_tells_no_moment_settles_at_the_second_reading_after_the_overlap() -> None:
    first = read(SyncCursor(), Change(700, None), Change(9000, None))
    later = NOON + timedelta(minutes=11)

    second = read(first, Change(700, None), Change(9000, None), now=later)
    third = read(second, now=later + timedelta(hours=1))

    assert first.begun().condition == "Timestamp gt 1L"
    assert second.settled == 9000
    assert third.begun().condition == "Timestamp gt 8500L"


def test_what_tells_no_moment_does_not_settle_within_the_overlap() -> None:
    first = read(SyncCursor(), Change(9000, None))

    second = read(first, Change(9000, None), now=NOON + timedelta(minutes=9))

    assert second.settled == 1


def test_a_recent_row_on_one_page_keeps_the_next_pages_unsettled() -> None:
    first = read(SyncCursor(), change(800, 5), following="/next")

    second = read(first, change(900, 60))

    assert (second.seen, second.settled) == (900, 1)


def test_the_next_reading_begins_at_what_is_settled_and_is_not_whole() -> None:
    done = read(SyncCursor(), change(5000, 60), change(7000, 1))

    cursor = done.begun()

    assert (cursor.condition, cursor.whole) == ("Timestamp gt 5000L", False)


def test_the_next_reading_steps_back_by_some_versions_at_least() -> None:
    done = read(SyncCursor(), change(7000, 60))

    assert done.begun().condition == "Timestamp gt 6500L"


def test_empty_readings_do_not_creep_backwards() -> None:
    cursor = read(SyncCursor(), change(7000, 60))

    for _ in range(5):
        cursor = read(cursor)

    assert cursor.begun().condition == "Timestamp gt 6500L"
    assert cursor.seen == 7000


def test_what_was_recent_settles_when_it_is_read_again() -> None:
    first = read(SyncCursor(), change(7000, 1))

    again = read(first, change(7000, 16), now=NOON + timedelta(minutes=15))

    assert again.settled == 7000


def test_a_broken_off_reading_goes_on_where_it_stood_whoever_reads_on() -> None:
    open_ = read(SyncCursor(), change(7000, 60), following="/api/v1/1/sync/X?$skiptoken=7000L")

    assert open_.begun() == open_
    assert open_.begun().whole


def test_a_transaction_that_commits_late_is_read_all_the_same() -> None:
    """Version 101 is visible before version 100, which an open transaction took first."""
    first = read(SyncCursor(settled=99, seen=99, read_at=NOON), change(101, 0))

    second = first.begun()

    assert second.settled < 100


def test_a_cursor_survives_being_stored() -> None:
    for cursor in (
        read(Cursor(), following="/next"),
        read(SyncCursor(), change(7000, 1)),
        read(PollCursor(), following="/next"),
    ):
        stored = cursor.model_dump_json(exclude_defaults=True)

        assert type(cursor).model_validate_json(stored) == cursor


def test_polling_asks_for_what_changed_since_shortly_before_the_last_reading_by_the_site_s_clock() -> None:
    done = read(PollCursor())

    assert PollCursor().begun().condition == ""
    assert done.begun().condition == "Modified ge datetime'2026-06-25T12:50:00'"
    assert not done.begun().whole


def test_polling_counts_from_the_first_page_of_a_long_reading() -> None:
    first = read(PollCursor(), following="/next")

    last = read(first, now=NOON + timedelta(hours=5))

    assert last.begun().condition == "Modified ge datetime'2026-06-25T12:50:00'"


def test_polling_overlaps_the_hour_that_winter_time_repeats() -> None:
    first_half_past_two = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    done = read(PollCursor(), now=first_half_past_two)

    assert done.condition < "Modified ge datetime'2026-10-25T02:00:00'"


def test_a_reading_of_everything_is_whole_every_time() -> None:
    assert read(read(Cursor())).whole
    assert Cursor().condition == ""


def test_deletions_are_lost_after_two_months_and_nothing_else_is() -> None:
    later = NOON + timedelta(days=60)

    assert read(DeletedCursor()).lost(later)
    assert not read(DeletedCursor()).lost(NOON + timedelta(days=58))
    assert not DeletedCursor().lost(later)
    assert not read(SyncCursor()).lost(later)
