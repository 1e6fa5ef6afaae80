"""A server that gives recorded pages several times over, as one long stream: ``repeated.py PORT FOLDER TIMES``.

Each time the rows have other ids and higher versions, so that they are other rows; everything else is answered as recorded.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from prerendered import Answers, recorded

STREAM = b"TransactionLines"
IDS = re.compile(rb'("(?:ID|EntryID)": ?")[0-9a-f]{2}')
VERSIONS = re.compile(rb'("Timestamp": ?")(\d+)')
FOLLOWING = re.compile(rb'"__next": ?"[^"]*"')
ROOM = 100_000_000
"""Versions of one time and the next are so far apart."""


class Repeated(dict[bytes, bytes]):
    """The answers by request; the pages of the stream are made when they are asked for."""

    def __init__(self, recorded: dict[bytes, bytes], times: int) -> None:
        super().__init__({key: answer for key, answer in recorded.items() if STREAM not in key})
        self._pages = [(key, answer) for key, answer in recorded.items() if STREAM in key]
        self._first = self._pages[0][0]
        self._count = len(self._pages) * times

    def get(self, key: bytes, default: bytes = b"") -> bytes:  # type: ignore[override]
        """Return an answer."""
        if STREAM not in key:
            return super().get(key, default)
        return self._page(0 if key == self._first else int(key.rpartition(b"page=")[2]))

    def _page(self, number: int) -> bytes:
        time, place = divmod(number, len(self._pages))
        head, _, body = self._pages[place][1].partition(b"\r\n\r\n")
        body = IDS.sub(rb"\g<1>%02x" % time, body)
        body = VERSIONS.sub(lambda found: found[1] + b"%d" % (int(found[2]) + time * ROOM), body)
        path = self._first.split(b" ")[1].partition(b"?")[0]
        host = re.search(rb'"uri": ?"(https?://[^/]+)', body)
        assert host is not None
        following = b'"__next":"%s%s?page=%d"' % (host[1], path, number + 1)
        body = FOLLOWING.sub(b"", body)
        if number + 1 < self._count:
            end = body.rindex(b"]") + 1
            body = body[:end] + b"," + following + b"}}"
        else:
            body = body[: body.rindex(b"]") + 1] + b"}}"
        head = re.sub(rb"(?i)content-length: \d+", b"content-length: %d" % len(body), head)
        return head + b"\r\n\r\n" + body


async def main() -> None:
    """Serve until the process is ended."""
    port, folder, times = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    answers = Repeated(recorded(folder), times)
    server = await asyncio.get_running_loop().create_server(lambda: Answers(answers), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
