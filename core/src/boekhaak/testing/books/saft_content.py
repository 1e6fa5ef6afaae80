"""What a SAF-T Financial file says, element by element, before it is brought together.

Sources: the schemas 1.10, 1.20 and 1.30 of “Norwegian SAF-T Financial data” and its standard tax codes
(github.com/Skatteetaten/saf-t), which follow “OECD Standard Audit File - Taxation 2.00”.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from sys import intern
from typing import NamedTuple

from lxml import etree

from boekhaak.errors import InvalidInput
from boekhaak.testing.books import fields
from boekhaak.testing.books.model import Line, TaxCode
from boekhaak.testing.books.saft_elements import (
    Parties,
    child,
    children,
    contact,
    content,
    ledger_accounts,
    local_name,
    text,
)

NO_JOURNAL = "-"
"""The code of the journal that takes transactions of a journal without an id."""
PURCHASE_TAX = {"1", "11", "12", "13", "14", "15", "20", "21", "22", *map(str, range(81, 93))}
SALES_TAX = {"3", "31", "32", "33", "5", "51", "52", "6", "7"}
LINES = {"Line", "TransactionLine"}
NO_DATE = "0001"
"""The year in which programs write that there is no date."""


class Header(NamedTuple):
    """What the file tells of itself. ``covered`` is its last period, and ``last_day`` its last day, where it says so."""

    name: str
    country: str
    currency: str
    registration_number: str
    vat_number: str
    city: str
    banks: frozenset[str]
    years: frozenset[int]
    covered: tuple[int, int] | None
    last_day: date | None


class LedgerAccount(NamedTuple):
    """A ledger account; ``kind`` is the file's own word for what it is, ``standard`` its number in a known chart."""

    name: str
    kind: str = ""
    standard: str = ""


class Transaction(NamedTuple):
    """A voucher, in the financial year and period that the file gives, or else those of its date."""

    journal: str
    number: str
    day: date
    year: int
    period: int
    text: str
    lines: tuple[Line, ...]


@dataclass
class Content:
    """The parts of a file; amounts are debit positive."""

    header: Header | None = None
    accounts: dict[str, LedgerAccount] = field(default_factory=dict)
    openings: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    closings: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    receivables: set[str] = field(default_factory=set)
    payables: set[str] = field(default_factory=set)
    parties: Parties = field(default_factory=Parties)
    tax_codes: dict[str, tuple[str, TaxCode]] = field(default_factory=dict)
    journals: dict[str, str] = field(default_factory=dict)
    transactions: list[Transaction] = field(default_factory=list)

    def take(self, element: etree._Element) -> bool:
        """Take in an element that has been read whole, and tell whether it is not needed any more.

        One that stands elsewhere than it should is passed over.
        """
        match local_name(element.getparent()), local_name(element):
            case "AuditFile", "Header":
                self.header = _header(element)
            case "GeneralLedgerAccounts", "Account":
                self._account(element)
                return True
            case "Customers", "Customer":
                self.parties.add_customer(text(element, "CustomerID"), contact(element))
                self.receivables |= ledger_accounts(element)
                return True
            case "Suppliers", "Supplier":
                self.parties.add_supplier(text(element, "SupplierID"), contact(element))
                self.payables |= ledger_accounts(element)
                return True
            case "TaxTableEntry", "TaxCodeDetails":
                self._tax_code(element)
            case "GeneralLedgerEntries", "Journal":
                code = text(element, "JournalID") or NO_JOURNAL
                self.journals[code] = text(element, "Description") or code
            case "Journal", "Transaction":
                self.transactions.append(self._transaction(element))
                return True
        return False

    def _account(self, element: etree._Element) -> None:
        number = intern(text(element, "AccountID"))
        name = text(element, "AccountDescription") or number
        codes = (text(element, "StandardAccountID"), number, text(element, "GroupingCode"))
        standard = next((code for code in codes if code[:1].isdigit()), "")
        self.accounts[number] = LedgerAccount(name, text(element, "AccountType"), standard)
        for balances, when in ((self.openings, "Opening"), (self.closings, "Closing")):
            for side, sign in (("Debit", 1), ("Credit", -1)):
                for balance in children(element, f"{when}{side}Balance"):
                    balances[number] += sign * _amount(balance)

    def _tax_code(self, element: etree._Element) -> None:
        """Take in a tax code; of several with one code the one that holds from the latest day on."""
        code, since = text(element, "TaxCode"), text(element, "EffectiveDate")
        standard = text(element, "StandardTaxCode")
        percentage = child(element, "TaxPercentage")
        found = TaxCode(
            code,
            text(element, "Description") or code,
            Decimal() if percentage is None else _amount(percentage),
            "purchase" if standard in PURCHASE_TAX else "sales" if standard in SALES_TAX else None,
        )
        held = self.tax_codes.get(code)
        if code and (held is None or since > held[0]):
            self.tax_codes[code] = since, found

    def _transaction(self, element: etree._Element) -> Transaction:
        where = element.sourceline or 0
        journal = element.getparent()
        day = fields.day(text(element, "TransactionDate", "GLPostingDate")[:10], where)
        year, period = text(element, "PeriodYear"), text(element, "Period")
        description = text(element, "Description", "VoucherDescription")
        return Transaction(
            journal=intern(text(journal, "JournalID") or NO_JOURNAL) if journal is not None else NO_JOURNAL,
            number=text(element, "TransactionID"),
            day=day,
            year=fields.year(year, where) if year else day.year,
            period=fields.whole_number(period, where) if period else day.month,
            text=description,
            lines=tuple(self._line(line, day, description) for line in element if local_name(line) in LINES),
        )

    def _line(self, element: etree._Element, day: date, description: str) -> Line:
        """Make a line; its own date, and an amount in another currency than the file's, only where it has them."""
        value_date = text(element, "ValueDate")[:10]
        has_own = value_date and not value_date.startswith(NO_DATE)
        own_day = fields.day(value_date, element.sourceline or 0) if has_own else day
        amount, foreign, currency = _side(element, self.header.currency if self.header else "")
        return Line(
            account=intern(text(element, "AccountID")),
            amount=amount,
            description=text(element, "Description") or description,
            contact=self.parties.of_line(text(element, "CustomerID"), text(element, "SupplierID")),
            tax_code=intern(text(element, "TaxInformation/TaxCode")),
            date=None if own_day == day else own_day,
            foreign_amount=foreign,
            foreign_currency=currency,
        )


def _header(element: etree._Element) -> Header:
    where = element.sourceline or 0
    criteria = "SelectionCriteria"
    period, end_year = text(element, f"{criteria}/PeriodEnd"), text(element, f"{criteria}/PeriodEndYear")
    last = text(element, f"{criteria}/SelectionEndDate")[:10]
    years = {text(element, f"{criteria}/PeriodStartYear"), end_year} - {""}
    currency = text(element, "DefaultCurrencyCode")
    if not currency:
        raise InvalidInput("the file does not say its currency (DefaultCurrencyCode)", way_out="Export the file again")
    return Header(
        name=text(element, "Company/Name", "Company/RegistrationNumber") or "Unnamed company",
        country=text(element, "AuditFileCountry", "Company/Address/Country"),
        currency=currency,
        registration_number=text(element, "Company/RegistrationNumber"),
        vat_number=text(element, "Company/TaxRegistration/TaxRegistrationNumber"),
        city=text(element, "Company/Address/City"),
        banks=frozenset(map(content, children(element, "Company/BankAccount/GeneralLedgerAccountID"))),
        years=frozenset(fields.year(year, where) for year in years),
        covered=(fields.year(end_year, where), fields.whole_number(period, where)) if end_year and period else None,
        last_day=fields.day(last, where) if last else None,
    )


def _side(element: etree._Element, currency: str) -> tuple[Decimal, Decimal | None, str]:
    """Return a line's amount, and that in another currency with its code; a debit is positive."""
    for side, sign in (("DebitAmount", 1), ("CreditAmount", -1)):
        found = child(element, side)
        if found is None:
            continue
        inner = child(found, "Amount")
        amount = sign * _amount(found if inner is None else inner)
        foreign, code = child(found, "CurrencyAmount"), text(found, "CurrencyCode")
        if foreign is None or code in {"", currency}:
            return amount, None, ""
        return amount, sign * _amount(foreign), intern(code)
    raise InvalidInput(f"line {element.sourceline:,}: a posting has no amount", way_out="Export the file again")


def _amount(element: etree._Element) -> Decimal:
    return fields.amount(content(element), element.sourceline or 0)
