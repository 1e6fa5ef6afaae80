"""Files of the books' documents: each is an attachment of its own. Source: FACTS.md#attachments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boekhaak.testing.books import model as books
from boekhaak_eaccounting.simulator.values import guid

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "tif": "image/tiff",
}


@dataclass(frozen=True)
class Paper:
    """A file, with the document that it belongs to."""

    id: str
    document: books.Document
    file: books.Attachment

    @property
    def voucher(self) -> books.VoucherKey | None:
        """The voucher that the document belongs to."""
        return self.document.voucher

    @property
    def media_type(self) -> str:
        """The kind of content, by the end of the file's name."""
        return MEDIA_TYPES.get(self.file.name.rpartition(".")[2].lower(), "application/octet-stream")


def papers(company: str, document: books.Document) -> Iterator[Paper]:
    """Yield the files of a document that eAccounting takes: pictures and PDF; others have no place there."""
    for place, file in enumerate(document.attachments):
        paper = Paper(guid(company, "attachment", document.number, place), document, file)
        if paper.media_type in MEDIA_TYPES.values():
            yield paper
