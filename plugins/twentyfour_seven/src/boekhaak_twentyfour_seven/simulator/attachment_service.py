"""AttachmentService: files, joined to ledger lines by their stamp number, and read in chunks.

A file of a document that belongs to no voucher has the stamp number 0.
Source: FACTS.md#attachments.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from itertools import islice

from boekhaak.testing.books.model import Attachment
from boekhaak_twentyfour_seven.simulator.asking import refused
from boekhaak_twentyfour_seven.simulator.searching import after
from boekhaak_twentyfour_seven.simulator.services import ECONOMY, Operation, Request, Service
from boekhaak_twentyfour_seven.simulator.shapes import Row

TYPES = {
    "pdf": "Pdf",
    "png": "Png",
    "jpg": "Jpeg",
    "jpeg": "Jpeg",
    "gif": "Gif",
    "tif": "Tiff",
    "tiff": "Tiff",
    "bmp": "Bmp",
}
MOST_KILOBYTES = 4_096
NO_FILE = "The file does not exist"


def files(request: Request) -> list[Row]:
    """Return the files that are searched for. Raises: SoapFault."""
    search, client = request.asked.part("parameters"), request.client
    stamps = (search.integers("StampNo") if search else None) or []
    ids = (search.integers("FileId") if search else None) or []
    stamped = search.flag("HasStampNo") if search else None
    moments = [
        search.moment(name) if search else None for name in ("AttachmentRegisteredAfter", "AttachmentChangedAfter")
    ]
    return [
        {"Id": id_, "Type": _type(file), "StampNo": stamp}
        for id_, (file, stamp) in _held(request).items()
        if (not stamps or stamp in stamps)
        and (not ids or id_ in ids)
        and (stamped is None or bool(stamp) == stamped)
        and all(after(client.created, moment) for moment in moments)
    ]


def size(request: Request) -> int:
    """Return the length of a file in bytes. Raises: SoapFault."""
    return _asked(request).size


def checksum(request: Request) -> str:
    """Return the MD5 of a file. Raises: SoapFault."""
    digest = hashlib.md5(usedforsecurity=False)
    for piece in _asked(request).content():
        digest.update(piece)
    return digest.hexdigest()


def chunk(request: Request) -> str:
    """Return a part of a file in base 64. Raises: SoapFault."""
    file = _asked(request)
    offset = max(0, request.asked.integer("offset") or 0)
    length = min(max(0, request.asked.integer("bufferSize") or 0), MOST_KILOBYTES * 1024)
    return base64.b64encode(bytes(islice(_bytes(file, offset), length))).decode()


def most_kilobytes(_: Request) -> int:
    """Return how long a request may be, in kB."""
    return MOST_KILOBYTES


def _held(request: Request) -> dict[int, tuple[Attachment, int]]:
    """Return each file of the client by its id, with its stamp number."""
    entries = request.client.entries
    every = (
        (file, (entries[document.voucher].stamp or 0) if document.voucher in entries else 0)
        for document in request.client.company.documents
        for file in document.attachments
    )
    return dict(enumerate(every, start=1))


def _asked(request: Request) -> Attachment:
    file = request.asked.part("file")
    id_ = file.integer("Id") if file else None
    held = _held(request)
    if id_ is None or id_ not in held:
        raise refused(NO_FILE)
    return held[id_][0]


def _bytes(file: Attachment, offset: int) -> Iterator[int]:
    if offset < file.size:
        for piece in file.content(offset):
            yield from piece


def _type(file: Attachment) -> str:
    return TYPES.get(file.name.rpartition(".")[2].lower(), "Unknown")


SERVICE = Service(
    "/economy/accounting/accounting_v001/attachmentservice.asmx",
    ECONOMY,
    {
        "GetFileInfo": Operation("ImageFile[]", files),
        "GetSize": Operation("long!", size),
        "GetChecksum": Operation("string", checksum),
        "DownloadChunk": Operation("string", chunk),
        "GetMaxRequestLength": Operation("long!", most_kilobytes),
    },
)
