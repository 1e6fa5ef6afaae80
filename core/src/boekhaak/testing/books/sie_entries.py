"""The lines of a SIE file: its code page, its labels and their fields.

Source: “SIE filformat, utgåva 4B” (2008-09-30) of SIE-Gruppen, sie.se.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

DOS_LETTERS = "åäöÅÄÖéÉüÜ".encode("cp437")
WINDOWS_LETTERS = "åäöÅÄÖéÉüÜ".encode("cp1252")
FIELD = re.compile(r'"((?:\\"|[^"])*+)"?|\{(?:"(?:\\"|[^"])*+"?|[^{}"])*+\}|(\S+)')
"""A quoted field, an object list (no group), or a bare field. Possessive, so that no line takes long."""


class Entry(NamedTuple):
    """A line: its label, or a brace, and its fields without object lists."""

    label: str
    fields: list[str]
    line: int

    def field(self, index: int) -> str:
        """Return a field; one that is left out at the end is empty."""
        return self.fields[index] if index < len(self.fields) else ""


def decode(content: bytes) -> str:
    """Return the text of a SIE file.

    The standard knows PC8 (code page 437) only, and files say so whatever they are in. So: a byte order mark
    is believed, and letters beyond ASCII that are valid UTF-8 are UTF-8. Otherwise it is code page 437 or Windows-1252 (which
    holds Latin-1), whichever turns more bytes into Swedish letters; 437 when none does. Code page 850 has its Swedish
    letters where 437 has them.
    """
    if content.startswith(codecs.BOM_UTF8):
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _count(content, DOS_LETTERS) >= _count(content, WINDOWS_LETTERS):
        return content.decode("cp437")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def entries(text: str) -> Iterator[Entry]:
    r"""Yield the lines that have a label, and those that are a brace.

    Fields are divided by spaces and tabs. One in quotes may hold them, may be empty, and holds a quote as ``\"``; any
    other backslash is itself. Other lines are passed over, as the standard asks of unknown ones.
    """
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        line = raw.strip()
        if line in {"{", "}"}:
            yield Entry(line, [], number)
        elif line.startswith("#"):
            label, *_ = line.split(maxsplit=1)
            yield Entry(label.upper(), list(_fields(line[len(label) :])), number)


def _fields(text: str) -> Iterator[str]:
    for match in FIELD.finditer(text):
        if match.lastindex:
            yield match[match.lastindex].replace('\\"', '"')


def _count(content: bytes, letters: bytes) -> int:
    return sum(content.count(letter) for letter in letters)
