"""The how-to of forecasts: its commands and its host run, and its figures are those of the code."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable

import pytest
from pages import ROOT, Opened, blocks, commands

from boekhaak.cli.main import main
from boekhaak.models.run import COMPANY
from boekhaak.service import forecasting, timing
from boekhaak.testing.books.generator import generate
from support.databases import SqliteFiles
from support.site import COUNTRY, PACKAGES, Site, connected

PAGE = "docs/how-to/forecast-an-import.md"


@pytest.fixture
def site(opened: Opened) -> Site:
    """Return an installation that is connected to two companies, and let commands use it."""
    return opened(companies=2)


def test_the_commands_run(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for line in commands(PAGE):
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(line)[1:])
        assert ended.value.code == 0, line
        told.append(capsys.readouterr().out)

    assert all(name in told[0] for name in site.names)
    assert "1 company: " in told[1]
    assert len(json.loads(told[2])["companies"]) == 2


def test_a_host_keeps_a_forecast_and_applies_it(site: Site) -> None:
    host: dict[str, Callable[..., str]] = {}
    exec(blocks(PAGE, "python")[0], host)  # noqa: S102 - the page's own example

    kept = host["look"](site.installation, site.actor)
    done = host["decide"](site.installation, site.actor, kept)

    assert len(done) == 2
    assert {link.id for link in site.link_all()} == set(done)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_forecast_takes_as_many_calls_as_the_page_says(sqlite_files: SqliteFiles, package: str) -> None:
    data = generate(companies=1, lines=20, seed=4, countries=[COUNTRY[package]])
    with connected(package, data, sqlite_files.migrated()) as opened:
        info = opened.installation.packages[package].info
        (one,) = forecasting.forecast(opened.actor, opened.installation).companies

    (row,) = re.findall(rf"^\| {info.name} \| (\d+)", (ROOT / PAGE).read_text(), re.MULTILINE)
    assert one.calls_used == int(row) <= len([told for told in one.streams if told.stream != COMPANY])


def test_the_bounds_of_the_page_are_those_of_the_code() -> None:
    text = " ".join((ROOT / PAGE).read_text().split())

    assert f"{timing.FASTEST.total_seconds() * 1000:.0f} ms a call" in text
    assert f"{timing.SLOWEST.total_seconds():.0f} seconds a call" in text
    assert f"up to {forecasting.MEANWHILE:.1%} more or fewer".replace("%", " %") in text
    assert f"up to {forecasting.REPEATED:.0%} more calls".replace("%", " %") in text
