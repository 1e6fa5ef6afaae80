"""The temporary addresses of attachments: on another host, without a token, for an hour.

The vendor's host is not known; here it is ``localhost`` where the API was called by number. An address that comes with a
token is refused, as stores of files do that sign their addresses. Source: FACTS.md#attachments.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from boekhaak_eaccounting.simulator.site import Site

FILES = "/simulated-files/{company}/{file}"
LIFETIME = timedelta(hours=1)
_KEY = "eaccounting-simulator"


def temporary_url(base: str, company: str, file: str, now: datetime) -> str:
    """Return the address from which a file can be downloaded for an hour."""
    parts = urlsplit(base)
    host = parts.netloc.replace("127.0.0.1", "localhost")
    expires = int((now + LIFETIME).timestamp())
    query = urlencode({"se": expires, "sig": _signature(company, file, expires)})
    return urlunsplit((parts.scheme, host, f"/simulated-files/{quote(company, safe='')}/{file}", query, ""))


class Downloads:
    """Gives files to whoever has an address that is still good."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def answer(self, request: Request) -> Response:
        """Answer a download."""
        self._site.traffic.note(request.scope["path"], "files")
        company, file = request.path_params["company"], request.path_params["file"]
        expires = request.query_params.get("se", "")
        with self._site.lock:
            if "authorization" in request.headers:
                return Response("A token has no place here.", 400, media_type="text/plain")
            good = expires.isdecimal() and int(expires) > self._site.clock.now().timestamp()
            if not good or request.query_params.get("sig") != _signature(company, file, int(expires)):
                return Response("The address has expired.", 403, media_type="text/plain")
            held = self._site.administrations.get(company)
            kept = held.papers.get(file) if held else None
            if kept is None:
                return Response(status_code=404)
            paper = kept.thing
        headers = {"Content-Length": str(paper.file.size)}
        return StreamingResponse(paper.file.content(), headers=headers, media_type=paper.media_type)


def _signature(company: str, file: str, expires: int) -> str:
    return hashlib.sha256(f"{_KEY}/{company}/{file}/{expires}".encode()).hexdigest()
