"""The pages about relinking say what is so, and their commands do what they say."""

from __future__ import annotations

import re

from pages import ROOT, Opened, Typed, blocks, commands

from boekhaak.recognition.facts import FACTS
from boekhaak.service import disconnecting, importing, relinking

PAGE = "docs/how-to/relink-companies.md"
WHY = "docs/explanation/relinking.md"


def test_the_commands_of_the_page_relink_and_undo(opened: Opened, typed: Typed) -> None:
    site = opened(companies=2)
    site.link_all()
    (connection,) = {link.connection_id for link in importing.links_listed(site.actor, site.installation)}
    disconnecting.disconnect(site.actor, site.installation, connection or 0, erase=False)
    (code,) = blocks(PAGE, "python")
    host: dict[str, object] = {}
    exec(code, host)  # noqa: S102 - the page's own example
    assert host["warning"](site.installation, site.actor) == "2 companies have a broken link"  # type: ignore[operator]
    site.connect()

    plan, applied, both, listed, shown, undone = [typed(line) for line in commands(PAGE)]

    assert "2 proved" in plan
    assert "boekhaak plans apply 1" in plan
    assert "It is applied." in applied
    assert both.strip() == "No link is broken."
    assert listed.count("relink") == 1
    assert "2 proved" in shown
    assert undone.count("undone") >= 2
    assert host["warning"](site.installation, site.actor) == "2 companies have a broken link"  # type: ignore[operator]
    assert all(one.bound for one in relinking.relink(site.actor, site.installation))


def test_the_facts_and_weights_of_the_page_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", (ROOT / WHY).read_text(), re.MULTILINE)

    assert {key: int(weight) for key, weight in rows} == {key: fact.weight for key, fact in FACTS.items()}
