"""A division: one company's data as the vendor keeps it, every row with its key, rowversion and times.

GUIDs are made from the company's name and what a row tells of, so that the same books give the same GUIDs.
Source: FACTS.md#divisions, FACTS.md#sync, FACTS.md#deletions.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from boekhaak.clock import Clock
from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.balances import Balances
from boekhaak_exact_online.simulator.entries import (
    ENTRY_TYPE_OPENING,
    ENTRY_TYPES,
    OPENING_JOURNAL,
    Entry,
    Numbering,
    VoucherKey,
    begins_with_posting,
    key_of,
    opening_voucher,
)
from boekhaak_exact_online.simulator.refusals import refuse_company
from boekhaak_exact_online.simulator.tables import Kept, Rowversions, Table
from boekhaak_exact_online.simulator.values import ZONES, guid_order, guid_text, months_before, naive, wall_clock

T = TypeVar("T")

FIRST_CODE = 100_001
DELETIONS_KEPT_MONTHS = 2
OPENS_AT = timedelta(hours=9)
BOOKED_AT = timedelta(hours=17)

LINE, CONTACT, ADDRESS, GL_ACCOUNT = 1, 2, 3, 7
"""What sync/Deleted calls the kinds that can vanish here."""


class Site:
    """What all divisions of a country site share: its wall clock and its counter of rowversions."""

    def __init__(self, clock: Clock, region: str) -> None:
        self.clock = clock
        self.zone = ZoneInfo(ZONES.get(region, ZONES["nl"]))
        self.versions = Rowversions()

    def now(self) -> datetime:
        """Return the site's wall clock."""
        return wall_clock(self.clock.now(), self.zone)

    def past(self, day: date, hour: timedelta) -> datetime:
        """Return an hour of a day; now, where that has not come yet."""
        return min(naive(day) + hour, self.now())


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """An address or a bank account of a contact."""

    contact: str
    value: T


@dataclass(frozen=True, slots=True)
class Deletion:
    """What sync/Deleted tells of a row that is gone."""

    kind: int
    entity: str


class Division:
    """One company as a division. Rows are found by the books' own numbers and codes; changes are made in ``changes``."""

    def __init__(
        self, site: Site, company: books.Company, position: int, *, name: str, bare_headers: Callable[[], bool]
    ) -> None:
        refuse_company(company)
        self.site = site
        self.company = company
        self.position = position
        self.code = FIRST_CODE + position
        self.bare_headers = bare_headers
        self.moved_at: datetime | None = None
        self.created = site.past(min((period.start for period in company.periods), default=date.max), OPENS_AT)
        self._namespace = uuid.uuid5(uuid.NAMESPACE_DNS, name).bytes
        self.accounts: Table[books.Account] = Table()
        self.journals: Table[books.Journal] = Table()
        self.tax_codes: Table[books.TaxCode] = Table()
        self.periods: Table[books.Period] = Table()
        self.contacts: Table[books.Contact] = Table()
        self.addresses: Table[Part[books.Address]] = Table()
        self.bank_accounts: Table[Part[books.BankAccount]] = Table()
        self.lines: Table[Entry] = Table()
        self.deletions: Table[Deletion] = Table()
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
        self._load()

    def order_of(self, kind: str, *key: object) -> bytes:
        """Return the GUID of something, its bytes in the vendor's order."""
        return guid_order(self._namespace, "\x1f".join((kind, *map(str, key))))

    def guid_of(self, kind: str, *key: object) -> str:
        """Return the GUID of something as text."""
        return guid_text(self.order_of(kind, *key))

    def kept(self, thing: T, at: datetime, kind: str, *key: object) -> Kept[T]:
        """Return a new row."""
        return Kept(self.order_of(kind, *key), self.site.versions.next(), at, at, thing)

    def entry_rows(self, voucher: books.Voucher, at: datetime) -> list[Kept[Entry]]:
        """Return the rows of a new entry; they are not yet to be seen."""
        key = key_of(voucher)
        born = self.births[key]
        self.births[key] += 1
        journal = self.journal_rows[voucher.journal].thing
        number, reference = self.numbering.number(voucher)
        opening = born == 0 and voucher is self.opening
        bare = self.bare_headers() or opening or not begins_with_posting(voucher, journal, self.roles)
        entry_type = ENTRY_TYPE_OPENING if opening else ENTRY_TYPES[journal.type]
        entry = Entry(self.guid_of("entry", *key, born), voucher, number, reference, journal, entry_type, bare)
        return [self.line_row(entry, line, born, at) for line in range(len(entry))]

    def line_row(self, entry: Entry, line: int, born: int, at: datetime) -> Kept[Entry]:
        """Return a new row of an entry."""
        order = self.order_of("line", *key_of(entry.voucher), born, line)
        return Kept(order, self.site.versions.next(), at, at, entry, line)

    def delete(self, kind: int, order: bytes | int) -> None:
        """Tell of a row that is gone."""
        assert isinstance(order, bytes)  # noqa: S101 - what is deleted here has a GUID
        timestamp, now = self.site.versions.next(), self.site.now()
        row = Kept(self.order_of("deletion", timestamp), timestamp, now, now, Deletion(kind, guid_text(order)))
        self.deletions.add(row)

    def told_deletions(self) -> Table[Deletion]:
        """Return the deletions that are still told of; older ones are forgotten."""
        horizon = months_before(self.site.now(), DELETIONS_KEPT_MONTHS)
        while self.deletions.by_timestamp and self.deletions.by_timestamp[0].created < horizon:
            self.deletions.remove(self.deletions.by_timestamp[0])
        return self.deletions

    def as_books(self) -> books.Company:
        """Return what the division holds at this moment, as books."""
        vouchers = (rows[0].thing.voucher for rows in self.entries.values())
        return replace(
            self.company,
            accounts=tuple(row.thing for row in self.account_rows.values()),
            contacts=tuple(row.thing for row in self.contact_rows.values()),
            vouchers=tuple(voucher for voucher in vouchers if voucher is not self.opening),
        )

    def _load(self) -> None:
        company, at = self.company, self.created
        for account in company.accounts:
            self.account_rows[account.number] = self.kept(account, at, "account", account.number)
            self.roles[account.number] = account.role
        self.accounts.fill(self.account_rows.values())
        for journal in self._journals():
            self.journal_rows[journal.code] = self.kept(journal, at, "journal", journal.code)
        self.journals.fill(self.journal_rows.values())
        for tax_code in company.tax_codes:
            self.tax_code_rows[tax_code.code] = self.kept(tax_code, at, "tax_code", tax_code.code)
        self.tax_codes.fill(self.tax_code_rows.values())
        self.periods.fill(self.kept(period, at, "period", period.year, period.period) for period in company.periods)
        self._load_contacts(company.contacts, at)
        self._load_entries()

    def _journals(self) -> Iterator[books.Journal]:
        """Yield the company's journals, and one for the openings where no general journal can hold them."""
        yield from self.company.journals
        general = [journal for journal in self.company.journals if journal.type == "general"]
        if not general and any(self.company.openings.values()):
            yield OPENING_JOURNAL

    def _load_contacts(self, contacts: Iterable[books.Contact], at: datetime) -> None:
        for contact in contacts:
            self.contact_rows[contact.code] = self.kept(contact, at, "contact", contact.code)
            self.address_rows[contact.code] = {
                key: self.kept(part, at, "address", contact.code, key) for key, part in address_parts(contact)
            }
            self.bank_account_rows[contact.code] = {
                key: self.kept(part, at, "bank_account", contact.code, key) for key, part in bank_account_parts(contact)
            }
        self.contacts.fill(self.contact_rows.values())
        self.addresses.fill(row for rows in self.address_rows.values() for row in rows.values())
        self.bank_accounts.fill(row for rows in self.bank_account_rows.values() for row in rows.values())

    def _load_entries(self) -> None:
        general = next((row.thing for row in self.journal_rows.values() if row.thing.type == "general"), None)
        self.opening = opening_voucher(self.company, general) if general else None
        rows: list[Kept[Entry]] = []
        for voucher in [self.opening] if self.opening else []:
            rows += self.remember(self.entry_rows(voucher, self.created))
        for voucher in self.company.vouchers:
            rows += self.remember(self.entry_rows(voucher, self.site.past(voucher.date, BOOKED_AT)))
        self.lines.fill(rows)
        natures = {account.number: account.nature for account in self.company.accounts}
        self.balances.declare(self.company.declared, natures, ENTRY_TYPES["general"])

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


def address_parts(contact: books.Contact) -> Iterator[tuple[str, Part[books.Address]]]:
    """Yield a contact's addresses, each with a key that stays when another is added."""
    seen: Counter[str] = Counter()
    for address in contact.addresses:
        yield f"{address.type}/{seen[address.type]}", Part(contact.code, address)
        seen[address.type] += 1


def bank_account_parts(contact: books.Contact) -> Iterator[tuple[str, Part[books.BankAccount]]]:
    """Yield a contact's bank accounts, each with a key that stays when another is added."""
    for account in contact.bank_accounts:
        yield account.iban or account.number, Part(contact.code, account)
