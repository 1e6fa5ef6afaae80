"""What people do on the vendor's own screens while programs read: every change is a method.

ModifiedUtc and ChangedUtc tell the moment by the simulator's clock. Source: FACTS.md#changes, FACTS.md#vouchers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import NoReturn

from boekhaak.testing.books.model import Contact, Document, Invoice, OpenItem, Voucher, VoucherKey
from boekhaak_eaccounting.simulator.administration import Administration
from boekhaak_eaccounting.simulator.refusals import refusal, refuse_contact, refuse_voucher
from boekhaak_eaccounting.simulator.site import Site
from boekhaak_eaccounting.simulator.voucher_rows import direction_of

USUAL_CREDIT = timedelta(days=30)


class Screens:
    """The changes that can be made. What cannot be done is refused with PackageRefused."""

    _site: Site

    def post_voucher(self, company: str, voucher: Voucher) -> None:
        """Enter a voucher; one in a sales or purchase series that begins with what is owed is an unpaid invoice."""
        with self._site.lock:
            held = self._site.administration(company)
            key = (voucher.journal, voucher.year, voucher.number)
            refuse_voucher(voucher, held.known)
            if key in held.vouchers:
                raise refusal(f"voucher {' '.join(map(str, key))} exists already", company=company)
            if sum((line.amount for line in voucher.lines), Decimal()):
                raise refusal(f"voucher {' '.join(map(str, key))} does not add up to zero", company=company)
            now = self._site.clock.now()
            held.add_voucher(voucher, now)
            invoice = _invoice(held, voucher)
            if invoice is not None:
                item = _unpaid(invoice, voucher)
                held.unpaid[key] = item
                held.open_items.append(item)
                held.add_invoice(invoice, now)

    def delete_voucher(self, company: str, journal: str, year: int, number: str) -> NoReturn:
        """Refuse: a voucher of eAccounting stays; what is wrong in it is put right by another voucher."""
        raise refusal(
            f"voucher {journal} {year} {number} cannot be deleted, as eAccounting knows no deletion of vouchers",
            company=company,
            way_out="Enter a voucher that takes it back",
        )

    def change_contact(self, company: str, contact: Contact) -> None:
        """Replace the contact of the same code, or add it."""
        with self._site.lock:
            held = self._site.administration(company)
            refuse_contact(contact, company)
            held.put_contact(contact, self._site.clock.now())

    def settle(self, company: str, invoice: VoucherKey) -> None:
        """Mark an invoice as paid: nothing remains of it, and its ModifiedUtc moves."""
        with self._site.lock:
            held = self._site.administration(company)
            kept = held.sales.get(invoice) or held.purchases.get(invoice)
            if kept is None:
                raise refusal(f"there is no invoice of voucher {' '.join(map(str, invoice))}", company=company)
            held.unpaid.pop(invoice, None)
            held.open_items = [item for item in held.open_items if item.voucher != invoice]
            kept.change(kept.thing, self._site.clock.now())

    def add_document(self, company: str, document: Document) -> None:
        """Put a document's files in, and link them to its voucher; with ``linking_modifies`` its ModifiedUtc moves."""
        with self._site.lock:
            held, now = self._site.administration(company), self._site.clock.now()
            if any(document.number == one.number for one in held.documents):
                raise refusal(f"document “{document.number}” exists already", company=company)
            voucher = held.vouchers.get(document.voucher) if document.voucher else None
            if document.voucher and voucher is None:
                raise refusal(f"document “{document.number}” names a voucher that does not exist", company=company)
            held.add_document(document, now)
            if voucher is not None and "linking_modifies" in self._site.faults.on:
                voucher.change(voucher.thing, now)

    def change_company(self, company: str, *, name: str | None = None, registration_number: str | None = None) -> None:
        """Change what a company tells of itself: its name, or its number as typed. Its identifier and all rows stay."""
        with self._site.lock:
            held = self._site.administration(company)
            now = held.company
            number = now.registration_number if registration_number is None else registration_number
            held.company = replace(now, name=now.name if name is None else name, registration_number=number)

    def revoke_consents(self) -> None:
        """Withdraw the app's access for every user: all tokens die."""
        with self._site.lock:
            self._site.office.revoke_all()

    def change_password(self, email: str) -> None:
        """Give a user a new password: the refresh tokens that this user's consents gave no longer work."""
        with self._site.lock:
            login = self._site.login(email)
            if login is None:
                raise refusal(f"there is no user {email}", company="", way_out="Name one of the logins")
            self._site.office.lock_out(login)


def _invoice(held: Administration, voucher: Voucher) -> Invoice | None:
    """Return the invoice that a voucher is, unpaid."""
    direction = direction_of(held, voucher)
    if not direction or not voucher.lines[0].contact:
        return None
    first = voucher.lines[0]
    return Invoice(
        direction="sales" if direction == "sales" else "purchase",
        state="posted",
        number=voucher.number,
        contact=voucher.lines[0].contact,
        date=voucher.date,
        due_date=voucher.date + USUAL_CREDIT,
        amount=first.amount if direction == "sales" else -first.amount,
        description=voucher.description,
        voucher=(voucher.journal, voucher.year, voucher.number),
    )


def _unpaid(invoice: Invoice, voucher: Voucher) -> OpenItem:
    first = voucher.lines[0]
    return OpenItem(
        direction="receivable" if invoice.direction == "sales" else "payable",
        account=first.account,
        contact=invoice.contact,
        number=invoice.number,
        date=invoice.date,
        due_date=invoice.due_date,
        amount=first.amount,
        description=invoice.description,
        voucher=invoice.voucher,
        foreign_amount=first.foreign_amount,
        foreign_currency=first.foreign_currency,
    )
