"""A server that answers from memory: what the simulator said once, byte for byte, as fast as a process can send it.

``python prerendered.py PORT FOLDER`` serves the answers that :func:`record` put into the folder: a file per address, and an
index. It measures clients, so it must be faster than any of them: no framework, one write an answer.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

INDEX = "index.json"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Answers(asyncio.Protocol):
    """Answers each request with the bytes that stand under its method and target, and the document that it may hold."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request that has come."""
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            head = self._heard[:end]
            length = _content_length(head)
            if len(self._heard) < end + 4 + length:
                return
            body, self._heard = self._heard[end + 4 : end + 4 + length], self._heard[end + 4 + length :]
            method, target, _ = head.split(b"\r\n", 1)[0].split(b" ")
            self._transport.write(self._answers.get(known_as(method + b" " + target) + asked(body), NOT_FOUND))


def asked(body: bytes) -> bytes:
    """Return what of a body tells one question from another: all of a document, nothing of a form with its secrets."""
    return b" " + body if body.startswith(b"<") else b""


def known_as(request: bytes) -> bytes:
    """Return method and target as they are compared: clients quote the same address in different ways."""
    return unquote_to_bytes(request.replace(b"+", b"%20"))


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def save(folder: Path, answers: dict[str, bytes]) -> None:
    """Write answers, by method, target and document, where :func:`main` finds them."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {key: f"{number}.http" for number, key in enumerate(answers)}
    for key, name in names.items():
        (folder / name).write_bytes(answers[key])
    (folder / INDEX).write_text(json.dumps(names))


def recorded(folder: Path) -> dict[bytes, bytes]:
    """Return the answers of a folder, by request."""
    found = {}
    for key, name in json.loads((folder / INDEX).read_text()).items():
        method, target, *body = key.split(" ", 2)
        request = known_as(f"{method} {target}".encode()) + asked("".join(body).encode())
        found[request] = (folder / name).read_bytes()
    return found


async def serve(port: int, answers: dict[bytes, bytes]) -> None:
    """Serve until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answers(answers), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Serve the folder named on the command line."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    asyncio.run(serve(port, recorded(folder)))


if __name__ == "__main__":
    main()
