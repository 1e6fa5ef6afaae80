"""What a user of the vendor's own screens does to a division: post, delete, change.

Every change gives the rows it touches a new, higher rowversion; what is deleted is told of in sync/Deleted.
Source: FACTS.md#sync, FACTS.md#deletions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.division import Division, Part
from boekhaak_exact_online.simulator.entries import Entry, VoucherKey, begins_with_posting, entry_type, key_of
from boekhaak_exact_online.simulator.invoicing import Invoicing
from boekhaak_exact_online.simulator.keeper import ADDRESS, CONTACT, GL_ACCOUNT, LINE
from boekhaak_exact_online.simulator.loading import address_parts, bank_account_parts
from boekhaak_exact_online.simulator.refusals import refusal, refuse_contact, refuse_voucher
from boekhaak_exact_online.simulator.tables import Kept, Table
from boekhaak_exact_online.simulator.terms import Terms

T = TypeVar("T")


def begin_voucher(division: Division, voucher: books.Voucher) -> list[Kept[Entry]]:
    """Return the rows of a new voucher with their rowversions, not yet to be seen. Raises: PackageRefused."""
    _check(division, voucher)
    if key_of(voucher) in division.entries:
        raise refusal(
            f"voucher {voucher.journal} {voucher.year} {voucher.number} exists already", company=division.company.name
        )
    return division.entry_rows(voucher, division.site.now())


def post_voucher(division: Division, voucher: books.Voucher) -> None:
    """Enter a voucher. Raises: PackageRefused."""
    division.show(begin_voucher(division, voucher))


def change_voucher(division: Division, voucher: books.Voucher) -> None:
    """Replace the voucher of the same journal, year and number; its lines keep their ids by place."""
    _check(division, voucher)
    key = key_of(voucher)
    rows = _rows_of(division, key)
    old = rows[0].thing
    followers = _followers(division, old)
    bare = division.bare_headers() or not begins_with_posting(voucher, old.journal, division.roles)
    type_ = old.type if old.voucher is division.opening else entry_type(voucher, old.journal)
    entry = Entry(old.id, voucher, old.number, old.reference, old.journal, type_, bare)
    now = division.site.now()
    _forget(division, old)
    for row in rows[len(entry) :]:
        division.lines.remove(row)
        division.delete(LINE, row.order)
    del rows[len(entry) :]
    for row in rows:
        row.thing = entry
        division.lines.restamp(row, division.site.versions.next(), now)
    added = [division.line_row(entry, line, division.births[key] - 1, now) for line in range(len(rows), len(entry))]
    for row in added:
        division.lines.add(row)
    division.remember([*rows, *added])
    if followers:
        division.trade.change(division.direction_of(voucher), voucher)
    for follower in followers:
        follower.follow(key)


def delete_voucher(division: Division, key: VoucherKey) -> None:
    """Delete a voucher with all its lines. Raises: PackageRefused."""
    rows = _rows_of(division, key)
    entry = rows[0].thing
    followers = _followers(division, entry)
    del division.entries[key]
    division.numbering.release(entry)
    _forget(division, entry)
    for row in rows:
        division.lines.remove(row)
        division.delete(LINE, row.order)
    division.trade.forget(key)
    for follower in followers:
        follower.forget(key)
    division.archive.forget(key)


def change_contact(division: Division, contact: books.Contact) -> None:
    """Replace the contact of the same code, or add it; addresses and bank accounts follow."""
    refuse_contact(contact, division.company.name)
    row = division.contact_rows.get(contact.code)
    if row is None:
        row = division.contact_rows[contact.code] = division.kept(contact, division.site.now(), "contact", contact.code)
        division.contacts.add(row)
    elif row.thing != contact:
        _change(division, division.contacts, row, contact)
    addresses = division.address_rows.setdefault(contact.code, {})
    for gone in _follow(division, division.addresses, addresses, dict(address_parts(contact)), "address"):
        division.delete(ADDRESS, gone)
    accounts = division.bank_account_rows.setdefault(contact.code, {})
    for _ in _follow(division, division.bank_accounts, accounts, dict(bank_account_parts(contact)), "bank_account"):
        """Bank accounts have no twin under sync/: nobody is told that one is gone."""


def delete_contact(division: Division, code: str) -> None:
    """Delete a contact with its addresses and bank accounts. Raises: PackageRefused while a line names it."""
    row = division.contact_rows.get(code)
    if row is None:
        raise refusal(f"there is no contact “{code}”", company=division.company.name)
    _refuse_used_contact(division, code)
    for address in division.address_rows.pop(code).values():
        division.addresses.remove(address)
        division.delete(ADDRESS, address.order)
    for account in division.bank_account_rows.pop(code).values():
        division.bank_accounts.remove(account)
    division.contacts.remove(division.contact_rows.pop(code))
    division.delete(CONTACT, row.order)


def change_account(division: Division, account: books.Account) -> None:
    """Replace the ledger account of the same number, or add it."""
    division.roles[account.number] = account.role
    row = division.account_rows.get(account.number)
    if row is None:
        row = division.account_rows[account.number] = division.kept(
            account, division.site.now(), "account", account.number
        )
        division.accounts.add(row)
    else:
        _change(division, division.accounts, row, account)


def delete_account(division: Division, number: str) -> None:
    """Delete a ledger account. Raises: PackageRefused while a line stands on it."""
    row = division.account_rows.get(number)
    if row is None:
        raise refusal(f"there is no ledger account “{number}”", company=division.company.name)
    if any(line.account == number for rows in division.entries.values() for line in rows[0].thing.voucher.lines):
        raise refusal(f"the ledger account “{number}” has lines", company=division.company.name)
    division.accounts.remove(division.account_rows.pop(number))
    division.delete(GL_ACCOUNT, row.order)


def move(division: Division) -> None:
    """Move the division to another database: every row gets a new rowversion."""
    division.moved_at = division.site.now()
    tables: tuple[Table[Any], ...] = (
        division.dimensions.table,
        division.articles.table,
        division.exchange_rates.table,
        division.archive.documents.table,
        division.archive.files.table,
        division.terms.table,
        division.invoicing.table,
        division.accounts,
        division.journals,
        division.tax_codes,
        division.periods,
        division.contacts,
        division.addresses,
        division.bank_accounts,
        division.lines,
        division.deletions,
    )
    for table in tables:
        table.restamp_all(division.site.versions)


def _check(division: Division, voucher: books.Voucher) -> None:
    refuse_voucher(voucher, division.known)


def _followers(division: Division, entry: Entry) -> tuple[Terms | Invoicing, ...]:
    """Return what follows an entry; it is made before the entry changes, so that what becomes of its rows is told."""
    if entry.journal.type in {"sales", "purchase"} or division.trade.posted(key_of(entry.voucher)):
        return division.terms, division.invoicing
    return ()


def _refuse_used_contact(division: Division, code: str) -> None:
    for count, where, way_out in (
        (division.contact_uses[code], "ledger lines", "Delete those vouchers first"),
        (division.trade.uses(code), "invoices and open items", "Delete or settle those first"),
        (sum(held.contact == code for held in division.archive.documents.things()), "documents", "Delete those first"),
    ):
        if count:
            raise refusal(
                f"the contact “{code}” is used in {count} {where}", company=division.company.name, way_out=way_out
            )


def _rows_of(division: Division, key: VoucherKey) -> list[Kept[Entry]]:
    rows = division.entries.get(key)
    if rows is None:
        raise refusal(f"there is no voucher {key[0]} {key[1]} {key[2]}", company=division.company.name)
    return rows


def _forget(division: Division, entry: Entry) -> None:
    division.balances.unpost(entry)
    for line in entry.voucher.lines:
        if line.contact:
            division.contact_uses[line.contact] -= 1


def _change(division: Division, table: Table[T], row: Kept[T], thing: T) -> None:
    row.thing = thing
    table.restamp(row, division.site.versions.next(), division.site.now())


def _follow(
    division: Division,
    table: Table[Part[T]],
    rows: dict[str, Kept[Part[T]]],
    parts: dict[str, Part[T]],
    kind: str,
) -> Iterator[bytes | int]:
    """Make the rows of a contact's parts what they should be; yield the keys of those that are gone."""
    for key in [key for key in rows if key not in parts]:
        gone = rows.pop(key)
        table.remove(gone)
        yield gone.order
    for key, part in parts.items():
        row = rows.get(key)
        if row is None:
            rows[key] = division.kept(part, division.site.now(), kind, part.contact, key)
            table.add(rows[key])
        elif row.thing != part:
            _change(division, table, row, part)
