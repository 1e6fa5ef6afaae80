from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boekhaak.errors import InvalidInput
from boekhaak.testing.books.model import Account, Company, Declared, Journal, Line
from boekhaak.testing.books.sie4 import read_sie
from boekhaak.testing.books.sie_entries import decode, entries

AUDIT_FILES = Path(__file__).resolve().parents[4] / "shared" / "audit-files"
HEAD = """\
#FLAGGA 0
#PROGRAM "Bokhaken" 1.0
#FORMAT PC8
#GEN 20240115
#SIETYP 4
#ORGNR 556000-0000
#FNAMN "Påhittade Ärtor & Öl AB"
#ADRESS "" "Storgatan 1" "123 45 Ängelås" ""
#RAR 0 20230101 20231231
#RAR -1 20220101 20221231
#KONTO 1930 "Bank"
#KONTO 2440 Leverantörsskulder
#KONTO 4010 "Inköp"
"""
BALANCES = """\
#IB 0 1930 1000.00
#IB 0 2440 -1000
#UB 0 1930 900.00
#UB 0 2440 -1000.00
#RES 0 4010 100.00
"""
VOUCHER = """\
#VER A 1 20230305 "Kaffe" 20230306 "anna"
{
#TRANS 4010 {} 100.00
#TRANS 1930 {} -100.00 20230304 "Ur kassan"
}
"""


def read(text: str, encoding: str = "cp437") -> Company:
    return read_sie(text.encode(encoding)).companies[0]


def voucher(*rows: str) -> str:
    return "\n".join((f'{HEAD}#VER A 1 20230305 "Kaffe"', "{", *rows, "}\n"))


def stands(company: Company, account: str, year: int) -> Decimal:
    """Add up an account at the end of a year, as its nature asks for."""
    natures = {found.number: found.nature for found in company.accounts}
    cumulates = natures[account] == "balance"
    moved = (
        line.amount
        for entry, line in company.lines()
        if line.account == account and (entry.year == year or (cumulates and entry.year < year))
    )
    return sum(moved, company.openings.get(account, Decimal()) if cumulates else Decimal())


def test_the_company_is_that_of_the_header() -> None:
    company = read(HEAD)

    assert (company.name, company.registration_number) == ("Påhittade Ärtor & Öl AB", "556000-0000")
    assert (company.country, company.currency, company.city) == ("SE", "SEK", "Ängelås")
    assert (company.vat_number, company.contacts) == ("", ())


def test_the_currency_is_that_of_the_file_where_it_says_one() -> None:
    assert read(HEAD + "#VALUTA EUR\n").currency == "EUR"


def test_a_voucher_is_read_with_its_lines() -> None:
    company = read(HEAD + VOUCHER)

    (entry,) = company.vouchers
    assert (entry.journal, entry.number, entry.date, entry.description) == ("A", "1", date(2023, 3, 5), "Kaffe")
    assert (entry.year, entry.period) == (2023, 3)
    assert entry.lines == (
        Line("4010", Decimal("100.00"), "Kaffe"),
        Line("1930", Decimal("-100.00"), "Ur kassan", date=date(2023, 3, 4)),
    )
    assert company.journals == (Journal("A", "Series A", "general"),)


def test_openings_and_declared_balances_are_those_of_the_year() -> None:
    company = read(HEAD + BALANCES + VOUCHER)

    assert company.openings == {"1930": Decimal(1000), "2440": Decimal(-1000)}
    assert set(company.declared) == {
        Declared("1930", 2023, 12, Decimal(900)),
        Declared("2440", 2023, 12, Decimal(-1000)),
        Declared("4010", 2023, 12, Decimal(100)),
    }
    assert all(stands(company, row.account, row.year) == row.closing for row in company.declared)


@pytest.mark.parametrize("kind", ["1", "2", "3"])
def test_the_other_types_carry_balances_and_no_vouchers(kind: str) -> None:
    company = read(HEAD.replace("#SIETYP 4", f"#SIETYP {kind}") + BALANCES + "#PSALDO 0 202301 1930 {} -100.00\n")

    assert len(company.declared) == 3
    assert (company.vouchers, company.journals) == ((), ())


def test_what_is_added_counts_once_and_what_is_struck_out_not_at_all() -> None:
    company = read(
        voucher(
            '#TRANS 4010 {} 80.00 20230305 "" "" "anna"',
            '#BTRANS 1910 {} -80.00 20230401 "" "" "bo"',
            '#RTRANS 1930 {} -80.00 20230401 "" "" "bo"',
            '#TRANS 1930 {} -80.00 20230401 "" "" "bo"',
        )
    )

    lines = company.vouchers[0].lines
    assert [(line.account, line.amount) for line in lines] == [("4010", Decimal(80)), ("1930", Decimal(-80))]
    assert "1910" not in {account.number for account in company.accounts}


def test_object_lists_may_hold_anything() -> None:
    company = read(
        voucher(
            '#TRANS 4010 {1 "Norr } öst" 6 "0001"} 30.00',
            '#TRANS\t4010\t{ "1" "1010"}\t30.00\t""\t"Te"',
            '#TRANS 4010 {1 "a \\" b"} 40.00',
            "#TRANS 1930 {}-100.00",
        )
    )

    assert [line.amount for line in company.vouchers[0].lines] == [30, 30, 40, -100]
    assert [line.description for line in company.vouchers[0].lines] == ["Kaffe", "Te", "Kaffe", "Kaffe"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"Två ord"', "Två ord"),
        ("Ett", "Ett"),
        ('""', "Kaffe"),
        ('"Sa \\"hej\\" till"', 'Sa "hej" till'),
        (r'"1110\1002 Hus"', r"1110\1002 Hus"),
        ('"#VER { }"', "#VER { }"),
        ('"aldrig stängt', "aldrig stängt"),
        ("", "Kaffe"),
    ],
)
def test_a_text_is_what_stands_between_the_quotes(written: str, meant: str) -> None:
    company = read(voucher(f"#TRANS 1930 {{}} 0.00 20230305 {written}"))

    assert company.vouchers[0].lines[0].description == meant


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='\\"') | st.sampled_from(' \t"{}#')))
def test_any_text_comes_through_its_quotes(text: str) -> None:
    escaped = text.replace('"', '\\"')

    (entry,) = entries(f'#FNAMN "{escaped}" "after"')

    assert entry.fields == [text, "after"]


@pytest.mark.parametrize("hostile", ['{"\\"' * 20_000, '"\\"' * 20_000, "{" * 50_000, '{"' * 20_000, "\\" * 50_000])
def test_no_line_takes_long(hostile: str) -> None:
    (entry,) = entries(f"#FNAMN {hostile}")

    assert entry.label == "#FNAMN"


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "latin-1", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", ["#FNAMN Räksmörgås på Ålö", "#FNAMN É", "#FNAMN Plain"])
def test_letters_come_through_in_every_code_page(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_byte_that_windows_does_not_know_is_latin() -> None:
    assert decode("åäö\x81".encode("latin-1")) == "åäö\x81"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_system_ends_them(ending: str) -> None:
    assert len(read((HEAD + VOUCHER).replace("\n", ending)).vouchers) == 1


def test_labels_that_are_not_known_are_passed_over() -> None:
    company = read(HEAD + '#OKÄND 1 2 3\ntext without a label\n#dim 1 "Avdelning"\n' + VOUCHER + "\x1a")

    assert len(company.vouchers) == 1


@pytest.mark.parametrize(
    ("rows", "nature", "side"),
    [
        ("#KONTO 1930 Bank", "balance", "debit"),
        ("#KONTO 2440 Skuld", "balance", "credit"),
        ("#KONTO 3010 Intäkt", "result", "credit"),
        ("#KONTO 8910 Skatt", "result", "debit"),
        ("#KONTO 1930 Bank\n#KTYP 1930 K", "result", "debit"),
        ("#KONTO 5 Konto\n#KTYP 5 T", "balance", "debit"),
        ("#KTYP 5 S\n#KONTO 5 Konto", "balance", "credit"),
        ("#KONTO 5 Konto\n#KTYP 5 I", "result", "credit"),
        ("#KONTO 9000 Internt\n#IB 0 9000 5", "balance", "debit"),
        ("#KONTO 9000 Internt\n#RES 0 9000 5", "result", "debit"),
    ],
)
def test_the_nature_of_an_account_follows_from_its_type_or_its_number(rows: str, nature: str, side: str) -> None:
    company = read(HEAD + rows + "\n")

    number = rows.split()[1]
    account = next(account for account in company.accounts if account.number == number)
    assert (account.nature, account.side) == (nature, side)


def test_the_role_of_an_account_follows_from_the_chart() -> None:
    numbers = ("1220", "1410", "1510", "1910", "1930", "2081", "2440", "2611", "3010", "4010", "1710")
    company = read(HEAD + "".join(f"#KONTO {number} x\n" for number in numbers))

    roles = {account.number: account.role for account in company.accounts}
    assert [roles[number] for number in numbers] == [
        "fixed_asset",
        "inventory",
        "receivable",
        "cash",
        "bank",
        "equity",
        "payable",
        "vat",
        "revenue",
        "cost",
        "general",
    ]


def test_accounts_that_are_used_and_not_declared_become_accounts() -> None:
    company = read(voucher("#TRANS 7777 {} 1.00") + "#IB 0 1999 5\n#RES 0 3999 6\n")

    assert {account.number: account.name for account in company.accounts if account.name.isdigit()} == {
        "1999": "1999",
        "3999": "3999",
        "7777": "7777",
    }


def test_an_opening_of_a_result_account_is_none() -> None:
    assert read(HEAD + "#IB 0 4010 5\n#IB 0 1930 0.00\n").openings == {}


def test_a_voucher_that_does_not_balance_is_kept_as_it_is() -> None:
    company = read(voucher("#TRANS 1930 {} 10.00", "#TRANS 4010 {} -9.99"))

    assert [line.amount for line in company.vouchers[0].lines] == [Decimal("10.00"), Decimal("-9.99")]


def test_a_voucher_without_lines_is_kept() -> None:
    assert read(voucher()).vouchers[0].lines == ()


def test_vouchers_without_a_number_get_the_next_free_one_of_their_series() -> None:
    rows = [("A", '""'), ("A", "2"), ("A", '""'), ("B", '""'), ('""', '""')]
    company = read(HEAD + "".join(f"#VER {series} {number} 20230101\n{{\n}}\n" for series, number in rows))

    assert [(entry.journal, entry.number) for entry in company.vouchers] == [
        ("A", "1"),
        ("A", "2"),
        ("A", "3"),
        ("B", "1"),
        ("-", "1"),
    ]
    assert [journal.code for journal in company.journals] == ["A", "B", "-"]


def test_a_number_that_comes_again_is_told_apart() -> None:
    numbers = ("0", "0", "0-2", "0")
    company = read(HEAD + "".join(f"#VER A {number} 20230101\n{{\n}}\n" for number in numbers))

    assert [entry.number for entry in company.vouchers] == ["0", "0-3", "0-2", "0-4"]


def test_a_broken_year_has_the_number_of_the_year_in_which_it_ends() -> None:
    company = read(HEAD.replace("20230101 20231231", "20220701 20230630"))

    assert {period.year for period in company.periods} == {2023}
    assert (company.periods[0].start, company.periods[-1].end) == (date(2022, 7, 1), date(2023, 6, 30))
    assert [period.period for period in company.periods] == list(range(1, 13))


def test_a_long_first_year_has_more_periods_and_may_begin_within_a_month() -> None:
    company = read(HEAD.replace("20230101 20231231", "20220715 20231231"))

    assert len(company.periods) == 18
    assert (company.periods[0].start, company.periods[0].end) == (date(2022, 7, 15), date(2022, 7, 31))


EARLIER = """\
#IB -1 1930 500.00
#UB -1 1930 450.00
#RES -1 4010 50.00
#VER A 1 20221231 "Förra året"
{
#TRANS 4010 {} 50.00
#TRANS 1930 {} -50.00
}
"""


def test_vouchers_of_the_year_before_belong_to_it() -> None:
    company = read(HEAD + EARLIER + BALANCES.replace("1000", "450").replace("900", "350") + VOUCHER)

    assert [(entry.year, entry.period) for entry in company.vouchers] == [(2022, 12), (2023, 3)]
    assert [entry.number for entry in company.vouchers] == ["1", "1"]
    assert (company.first_year, len(company.periods)) == (2022, 24)
    assert company.openings == {"1930": Decimal(500)}
    declared = {(row.account, row.year): row.closing for row in company.declared}
    assert declared["4010", 2022] == 50
    assert declared["1930", 2023] == 350
    assert stands(company, "1930", 2023) == 350


def test_vouchers_that_do_not_lead_to_the_closing_of_the_year_before_belong_to_the_file() -> None:
    company = read(HEAD + EARLIER.replace("#UB -1 1930 450.00", "#UB -1 1930 1000.00") + BALANCES + VOUCHER)

    assert [(entry.year, entry.period) for entry in company.vouchers] == [(2023, 1), (2023, 3)]
    assert company.first_year == 2023
    assert company.openings["1930"] == 1000


def test_two_years_that_end_in_one_are_told_apart() -> None:
    head = HEAD.replace("0 20230101 20231231", "0 20230701 20231231").replace("20220101 20221231", "20220701 20230630")

    company = read(head + EARLIER + VOUCHER.replace("20230305", "20230705"))

    assert [entry.year for entry in company.vouchers] == [2022, 2023]


def test_a_voucher_outside_every_year_stands_at_the_edge_of_the_year() -> None:
    company = read(HEAD + VOUCHER.replace("20230305", "20210101") + VOUCHER.replace("20230305", "20250101"))

    assert [(entry.year, entry.period) for entry in company.vouchers] == [(2023, 1), (2023, 12)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD.replace("#SIETYP 4\n", ""), "#SIETYP"),
        (HEAD.replace("#SIETYP 4", "#SIETYP 9"), "type 9"),
        (HEAD.replace("#RAR 0 20230101 20231231\n", ""), "#RAR 0"),
        (HEAD.replace("#RAR 0 20230101 20231231", "#RAR 0"), "#RAR 0"),
        (HEAD.replace("20230101 20231231", "20231231 20230101"), "no financial year"),
        (HEAD.replace("20230101 20231231", "20230101 20991231"), "no financial year"),
        (HEAD.replace("20230101 20231231", "99990101 99991231"), "line 9: “99990101” is no date"),
        (HEAD.replace("20230101 20231231", "20230101 20231301"), "line 9: “20231301” is no date"),
        (HEAD + VOUCHER.removesuffix("}\n"), "breaks off after line 17, inside a voucher"),
        (HEAD + '#VER A 1 20230305 "Kaffe"\n', "inside a voucher"),
        (HEAD + VOUCHER.replace("}\n", "") + VOUCHER, "line 18: a voucher begins"),
        (HEAD + "#TRANS 1930 {} 5\n", "line 14: #TRANS stands outside"),
        (HEAD + VOUCHER + "#TRANS 1930 {} 5\n", "line 19: #TRANS stands outside"),
        (HEAD + "{\n", "line 14: { stands outside"),
        (HEAD + "#KSUMMA\n" + VOUCHER, "breaks off"),
        (voucher("#TRANS 1930 {} tolv"), "line 16: “tolv” is no amount"),
        (voucher("#TRANS 1930 {} 1,50"), "line 16: “1,50” is no amount"),
        (voucher("#TRANS 1930 {} NaN"), "line 16"),
        (voucher("#TRANS 1930 {} 1e9"), "line 16"),
        (voucher("#TRANS 1930 {}"), "line 16"),
        (voucher("#TRANS 1930 {} 0.005"), "line 16: the amount 0.005 has more than two decimals"),
        (voucher("#TRANS {} 5"), "line 16"),
        (voucher('#TRANS "" {} 5'), "line 16: #TRANS names no account"),
        (HEAD + "#IB noll 1930 5\n", "line 14: “noll” is no year"),
        (HEAD + "#VER A 1\n{\n}\n", "line 14: “” is no date"),
    ],
)
def test_what_is_not_complete_or_not_understood_is_refused_with_the_place(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(text)

    assert sentence in caught.value.what
    assert caught.value.way_out


def test_a_file_whose_control_sum_is_closed_is_whole() -> None:
    assert len(read(HEAD + "#KSUMMA\n" + VOUCHER + "#KSUMMA 12345\n").vouchers) == 1


def test_amounts_have_two_decimals_however_they_are_written() -> None:
    rows = [f"#TRANS 1930 {{}} {amount}" for amount in ("5", "-.5", "+5.", "5.500", '"7.25"')]

    amounts = [line.amount for line in read(voucher(*rows)).vouchers[0].lines]

    assert [str(amount) for amount in amounts] == ["5.00", "-0.50", "5.00", "5.50", "7.25"]


@pytest.fixture(scope="module")
def audited() -> Company:
    path = AUDIT_FILES / "sie4_se_ovningsforetaget_2017.SE"
    if not path.exists():
        pytest.skip("the audit files are not part of this repository and do not lie next to it")
    return read_sie(path.read_bytes()).companies[0]


@pytest.mark.audit_files
def test_the_audit_file_is_read_whole(audited: Company) -> None:
    assert (len(audited.vouchers), sum(len(entry.lines) for entry in audited.vouchers)) == (20, 74)
    assert "Övningsf" in audited.name
    assert not any(sum(line.amount for line in entry.lines) for entry in audited.vouchers)


@pytest.mark.audit_files
def test_the_audit_files_openings_are_not_made_to_balance(audited: Company) -> None:
    assert sum(audited.openings.values()) == Decimal("-187195.27")


@pytest.mark.audit_files
def test_every_account_of_the_audit_file_stands_where_it_says(audited: Company) -> None:
    differences = {
        row.account: (stands(audited, row.account, row.year), row.closing)
        for row in audited.declared
        if stands(audited, row.account, row.year) != row.closing
    }

    assert differences == {}
    assert len(audited.declared) == 34
    used = {account for account in audited.totals() if audited.totals()[account]}
    assert used == {row.account for row in audited.declared if row.closing}


def test_accounts_stand_in_the_order_of_the_file() -> None:
    company = read(HEAD)

    assert company.accounts[0] == Account("1930", "Bank", "balance", "debit", "bank")
    assert [account.number for account in company.accounts] == ["1930", "2440", "4010"]
