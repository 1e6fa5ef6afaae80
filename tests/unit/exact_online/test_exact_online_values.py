from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from boekhaak.plugin import Company
from boekhaak_exact_online.values import day, moment, text, wall_clock, zone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
clock = datetime.fromisoformat


def test_a_day_is_the_site_s_own_day() -> None:
    assert day("/Date(1723420800000)/") == date(2024, 8, 12)
    assert day("/Date(-86400000)/") == date(1969, 12, 31)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (clock("2026-06-25T16:17:09.433"), datetime(2026, 6, 25, 14, 17, 9, 433000, UTC)),
        (clock("2026-01-15T12:00"), datetime(2026, 1, 15, 11, 0, tzinfo=UTC)),
    ],
)
def test_a_wall_clock_becomes_a_moment_in_utc_summer_and_winter(shown: datetime, expected: object) -> None:
    assert moment(shown, AMSTERDAM) == expected


def test_a_stamp_is_the_wall_clock_read_as_if_it_were_utc() -> None:
    assert wall_clock("/Date(1782404229433)/") == clock("2026-06-25T16:17:09.433")


def test_in_the_repeated_hour_a_change_is_taken_for_the_later_one() -> None:
    assert moment(clock("2026-10-25T02:30"), AMSTERDAM) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("region", "name"),
    [("nl", "Europe/Amsterdam"), ("fr", "Europe/Amsterdam"), ("uk", "Europe/London"), ("com", "America/Los_Angeles")],
)
def test_the_zone_is_that_of_the_company_s_site(region: str, name: str) -> None:
    assert zone(Company(id="1", region=region, name="x")).key == name


def test_padded_codes_are_stripped() -> None:
    assert [text("VN "), text("           1265594"), text(None)] == ["VN", "1265594", ""]
