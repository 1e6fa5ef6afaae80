"""One company with all that the API shows of it, record by record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from boekhaak.clock import Clock
from boekhaak.testing.books import model as books
from boekhaak_eaccounting.simulator import contact_rows, draft_rows, invoice_rows, register_rows, voucher_rows
from boekhaak_eaccounting.simulator.holding import Holding
from boekhaak_eaccounting.simulator.kept import Kept
from boekhaak_eaccounting.simulator.paper import Paper, papers


class Administration(Holding):
    """A company's records by what the books call them, in the order in which they were made."""

    def __init__(self, company: books.Company, clock: Clock) -> None:
        super().__init__(company, clock)
        self.contacts: dict[str, books.Contact] = {}
        self.customers: dict[str, Kept[books.Contact]] = {}
        self.suppliers: dict[str, Kept[books.Contact]] = {}
        self.vouchers: dict[books.VoucherKey, Kept[books.Voucher]] = {}
        self.sales: dict[books.VoucherKey, Kept[books.Invoice]] = {}
        self.purchases: dict[books.VoucherKey, Kept[books.Invoice]] = {}
        self.sales_drafts: dict[str, Kept[books.Invoice]] = {}
        self.purchase_drafts: dict[str, Kept[books.Invoice]] = {}
        self.article_rows: dict[str, Kept[books.Article]] = {}
        self.projects: dict[str, Kept[books.Dimension]] = {}
        self.items: dict[str, Kept[books.Dimension]] = {}
        self.papers: dict[str, Kept[Paper]] = {}
        self.documents = list(company.documents)
        self._fill()

    @property
    def begun(self) -> datetime:
        """When the company began to keep books here."""
        return self.booked(self.first_year.start)

    def as_books(self) -> books.Company:
        """Return what the company holds at this moment, as books."""
        posted = (*self.sales.values(), *self.purchases.values())
        return replace(
            self.company,
            contacts=tuple(self.contacts.values()),
            vouchers=tuple(kept.thing for kept in self.vouchers.values()),
            invoices=(
                *(kept.thing for kept in posted),
                *(invoice for invoice in self.company.invoices if not self._shows(invoice)),
            ),
            open_items=tuple(self.open_items),
            documents=tuple(self.documents),
        )

    def put_contact(self, contact: books.Contact, at: datetime) -> None:
        """Keep a contact, in the place of the one of its code: as customer, supplier, both or (seen by nobody) neither."""
        self.contacts[contact.code] = self.contact_of[contact.code] = contact
        if contact.is_customer:
            self._put("customer", self.customers, contact, at, contact_rows.customer)
        else:
            self.customers.pop(contact.code, None)
        if contact.is_supplier:
            self._put("supplier", self.suppliers, contact, at, contact_rows.supplier)
        else:
            self.suppliers.pop(contact.code, None)

    def add_voucher(self, voucher: books.Voucher, at: datetime) -> None:
        """Keep a voucher."""
        key = (voucher.journal, voucher.year, voucher.number)
        self.vouchers[key] = Kept(self.guid("voucher", *key), voucher, at, partial(voucher_rows.voucher, self))

    def add_invoice(self, invoice: books.Invoice, at: datetime) -> None:
        """Keep an invoice whose voucher is kept."""
        key = invoice.voucher
        assert key is not None  # noqa: S101 - only posted invoices come here
        voucher = self.vouchers[key].thing
        if invoice.direction == "sales":
            number = len(self.sales) + 1
            make = partial(invoice_rows.customer_invoice, self, voucher, number)
            self.sales[key] = Kept(self.guid("sales", *key), invoice, at, make, lasting=False)
        else:
            make = partial(invoice_rows.supplier_invoice, self, voucher)
            self.purchases[key] = Kept(self.guid("purchase", *key), invoice, at, make, lasting=False)

    def add_document(self, document: books.Document, at: datetime) -> None:
        """Keep the files of a document; its voucher's row then names them."""
        self.documents.append(document)
        for paper in self.file(document):
            self._put_paper(paper, at)
        if document.voucher in self.vouchers:
            self.vouchers[document.voucher].refresh()

    def _fill_drafts(self) -> None:
        for place, draft in enumerate(self.company.invoices):
            if draft.state != "draft" or draft.contact not in self.contacts:
                continue
            id_, at = self.guid("draft", place), self.booked(draft.date)
            if draft.direction == "sales":
                self.sales_drafts[id_] = Kept(id_, draft, at, partial(draft_rows.customer_draft, self))
            else:
                self.purchase_drafts[id_] = Kept(id_, draft, at, partial(draft_rows.supplier_draft, self))

    def _put_paper(self, paper: Paper, at: datetime) -> None:
        self.papers[paper.id] = Kept(paper.id, paper, at, partial(register_rows.attachment, self))

    def _shows(self, invoice: books.Invoice) -> bool:
        return invoice.voucher in self.sales or invoice.voucher in self.purchases

    def _put(
        self,
        kind: str,
        table: dict[str, Kept[books.Contact]],
        contact: books.Contact,
        at: datetime,
        make: contact_rows.Maker,
    ) -> None:
        if contact.code in table:
            table[contact.code].change(contact, at)
        else:
            table[contact.code] = Kept(self.guid(kind, contact.code), contact, at, partial(make, self))

    def _fill(self) -> None:
        at = self.begun
        for contact in self.company.contacts:
            self.put_contact(contact, at)
        for voucher in self.company.vouchers:
            self.add_voucher(voucher, self.booked(voucher.date))
        for invoice in self.company.invoices:
            if invoice.voucher in self.vouchers and invoice.contact in self.contacts:
                self.add_invoice(invoice, self.booked(invoice.date))
        self._fill_drafts()
        for article in self.company.articles:
            make = partial(register_rows.article, self)
            self.article_rows[article.code] = Kept(self.guid("article", article.code), article, at, make)
        for held in self.company.dimensions:
            id_ = self.guid(held.type, held.code)
            if held.type == "project":
                self.projects[id_] = Kept(id_, held, at, partial(register_rows.project, self))
            else:
                self.items[id_] = Kept(id_, held, at, partial(register_rows.cost_center_item, self))
        for document in self.company.documents:
            for paper in papers(self.key, document):
                self._put_paper(paper, self.booked(document.date))
