"""What stands in an invented file: made from its name and size, at any place in it, without what lies before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from boekhaak.errors import InvalidInput

PIECE = 65_536
HEADS = {".pdf": b"%PDF-1.4\n", ".png": b"\x89PNG\r\n\x1a\n"}
"""What files of a kind begin with, so that a check of the content knows them."""
LETTERS = (b"etaoin shrdlu cmfwyp vbgkjq xz" * 9)[:255] + b"\n"
"""The letter for each byte of a readable file."""


def pieces(name: str, size: int, start: int) -> Iterator[bytes]:
    """Return the bytes of a file from ``start`` on, in pieces of at most 64 KiB; none from its end on.

    A name that ends in .pdf or .png gives the beginning of such a file, one in .txt readable ASCII.

    Raises: InvalidInput for a place before the start.
    """
    if start < 0:
        raise InvalidInput(f"a file has no byte {start}", way_out="Take a start from 0 on")
    first, skipped = divmod(start, PIECE)
    blocks = range(first, -(-size // PIECE))
    return (_block(name, size, number)[skipped if number == first else 0 :] for number in blocks if start < size)


def _block(name: str, size: int, number: int) -> bytes:
    """Return the bytes of a block of the file; the last one ends with the file."""
    length = min(PIECE, size - number * PIECE)
    # a hash that is as long as one likes, so that no block repeats and each can be made on its own
    block = hashlib.shake_128(f"{name}/{size}/{number}".encode()).digest(length)
    kind = name[-4:].lower()
    if kind == ".txt":
        return block.translate(LETTERS)
    return (HEADS.get(kind, b"") + block)[:length] if number == 0 else block
