"""Reads books from a file, whatever it is called: what it holds decides."""

from __future__ import annotations

import re
from pathlib import Path

from boekhaak.errors import InvalidInput
from boekhaak.testing.books.model import Books
from boekhaak.testing.books.saft import read_saft
from boekhaak.testing.books.sie4 import read_sie

SNIFFED = 65_536
XML = re.compile(rb"\s*<(?!!DOCTYPE\s+html|html)", re.IGNORECASE)
SIE = re.compile(rb"^[ \t]*#(FLAGGA|PROGRAM|FORMAT|GEN|SIETYP|FNAMN|RAR|KONTO|VER)[ \t]", re.MULTILINE)


def read_books(path: Path) -> Books:
    """Return the books in a file of SIE 4 or SAF-T Financial.

    Raises: InvalidInput when there is no such file, it is empty or not complete, it is neither format, or a line in it
    cannot be understood; the sentence says which and what to do.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InvalidInput(f"there is no file {path}", way_out="Check the path") from error
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be read ({error.strerror})", way_out="Choose a file that you may read"
        ) from error
    # UTF-16 puts a zero byte beside each letter; only the readers need to know more of it than that.
    head = content[:SNIFFED].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe")
    if not head.strip():
        raise InvalidInput(f"{path.name} is empty", way_out="Export the file again")
    try:
        if XML.match(head):
            return read_saft(content)
        if SIE.search(head):
            return read_sie(content)
    except InvalidInput as error:
        raise InvalidInput(f"{path.name}: {error.what}", way_out=error.way_out) from error
    raise InvalidInput(
        f"{path.name} is neither SIE 4 nor SAF-T Financial",
        way_out="Choose a file of one of these, as an accountancy package exports it",
    )
