"""The documents of one division with their files, and which voucher each belongs to.

Source: FACTS.md#documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.entries import VoucherKey, plain_number
from boekhaak_exact_online.simulator.keeper import ATTACHMENT, BOOKED_AT, DOCUMENT, Keeper
from boekhaak_exact_online.simulator.registers import Register
from boekhaak_exact_online.simulator.tables import Kept

DOCUMENT_TYPES = {10: "Sales invoice", 20: "Purchase invoice", 55: "Miscellaneous"}
"""The types that every company has; only the first is recorded."""
FIRST_OWN_TYPE = 1_001
FIRST_OWN_NUMBER = 1_000_000_001
"""Where the numbers begin of types that others named, and of documents whose own number is no whole one."""
SALES_INVOICE_TYPE = 10


@dataclass(frozen=True, slots=True)
class File:
    """An attachment of a document, at its place among them."""

    document: str
    place: int
    attachment: books.Attachment


class Archive:
    """The documents of one division. They are made of the books when they are first needed."""

    def __init__(self, keeper: Keeper, company: books.Company) -> None:
        self.documents: Register[str, books.Document] = Register(
            keeper, "document", lambda held: held.number, told=lambda _: DOCUMENT
        )
        self.files: Register[tuple[str, int], File] = Register(
            keeper, "file", lambda held: (held.document, held.place), told=lambda _: ATTACHMENT
        )
        self.of_voucher: dict[VoucherKey, str] = {}
        self.types = {text: number for number, text in DOCUMENT_TYPES.items()}
        self._numbers: dict[str, int] = {}
        site = keeper.site

        def at(document: books.Document) -> datetime:
            return site.past(document.date, BOOKED_AT)

        self.documents.load(company.documents, at)
        dates = {document.number: at(document) for document in company.documents}
        self.files.load((file for held in company.documents for file in files_of(held)), lambda f: dates[f.document])
        for document in company.documents:
            self._note(document)

    def document_of(self, voucher: VoucherKey) -> Kept[books.Document] | None:
        """Return the document of a voucher."""
        number = self.of_voucher.get(voucher)
        return self.documents.rows[number] if number is not None else None

    def number_of(self, document: books.Document) -> int:
        """Return the number by which people know a document."""
        return self._numbers[document.number]

    def add(self, document: books.Document) -> None:
        """Put in a document."""
        self._note(document)
        self.documents.put(document)
        for file in files_of(document):
            self.files.put(file)

    def remove(self, number: str) -> None:
        """Take out a document with its files."""
        document = self.documents.rows[number].thing
        for file in files_of(document):
            self.files.remove((file.document, file.place))
        self.documents.remove(number)
        if document.voucher is not None and self.of_voucher.get(document.voucher) == number:
            del self.of_voucher[document.voucher]
            for other in self.documents.things():
                if other.voucher == document.voucher:
                    self.of_voucher.setdefault(document.voucher, other.number)

    def forget(self, voucher: VoucherKey) -> None:
        """Follow a voucher that is gone: its documents stay, and name none."""
        self.of_voucher.pop(voucher, None)
        for document in self.documents.things():
            if document.voucher == voucher:
                self.documents.put(replace(document, voucher=None))

    def _note(self, document: books.Document) -> None:
        """Remember the voucher, the type and the number of a document."""
        if document.voucher is not None:
            self.of_voucher.setdefault(document.voucher, document.number)
        if document.type not in self.types:
            self.types[document.type] = FIRST_OWN_TYPE + len(self.types) - len(DOCUMENT_TYPES)
        number = plain_number(document.number) or FIRST_OWN_NUMBER + len(self._numbers)
        self._numbers.setdefault(document.number, number)


def files_of(document: books.Document) -> Iterator[File]:
    """Yield the files of a document."""
    for place, attachment in enumerate(document.attachments):
        yield File(document.number, place, attachment)
