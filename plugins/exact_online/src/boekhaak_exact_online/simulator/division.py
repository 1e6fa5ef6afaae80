"""A division: one company's data as the vendor keeps it, every row with its key, rowversion and times.

What is made of the entries and may be large (sales invoices, payment terms, documents) is made when it is first needed.
Source: FACTS.md#divisions, FACTS.md#sync, FACTS.md#deletions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Generic, TypeVar

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.archive import Archive
from boekhaak_exact_online.simulator.balances import Balances
from boekhaak_exact_online.simulator.entries import (
    ENTRY_TYPE_OPENING,
    Entry,
    Numbering,
    VoucherKey,
    begins_with_posting,
    entry_type,
    key_of,
    net_lines,
)
from boekhaak_exact_online.simulator.invoicing import Invoicing
from boekhaak_exact_online.simulator.keeper import ITEM, OPENS_AT, PROJECT, Keeper, Site
from boekhaak_exact_online.simulator.lists import Lists
from boekhaak_exact_online.simulator.refusals import Known, refuse_company
from boekhaak_exact_online.simulator.registers import Register
from boekhaak_exact_online.simulator.tables import Kept, Table
from boekhaak_exact_online.simulator.terms import Terms
from boekhaak_exact_online.simulator.trade import Direction, Trade, direction_of

T = TypeVar("T")

DimensionKey = tuple[books.DimensionType, str]
RateKey = tuple[str, str, date]

FIRST_CODE = 100_001


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """An address or a bank account of a contact."""

    contact: str
    value: T


class Division(Keeper):
    """One company as a division. Rows are found by the books' own numbers and codes; changes are made in ``changes``."""

    def __init__(
        self, site: Site, company: books.Company, position: int, *, name: str, bare_headers: Callable[[], bool]
    ) -> None:
        refuse_company(company)
        super().__init__(site, name)
        self.company = company
        self.position = position
        self.code = FIRST_CODE + position
        self.bare_headers = bare_headers
        self.moved_at: datetime | None = None
        self.created = site.past(min((period.start for period in company.periods), default=date.max), OPENS_AT)
        self.modified = self.created
        self.accounts: Table[books.Account] = Table()
        self.journals: Table[books.Journal] = Table()
        self.tax_codes: Table[books.TaxCode] = Table()
        self.periods: Table[books.Period] = Table()
        self.contacts: Table[books.Contact] = Table()
        self.addresses: Table[Part[books.Address]] = Table()
        self.bank_accounts: Table[Part[books.BankAccount]] = Table()
        self.lines: Table[Entry] = Table()
        self.dimensions: Register[DimensionKey, books.Dimension] = Register(
            self, "dimension", dimension_key, told=lambda held: PROJECT if held.type == "project" else None
        )
        self.articles: Register[str, books.Article] = Register(
            self, "article", lambda held: held.code, told=lambda _: ITEM
        )
        self.exchange_rates: Register[RateKey, books.ExchangeRate] = Register(self, "exchange_rate", rate_key)
        self.balances = Balances()
        self.account_rows: dict[str, Kept[books.Account]] = {}
        self.contact_rows: dict[str, Kept[books.Contact]] = {}
        self.journal_rows: dict[str, Kept[books.Journal]] = {}
        self.tax_code_rows: dict[str, Kept[books.TaxCode]] = {}
        self.address_rows: dict[str, dict[str, Kept[Part[books.Address]]]] = {}
        self.bank_account_rows: dict[str, dict[str, Kept[Part[books.BankAccount]]]] = {}
        self.entries: dict[VoucherKey, list[Kept[Entry]]] = {}
        self.roles: dict[str, books.AccountRole] = {}
        self.contact_uses: Counter[str] = Counter()
        self.births: Counter[VoucherKey] = Counter()
        self.numbering = Numbering()
        self.opening: books.Voucher | None = None
        self.trade = Trade(company)

    @cached_property
    def archive(self) -> Archive:
        """The documents."""
        return Archive(self, self.company)

    @cached_property
    def terms(self) -> Terms:
        """The payment terms."""
        return Terms(self, self.trade, self.entries, self.direction_of)

    @cached_property
    def invoicing(self) -> Invoicing:
        """The sales invoices."""
        return Invoicing(self, self.trade, self.entries, self.net_lines)

    @cached_property
    def lists(self) -> Lists:
        """What lists some rows of a table, or lists them under another key."""
        return Lists(
            dimensions=self.dimensions.table,
            lines=self.lines,
            invoices=lambda: self.invoicing.table,
            terms=lambda: self.terms.table,
            net_lines=self.net_lines,
        )

    @property
    def known(self) -> Known:
        """What a change may name."""
        return Known(
            self.company.name,
            self.company.currency,
            journals=self.journal_rows,
            accounts=self.account_rows,
            contacts=self.contact_rows,
            dimensions=self.dimensions.rows,
            articles=self.articles.rows,
            vouchers=self.entries,
        )

    @property
    def sales_journal(self) -> books.Journal | None:
        """The journal into which invoices go that are not posted yet."""
        return next((row.thing for row in self.journal_rows.values() if row.thing.type == "sales"), None)

    def period_of(self, day: date) -> books.Period | None:
        """Return the period in which a day lies."""
        return next((period for period in self.company.periods if period.start <= day <= period.end), None)

    def direction_of(self, voucher: books.Voucher) -> Direction | None:
        """Return whether a voucher is an invoice, and whose."""
        return direction_of(voucher, self.journal_rows[voucher.journal].thing, self.roles)

    def net_lines(self, voucher: books.Voucher) -> list[int]:
        """Return the places of the postings that an invoice charges."""
        return net_lines(voucher, self.roles)

    def entry_rows(self, voucher: books.Voucher, at: datetime) -> list[Kept[Entry]]:
        """Return the rows of a new entry; they are not yet to be seen."""
        key = key_of(voucher)
        born = self.births[key]
        self.births[key] += 1
        journal = self.journal_rows[voucher.journal].thing
        number, reference = self.numbering.number(voucher)
        opening = born == 0 and voucher is self.opening
        bare = self.bare_headers() or opening or not begins_with_posting(voucher, journal, self.roles)
        type_ = ENTRY_TYPE_OPENING if opening else entry_type(voucher, journal)
        entry = Entry(self.guid_of("entry", *key, born), voucher, number, reference, journal, type_, bare)
        return [self.line_row(entry, line, born, at) for line in range(len(entry))]

    def line_row(self, entry: Entry, line: int, born: int, at: datetime) -> Kept[Entry]:
        """Return a new row of an entry."""
        order = self.order_of("line", *key_of(entry.voucher), born, line)
        return self.row(order, entry, at, line)

    def as_books(self) -> books.Company:
        """Return what the division holds at this moment, as books."""
        vouchers = (rows[0].thing.voucher for rows in self.entries.values())
        return replace(
            self.company,
            accounts=tuple(row.thing for row in self.account_rows.values()),
            contacts=tuple(row.thing for row in self.contact_rows.values()),
            vouchers=tuple(voucher for voucher in vouchers if voucher is not self.opening),
            dimensions=self.dimensions.things(),
            articles=self.articles.things(),
            exchange_rates=self.exchange_rates.things(),
            invoices=tuple(self.trade.invoices.values()),
            open_items=tuple(self.trade.open_items),
            documents=self.archive.documents.things() if "archive" in vars(self) else self.company.documents,
        )

    def remember(self, rows: list[Kept[Entry]]) -> list[Kept[Entry]]:
        """Note an entry that is to be seen from now on."""
        entry = rows[0].thing
        self.entries[key_of(entry.voucher)] = rows
        self.balances.post(entry)
        for line in entry.voucher.lines:
            if line.contact:
                self.contact_uses[line.contact] += 1
        return rows

    def show(self, rows: list[Kept[Entry]]) -> None:
        """Make the rows of a new entry visible."""
        for row in self.remember(rows):
            self.lines.add(row)
        voucher = rows[0].thing.voucher
        direction = self.direction_of(voucher)
        if direction is not None:
            self.trade.post(direction, voucher)
            if "terms" in vars(self):
                self.terms.post(rows[0])


def dimension_key(dimension: books.Dimension) -> DimensionKey:
    """Return what is unique of a dimension in its company."""
    return dimension.type, dimension.code


def rate_key(rate: books.ExchangeRate) -> RateKey:
    """Return what is unique of an exchange rate in its company."""
    return rate.source, rate.target, rate.date
