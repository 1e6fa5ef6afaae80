"""Codes of administrations by commands: listed, chosen, dropped, and used for numbers of invoices."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from support.command_line import CommandLine
from support.invoicing import invoiced
from support.site import Site

CODE, OTHER = "004", "005"


@pytest.fixture
def links(site: Site) -> tuple[str, str]:
    """Return the ids of two links; numbers of the first hold a code."""
    first, second = site.link_all()
    invoiced(site.installation.store, first, *(f"20210040000{number}" for number in range(1, 4)))
    return str(first.id), str(second.id)


def test_codes_are_chosen_dropped_and_used(site: Site, links: tuple[str, str], boekhaak: CommandLine) -> None:
    one, two = links
    before = boekhaak("codes", "acme", "--json").json
    table = boekhaak("codes").out

    assert [(told["link_id"], told["state"], told["code"]) for told in before["codes"]] == [
        (int(one), "none", ""),
        (int(two), "none", ""),
    ]
    assert [(told["code"], told["number"]) for told in before["suggested"]] == [(CODE, "202100400003"), ("001", "")]
    assert f"may have {CODE}" in table
    assert f"Choose one: `boekhaak codes choose {one} {CODE}`" in table

    chosen = boekhaak("codes", "choose", one, CODE)
    assert f"Link {one} has code {CODE}; it stays: numbers hold it already." in chosen.out
    assert boekhaak("codes", "choose", two, OTHER, "--json").json["code"] == OTHER
    dropped = boekhaak("codes", "drop", two)
    assert f"Link {two} has no code any more; {OTHER} is free." in dropped.out
    assert "it may be changed until it is used" in boekhaak("codes", "choose", two, "006").out
    assert boekhaak("codes", "next", one, "--year", "2021").out == "202100400004\n"
    told = boekhaak("codes", "next", two, "--json").json
    this_year = datetime.now(UTC).year
    assert told == {"number": f"{this_year}00600001", "year": this_year, "code": "006", "sequence": 1}
    after = boekhaak("codes", "-e", "acme", "--json").json
    assert [(each["code"], each["state"]) for each in after["codes"]] == [(CODE, "used"), ("006", "used")]
    assert "202100400003" in boekhaak("codes", "acme").out


def test_what_cannot_be_is_refused_in_a_sentence(site: Site, links: tuple[str, str], boekhaak: CommandLine) -> None:
    one, two = links

    for wrong in ("01", "0001", "a01", "０１２", "000"):
        assert "Give three digits from 001 to 999" in boekhaak.refused("codes", "choose", two, wrong)
    assert "such as 202100400003" in boekhaak.refused("codes", "choose", two, CODE)
    assert f"Choose {CODE}" in boekhaak.refused("codes", "choose", one, OTHER)
    assert "it has no code yet" in boekhaak.refused("codes", "next", two)
    assert "it has no code yet" in boekhaak.refused("codes", "drop", two)
    assert "has no link 99" in boekhaak.refused("codes", "choose", "99", OTHER)
    boekhaak("codes", "choose", two, OTHER)
    assert f"code {OTHER} is that of “{site.names[1]}”" in boekhaak.refused("codes", "choose", one, OTHER)
    assert "of the year 1812" in boekhaak.refused("codes", "next", two, "--year", "1812")
    boekhaak("codes", "next", two)
    assert "stays for good" in boekhaak.refused("codes", "drop", two)
    assert "stays for good" in boekhaak.refused("codes", "choose", two, "007")
    assert "there is no environment “nowhere”" in boekhaak.refused("codes", "nowhere")


def test_without_an_administration_there_is_nothing_to_list(site: Site, boekhaak: CommandLine) -> None:
    assert boekhaak("codes").out.strip() == "No company is imported yet."
