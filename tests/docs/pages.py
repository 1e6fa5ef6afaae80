"""The documentation as its tests read it: blocks of code, links, headings."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from support.site import Site

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


Opened = Callable[..., Site]
"""Serves books of Exact Online to an installation in the place, signs in, and lets commands use it; options as ``connected``."""
Typed = Callable[[str], str]
"""Gives a command of a page in this process, where it has to succeed; returns what it printed."""


def blocks(page: str, language: str) -> list[str]:
    """Return the code blocks of a page in a language."""
    text = (ROOT / page).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[str]:
    """Return what a page tells to type, line by line."""
    return [line.removeprefix("$ ") for block in blocks(page, "console") for line in block.splitlines()]


def links(page: Path) -> list[tuple[Path, str]]:
    """Return where the links within the repository lead: the file, and the heading in it."""
    found = LINK.findall(FENCED.sub("", page.read_text()))
    return [
        ((page.parent / target).resolve() if target else page, heading)
        for target, heading in found
        if "://" not in target
    ]


def anchors(page: Path) -> set[str]:
    """Return the headings of a page as an address names them."""
    texts = (text.replace("`", "").lower() for text in HEADING.findall(FENCED.sub("", page.read_text())))
    return {re.sub(r"[^\w -]", "", text).strip().replace(" ", "-") for text in texts}
