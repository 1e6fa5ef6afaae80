"""Files, and what they are joined to. Pure. Fields: FACTS.md#attachments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from boekhaak.plugin import Attachment, Document, Record
from boekhaak_twentyfour_seven.mapping.rows import Row
from boekhaak_twentyfour_seven.values import Number, Text

ENDINGS = {"Jpeg": "jpg", "Tiff": "tif", "Unknown": "bin", "": "bin"}


class ImageFileRow(Row):
    """A file. Its stamp joins it to a voucher, whose document the ledger tells; one without a stamp is a document of its own."""

    element: ClassVar = "ImageFile"

    Id: int
    Type: Text = ""
    StampNo: Number = None

    def records(self) -> Iterator[Record]:
        """Yield the attachment; neither its name nor its size is told."""
        document = f"stamp-{self.StampNo}" if self.StampNo else f"file-{self.Id}"
        name = f"{self.Id}.{ENDINGS.get(self.Type, self.Type.lower())}"
        if not self.StampNo:
            yield Document(id=document, subject=name, type="file", date=None)
        address = f"{self.Id}/{self.Type or 'Unknown'}/{self.StampNo or 0}"
        yield Attachment(id=str(self.Id), document_id=document, file_name=name, address=address)


def asked(address: str) -> dict[str, str | int]:
    """Return a file as the vendor wants it to be named, from an attachment's address. Raises: ValueError."""
    id_, type_, stamp = address.split("/")
    return {"Id": int(id_), "Type": type_, "StampNo": int(stamp)}
