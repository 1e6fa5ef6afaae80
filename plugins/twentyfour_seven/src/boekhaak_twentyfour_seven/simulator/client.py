"""One client of the vendor: a company's books, with the numbers and moments of change that the vendor gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from boekhaak.testing.books import model as books
from boekhaak.testing.books.declared import differences
from boekhaak_twentyfour_seven.simulator.entries import (
    BOOKED_AT,
    ITEM_ROLES,
    OPENING_TYPE,
    Entry,
    LedgerLine,
    key_of,
    line_id,
    linked,
    opening_voucher,
)
from boekhaak_twentyfour_seven.simulator.numbers import Numbers
from boekhaak_twentyfour_seven.simulator.refusals import LARGEST_SHORT, refusal

FIRST_CLIENT = 1_000_001
FIRST_TYPE_ID = 101
FIRST_ORDER = 1
USER_DIMENSION = 101
"""The first type of dimension of the client's own."""


@dataclass(slots=True)
class Changed:
    """When a contact, an invoice or a project was entered and last changed."""

    registered: datetime
    changed: datetime


class Client:
    """A client. Whoever reads or changes it holds the office's lock.

    ``key`` is the name with which it began: the ids of its identities and lines are made of it, and stay when it is renamed.
    """

    def __init__(self, company: books.Company, place: int, now: Callable[[], datetime]) -> None:
        self.company = company
        self.key = company.name
        self.id = FIRST_CLIENT + place
        self.now = now
        self.created = min((self._past(period.start) for period in company.periods), default=now())
        self.differences = differences(company)
        self.roles = {account.number: account.role for account in company.accounts}
        self.contacts = {contact.code: contact for contact in company.contacts}
        self.contact_dates = {code: Changed(self.created, self.created) for code in self.contacts}
        self.company_ids = Numbers(self.contacts)
        self.project_ids = self._dimension_ids("project")
        self.department_ids = self._dimension_ids("cost_center")
        self.product_ids = Numbers(article.code for article in company.articles)
        self.tax_ids = Numbers((code.code for code in company.tax_codes), largest=LARGEST_SHORT)
        self.type_numbers = Numbers(journal.code for journal in company.journals)
        self.journals = {journal.code: journal for journal in (*company.journals, OPENING_TYPE)}
        self.type_ids = {code: FIRST_TYPE_ID + place for place, code in enumerate(self.journals)}
        self.names = {(held.type, held.code): held.name for held in company.dimensions}
        self.invoices = dict(enumerate(company.invoices, start=FIRST_ORDER))
        self.invoice_dates = {id_: self._dates(invoice.date) for id_, invoice in self.invoices.items()}
        self.open_items = list(company.open_items)
        self._numbers: dict[tuple[str, int], Numbers] = {}
        self.entries: dict[books.VoucherKey, Entry] = {}
        self.links: dict[int, list[LedgerLine]] = {}
        self._last_link = 0
        self._load()

    def as_books(self) -> books.Company:
        """Return the company as it stands now."""
        return replace(
            self.company,
            contacts=tuple(self.contacts.values()),
            vouchers=tuple(one.voucher for one in self.entries.values() if one.journal is not OPENING_TYPE),
            invoices=tuple(self.invoices.values()),
            open_items=tuple(self.open_items),
        )

    def lines(self) -> Iterable[LedgerLine]:
        """Yield every posting, in the order in which the vouchers were entered."""
        for entry in self.entries.values():
            yield from entry.lines

    def enter(self, voucher: books.Voucher, at: datetime) -> Entry:
        """Put a voucher into the books."""
        numbers = self._numbers.setdefault((voucher.journal, voucher.year), Numbers(first=1_000_000_000))
        entry = Entry(
            voucher,
            self.journals[voucher.journal],
            self.type_ids[voucher.journal],
            numbers.number(voucher.number),
            at,
        )
        key = key_of(voucher)
        entry.lines = tuple(
            LedgerLine(entry, place, line_id(self.key, key, place), at, self.roles[line.account])
            for place, line in enumerate(voucher.lines)
        )
        self.entries[key] = entry
        return entry

    def entry(self, key: books.VoucherKey) -> Entry:
        """Return the voucher under a key. Raises: PackageRefused."""
        if key not in self.entries:
            raise refusal(f"there is no voucher {key[0]} {key[1]} {key[2]}", company=self.company.name)
        return self.entries[key]

    def forget(self, key: books.VoucherKey) -> None:
        """Take a voucher out of the books, with its invoice and what is unpaid; its documents belong to none."""
        for posting in self.entry(key).lines:
            if posting.link in self.links:
                self.links[posting.link].remove(posting)
        del self.entries[key]
        self.open_items = [item for item in self.open_items if item.voucher != key]
        self.invoices = {id_: one for id_, one in self.invoices.items() if one.voucher != key}
        documents = tuple(replace(one, voucher=None) if one.voucher == key else one for one in self.company.documents)
        self.company = replace(self.company, documents=documents)

    def link(self, postings: Iterable[LedgerLine], at: datetime | None = None) -> int:
        """Link postings, with all that each was linked to before: the whole group gets a new number."""
        group = list(postings)
        for old in {posting.link for posting in group if posting.link is not None}:
            group += [posting for posting in self.links.pop(old, []) if posting not in group]
        self._last_link += 1
        self.links[self._last_link] = group
        for posting in group:
            posting.link = self._last_link
            if at is not None:
                posting.changed = at
        return self._last_link

    def _load(self) -> None:
        opening = opening_voucher(self.company)
        for voucher in (*([opening] if opening else []), *self.company.vouchers):
            self.enter(voucher, self._past(voucher.date))
        for invoice in self.invoices.values():
            if invoice.voucher in self.entries:
                self.entries[invoice.voucher].invoice = invoice
        stamped = (document.voucher for document in self.company.documents if document.voucher in self.entries)
        for stamp, key in enumerate(dict.fromkeys(stamped), start=1):
            if key is not None:
                self.entries[key].stamp = stamp
        for group in linked(self.entries):
            self.link(group)
        for item in self.open_items:
            if item.voucher in self.entries:
                for posting in self.entries[item.voucher].lines:
                    posting.open = posting.role in ITEM_ROLES and posting.line.account == item.account

    def _dimension_ids(self, type_: books.DimensionType) -> Numbers:
        return Numbers(held.code for held in self.company.dimensions if held.type == type_)

    def _dates(self, day: date) -> Changed:
        at = self._past(day)
        return Changed(at, at)

    def _past(self, day: date) -> datetime:
        """Return the afternoon of a day; now, where that has not come yet."""
        return min(datetime.combine(day, time(), UTC) + BOOKED_AT, self.now())
