"""The how-to of one list of contacts: its commands walk the whole way, its host works, and its kinds are those of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pages import ROOT, Opened, Typed, blocks, commands

from boekhaak.errors import Busy
from boekhaak.models.merge import QuestionKind
from boekhaak.service import merging
from support.organisation import TWICE, organisation
from support.site import Site

PAGE = "docs/how-to/merge-contacts.md"


@pytest.fixture
def site(opened: Opened) -> Site:
    """Return an organisation of three administrations, which are linked and not read."""
    site = opened(books=organisation())
    assert [link.id for link in site.link_all()] == [1, 2, 3]
    return site


def test_the_commands_go_the_whole_way_and_undo(site: Site, typed: Typed, place: Path) -> None:
    told: dict[str, str] = {}
    for line in commands(PAGE):
        if line == "boekhaak contacts complete":
            solved(site, typed, told["boekhaak contacts questions"])
        told[line] = typed(line)

    assert told["boekhaak contacts confirm --yes"].startswith("fetching: merged automatically where it is certain")
    assert "open items" in told["boekhaak contacts go-on"]
    assert "Still to be chosen" not in next(said for line, said in told.items() if " choose " in line)
    assert "completed" in told["boekhaak contacts complete"]
    assert "De Vries Transport B.V." in told["boekhaak contacts list --merged"]
    assert "VAT number equal" in told["boekhaak contacts decisions"]
    assert "undoing" in told["boekhaak contacts undo 1"]
    for what in ("decisions", "contacts"):
        assert (place / f"{what}.jsonl").read_text().count("\n") > 1


def solved(site: Site, typed: Typed, questions: str) -> None:
    """Solve what is open as the page tells: at the package, by an answer, and by whose address leads."""
    same, lead = [line for block in blocks(PAGE, "text") for line in block.splitlines()]
    by_kind = {kind: id_ for id_, kind in re.findall(r"(\d+) \((\w+)\)", questions)}
    assert by_kind.keys() == {"same", "duplicate", "address"}
    site.simulator.delete_contact(site.names[1], TWICE)
    typed("boekhaak contacts go-on")
    typed(re.sub(r"(\d+ )+(?=--)", f"{by_kind['same']} ", same))
    moved = re.search(r"2:\S+", questions.split(f"{by_kind['address']} (address)")[1])
    assert moved is not None
    typed(re.sub(r"\d+:\S+", moved.group(), lead))


def test_the_host_of_the_page_refuses_changes_and_shows_why(site: Site) -> None:
    (code,) = blocks(PAGE, "python")
    host: dict[str, Any] = {}
    exec(code, host)  # noqa: S102 - the page's own example
    codes = {1: "101", 2: "102", 3: "103"}
    where = (site.installation, site.actor)

    host["change_contact"](*where)
    merging.choose(site.actor, site.installation, administrations=[1, 2, 3], mode="automatic", codes_chosen=codes)
    merging.confirm(site.actor, site.installation)

    assert host["banner"](*where).startswith("The contacts of your administrations are being compared.")
    with pytest.raises(Busy, match="Please change no contacts"):
        host["change_contact"](*where)


def test_the_kinds_of_questions_are_those_of_the_code() -> None:
    told = re.findall(r"^\| `(\w+)` \|", (ROOT / PAGE).read_text(), re.MULTILINE)

    assert told == list(get_args(QuestionKind))
