"""The charts of accounts, journals and tax codes that generated companies use, by country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from boekhaak.testing.books.model import Account, AccountRole, Journal, JournalType, Nature, TaxCode

Kind = Literal["B", "R"]
Row = tuple[str, str, str, Kind, Literal["D", "C"], AccountRole]
"""What it is used for (several accounts may share that), number, name, balance or result, debit or credit, role."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of value added tax with the codes that carry it and the account that takes its sales."""

    percentage: int
    sales: str
    purchase: str
    revenue: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What a country's companies book with. The last rate is the one of nothing."""

    accounts: tuple[Account, ...]
    journals: Mapping[JournalType, Journal]
    rates: tuple[Rate, ...]
    tax_codes: tuple[TaxCode, ...]
    by_use: Mapping[str, tuple[str, ...]]

    def number(self, use: str) -> str:
        """Return the first account for a use."""
        return self.by_use[use][0]


DUTCH_ACCOUNTS: tuple[Row, ...] = (
    ("asset", "0100", "Bedrijfsgebouwen", "B", "D", "fixed_asset"),
    ("written off", "0110", "Afschrijving bedrijfsgebouwen", "B", "C", "fixed_asset"),
    ("asset", "0200", "Machines en inventaris", "B", "D", "fixed_asset"),
    ("written off", "0210", "Afschrijving machines en inventaris", "B", "C", "fixed_asset"),
    ("asset", "0300", "Vervoermiddelen", "B", "D", "fixed_asset"),
    ("written off", "0310", "Afschrijving vervoermiddelen", "B", "C", "fixed_asset"),
    ("capital", "0500", "Aandelenkapitaal", "B", "C", "equity"),
    ("reserves", "0510", "Overige reserves", "B", "C", "equity"),
    ("loan", "0700", "Langlopende lening bank", "B", "C", "debt"),
    ("cash", "1000", "Kas", "B", "D", "cash"),
    ("bank", "1100", "Bank", "B", "D", "bank"),
    ("savings", "1150", "Spaarrekening", "B", "D", "bank"),
    ("transfers", "1290", "Kruisposten", "B", "D", "general"),
    ("receivable", "1300", "Debiteuren", "B", "D", "receivable"),
    ("prepaid", "1400", "Vooruitbetaalde kosten", "B", "D", "general"),
    ("sales tax", "1500", "Te betalen btw hoog", "B", "C", "vat"),
    ("sales tax", "1510", "Te betalen btw laag", "B", "C", "vat"),
    ("input tax", "1520", "Te vorderen btw", "B", "D", "vat"),
    ("tax settled", "1530", "Afgedragen btw", "B", "D", "vat"),
    ("payable", "1600", "Crediteuren", "B", "C", "payable"),
    ("wages due", "1700", "Te betalen lonen", "B", "C", "general"),
    ("wage tax due", "1710", "Af te dragen loonheffingen", "B", "C", "general"),
    ("accrued", "1800", "Nog te betalen kosten", "B", "C", "general"),
    ("inventory", "3000", "Voorraad handelsgoederen", "B", "D", "inventory"),
    ("wages", "4000", "Lonen en salarissen", "R", "D", "cost"),
    ("social charges", "4010", "Sociale lasten", "R", "D", "cost"),
    ("expense", "4100", "Huur bedrijfsruimte", "R", "D", "cost"),
    ("expense", "4110", "Gas, water en elektra", "R", "D", "cost"),
    ("expense", "4200", "Kantoorbenodigdheden", "R", "D", "cost"),
    ("expense", "4210", "Telefoon en internet", "R", "D", "cost"),
    ("expense", "4300", "Brandstof en onderhoud auto's", "R", "D", "cost"),
    ("expense", "4400", "Reclame en advertenties", "R", "D", "cost"),
    ("depreciation", "4500", "Afschrijvingskosten", "R", "D", "cost"),
    ("expense", "4600", "Accountantskosten", "R", "D", "cost"),
    ("bank charges", "4700", "Bankkosten", "R", "D", "cost"),
    ("exchange", "4750", "Koersverschillen", "R", "D", "cost"),
    ("goods", "7000", "Inkoop handelsgoederen", "R", "D", "cost"),
    ("goods", "7010", "Uitbesteed werk", "R", "D", "cost"),
    ("revenue", "8000", "Omzet hoog tarief", "R", "C", "revenue"),
    ("revenue", "8010", "Omzet laag tarief", "R", "C", "revenue"),
    ("revenue", "8020", "Omzet nultarief", "R", "C", "revenue"),
    ("interest", "9000", "Rentelasten", "R", "D", "cost"),
    ("interest received", "9010", "Rentebaten", "R", "C", "revenue"),
    ("allocation", "9900", "Resultaatbestemming", "R", "D", "general"),
)
BELGIAN_ACCOUNTS: tuple[Row, ...] = (
    ("capital", "100000", "Geplaatst kapitaal", "B", "C", "equity"),
    ("reserves", "140000", "Overgedragen winst", "B", "C", "equity"),
    ("loan", "173000", "Kredietinstellingen", "B", "C", "debt"),
    ("asset", "221000", "Gebouwen", "B", "D", "fixed_asset"),
    ("written off", "221900", "Afschrijvingen op gebouwen", "B", "C", "fixed_asset"),
    ("asset", "230000", "Installaties, machines en uitrusting", "B", "D", "fixed_asset"),
    ("written off", "230900", "Afschrijvingen op installaties", "B", "C", "fixed_asset"),
    ("asset", "241000", "Rollend materieel", "B", "D", "fixed_asset"),
    ("written off", "241900", "Afschrijvingen op rollend materieel", "B", "C", "fixed_asset"),
    ("inventory", "340000", "Handelsgoederen", "B", "D", "inventory"),
    ("receivable", "400000", "Handelsdebiteuren", "B", "D", "receivable"),
    ("input tax", "411000", "Terug te vorderen btw", "B", "D", "vat"),
    ("payable", "440000", "Leveranciers", "B", "C", "payable"),
    ("sales tax", "451000", "Te betalen btw", "B", "C", "vat"),
    ("tax settled", "451900", "Rekening-courant btw", "B", "D", "vat"),
    ("wage tax due", "453000", "Ingehouden voorheffingen", "B", "C", "general"),
    ("wages due", "455000", "Bezoldigingen", "B", "C", "general"),
    ("prepaid", "490000", "Over te dragen kosten", "B", "D", "general"),
    ("accrued", "492000", "Toe te rekenen kosten", "B", "C", "general"),
    ("bank", "550000", "Bank zichtrekening", "B", "D", "bank"),
    ("savings", "551000", "Bank spaarrekening", "B", "D", "bank"),
    ("cash", "570000", "Kas", "B", "D", "cash"),
    ("transfers", "580000", "Interne overboekingen", "B", "D", "general"),
    ("goods", "603000", "Algemene onderaannemingen", "R", "D", "cost"),
    ("goods", "604000", "Aankopen handelsgoederen", "R", "D", "cost"),
    ("expense", "610000", "Huur en huurlasten", "R", "D", "cost"),
    ("expense", "612000", "Elektriciteit, gas en water", "R", "D", "cost"),
    ("expense", "612100", "Telefoon en internet", "R", "D", "cost"),
    ("expense", "612300", "Kantoorbenodigdheden", "R", "D", "cost"),
    ("expense", "613200", "Erelonen boekhouder", "R", "D", "cost"),
    ("expense", "614000", "Publiciteit", "R", "D", "cost"),
    ("expense", "615000", "Brandstof en onderhoud wagens", "R", "D", "cost"),
    ("wages", "620200", "Bezoldigingen bedienden", "R", "D", "cost"),
    ("social charges", "621000", "Werkgeversbijdragen", "R", "D", "cost"),
    ("depreciation", "630200", "Afschrijvingen materiële vaste activa", "R", "D", "cost"),
    ("interest", "650000", "Rente op schulden", "R", "D", "cost"),
    ("exchange", "654000", "Wisselresultaten", "R", "D", "cost"),
    ("bank charges", "657000", "Bankkosten", "R", "D", "cost"),
    ("allocation", "693000", "Over te dragen resultaat", "R", "D", "general"),
    ("revenue", "700000", "Verkopen 21 %", "R", "C", "revenue"),
    ("revenue", "700100", "Verkopen 12 %", "R", "C", "revenue"),
    ("revenue", "700200", "Verkopen 6 %", "R", "C", "revenue"),
    ("revenue", "700300", "Verkopen zonder btw", "R", "C", "revenue"),
    ("interest received", "751000", "Opbrengsten uit vlottende activa", "R", "C", "revenue"),
)
DUTCH_RATES = (Rate(21, "VH", "IH", "8000"), Rate(9, "VL", "IL", "8010"), Rate(0, "VN", "IN", "8020"))
BELGIAN_RATES = (
    Rate(21, "V21", "A21", "700000"),
    Rate(12, "V12", "A12", "700100"),
    Rate(6, "V6", "A6", "700200"),
    Rate(0, "V0", "A0", "700300"),
)
DUTCH_JOURNALS = {"sales": "70", "purchase": "60", "bank": "20", "cash": "10", "general": "90"}
BELGIAN_JOURNALS = {"sales": "VER", "purchase": "AAN", "bank": "FIN", "cash": "KAS", "general": "DIV"}
JOURNAL_NAMES = {
    "sales": "Verkoopboek",
    "purchase": "Inkoopboek",
    "bank": "Bankboek",
    "cash": "Kasboek",
    "general": "Memoriaal",
}
JOURNAL_ACCOUNTS = {"sales": "receivable", "purchase": "payable", "bank": "bank", "cash": "cash"}
NATURES: dict[Kind, Nature] = {"B": "balance", "R": "result"}


def chart(country: str) -> Chart:
    """Return the chart of a country. Raises: KeyError when it has none."""
    rows, rates, codes = {
        "NL": (DUTCH_ACCOUNTS, DUTCH_RATES, DUTCH_JOURNALS),
        "BE": (BELGIAN_ACCOUNTS, BELGIAN_RATES, BELGIAN_JOURNALS),
    }[country]
    by_use: dict[str, tuple[str, ...]] = {}
    for use, number, *_ in rows:
        by_use[use] = (*by_use.get(use, ()), number)
    return Chart(
        accounts=tuple(_account(row, rates) for row in rows),
        journals={kind: _journal(kind, codes[kind], by_use) for kind in get_args(JournalType)},
        rates=rates,
        tax_codes=tuple(code for rate in rates for code in _tax_codes(rate)),
        by_use=by_use,
    )


def _account(row: Row, rates: tuple[Rate, ...]) -> Account:
    use, number, name, kind, side, role = row
    tax_code = {rate.revenue: rate.sales for rate in rates}.get(number, "")
    if use in {"expense", "goods"}:
        tax_code = rates[0].purchase
    return Account(number, name, NATURES[kind], "debit" if side == "D" else "credit", role, tax_code)


def _journal(kind: JournalType, code: str, by_use: Mapping[str, tuple[str, ...]]) -> Journal:
    account = by_use[JOURNAL_ACCOUNTS[kind]][0] if kind in JOURNAL_ACCOUNTS else None
    return Journal(code, JOURNAL_NAMES[kind], kind, account)


def _tax_codes(rate: Rate) -> tuple[TaxCode, TaxCode]:
    percentage = Decimal(rate.percentage)
    return (
        TaxCode(rate.sales, f"Btw verkoop {rate.percentage} %", percentage, "sales"),
        TaxCode(rate.purchase, f"Btw inkoop {rate.percentage} %", percentage, "purchase"),
    )
