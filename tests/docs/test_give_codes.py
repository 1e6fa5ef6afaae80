"""The how-to of codes: its commands give and use them, its host works, and its states are those of the code."""

from __future__ import annotations

import re
from typing import Any, get_args

from pages import ROOT, Opened, Typed, blocks, commands

from boekhaak.service.codes import CodeState, codes_listed, give_up_code
from support.invoicing import invoiced

PAGE = "docs/how-to/give-administrations-a-code.md"


def test_the_commands_give_codes_and_numbers(opened: Opened, typed: Typed) -> None:
    site = opened(companies=2)
    first, second = site.link_all()
    assert (first.id, second.id) == (1, 2)
    invoiced(site.installation.store, second, "202112300001")

    listed, chosen, *_, one, two = [typed(line) for line in commands(PAGE)]

    assert "may have 001" in listed
    assert "may have 123" in listed
    assert "Link 1 has code 001" in chosen
    assert [one.strip(), two.strip()] == ["202600100001", "202600100002"]
    found = {each.link_id: (each.code, each.state) for each in codes_listed(site.actor, site.installation)}
    assert found == {1: ("001", "used"), 2: ("045", "chosen")}


def test_the_host_of_the_page_works(opened: Opened) -> None:
    site = opened(companies=2)
    first, second = site.link_all()
    (code,) = blocks(PAGE, "python")
    host: dict[str, Any] = {}
    exec(code, host)  # noqa: S102 - the page's own example

    host["give_codes"](site.installation, site.actor)

    assert host["number_of_a_new_invoice"](site.installation, site.actor, first.id, 2021) == "202100100001"
    assert give_up_code(site.actor, site.installation, second.id).code == "002"


def test_the_states_are_those_of_the_code() -> None:
    told = re.findall(r"^\| `(\w+)` \|", (ROOT / PAGE).read_text(), re.MULTILINE)

    assert told == list(get_args(CodeState))
