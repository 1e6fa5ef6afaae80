from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boekhaak.errors import InvalidInput
from boekhaak.testing.books.reading import read_books

AUDIT_FILES = Path(__file__).resolve().parents[4] / "shared" / "audit-files"
SIE = '#FLAGGA 0\n#SIETYP 4\n#FNAMN "Påhitt AB"\n#RAR 0 20230101 20231231\n#VER A 1 20230101\n{\n#TRANS 1930 {} 1\n}\n'
SAFT = """<?xml version="1.0" encoding="utf-8"?>
<AuditFile><Header><AuditFileCountry>NO</AuditFileCountry><Company><Name>Påhitt AS</Name></Company>
<DefaultCurrencyCode>NOK</DefaultCurrencyCode><SelectionCriteria><PeriodEnd>1</PeriodEnd>
<PeriodEndYear>2023</PeriodEndYear></SelectionCriteria></Header></AuditFile>"""


def test_what_a_file_holds_decides_and_not_its_name(tmp_path: Path) -> None:
    (tmp_path / "books.xml").write_bytes(SIE.encode("cp437"))
    (tmp_path / "books.se").write_text(SAFT, encoding="utf-8")

    assert read_books(tmp_path / "books.xml").companies[0].name == "Påhitt AB"
    assert read_books(tmp_path / "books.se").companies[0].name == "Påhitt AS"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [SIE, f"\n\n  {SIE}", SAFT.partition("?>")[2], SAFT.replace("utf-8", "utf-16", 1)])
def test_a_byte_order_mark_and_blanks_do_not_hide_the_format(tmp_path: Path, text: str, encoding: str) -> None:
    if 'encoding="utf-16"' in text and encoding != "utf-16":
        text = text.replace("utf-16", "utf-8")
    (tmp_path / "books").write_bytes(text.encode(encoding))

    assert read_books(tmp_path / "books").companies[0].name.startswith("Påhitt")


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "books.se").write_bytes(content)

    with pytest.raises(InvalidInput, match=r"books\.se is empty"):
        read_books(tmp_path / "books.se")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no file") as caught:
        read_books(tmp_path / "nothing.se")

    assert "nothing.se" in caught.value.what
    assert caught.value.way_out == "Check the path"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_books(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 books",
        b"PK\x03\x04\x00\x00",
        b"#!/bin/sh\necho #VER\n",
        b"# A heading\n\n#ver is not a label here",
        b"account;debit;credit\n1000;5;0\n",
        b"<!DOCTYPE HTML PUBLIC '-//IETF//DTD HTML 2.0//EN'>\n<html><body>404</body></html>",
        b"<HTML><body>Sign in</body></HTML>",
        bytes(range(256)),
    ],
)
def test_what_is_neither_format_is_said_to_be_neither(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "books.se").write_bytes(content)

    with pytest.raises(InvalidInput, match=r"books\.se is neither SIE 4 nor SAF-T"):
        read_books(tmp_path / "books.se")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (SIE[:-3], "books: the file breaks off after line 7, inside a voucher"),
        ('#FLAGGA 0\n#FNAMN "Påhitt"\n', "books: the file does not say which type of SIE it is"),
        (SIE.replace("{} 1", "{} ett"), "books: line 7: “ett” is no amount"),
        (SAFT[:-20], "books: the file is no complete XML"),
        (SAFT.replace("AuditFile>", "Invoice>"), "books: the XML is no SAF-T file but “Invoice”"),
        (
            SAFT.replace("<AuditFile>", "<!DOCTYPE AuditFile><AuditFile>"),
            "books: the file has a document type definition",
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_name_and_a_way_out(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "books").write_text(text, encoding="utf-8")

    with pytest.raises(InvalidInput) as caught:
        read_books(tmp_path / "books")

    assert caught.value.what.startswith(sentence)
    assert caught.value.way_out


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.sampled_from([SIE, SAFT]), place=st.integers(0, 400), cut=st.integers(0, 30), put=st.text(max_size=12))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    tmp_path: Path, text: str, place: int, cut: int, put: str
) -> None:
    damaged = text[:place] + put + text[place + cut :]
    (tmp_path / "books").write_bytes(damaged.encode("utf-8", errors="surrogatepass"))

    with suppress(InvalidInput):
        assert len(read_books(tmp_path / "books").companies) == 1


@pytest.mark.audit_files
@pytest.mark.parametrize("name", ["saft_no_888888888_2017.xml", "sie4_se_ovningsforetaget_2017.SE"])
def test_an_audit_file_is_known_by_its_content(name: str) -> None:
    if not (AUDIT_FILES / name).exists():
        pytest.skip("the audit files are not part of this repository and do not lie next to it")

    (company,) = read_books(AUDIT_FILES / name).companies

    assert company.vouchers
    assert company.declared
