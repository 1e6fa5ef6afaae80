"""The page on matching tells the weights that the matcher has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boekhaak.matching.configuration import Field
from boekhaak.matching.contacts import CONTACTS

PAGE = (Path(__file__).resolve().parents[2] / "docs/explanation/matching.md").read_text()


@pytest.mark.parametrize("field", CONTACTS.fields, ids=[field.name for field in CONTACTS.fields])
def test_the_page_tells_what_each_field_weighs(field: Field) -> None:
    told = re.search(rf"^\| {re.escape(field.name)} \| ([\d.]+) \| (.*) \|$", PAGE, re.MULTILINE)

    assert told, f"{field.name} is not on the page"
    assert float(told[1]) == field.levels[0].weight
    numbers = [float(number.replace("−", "-")) for number in re.findall(r"−?\d+(?:\.\d+)?", told[2])]
    assert set(numbers) <= {level.weight for level in field.levels}


def test_the_page_tells_from_where_on_contacts_are_the_same() -> None:
    assert f"From {CONTACTS.same_from:g} on two are **the same**, from {CONTACTS.maybe_from:g} on" in PAGE
