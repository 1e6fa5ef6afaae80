"""A plugin that does not load is reported with the reason; the other packages live."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import CommandLine


@pytest.fixture(params=["import nosuch_library", "raise ValueError('no paper')", "import sys; sys.exit(3)", "def ("])
def tiger(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an installed plugin “paper_tiger” whose module and simulator do not load."""
    folder = tmp_path / "installed"
    metadata = folder / "paper_tiger-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: paper-tiger\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        "[boekhaak.packages]\npaper_tiger = boekhaak_paper_tiger\n"
        "[boekhaak.simulators]\npaper_tiger = boekhaak_paper_tiger:Simulator\n"
    )
    (folder / "boekhaak_paper_tiger.py").write_text(request.param)
    monkeypatch.syspath_prepend(folder)
    return folder


def test_a_plugin_that_does_not_load_is_listed_with_the_reason_beside_the_others(
    boekhaak: CommandLine, tiger: Path
) -> None:
    listed = boekhaak("packages", "--json")

    assert listed.code == 0
    assert listed.json["exact_online"]["broken"] == ""
    assert "paper_tiger: the plugin is broken: it failed to load (" in listed.json["paper_tiger"]["broken"]
    assert "paper_tiger" in boekhaak("packages").out


def test_using_a_broken_plugin_gives_the_reason(boekhaak: CommandLine, tiger: Path) -> None:
    boekhaak("environment", "add", "acme")
    register = ("app", "add", "paper_tiger", "--region", "nl", "--client-id", "1", "--client-secret", "a-secret")

    for command in (("connect", "paper_tiger"), (*register, "--redirect", "https://host.example/")):
        sentence = boekhaak.refused(*command)

        assert "paper_tiger: the plugin is broken: it failed to load (" in sentence
        assert sentence.endswith("Install a version of the plugin that fits; the other packages go on.")
    for command in (("simulate", "paper_tiger"), ("demo", "--package", "paper_tiger")):
        assert "the simulator of “paper_tiger” " in boekhaak.refused(*command)


def test_the_doctor_names_a_broken_plugin_and_ends_with_1(boekhaak: CommandLine, tiger: Path) -> None:
    ended = boekhaak("doctor", "--json")

    assert ended.code == 1
    assert [one["check"] for one in ended.json if not one["ok"]] == ["package paper_tiger"]


@pytest.mark.parametrize("tiger", ["import nosuch_library"], indirect=True)
def test_a_process_that_finds_a_broken_plugin_works_on(boekhaak: CommandLine, tiger: Path) -> None:
    found = boekhaak.process("--verbose", "packages", "--json", PYTHONPATH=str(tiger))
    checked = boekhaak.process("doctor", PYTHONPATH=str(tiger))

    assert (found.code, checked.code) == (0, 1)
    assert "No module named 'nosuch_library'" in found.json["paper_tiger"]["broken"]
    assert "package is not usable package=paper_tiger" in found.err
