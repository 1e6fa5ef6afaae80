"""What people do on the vendor's own screens while programs read: every change is a method.

Each change gives the lines and companies that it touches a new moment of change. What is deleted vanishes without a trace.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from boekhaak.testing.books.model import Contact, Voucher, VoucherKey
from boekhaak_twentyfour_seven.simulator.client import Changed
from boekhaak_twentyfour_seven.simulator.entries import ITEM_ROLES, key_of
from boekhaak_twentyfour_seven.simulator.office import Office
from boekhaak_twentyfour_seven.simulator.refusals import refusal, refuse_vouchers


class Screens:
    """The changes that can be made at the vendor. What cannot be done is refused with PackageRefused."""

    _office: Office

    def post_voucher(self, company: str, voucher: Voucher) -> None:
        """Enter a voucher."""
        with self._office.lock:
            client = self._office.client(company)
            refuse_vouchers(client.as_books(), (voucher,))
            if key_of(voucher) in client.entries:
                raise refusal(
                    f"voucher {voucher.journal} {voucher.year} {voucher.number} exists already", company=company
                )
            client.enter(voucher, self._office.now())

    def delete_voucher(self, company: str, journal: str, year: int, number: str) -> None:
        """Delete a voucher with all its lines, and with its invoice and what is unpaid of it."""
        with self._office.lock:
            self._office.client(company).forget((journal, year, number))

    def link(self, company: str, keys: Iterable[VoucherKey]) -> int:
        """Link the items of vouchers, which are then settled: they, and all they were linked to, get a new LinkId."""
        with self._office.lock:
            client, wanted = self._office.client(company), list(keys)
            items = [one for key in wanted for one in client.entry(key).lines if one.role in ITEM_ROLES]
            for item in items:
                item.open = False
            client.open_items = [item for item in client.open_items if item.voucher not in wanted]
            return client.link(items, self._office.now())

    def change_contact(self, company: str, contact: Contact) -> None:
        """Replace the contact of the same code, or add it."""
        with self._office.lock:
            client, now = self._office.client(company), self._office.now()
            if not contact.code:
                raise refusal("a contact without a code cannot be kept", company=company)
            client.contacts[contact.code] = contact
            client.contact_dates.setdefault(contact.code, Changed(now, now)).changed = now

    def rename_company(self, company: str, name: str) -> None:
        """Give a client another name; its number, its identities and all rows stay."""
        with self._office.lock:
            client = self._office.client(company)
            client.company = replace(client.company, name=name)

    def accept_invitation(self, email: str, company: str) -> None:
        """Let a user accept the invitation to a client: an identity more."""
        with self._office.lock:
            self._office.accept(email, company)

    def withdraw_identity(self, company: str, email: str | None = None) -> None:
        """Take a user's identity in a client, or every user's where none is named."""
        with self._office.lock:
            self._office.withdraw(self._office.client(company), email)

    def end_sessions(self) -> None:
        """Let every session die."""
        with self._office.lock:
            self._office.sessions.end_all()

    def revoke_consents(self) -> None:
        """Let every user choose another password, and every session die: the application signs in no more."""
        with self._office.lock:
            self._office.change_passwords()
            self._office.sessions.end_all()

    def withdraw_identities(self) -> None:
        """Take all identities from every user: sessions go on, and open no client."""
        with self._office.lock:
            self._office.withdraw()
