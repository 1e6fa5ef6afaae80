"""The content of attachments, at the address that each row tells.

Known: with ``&Download=1`` and the token of the data the address gives the original bytes, without it a page to look at.
Unknown, and inferred: statuses and headers, and that a part may be asked for (``Range``, ``If-Range``), which the fault
``no_ranges`` takes away. A call counts in the windows of its division like one for data.
Source: FACTS.md#documents.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from boekhaak.testing.books import model as books
from boekhaak.testing.controls import Faults
from boekhaak_exact_online.simulator.country import Country
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.gate import Gate, Wanted, unknown
from boekhaak_exact_online.simulator.register_endpoints import DOCUMENTS
from boekhaak_exact_online.simulator.values import order_of

NAME = "docs/SysAttachment.aspx"
_RANGE = re.compile(r"bytes=(?P<first>\d*)-(?P<last>\d*)")
_PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><p>{0}</p></body></html>"


class Downloads:
    """Answers requests for the content of attachments."""

    def __init__(self, country: Country, gate: Gate) -> None:
        self._country = country
        self._gate = gate
        self._changes = 0

    def answer(self, request: Request) -> Response:
        """Return a file, a part of it, or the page that shows it."""
        asked = request.query_params.get("_Division_", "")
        wanted = Wanted(NAME, int(asked) if asked.isdecimal() else 0, DOCUMENTS)
        return self._gate.pass_on(request, wanted, lambda _, division: self._file(request, division))

    def _file(self, request: Request, division: Division | None) -> Response:
        attachment = _found(division, request.query_params.get("ID", ""))
        faults = self._country.faults
        if request.query_params.get("Download") != "1" or faults.strikes("html_download"):
            return HTMLResponse(_PAGE.format(escape(attachment.name)))
        changed = faults.strikes("changed_download")
        self._changes += changed
        content = Content(attachment, self._changes if changed else 0)
        return _sent(content, request, faults)


@dataclass(frozen=True)
class Content:
    """The bytes of an attachment. ``change`` above 0 makes others of the same length of them."""

    attachment: books.Attachment
    change: int = 0

    @property
    def tag(self) -> str:
        """What stands for this content and for no other."""
        text = f"{self.attachment.name}/{self.attachment.size}/{self.change}"
        return f'"{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]}"'

    def pieces(self, first: int, count: int) -> Iterator[bytes]:
        """Yield so many bytes from a place on."""
        table = bytes((byte + self.change) % 256 for byte in range(256)) if self.change else None
        for piece in self.attachment.content(first):
            if count <= 0:
                return
            yield piece[:count].translate(table) if table else piece[:count]
            count -= len(piece)


class BrokenStream(StreamingResponse):
    """A file whose connection breaks off: less comes than the head promises."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send the head and what there is, and no end."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for piece in self.body_iterator:
            await send({"type": "http.response.body", "body": piece, "more_body": True})


def _found(division: Division | None, key: str) -> books.Attachment:
    """Return the attachment with that GUID. Raises: Refused."""
    try:
        row = division.archive.files.table.get(order_of(key)) if division else None
    except ValueError:
        row = None
    if row is None:
        raise unknown(NAME)
    return row.thing.attachment


def _sent(content: Content, request: Request, faults: Faults) -> Response:
    size = content.attachment.size
    first, last, status, headers = 0, size - 1, 200, _headers(content)
    if not faults.strikes("no_ranges"):
        headers["Accept-Ranges"] = "bytes"
        part = _part(request, content)
        if part is not None:
            first, last = part
            if first > last:
                return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
            status, headers["Content-Range"] = 206, f"bytes {first}-{last}/{size}"
    count = last - first + 1
    if faults.strikes("short_download"):
        count //= 2
    headers["Content-Length"] = str(count)
    if faults.strikes("cut_downloads"):
        return BrokenStream(content.pieces(first, count // 2), status, headers)
    return StreamingResponse(content.pieces(first, count), status, headers)


def _headers(content: Content) -> dict[str, str]:
    name = content.attachment.name
    plain = name.encode("ascii", "replace").decode().replace('"', "'")
    return {
        "Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "ETag": content.tag,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
    }


def _part(request: Request, content: Content) -> tuple[int, int] | None:
    """Return the first and last byte asked for; None for all, also where the part is of another content."""
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if match is None or request.headers.get("if-range", content.tag) != content.tag:
        return None
    size = content.attachment.size
    if not match["first"]:
        return (max(0, size - int(match["last"])), size - 1) if match["last"] else None
    first = int(match["first"])
    last = min(int(match["last"]), size - 1) if match["last"] else size - 1
    return (first, last) if first < size else (size, size - 1)
