"""The how-to of moving an environment: its commands run with its own list, and its host works."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from pages import ROOT, Opened, Typed, blocks, commands

from boekhaak.cli.main import main
from boekhaak.models.dossier import Dossier
from boekhaak.service import importing
from boekhaak.service.dossier_lists import FIELDS, read_dossiers
from support.site import Site

PAGE = "docs/how-to/move-to-boekhaak.md"


@pytest.fixture
def site(opened: Opened, place: Path) -> Site:
    """Return an installation that nobody signed in to, with the page's list beside it."""
    (place / "dossiers.csv").write_text(blocks(PAGE, "csv")[0])
    return opened(companies=3, signed_in=False)


def companies(site: Site) -> dict[str, tuple[str, str]]:
    """Return how each dossier's link stands, and its company."""
    there = importing.links_listed(site.actor, site.installation)
    return {link.host_company: (link.state, link.company.id) for link in there}


def test_the_commands_run_with_the_pages_own_list(site: Site, typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    told: dict[str, str] = {}
    adopted: list[str] = []
    for line in commands(PAGE):
        if line == "boekhaak connect exact_online":
            site.connect()
        elif line == "boekhaak relink --apply":
            with pytest.raises(SystemExit) as ended:
                main(shlex.split(line)[1:])
            assert ended.value.code == 1
            assert "2 of 3 links stay broken" in capsys.readouterr().err
            assert companies(site) == {"D-1": ("ok", "100001"), "D-2": ("broken", ""), "D-3": ("broken", "")}
        else:
            told[line] = typed(line)
            adopted += [told[line]] if line.startswith("boekhaak adopt") else []
        if line == "boekhaak due":
            assert companies(site) == {"D-1": ("ok", "100001"), "D-2": ("ok", "100002"), "D-3": ("ok", "100003")}

    assert "3 companies will have a broken link until somebody signs in and relinks." in told[commands(PAGE)[0]]
    assert "0 dossiers became broken links, 3 were here already." in adopted[1]
    assert "1 dossier became a broken link, 2 were here already." in adopted[2]
    assert "`boekhaak plans undo 2 [--only NUMBERS]`" in adopted[2]
    assert "`boekhaak relink` shows which company each of them is, `boekhaak relink --apply` binds" in adopted[2]
    assert "never linked here" in told["boekhaak status"]
    assert "erased" in told[commands(PAGE)[-1]]
    assert companies(site) == {"D-2": ("broken", "")}


def test_a_list_is_taken_back_by_the_plan_that_the_command_made(site: Site, typed: Typed) -> None:
    told = json.loads(typed("boekhaak adopt dossiers.csv --package exact_online --region nl --json"))
    again = json.loads(typed("boekhaak adopt dossiers.csv --package exact_online --region nl --json"))

    typed(f"boekhaak plans undo {told['plan']} --only 2")

    assert (again["plan"], again["kept"]) == (None, told["added"])
    assert companies(site) == {"D-1": ("broken", "100001"), "D-3": ("broken", "")}


def test_an_import_of_all_leaves_out_what_looks_like_a_dossier_and_says_so(
    site: Site, typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("boekhaak adopt dossiers.csv --package exact_online --region nl")
    site.connect()

    with pytest.raises(SystemExit) as ended:
        main(["import", "--all", "--later"])

    noted, told = (said := capsys.readouterr()).err, said.out
    assert (ended.value.code, told) == (0, "Nothing was imported.\n")
    assert len(companies(site)) == 3
    assert "(100002) looks like the dossier “Kaashandel Otterkamp” (link 2), which waits for `boekhaak relink`" in noted
    assert noted.count("looks like the dossier") == 2
    assert "(100001) is here already as link 1" in noted


def test_what_is_answered_of_a_dossier_is_not_said_to_be_due(site: Site, typed: Typed) -> None:
    typed("boekhaak adopt dossiers.csv --package exact_online --region nl")

    told = typed("boekhaak set-up 1")

    assert "it is read once it is linked: `boekhaak relink`." in told
    assert "due now" not in told
    assert json.loads(typed("boekhaak confirm 1 --json"))["due"] == []


def test_the_host_of_the_page_works(site: Site) -> None:
    host: dict[str, Any] = {}
    exec(blocks(PAGE, "python")[0], host)  # noqa: S102 - the page's own example
    who, boekhaak = site.actor, site.installation
    dossiers = [
        one.model_copy(update={"package": "exact_online", "region": "nl"})
        for one in read_dossiers(blocks(PAGE, "csv")[0], "csv")
    ]

    plan_id, sentences = host["announce"](boekhaak, who, dossiers)
    ids = host["move"](boekhaak, who, plan_id)
    site.connect()
    asked = host["recognise"](boekhaak, who)

    assert "3 companies" in sentences
    assert list(ids) == ["D-1", "D-2", "D-3"]
    assert [link_id for link_id, _ in asked] == [ids["D-2"], ids["D-3"]]


def test_a_list_comes_by_standard_input_too_and_programs_get_json(
    site: Site, typed: Typed, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    (place / "rows").write_text(json.dumps([{"host_company": 7, "name": "Bakery"}]))
    with (place / "rows").open() as rows:
        monkeypatch.setattr("sys.stdin", rows)
        told = json.loads(typed("boekhaak adopt - --form json --package exact_online --json"))

    assert [link["host_company"] for link in told["links"]] == ["7"]
    assert (len(told["added"]), told["kept"]) == (1, [])


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("boekhaak adopt list.txt", "it is not clear how list.txt is written. Give --form csv or --form json"),
        ("boekhaak adopt nowhere.csv", "nowhere.csv"),
        ("boekhaak adopt list.txt --form csv", "line 1 has no column host_company"),
        ("boekhaak adopt dossiers.csv", "its package is missing: choose from eaccounting, exact_online"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_in_a_sentence(
    site: Site, place: Path, capsys: pytest.CaptureFixture[str], line: str, what: str
) -> None:
    (place / "list.txt").write_text("name\n")

    with pytest.raises(SystemExit) as ended:
        main(shlex.split(line)[1:])

    assert what in capsys.readouterr().err
    assert ended.value.code in {1, 2}
    assert companies(site) == {}


def test_the_page_tells_every_field() -> None:
    text = (ROOT / PAGE).read_text()

    assert [name for name in FIELDS if f"`{name}`" not in text] == []
    assert set(FIELDS) == set(Dossier.model_fields)
