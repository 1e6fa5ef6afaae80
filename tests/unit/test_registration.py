"""Registration numbers: each country's rule, in all the ways that people write one."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.errors import InvalidInput
from boekhaak.registration import RULES, registration_number
from boekhaak.testing.books.countries.known import KNOWN

CHECKED = {"BE", "FR", "NO", "SE"}
"""The countries of invented books whose numbers have a check digit."""


@pytest.mark.parametrize(
    ("country", "text", "number"),
    [
        ("NL", "KvK: 99 00 01 23", "99000123"),
        ("nl", "NL99000123", "99000123"),
        ("BE", "BE 0428.759.497", "0428759497"),
        ("BE", "428759497", "0428759497"),
        ("NO", "NO 988 077 917 MVA", "988077917"),
        ("SE", "556703-7485", "5567037485"),
        ("SE", "16556703-7485", "5567037485"),
        ("SE", "SE556703748501", "5567037485"),
        ("DK", "DK-13 58 56 28", "13585628"),
        ("DE", "HRB 11223, Aachen", "Aachen HRB 11223"),
        ("DE", "Amtsgericht Bad Homburg hrb11223", "Bad Homburg v.d.H. HRB 11223"),
        ("DE", "HRB 11223 Bad Homburg", "Bad Homburg v.d.H. HRB 11223"),
        ("DE", "HRB 123 B Berlin", "Berlin (Charlottenburg) HRB 123 B"),
        ("GB", "sc 123456", "SC123456"),
        ("UK", "GB 00 445 790", "00445790"),
        ("GB", "RS 00123 R", "RS00123R"),
        ("FR", "FR 552 008 443", "552008443"),
        ("FR", "732 829 320 00074", "732829320"),
        ("ES", "ES B-58378431", "B58378431"),
        ("ES", "54362315-K", "54362315K"),
    ],
)
def test_a_number_is_taken_in_the_ways_people_write_it(country: str, text: str, number: str) -> None:
    assert registration_number(text, country) == number
    assert registration_number(number, country) == number


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("NL", "1234567"),
        ("NL", "00000000"),
        ("NL", "١٢٣٤٥٦٧٨"),
        ("BE", "2428759497"),
        ("BE", "0428759498"),
        ("NO", "988077918"),
        ("SE", "5567037486"),
        ("DK", "13585629"),
        ("DE", "HRB 11223"),
        ("DE", "HRC 11223 Aachen"),
        ("DE", "HRB 11223 Nowhere"),
        ("GB", "445790"),
        ("GB", "XX123456"),
        ("FR", "552008444"),
        ("FR", "73282932000075"),
        ("ES", "B58378432"),
        ("ES", "54362315A"),
        ("NL", ""),
        ("NL", "1" * 1000),
    ],
)
def test_what_breaks_the_countrys_rule_is_refused_in_words(country: str, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        registration_number(text, country)

    assert RULES[country].words in refused.value.what
    assert text[:60] in refused.value.what
    assert len(str(refused.value)) < 400
    assert "no_company or test_demo" in refused.value.way_out


@pytest.mark.parametrize("country", ["AT", ""])
def test_a_country_without_a_rule_takes_letters_and_digits_unchecked(country: str) -> None:
    assert registration_number("  FN  123456k ", country) == "FN 123456k"
    for text in ("", "none", "?", "12<b>"):
        with pytest.raises(InvalidInput, match="letters and digits"):
            registration_number(text, country)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(KNOWN.keys() & RULES.keys())), st.integers(0, 10**9))
def test_numbers_of_invented_companies_pass(country: str, seed: int) -> None:
    number, _ = KNOWN[country].registration(random.Random(seed))

    assert registration_number(number, country) == (number[:9] if country == "FR" else number)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(CHECKED)), st.integers(0, 10**9), st.data())
def test_one_wrong_digit_is_noticed_where_there_is_a_check_digit(country: str, seed: int, data: st.DataObject) -> None:
    number, _ = KNOWN[country].registration(random.Random(seed))
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = str((int(number[place]) + data.draw(st.integers(1, 9))) % 10)

    with pytest.raises(InvalidInput):
        registration_number(f"{number[:place]}{wrong}{number[place + 1 :]}", country)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([*RULES, "XX"]),
    st.text(max_size=20) | st.from_regex(re.compile(r"[A-Z0-9 .-]{0,16}"), fullmatch=True),
)
def test_any_text_is_a_number_in_one_form_or_refused(country: str, text: str) -> None:
    try:
        number = registration_number(text, country)
    except InvalidInput:
        return
    assert registration_number(number, country) == number
