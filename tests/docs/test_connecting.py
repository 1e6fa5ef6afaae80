"""The how-tos for operators, whichever the package: they explain its messages, and tell its limits, streams and rights."""

from __future__ import annotations

import re

import pytest
from pages import ROOT
from walk import PAGES, never_said, unexplained

from boekhaak.registry import Registry

pytestmark = pytest.mark.parametrize("package", PAGES)


def test_every_package_has_a_page(package: str) -> None:
    assert PAGES.keys() == Registry().packages.keys()


def test_every_message_of_the_plugin_is_explained(package: str) -> None:
    assert not unexplained(package), f"{PAGES[package]} does not tell what to do on these"


def test_every_explained_message_is_one_that_the_code_can_give(package: str) -> None:
    assert never_said(package) == []


def test_the_limits_are_those_of_the_plugin(package: str) -> None:
    section = (ROOT / PAGES[package]).read_text().split("\n## Limits\n")[1].split("\n## ", maxsplit=1)[0]

    windows = Registry()[package].info.windows

    assert [one.count for one in windows if f"| {one.count:,} " not in section] == []


def test_every_right_is_told(package: str) -> None:
    text = (ROOT / PAGES[package]).read_text()

    words = {word for one in Registry()[package].info.streams for word in one.right.split()}

    assert [word for word in sorted(words) if word.lower() not in text.lower()] == []


def test_every_setting_is_told(package: str) -> None:
    text = (ROOT / PAGES[package]).read_text()

    assert [one.key for one in Registry()[package].info.settings if f"`{one.key}`" not in text] == []


def test_what_the_package_cannot_tell_has_its_source(package: str) -> None:
    text = (ROOT / PAGES[package]).read_text()

    assert len(re.findall(rf"\]\(\.\./\.\./plugins/{package}/FACTS\.md#", text)) > 10
