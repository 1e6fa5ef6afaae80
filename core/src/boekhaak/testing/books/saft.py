"""Reads SAF-T Financial: the Norwegian 1.10, 1.20 and 1.30, and others that keep the element names of OECD 2.0."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Literal

from lxml import etree

from boekhaak.errors import InvalidInput
from boekhaak.testing.books.model import (
    Account,
    AccountRole,
    Books,
    Company,
    Declared,
    Journal,
    Nature,
    Period,
    Voucher,
)
from boekhaak.testing.books.numbering import unique_numbers
from boekhaak.testing.books.saft_content import Content, Header, LedgerAccount, Transaction
from boekhaak.testing.books.saft_elements import local_name

MONTHS = 12
AGAIN = "Export the file again as SAF-T Financial, and take it whole"
TAKEN = ("AuditFile", "Header", "Account", "Customer", "Supplier", "TaxCodeDetails", "Transaction", "Journal")
NATURES: dict[str, tuple[Nature, Literal["debit", "credit"]]] = {
    "asset": ("balance", "debit"),
    "liability": ("balance", "credit"),
    "equity": ("balance", "credit"),
    "sale": ("result", "credit"),
    "income": ("result", "credit"),
    "revenue": ("result", "credit"),
    "expense": ("result", "debit"),
    "cost": ("result", "debit"),
}
"""What an account type tells where it is a word of OECD's; Norway writes GL for all."""
BALANCE_DIGITS = {"LT": "1234", "LU": "12345", "PT": "12345", "RO": "12345"}
"""The classes of balance accounts in the charts of countries where they are not 1 and 2, as in Norway."""
ROLES: tuple[tuple[str, AccountRole], ...] = (
    ("10", "fixed_asset"),
    ("11", "fixed_asset"),
    ("12", "fixed_asset"),
    ("14", "inventory"),
    ("150", "receivable"),
    ("190", "cash"),
    ("19", "bank"),
    ("20", "equity"),
    ("22", "debt"),
    ("23", "debt"),
    ("240", "payable"),
    ("270", "vat"),
    ("271", "vat"),
    ("274", "vat"),
    ("3", "revenue"),
    ("4", "cost"),
    ("5", "cost"),
    ("6", "cost"),
    ("7", "cost"),
)
"""The Norwegian chart (NS 4102) by the first digits of an account; the first that fits holds."""
NORWEGIAN_CREDITS = ("2", "3", "80")


def read_saft(content: bytes) -> Books:
    """Return the one company of a SAF-T Financial file.

    Openings         the accounts' opening balances; when the file begins within a year, those of result accounts too.
    Declared         the accounts' closing balances, in the last period that the file covers: ``PeriodEnd``, the one of
                     ``SelectionEndDate``, or the last one that has a transaction.
    Financial years  all that the file names or posts to, and those between, with twelve months each. Which month is
                     the first period is taken from the transactions: most of them lie in the month of their period.
                     A period beyond twelve is the last day of its year, period 0 the first one.
    Accounts         balance or result by ``AccountType`` where that tells, or else by the first digit of
                     ``StandardAccountID`` or ``AccountID``: in Norway 1 and 2 are balance accounts.
    Contacts         customers and suppliers; one that only a line mentions has its id as its name.
    Journals         all of type general, as nothing says which line of a transaction comes first.
    Vouchers         kept as they are, also when they do not add up to zero; a number that comes again in its journal
                     and year gets a suffix.

    Neither entities nor the network are used. Analyses, invoices and control totals are left out.

    Raises: InvalidInput when the file is not complete, has a DTD, or holds what is no amount or no date.
    """
    header, found = _read(content)
    shift = _shift(found.transactions)
    covered = _covered(header, found.transactions, shift)
    places = {covered, *((transaction.year, transaction.period) for transaction in found.transactions)}
    years = {year for year, _ in places} | header.years
    used = dict.fromkeys(line.account for transaction in found.transactions for line in transaction.lines)
    accounts = found.accounts | {number: LedgerAccount(number) for number in used if number not in found.accounts}
    company = Company(
        name=header.name,
        country=header.country,
        currency=header.currency,
        registration_number=header.registration_number,
        vat_number=header.vat_number,
        city=header.city,
        periods=tuple(_periods(years, places, shift)),
        accounts=tuple(_account(number, account, found, header) for number, account in accounts.items()),
        journals=tuple(Journal(code, name, "general") for code, name in found.journals.items()),
        tax_codes=tuple(code for _, code in found.tax_codes.values()),
        contacts=tuple(found.parties.contacts.values()),
        openings={account: amount for account, amount in found.openings.items() if amount},
        vouchers=tuple(_vouchers(found.transactions)),
        declared=tuple(Declared(account, *covered, amount) for account, amount in found.closings.items()),
    )
    return Books((company,))


def _read(content: bytes) -> tuple[Header, Content]:
    """Go through the file element by element; what has been taken in is let go, so that memory stays small."""
    found = Content()
    done: etree._Element | None = None
    events = etree.iterparse(
        BytesIO(content),
        tag=[f"{{*}}{name}" for name in TAKEN],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            if found.header is None:
                _check(element.getroottree())
            is_done = found.take(element)
            if done is not None and (parent := done.getparent()) is not None:
                parent.remove(done)
            done = element if is_done else None
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise _has_dtd() from error
        where = f" at line {error.lineno:,}" if error.lineno else ""
        raise InvalidInput(f"the file is no complete XML: it breaks off or is damaged{where}", way_out=AGAIN) from error
    if found.header is None:
        raise InvalidInput("the XML is no SAF-T file with a header (AuditFile, Header)", way_out=AGAIN)
    return found.header, found


def _check(tree: etree._ElementTree) -> None:
    """Refuse a document type definition, which may hold entities without end, and what is no audit file."""
    if tree.docinfo.internalDTD is not None:
        raise _has_dtd()
    if local_name(tree.getroot()) != "AuditFile":
        raise InvalidInput(f"the XML is no SAF-T file but “{local_name(tree.getroot())}”", way_out=AGAIN)


def _has_dtd() -> InvalidInput:
    return InvalidInput(
        "the file has a document type definition (DOCTYPE), which SAF-T does not use",
        way_out="Remove it, or export the file again",
    )


def _shift(transactions: Sequence[Transaction]) -> int:
    """Return how many months most transactions lie after the month that their period would be in a calendar year."""
    found = Counter(
        (transaction.day.year - transaction.year) * 12 + transaction.day.month - transaction.period
        for transaction in transactions
        if 1 <= transaction.period <= MONTHS
    )
    shift = found.most_common(1)[0][0] if found else 0
    return shift if abs(shift) < MONTHS else 0


def _covered(header: Header, transactions: Sequence[Transaction], shift: int) -> tuple[int, int]:
    """Return the year and the period that the file ends with."""
    if header.covered:
        return header.covered
    if header.last_day:
        year, month = divmod(header.last_day.year * MONTHS + header.last_day.month - 1 - shift, MONTHS)
        return year, month + 1
    if not transactions:
        raise InvalidInput("the file does not say which period it covers (SelectionCriteria)", way_out=AGAIN)
    return max((transaction.year, transaction.period) for transaction in transactions)


def _periods(years: set[int], places: set[tuple[int, int]], shift: int) -> Iterator[Period]:
    for year in range(min(years), max(years) + 1):
        months = [_month(year, number, shift) for number in range(1, MONTHS + 1)]
        others = sorted(period for place, period in places if place == year and not 1 <= period <= MONTHS)
        yield from (Period(year, period, months[0].start, months[0].start) for period in others if period < 1)
        yield from months
        yield from (Period(year, period, months[-1].end, months[-1].end) for period in others if period > MONTHS)


def _month(year: int, period: int, shift: int) -> Period:
    calendar_year, month = divmod(year * MONTHS + period - 1 + shift, MONTHS)
    start = date(calendar_year, month + 1, 1)
    return Period(year, period, start, start.replace(day=monthrange(calendar_year, month + 1)[1]))


def _account(number: str, account: LedgerAccount, found: Content, header: Header) -> Account:
    kind = account.kind.lower()
    code = account.standard or number
    digits = BALANCE_DIGITS.get(header.country, "12")
    nature: Nature = "balance" if code.startswith(tuple(digits)) else "result"
    credit = code.startswith(NORWEGIAN_CREDITS) if header.country == "NO" else found.closings.get(number, 0) < 0
    side: Literal["debit", "credit"] = "credit" if credit else "debit"
    if kind in NATURES:
        nature, side = NATURES[kind]
    return Account(number, account.name, nature, side, _role(number, code, kind, found, header))


def _role(number: str, code: str, kind: str, found: Content, header: Header) -> AccountRole:
    if number in header.banks:
        return "bank"
    if number in found.receivables | found.payables:
        return "receivable" if number in found.receivables else "payable"
    if kind in NATURES:
        nature, side = NATURES[kind]
        return "general" if nature == "balance" else "revenue" if side == "credit" else "cost"
    if header.country != "NO":
        return "general"
    digits = number if number.startswith(code[:2]) else code
    return next((role for start, role in ROLES if digits.startswith(start)), "general")


def _vouchers(transactions: Sequence[Transaction]) -> Iterator[Voucher]:
    numbers = unique_numbers([(voucher.journal, voucher.year, voucher.number) for voucher in transactions])
    for voucher, number in zip(transactions, numbers, strict=True):
        yield Voucher(voucher.journal, number, voucher.day, voucher.year, voucher.period, voucher.text, voucher.lines)
