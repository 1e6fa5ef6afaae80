from __future__ import annotations

import inspect
from datetime import timedelta

import pytest

from boekhaak.hookspecs import PackageHooks
from boekhaak.models.records import KINDS
from boekhaak.registry import Package
from boekhaak_exact_online import plugin
from boekhaak_exact_online.streams import SOURCES

HOOKS = [name for name in vars(PackageHooks) if not name.startswith("_") and name != "relink"]


def test_the_core_takes_the_plugin() -> None:
    assert Package("exact_online", plugin).info.name == "Exact Online"


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_has_the_arguments_and_annotations_of_its_specification(name: str) -> None:
    spec = list(inspect.signature(getattr(PackageHooks, name)).parameters.values())[1:]
    written = list(inspect.signature(getattr(plugin, name)).parameters.values())

    assert [(p.name, p.annotation, p.default) for p in written] == [(p.name, p.annotation, p.default) for p in spec]


def test_every_stream_has_a_source_and_completes_only_its_own_kinds() -> None:
    assert [stream.key for stream in plugin.STREAMS] == list(SOURCES)
    for stream in plugin.STREAMS:
        assert set(stream.kinds) <= set(KINDS)
        assert {done.kind for done in SOURCES[stream.key].completes} in (set(stream.kinds), set())


def test_every_stream_names_the_right_that_it_needs() -> None:
    assert all(stream.right for stream in plugin.STREAMS)


def test_each_country_has_its_own_site() -> None:
    addresses = {region.key: region.address for region in plugin.describe().regions}

    assert addresses["nl"] == "https://start.exactonline.nl"
    assert addresses["uk"] == "https://start.exactonline.co.uk"
    assert len(set(addresses.values())) == 7


def test_the_windows_are_those_of_exact() -> None:
    windows = {(window.what, window.count, window.period) for window in plugin.WINDOWS}

    assert windows == {
        ("calls", 60, timedelta(minutes=1)),
        ("calls", 5000, timedelta(days=1)),
        ("errors", 10, timedelta(hours=1)),
        ("refreshes", 200, timedelta(days=1)),
    }
