"""What the server gives: ``drain.py ADDRESS TARGET …`` receives each page and prints the seconds."""

from __future__ import annotations

import socket
import sys
import time
from urllib.parse import urlsplit

CHUNK = 1 << 20


def main() -> None:
    """Receive every page over one connection."""
    parts = urlsplit(sys.argv[1])
    began = time.perf_counter()
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        for target in sys.argv[2:]:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            receive(connection)
    sys.stdout.write(f"{time.perf_counter() - began}\n")


def receive(connection: socket.socket) -> None:
    """Receive one answer."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += connection.recv(CHUNK)
    head, _, body = heard.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    left = length - len(body)
    while left > 0:
        left -= len(connection.recv(min(CHUNK, left)))


if __name__ == "__main__":
    main()
