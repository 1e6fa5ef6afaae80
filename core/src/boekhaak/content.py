"""Content that is too large for memory: in pieces, from any byte on, and on from where a connection broke."""

from __future__ import annotations

import re
from collections.abc import Iterator

from boekhaak.errors import LimitReached, PackageUnavailable, UnexpectedAnswer
from boekhaak.http import ATTEMPTS, PAUSE, Http
from boekhaak.models.company import Company
from boekhaak.refusals import Explain
from boekhaak.response import Response

PARTIAL = 206
RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


def content(
    http: Http, url: str, *, company: Company, endpoint: str, start: int = 0, explain: Explain | None = None
) -> Iterator[bytes]:
    """Yield the content at an address of the package, from byte ``start`` on.

    A broken connection goes on at the byte where it broke; where the package knows no ranges, the content is sent again and
    what came already is passed over. What was yielded is never yielded twice, and comes from one state of the content.
    Raises: as ``http.stream``; PackageUnavailable when several attempts in a row brought nothing; UnexpectedAnswer when the
    content became another one meanwhile.
    """
    position, mark, failures = start, "", 0
    while True:
        headers = {"Accept-Encoding": "identity"}
        if position:
            headers |= {"Range": f"bytes={position}-"} | ({"If-Range": mark} if mark else {})
        try:
            with http.stream(url, company=company, endpoint=endpoint, headers=headers, explain=explain) as response:
                mark = _same(response, mark)
                for piece in _from(response, position):
                    position, failures = position + len(piece), 0
                    yield piece
                return
        except LimitReached:
            raise
        except PackageUnavailable:
            failures += 1
            if failures == ATTEMPTS:
                raise
            http.clock.sleep(PAUSE.total_seconds() * 2 ** (failures - 1))


def _same(response: Response, mark: str) -> str:
    """Return what tells this state of the content from another. Raises: UnexpectedAnswer when it is not the one before."""
    strong = response.headers.get("etag", "")
    now = "" if strong.startswith("W/") else strong or response.headers.get("last-modified", "")
    if mark and now != mark:
        raise _changed("it became another one while it was read")
    return now


def _from(response: Response, position: int) -> Iterator[bytes]:
    """Yield what an answer holds from that byte of the content on."""
    begins = 0
    if response.status == PARTIAL:
        told = RANGE.match(response.headers.get("content-range", ""))
        if told is None or int(told[1]) != position:
            raise _changed(f"the package was asked for it from byte {position} on and sent another part")
        begins = position
    for piece in response.pieces or ():
        passed = max(0, position - begins)
        begins += len(piece)
        if passed < len(piece):
            yield piece[passed:]
    if begins < position:
        raise _changed(f"it is shorter than the {position} bytes that came before")


def _changed(what: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        f"the content cannot be put together: {what}", way_out="Download it again from its beginning"
    )
