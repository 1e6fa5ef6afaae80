"""Looking at what was read, through the command line: every kind, with where each record came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from boekhaak.models.link import Link
from boekhaak.models.records import KINDS
from boekhaak.testing.books.generator import generate
from support.command_line import CommandLine
from support.exact_site import Serve, Site


@pytest.fixture
def whole(serve: Serve) -> tuple[Site, Link]:
    """Return a company that has records of every kind, imported."""
    site = serve(generate(lines=200, seed=4, foreign_currency=True))
    (link,) = site.link_all()
    assert site.imported(link).complete
    return site, link


def test_every_kind_of_record_can_be_browsed_with_its_provenance(
    boekhaak: CommandLine, whole: tuple[Site, Link]
) -> None:
    _, link = whole
    counts = boekhaak("records", str(link.id), "--json").json
    assert set(counts) == set(KINDS)

    for kind, model in KINDS.items():
        found = boekhaak("records", str(link.id), kind, "--limit", "5", "--json").json

        assert found, kind
        for one in found:
            assert set(one) == set(model.model_fields) | {"provenance"}
            assert one["provenance"]["run_id"] == 1
            assert one["provenance"]["stored_at"]
        assert boekhaak("records", str(link.id), kind, "--limit", "5").code == 0


def test_people_see_every_record_on_a_line_and_learn_where_the_rest_is(
    boekhaak: CommandLine, whole: tuple[Site, Link]
) -> None:
    _, link = whole
    for kind, model in KINDS.items():
        found = boekhaak("records", str(link.id), kind, "--limit", "5", "--json").json
        header, _, *rows, more = boekhaak("records", str(link.id), kind, "--limit", "5").out.splitlines()
        shown = [name.strip() for name in header.split("┃")]

        assert [row.split("│")[0].strip() for row in rows] == [one["id"] for one in found], kind
        assert more == f"{len(set(model.model_fields) - set(shown))} more fields of each: --json."


def test_people_learn_how_entries_of_opening_balances_are_counted(
    boekhaak: CommandLine, whole: tuple[Site, Link]
) -> None:
    _, link = whole
    sentence = "Entries of opening balances are counted as balances only."

    assert boekhaak("records", str(link.id)).out.splitlines()[-1] == sentence
    assert sentence in boekhaak("records", "--help").out


def test_payloads_are_shown_to_people_below_the_table(boekhaak: CommandLine, whole: tuple[Site, Link]) -> None:
    site, link = whole
    asked = ("records", str(link.id), "article", "--payloads", "--limit", "2")
    ids = [one["id"] for one in boekhaak(*asked, "--json").json]
    assert boekhaak(*asked).out.splitlines()[-2:] == [f"{one}: not kept" for one in ids]

    assert boekhaak("environment", "payloads", "acme", "keep").code == 0
    site.imported(link, again=True)

    for one, line in zip(ids, boekhaak(*asked).out.splitlines()[-2:], strict=True):
        assert json.loads(line.removeprefix(f"{one}: "))["__metadata"]


def test_what_exact_sent_is_shown_where_the_environment_keeps_it(
    boekhaak: CommandLine, whole: tuple[Site, Link]
) -> None:
    site, link = whole
    plain = boekhaak("records", str(link.id), "article", "--payloads", "--limit", "1", "--json").json
    assert [one["payload"] for one in plain] == [""]

    assert boekhaak("environment", "payloads", "acme", "keep", "--json").json == {"keeps_payloads": True, "erased": 0}
    assert boekhaak("environment", "list", "--json").json[0]["keeps_payloads"] is True
    site.imported(link, again=True)

    for kind in KINDS:
        for one in boekhaak("records", str(link.id), kind, "--payloads", "--limit", "3", "--json").json:
            assert json.loads(one["payload"])["__metadata"], kind
    erased = boekhaak("environment", "payloads", "acme", "erase", "--json").json
    assert erased["erased"] > 500
    after = boekhaak("records", str(link.id), "article", "--payloads", "--limit", "1", "--json").json
    assert [one["payload"] for one in after] == [""]


def test_payloads_of_an_unknown_environment_are_refused(boekhaak: CommandLine) -> None:
    assert "there is no environment “nowhere”" in boekhaak.refused("environment", "payloads", "nowhere", "keep")


def test_a_file_is_downloaded_from_the_command_line(
    boekhaak: CommandLine, whole: tuple[Site, Link], tmp_path: Path
) -> None:
    _, link = whole
    (file,) = boekhaak("records", str(link.id), "attachment", "--limit", "1", "--json").json
    folder = tmp_path / "files"
    folder.mkdir()

    told = boekhaak("download", str(link.id), file["id"], "--to", str(folder), "--json").json

    assert Path(told["path"]).stat().st_size == told["size"] == file["size"]
    again = boekhaak.refused("download", str(link.id), file["id"], "--to", str(folder))
    assert "is there already. Name another file, or remove that one." in again


@pytest.mark.parametrize(
    ("link_id", "attachment", "sentence"),
    [
        ("1", "nothing", "has no attachment “nothing”. `boekhaak records 1 attachment` lists them."),
        ("99", "x", "link 99"),
    ],
)
def test_what_is_not_there_cannot_be_downloaded(
    boekhaak: CommandLine, whole: tuple[Site, Link], link_id: str, attachment: str, sentence: str
) -> None:
    assert whole
    assert sentence in boekhaak.refused("download", link_id, attachment)


@pytest.mark.parametrize("to", ["nowhere/", ""])
def test_a_folder_has_to_be_there(boekhaak: CommandLine, whole: tuple[Site, Link], to: str) -> None:
    assert whole
    assert "folder" in boekhaak("download", "1", "x", "--to", to).err
    assert not Path("nowhere").exists()
