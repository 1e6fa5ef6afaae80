"""Files, each of which is a document of its own. Pure. Codes and fields: FACTS.md#attachments."""

from __future__ import annotations

from collections.abc import Iterator

from boekhaak.plugin import Attachment, Document, Record, money
from boekhaak_eaccounting.mapping.rows import IdRow, Register
from boekhaak_eaccounting.values import Day, day

VOUCHER = 3
"""What a file may be attached to, of which a document here names vouchers only; invoices name their files themselves."""
TYPES = {0: "Invoice", 1: "Receipt", 2: "Document"}


class AttachmentRow(IdRow):
    """A file. The address of its content is asked for when it is wanted, as it expires."""

    FileName: str | None = None
    Comment: str | None = None
    Type: int | None = None
    AttachedDocumentType: int | None = None
    DocumentId: str | None = None
    ImageDate: Day | None = None
    AmountInvoiceCurrency: float | None = None
    CurrencyCode: str | None = None

    def records(self, register: Register) -> Iterator[Record]:  # noqa: ARG002
        """Yield the document and its one file, which have the same id."""
        yield Document(
            **self.origin(),
            subject=self.Comment or self.FileName or "",
            type=TYPES.get(self.Type, "") if self.Type is not None else "",
            date=day(self.ImageDate) if self.ImageDate else None,
            voucher_id=self.DocumentId if self.AttachedDocumentType == VOUCHER else None,
            amount=None if self.AmountInvoiceCurrency is None else money(self.AmountInvoiceCurrency),
            currency=self.CurrencyCode or "",
        )
        yield Attachment(
            **self.origin(),
            document_id=self.Id,
            file_name=self.FileName or "",
            address=f"/v2/attachments/{self.Id}",
        )
