"""Codes and numbers as values: what a number says, what is a code in it, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from boekhaak.models.administration_code import (
    HIGHEST,
    InvoiceNumber,
    Series,
    Suggestion,
    codes_in,
    looks_like_a_day,
    own_code,
    suggested,
    why_no_code,
)


def series(link_id: int, begins: str, *, many: int = 5, on_their_day: int = 0, highest: str = "00005") -> Series:
    """Return numbers of a link that begin with a year and a code."""
    return Series(link_id, int(begins[:4]), begins[4:], many, f"{begins}00001", f"{begins}{highest}", on_their_day)


@given(st.integers(1990, 2099), st.integers(0, 999), st.integers(0, HIGHEST))
def test_a_number_that_is_written_says_what_it_was_made_of(year: int, code: int, sequence: int) -> None:
    number = InvoiceNumber(year=year, code=f"{code:03}", sequence=sequence)

    assert len(str(number)) == 12
    assert InvoiceNumber.parsed(str(number)) == number


def test_the_number_of_the_manual_is_year_code_and_five_digits() -> None:
    assert str(InvoiceNumber(year=2021, code="001", sequence=1)) == "202100100001"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2021001",
        "20210010000",
        "2021001000011",
        "2021-001-0001",
        "198900100001",
        "210000100001",
        "２０２１00100001",
    ],
)
def test_a_number_of_another_pattern_says_nothing(text: str) -> None:
    assert InvoiceNumber.parsed(text) is None


@pytest.mark.parametrize(
    "wrong",
    [{"code": "1"}, {"code": "0010"}, {"code": "00a"}, {"code": "001\n"}, {"sequence": HIGHEST + 1}, {"year": 21}],
)
def test_a_number_is_made_of_nothing_else(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        InvoiceNumber(**{"year": 2021, "code": "001", "sequence": 1} | wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a code is missing"),
        ("01", "“01” is no code: it has 2 digits, not three"),
        ("0001", "“0001” is no code: it has 4 digits, not three"),
        ("9" * 5_000_000, "“999999999999…” is no code: it has 5000000 digits, not three"),
        ("a01", "“a01” is no code: it has other characters than the digits 0 to 9"),
        (" 01", "“ 01” is no code: it has other characters than the digits 0 to 9"),
        ("01\n", "“01?” is no code: it has other characters than the digits 0 to 9"),
        ("０１２", "“０１２” is no code: it has other characters than the digits 0 to 9"),
        ("٣٣٣", "“٣٣٣” is no code: it has other characters than the digits 0 to 9"),
        ("-12", "“-12” is no code: it has other characters than the digits 0 to 9"),
        ("000", "“000” is no code: numbers without a code look like it"),
    ],
)
def test_what_is_no_code_is_told_why(text: str, why: str) -> None:
    assert why_no_code(text) == why


def test_three_digits_are_a_code() -> None:
    assert {why_no_code(f"{number:03}") for number in range(1, 1000)} == {""}


def test_codes_are_found_newest_first_by_administration() -> None:
    found = codes_in([series(1, "2020001"), series(1, "2021001"), series(2, "2021777", many=1)])

    assert {link: [(one.year, one.code) for one in its] for link, its in found.items()} == {
        1: [(2021, "001"), (2020, "001")],
        2: [(2021, "777")],
    }


def test_dates_are_no_codes_and_codes_that_could_be_days_are() -> None:
    dated = [series(1, "2021011", on_their_day=4), series(1, "2021123", on_their_day=5, highest="00009")]
    coded = series(2, "2021123", many=9, on_their_day=1, highest="00009")

    assert codes_in([*dated, coded]) == {2: (coded,)}


def test_an_administration_may_number_by_date_and_hold_a_code() -> None:
    coded = series(1, "2022456", many=2)

    assert codes_in([series(1, "2021011", on_their_day=5), coded]) == {1: (coded,)}


def test_numbers_by_month_and_random_ones_hold_no_codes() -> None:
    by_month = [series(1, f"2021{month:02}0") for month in range(1, 13)]

    assert codes_in([*by_month, series(2, "2021000")]) == {}


def test_a_code_is_proved_by_several_numbers_that_all_hold_it() -> None:
    newest = series(1, "2021001", many=2)

    assert own_code([series(1, "2020001", many=1), newest]) == newest
    assert own_code([newest]) is None
    assert own_code([newest, series(1, "2021002")]) is None
    assert own_code([]) is None


def test_suggested_are_own_codes_and_new_ones_that_are_no_days() -> None:
    held = {1: (series(1, "2021002"),), 2: (series(2, "2021003"),), 3: (series(3, "2021003"),)}

    found = suggested([1, 2, 3, 4], held, {"001"})

    assert found[1] == Suggestion("002", "202100200005")
    assert {link: one.code for link, one in found.items()} == {1: "002", 2: "004", 3: "005", 4: "006"}


@given(st.sets(st.integers(1, 999)), st.integers(1, 40))
def test_no_code_is_suggested_twice_or_when_it_is_taken(taken: set[int], wanting: int) -> None:
    codes = {f"{number:03}" for number in taken}

    found = [one.code for one in suggested(range(wanting), {}, codes).values()]

    assert len(found) == len(set(found)) == min(wanting, 999 - len(taken))
    assert not codes & set(found)


def test_codes_that_look_like_days_are_suggested_last() -> None:
    found = [one.code for one in suggested(range(999), {}, ()).values()]

    assert len(found) == 999
    assert [looks_like_a_day(code) for code in found] == [False] * 951 + [True] * 48
