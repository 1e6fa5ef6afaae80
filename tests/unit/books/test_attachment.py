from __future__ import annotations

import tracemalloc
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boekhaak.errors import InvalidInput
from boekhaak.testing.books.content import PIECE
from boekhaak.testing.books.model import Attachment

GIGABYTE = 10**9


@given(size=st.integers(0, 3 * PIECE), start=st.integers(0, 3 * PIECE + 10), kind=st.sampled_from(["pdf", "txt", "x"]))
def test_a_file_read_from_anywhere_is_the_rest_of_the_whole(size: int, start: int, kind: str) -> None:
    attachment = Attachment(f"invoice.{kind}", size)

    whole = b"".join(attachment.content())

    assert len(whole) == size
    assert b"".join(attachment.content(start)) == whole[start:]


def test_no_piece_is_larger_than_64_kib() -> None:
    assert [len(piece) for piece in Attachment("scan.png", 2 * PIECE + 1).content(1)] == [PIECE - 1, PIECE, 1]


@pytest.mark.parametrize(
    ("name", "head"), [("invoice.pdf", b"%PDF-1.4\n"), ("SCAN.PDF", b"%PDF-1.4\n"), ("stamp.png", b"\x89PNG\r\n\x1a\n")]
)
def test_a_file_begins_as_its_name_says(name: str, head: bytes) -> None:
    assert next(Attachment(name, 5_000).content()).startswith(head)
    assert b"".join(Attachment(name, 5).content()) == head[:5]


def test_a_text_file_is_readable_ascii() -> None:
    text = b"".join(Attachment("note.txt", 2 * PIECE).content()).decode("ascii")

    assert text.replace("\n", "").isprintable()
    assert len(text.splitlines()) > 100


def test_the_end_of_a_gigabyte_needs_nothing_of_what_lies_before() -> None:
    tracemalloc.start()

    end = b"".join(Attachment("large.pdf", GIGABYTE).content(GIGABYTE - 100_000))
    begin = list(islice(Attachment("large.pdf", GIGABYTE).content(), 3))

    assert len(end) == 100_000
    assert begin[1] != begin[2]
    assert tracemalloc.get_traced_memory()[1] < 20 * PIECE
    tracemalloc.stop()


def test_files_of_another_name_or_size_differ() -> None:
    found = {next(Attachment(name, size).content(100))[:100] for name in ("a.pdf", "b.pdf") for size in (500, 501)}

    assert len(found) == 4


def test_the_content_of_a_file_stays_what_it_was() -> None:
    assert b"".join(Attachment("a.bin", 8).content()).hex() == "c4135a19c2ce4d59"


def test_a_place_before_the_start_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no byte -1"):
        Attachment("a.pdf", 10).content(-1)
