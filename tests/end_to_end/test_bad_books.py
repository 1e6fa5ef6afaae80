"""Files that hold no books: `demo` and `simulate` say which, what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command_line import CommandLine, everything

SIE = '#FLAGGA 0\n#SIETYP 4\n#FNAMN "Påhitt AB"\n#RAR 0 20230101 20231231\n#VER A 1 20230101\n{\n#TRANS 1930 {} 1\n}\n'
SAFT = """<?xml version="1.0" encoding="utf-8"?>
<AuditFile><Header><AuditFileCountry>NO</AuditFileCountry><Company><Name>Påhitt AS</Name></Company>
<DefaultCurrencyCode>NOK</DefaultCurrencyCode><SelectionCriteria><PeriodEnd>1</PeriodEnd>
<PeriodEndYear>2023</PeriodEndYear></SelectionCriteria></Header></AuditFile>"""
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
NEITHER = "is neither SIE 4 nor SAF-T Financial. Choose a file of one of these"


pytestmark = pytest.mark.timeout(30)  # a simulator that likes its books would serve them for ever


@pytest.fixture(params=["demo", "simulate"])
def reading(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Return a command that takes the books of a file."""
    return ("demo", "--books") if request.param == "demo" else ("simulate", "exact_online", "--books")


BAD = {
    "empty.se": (b"", "is empty. Export the file again."),
    "blank.xml": (b" \n\n", "is empty. Export the file again."),
    "picture.SE": (PNG, NEITHER),
    "table.csv": (b"account;debit;credit\n1000;5;0\n", NEITHER),
    "page.xml": (b"<!DOCTYPE html><html><body>Sign in</body></html>", NEITHER),
    "cut.se": (SIE[:-3].encode("cp437"), "the file breaks off after line 7, inside a voucher. Export the file again"),
    "cut.xml": (SAFT[:-20].encode(), "the file is no complete XML: it breaks off or is damaged"),
    "bill.xml": (b"<Invoice><ID>7</ID></Invoice>", "the XML is no SAF-T file with a header"),
    "amount.se": (SIE.replace("{} 1", "{} one").encode("cp437"), "line 7: “one” is no amount. Correct the line"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_holds_no_books_is_told_with_what_is_wrong(
    boekhaak: CommandLine, tmp_path: Path, reading: tuple[str, ...], name: str
) -> None:
    content, what = BAD[name]
    (tmp_path / name).write_bytes(content)

    sentence = boekhaak.refused(*reading, str(tmp_path / name))

    assert sentence.startswith(f"Error: {name}")
    assert what in sentence


def test_a_file_that_is_not_there_is_told(boekhaak: CommandLine, reading: tuple[str, ...]) -> None:
    assert boekhaak.refused(*reading, "nosuch.se") == "Error: there is no file nosuch.se. Check the path."


def test_a_folder_is_no_file(boekhaak: CommandLine, tmp_path: Path, reading: tuple[str, ...]) -> None:
    sentence = boekhaak.refused(*reading, str(tmp_path))

    assert sentence == f"Error: {tmp_path} cannot be read (Is a directory). Choose a file that you may read."


def test_books_without_a_voucher_are_not_walked_through(boekhaak: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "bare.xml").write_text(SAFT, encoding="utf-8")

    ended = boekhaak("demo", "--books", str(tmp_path / "bare.xml"), "--json")

    assert (ended.code, set(ended.json)) == (1, {"error"})
    assert "“Påhitt AS” has no journal, no period or too few accounts. Choose books that hold these" in ended.err


def sie(accounts: str = "", tail: str = "") -> str:
    """Return books of a company with a bank account, another one and a voucher between them."""
    return (
        '#FLAGGA 0\n#SIETYP 4\n#FNAMN "Påhitt AB"\n#RAR 0 20230101 20231231\n#KONTO 1930 "Bank"\n'
        f"{accounts}{tail}#VER A 1 20230101\n{{\n#TRANS 1930 {{}} 1\n#TRANS 1930 {{}} -1\n}}\n"
    )


BEYOND = {
    ("twentyfour_seven", "a large number"): (
        sie('#KONTO 40000 "Beyond"\n'),
        "the ledger account “40000” is beyond 32767, the highest number of 24SevenOffice. Change the books.",
    ),
    ("twentyfour_seven", "a zero before"): (
        sie('#KONTO 0150 "Zero"\n'),
        "the ledger account “0150” begins with a zero, which a whole number does not keep. Change the books.",
    ),
    ("twentyfour_seven", "letters"): (
        sie('#KONTO 15A "Letters"\n'),
        "the ledger account “15A” is no whole number, and 24SevenOffice has no others. Change the books.",
    ),
    ("eaccounting", "letters"): (
        sie('#KONTO 15A "Letters"\n'),
        "as eAccounting demands. Choose books whose accounts have numbers only.",
    ),
}


@pytest.mark.parametrize("command", ["simulate", "demo"])
@pytest.mark.parametrize(("package", "what"), BEYOND)
def test_books_that_a_package_cannot_hold_are_refused_with_what_is_beyond_it(
    boekhaak: CommandLine, tmp_path: Path, package: str, what: str, command: str
) -> None:
    content, told = BEYOND[package, what]
    file = tmp_path / "beyond.se"
    file.write_bytes(content.encode("cp437"))
    named = ("simulate", package) if command == "simulate" else ("demo", "--package", package)

    before = everything(boekhaak.url)

    ended = boekhaak(*named, "--books", str(file), "--json")

    (sentence,) = ended.errors
    assert (ended.code, set(ended.json)) == (1, {"error"})
    assert sentence.endswith(told)
    assert everything(boekhaak.url) == before
