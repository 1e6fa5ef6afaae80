"""Documents and their files. Pure. Codes and fields: FACTS.md#documents."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from boekhaak.plugin import Attachment, Company, Document, Record, money
from boekhaak_exact_online.cursor import Change
from boekhaak_exact_online.mapping.rows import Row, SyncRow
from boekhaak_exact_online.values import Stamp, day, text, without_host

SALES_INVOICE = 10


class DocumentRow(SyncRow):
    """A document. One of a sales invoice names an invoice of the sales module and no entry; there the invoice names it."""

    HID: int | None = None
    Subject: str | None = None
    Type: int | None = None
    TypeDescription: str | None = None
    CategoryDescription: str | None = None
    DocumentDate: Stamp | None = None
    Account: str | None = None
    FinancialTransactionEntryID: str | None = None
    AmountFC: float | None = None
    Currency: str | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the document; ``extra`` holds its number, and the category that the company gave it."""
        told = {"number": self.HID, "category": text(self.CategoryDescription)}
        yield Document(
            **self.origin(company),
            extra={name: value for name, value in told.items() if value} or None,
            subject=text(self.Subject),
            type=text(self.TypeDescription) or str(self.Type or ""),
            date=day(self.DocumentDate) if self.DocumentDate else None,
            contact_id=self.Account,
            voucher_id=None if self.Type == SALES_INVOICE else self.FinancialTransactionEntryID,
            amount=None if self.AmountFC is None else money(self.AmountFC),
            currency=text(self.Currency),
        )


class AttachmentRow(Row):
    """A file of a document. Neither division nor moment of change is told; the address of its content names the division."""

    ID: str
    Timestamp: int
    Document: str
    FileName: str | None = None
    FileSize: float | None = None
    Url: str | None = None

    def company(self) -> str | None:
        """Return the division that the address names."""
        return next(iter(parse_qs(urlsplit(self.Url or "").query).get("_Division_", ())), None)

    def change(self) -> Change:
        """Return the version."""
        return Change(self.Timestamp, None)

    def records(self, company: Company) -> Iterator[Record]:  # noqa: ARG002
        """Yield the attachment."""
        yield Attachment(
            id=self.ID,
            version=self.Timestamp,
            document_id=self.Document,
            file_name=text(self.FileName),
            size=None if self.FileSize is None else int(self.FileSize),
            address=without_host(self.Url or ""),
        )
