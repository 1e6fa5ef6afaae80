"""What people do on the vendor's own screens while programs read: every change is a method.

Each change gives the rows that it touches new rowversions, and tells sync/Deleted of those that are gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from boekhaak.testing.books.model import (
    Account,
    Article,
    Contact,
    Dimension,
    DimensionType,
    Document,
    ExchangeRate,
    Invoice,
    OpenItem,
    Voucher,
    VoucherKey,
)
from boekhaak_exact_online.simulator import changes, register_changes, trade_changes
from boekhaak_exact_online.simulator.country import Country
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from boekhaak_exact_online.simulator.refusals import refusal


class Screens:
    """The changes that can be made to a country site. What cannot be done is refused with PackageRefused."""

    _country: Country

    def post_voucher(self, company: str, voucher: Voucher) -> None:
        """Enter a voucher; an invoice is unpaid. With the fault ``late_commit`` it is seen only after a later one was read."""
        with self._country.lock:
            division = self._country.division(company)
            rows = changes.begin_voucher(division, voucher)
            if "late_commit" in self._country.faults.on and not self._country.late:
                self._country.late.append((division, rows))
            else:
                division.show(rows)

    def begin_late_voucher(self, company: str, voucher: Voucher) -> None:
        """Enter a voucher whose transaction stays open: its rowversions are taken, and nobody sees it yet."""
        with self._country.lock:
            division = self._country.division(company)
            self._country.late.append((division, changes.begin_voucher(division, voucher)))

    def commit_late(self) -> None:
        """Commit the open transactions: their vouchers are seen, with rowversions older than some seen before."""
        with self._country.lock:
            self._country.commit_late()

    def change_voucher(self, company: str, voucher: Voucher) -> None:
        """Replace the voucher of the same journal, year and number."""
        with self._country.lock:
            changes.change_voucher(self._country.division(company), voucher)

    def delete_voucher(self, company: str, journal: str, year: int, number: str) -> None:
        """Delete a voucher with all its lines, and with its invoice and what is unpaid of it."""
        with self._country.lock:
            changes.delete_voucher(self._country.division(company), (journal, year, number))

    def change_contact(self, company: str, contact: Contact) -> None:
        """Replace the contact of the same code, or add it."""
        with self._country.lock:
            changes.change_contact(self._country.division(company), contact)

    def delete_contact(self, company: str, code: str) -> None:
        """Delete a contact; one that is named elsewhere is refused, as the vendor does."""
        with self._country.lock:
            changes.delete_contact(self._country.division(company), code)

    def change_account(self, company: str, account: Account) -> None:
        """Replace the ledger account of the same number, or add it."""
        with self._country.lock:
            changes.change_account(self._country.division(company), account)

    def delete_account(self, company: str, number: str) -> None:
        """Delete a ledger account; one that has lines is refused."""
        with self._country.lock:
            changes.delete_account(self._country.division(company), number)

    def add_invoice(self, company: str, invoice: Invoice) -> None:
        """Write a sales invoice that is not posted."""
        with self._country.lock:
            trade_changes.add_invoice(self._country.division(company), invoice)

    def change_invoice(self, company: str, invoice: Invoice, changed: Invoice) -> None:
        """Put another invoice in the place of one that is not posted."""
        with self._country.lock:
            trade_changes.change_invoice(self._country.division(company), invoice, changed)

    def delete_invoice(self, company: str, invoice: Invoice) -> None:
        """Delete an invoice that is not posted."""
        with self._country.lock:
            trade_changes.delete_invoice(self._country.division(company), invoice)

    def process_invoice(self, company: str, invoice: Invoice, voucher: Voucher) -> None:
        """Print a sales invoice: it gets the voucher's number, and the voucher is posted and unpaid."""
        with self._country.lock:
            trade_changes.process_invoice(self._country.division(company), invoice, voucher)

    def settle(self, company: str, what: VoucherKey | OpenItem) -> None:
        """Match an open item with a payment, or all those of a voucher."""
        with self._country.lock:
            trade_changes.settle(self._country.division(company), what)

    def add_article(self, company: str, article: Article) -> None:
        """Add an article."""
        with self._country.lock:
            register_changes.add_article(self._country.division(company), article)

    def change_article(self, company: str, article: Article) -> None:
        """Replace the article of the same code."""
        with self._country.lock:
            register_changes.change_article(self._country.division(company), article)

    def delete_article(self, company: str, code: str) -> None:
        """Delete an article; one that lines name is refused."""
        with self._country.lock:
            register_changes.delete_article(self._country.division(company), code)

    def change_dimension(self, company: str, dimension: Dimension) -> None:
        """Replace the dimension of the same type and code, or add it."""
        with self._country.lock:
            register_changes.change_dimension(self._country.division(company), dimension)

    def delete_dimension(self, company: str, type: DimensionType, code: str) -> None:  # noqa: A002 - the books' own word
        """Delete a dimension; one that lines name is refused."""
        with self._country.lock:
            register_changes.delete_dimension(self._country.division(company), (type, code))

    def add_document(self, company: str, document: Document) -> None:
        """Put a document with its files into the archive."""
        with self._country.lock:
            register_changes.add_document(self._country.division(company), document)

    def delete_document(self, company: str, number: str) -> None:
        """Delete a document with its files."""
        with self._country.lock:
            register_changes.delete_document(self._country.division(company), number)

    def add_exchange_rate(self, company: str, rate: ExchangeRate) -> None:
        """Note the rate of a day, in the place of an earlier one of that day."""
        with self._country.lock:
            register_changes.add_exchange_rate(self._country.division(company), rate)

    def change_company(
        self,
        company: str,
        *,
        name: str | None = None,
        registration_number: str | None = None,
        vat_number: str | None = None,
    ) -> None:
        """Change what a company tells of itself: its name or its numbers. Its division stays, with all rows."""
        with self._country.lock:
            division = self._country.division(company)
            held = division.company
            division.company = replace(
                held,
                name=held.name if name is None else name,
                registration_number=held.registration_number if registration_number is None else registration_number,
                vat_number=held.vat_number if vat_number is None else vat_number,
            )
            division.modified = self._country.site.now()

    def delete_company(self, company: str) -> None:
        """Delete a company with all that it holds: no list tells of it any more, and calls to it are refused."""
        with self._country.lock:
            self._country.delete(self._country.division(company))

    def move_division(self, company: str) -> None:
        """Move a company to another database of the vendor: DivisionMoveDate is set, every rowversion is new."""
        with self._country.lock:
            changes.move(self._country.division(company))

    def use_company(self, email: str, company: str) -> None:
        """Open a company on the vendor's own screens: it becomes that login's CurrentDivision."""
        with self._country.lock:
            self._country.use(self._login(email, company), self._country.division(company))

    def choose_companies(self, email: str, companies: Sequence[str] | None) -> None:
        """Let a login open these companies and no others, or all; what its consents granted to the app stays."""
        with self._country.lock:
            self._country.let_open(self._login(email, next(iter(companies or ()), "")), companies)

    def let_app_in(self, email: str, company: str) -> None:
        """Grant the app a company in the Security Centre: the consent that a login gave opens it too."""
        with self._country.lock:
            division = self._country.division(company)
            self._country.office.widen(self._login(email, company), division.code)

    def revoke_consents(self) -> None:
        """Withdraw the app's access for every login: all tokens die."""
        with self._country.lock:
            self._country.office.revoke_all()

    def _login(self, email: str, company: str) -> SimulatedLogin:
        login = self._country.login(email)
        if login is None:
            raise refusal(f"there is no login “{email}”", company=company, way_out="Name one of the logins")
        return login
