"""A company's books as they get into its division, row by row in the order of their rowversions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from boekhaak.testing.books import model as books
from boekhaak.testing.books.declared import differences
from boekhaak_exact_online.simulator.division import Division, Part
from boekhaak_exact_online.simulator.entries import ENTRY_TYPES, OPENING_JOURNAL, Entry, opening_voucher
from boekhaak_exact_online.simulator.keeper import BOOKED_AT, OPENS_AT
from boekhaak_exact_online.simulator.tables import Kept


def load(division: Division) -> None:
    """Put a company's books into its division."""
    company, at = division.company, division.created
    for account in company.accounts:
        division.account_rows[account.number] = division.kept(account, at, "account", account.number)
        division.roles[account.number] = account.role
    division.accounts.fill(division.account_rows.values())
    for journal in _journals(division.company):
        division.journal_rows[journal.code] = division.kept(journal, at, "journal", journal.code)
    division.journals.fill(division.journal_rows.values())
    for tax_code in company.tax_codes:
        division.tax_code_rows[tax_code.code] = division.kept(tax_code, at, "tax_code", tax_code.code)
    division.tax_codes.fill(division.tax_code_rows.values())
    division.periods.fill(division.kept(period, at, "period", period.year, period.period) for period in company.periods)
    division.dimensions.load(company.dimensions, lambda _: at)
    division.articles.load(company.articles, lambda _: at)
    division.exchange_rates.load(company.exchange_rates, lambda held: division.site.past(held.date, OPENS_AT))
    _load_contacts(division, company.contacts, at)
    _load_entries(division)


def _journals(company: books.Company) -> Iterator[books.Journal]:
    """Yield the company's journals, and one for the openings where no general journal can hold them."""
    yield from company.journals
    general = [journal for journal in company.journals if journal.type == "general"]
    if not general and any(company.openings.values()):
        yield OPENING_JOURNAL


def _load_contacts(division: Division, contacts: Iterable[books.Contact], at: datetime) -> None:
    for contact in contacts:
        division.contact_rows[contact.code] = division.kept(contact, at, "contact", contact.code)
        division.address_rows[contact.code] = {
            key: division.kept(part, at, "address", contact.code, key) for key, part in address_parts(contact)
        }
        division.bank_account_rows[contact.code] = {
            key: division.kept(part, at, "bank_account", contact.code, key) for key, part in bank_account_parts(contact)
        }
    division.contacts.fill(division.contact_rows.values())
    division.addresses.fill(row for rows in division.address_rows.values() for row in rows.values())
    division.bank_accounts.fill(row for rows in division.bank_account_rows.values() for row in rows.values())


def _load_entries(division: Division) -> None:
    general = next((row.thing for row in division.journal_rows.values() if row.thing.type == "general"), None)
    division.opening = opening_voucher(division.company, general) if general else None
    rows: list[Kept[Entry]] = []
    for voucher in [division.opening] if division.opening else []:
        rows += division.remember(division.entry_rows(voucher, division.created))
    for voucher in division.company.vouchers:
        rows += division.remember(division.entry_rows(voucher, division.site.past(voucher.date, BOOKED_AT)))
    division.lines.fill(rows)
    division.balances.declare(differences(division.company), ENTRY_TYPES["general"])


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
