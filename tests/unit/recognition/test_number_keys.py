"""Keys of registration and VAT numbers: equal for one number, empty for none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.recognition.numbers import derived, registration_key, vat_key


@pytest.mark.parametrize(
    ("text", "country", "key"),
    [
        ("KvK 1234 5679", "NL", "12345679"),
        ("1234569", "nl", "01234569"),
        ("234569", "NL", "00234569"),
        ("34569", "NL", "34569"),
        ("428.759.497", "BE", "0428759497"),
        ("NO 988 077 917 MVA", "NO", "988077917"),
        ("988077918 MVA", "NO", "988077918"),
        ("16556703-7485", "SE", "5567037485"),
        ("HRB 1234, Aachen", "DE", "Aachen HRB 1234"),
        ("445790", "UK", "00445790"),
        ("5520135", "FR", "005520135"),
        ("732 829 320 00074", "FR", "732829320"),
        ("ab-47.11", "", "AB4711"),
        ("ab-47.11", "PT", "AB4711"),
    ],
)
def test_a_registration_number_has_one_key(text: str, country: str, key: str) -> None:
    assert registration_key(text, country) == key


@pytest.mark.parametrize(
    "text",
    ["", "-", "0", "00000000", "0000 0000", "12345678", "NL12345678", "99999999", "11111111", "87654321",
     "n.v.t.", "N/A", "onbekend", "Geen", "ukjent", "saknas", "123", "KvK volgt"],
)  # fmt: skip
@pytest.mark.parametrize("country", ["NL", "NO", ""])
def test_a_placeholder_is_no_number(text: str, country: str) -> None:
    assert registration_key(text, country) == ""
    assert vat_key(text, country) == ""


@pytest.mark.parametrize(
    ("text", "country", "key"),
    [
        ("NL 0044.95.445.B01", "NL", "NL004495445B01"),
        ("4495445B01", "NL", "NL004495445B01"),
        ("NL004495445B01", "", "NL004495445B01"),
        ("NL004495445B01", "BE", "NL004495445B01"),
        ("004495445", "NL", "NL004495445B01"),
        ("NL000000000B01", "NL", ""),
        ("NL123456789B01", "NL", ""),
        ("428.759.497", "BE", "BE0428759497"),
        ("988 077 917 MVA", "NO", "NO988077917"),
        ("NO988077917", "NO", "NO988077917"),
        ("556703748501", "SE", "SE556703748501"),
        ("DE 136 695 976", "DE", "DE136695976"),
        ("13585628", "DK", "DK13585628"),
        ("40 303 265 045", "FR", "FR40303265045"),
        ("ES B-58378431", "ES", "ESB58378431"),
        ("XI980780684", "GB", "GB980780684"),
        ("uk 980 7806 84", "GB", "GB980780684"),
        ("EL094259216", "GR", "GR094259216"),
        ("u13585627", "AT", "ATU13585627"),
    ],
)
def test_a_vat_number_has_one_key_with_or_without_its_country(text: str, country: str, key: str) -> None:
    assert vat_key(text, country) == key


@pytest.mark.parametrize(
    ("registration", "vat", "country", "holds"),
    [
        ("988 077 917", "988077917MVA", "NO", True),
        ("556703-7485", "SE556703748501", "SE", True),
        ("428.759.497", "BE0428759497", "BE", True),
        ("13585628", "DK13585628", "DK", True),
        ("303 265 045", "FR40303265045", "FR", True),
        ("B58378431", "ESB58378431", "ES", True),
        ("988 077 917", "995568217MVA", "NO", False),
        ("73282932000074", "FR44732829320", "", True),
        ("165560360793", "SE556036079301", "", True),
        ("24318675", "NL001234567B01", "", False),
        ("12345679", "NL004495445B01", "NL", False),
        ("Aachen HRB 1234", "DE136695976", "DE", False),
        ("00445790", "GB980780684", "GB", False),
        ("", "DE136695976", "DE", False),
    ],
)
def test_a_vat_number_may_hold_the_registration_number(registration: str, vat: str, country: str, holds: bool) -> None:
    assert derived(registration, vat, country) is holds


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=70), st.sampled_from(["NL", "BE", "NO", "SE", "DE", "GB", "FR", "DK", "ES", "US", "??", ""]))
def test_any_text_has_a_key(text: str, country: str) -> None:
    assert isinstance(registration_key(text, country), str)
    assert isinstance(vat_key(text, country), str)
