"""A message to a receiver of the host: it ends in time, goes where it may go only, and tells nothing of the answer's text."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from boekhaak.http import Clients
from boekhaak.telling import HERE, LINK_LOCAL, Line, leads_to, tell

SECONDS = 0.4
"""So long a message may take here."""

Answering = Callable[[socket.socket, threading.Event], None]


@contextmanager
def answered(answer: Answering, context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[tuple[int, bytes]]]]:
    """Accept connections on loopback and let a function answer each; gives the port, and what was asked, by connection."""
    stop, asked, opened = threading.Event(), list[tuple[int, bytes]](), list[socket.socket]()

    def serve() -> None:
        with suppress(OSError):
            while True:
                accepted, _ = listening.accept()
                with suppress(OSError), closing(accepted), _wrapped(accepted, context) as connection:
                    opened.append(connection)
                    came = b""
                    while more := connection.recv(65_536):
                        came += more
                        if came.endswith(b"{}"):
                            asked.append((len(opened), came))
                            answer(connection, stop)
                            came = b""

    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=serve)
        serving.start()
        yield listening.getsockname()[1], asked
        stop.set()
        for one in (listening, *opened[-1:]):
            with suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)
    serving.join(10)
    assert not serving.is_alive()


def _wrapped(accepted: socket.socket, context: ssl.SSLContext | None) -> socket.socket:
    accepted.settimeout(5)
    return context.wrap_socket(accepted, server_side=True) if context else accepted


def good(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 204 Anything at all\r\n\r\n")


def dripping(beginning: bytes, drop: bytes) -> Answering:
    def answer(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(beginning)
        until = time.monotonic() + SECONDS * 10
        while not stop.wait(SECONDS / 10) and time.monotonic() < until:
            connection.sendall(drop)

    return answer


@pytest.fixture
def own_clients() -> Iterator[Clients]:
    clients = Clients()
    yield clients
    clients.close()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (dripping(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n"), (0, f"it did not answer within {SECONDS:g} seconds")),
        (dripping(b"", b"HTTP/1.1 103 Wait\r\n\r\n"), (0, f"it did not answer within {SECONDS:g} seconds")),
        (dripping(b"", b""), (0, f"it did not answer within {SECONDS:g} seconds")),
        (dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", b"x"), (200, "it answered 200 OK")),
        (dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", b""), (200, "it answered 200 OK")),
        (good, (204, "it answered 204 No Content")),
    ],
)
def test_a_message_ends_in_time_however_slowly_the_answer_comes(
    clients: Clients, answer: Answering, told: tuple[int, str]
) -> None:
    with answered(answer) as (port, _):
        begun = time.monotonic()

        assert tell(_line(clients, f"http://127.0.0.1:{port}/"), b"{}", {}, this_machine=True, seconds=SECONDS) == told

        assert time.monotonic() - begun < SECONDS * 4


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://a..b/x", "its address leads nowhere (UnicodeError)"),
        (f"https://{'a' * 64}.example/x", "its address leads nowhere (UnicodeError)"),
        ("https://[::1/x", "its address leads nowhere (InvalidURL)"),
        ("https://169.254.169.254/", f"its address leads to {LINK_LOCAL}, to which nothing is sent"),
        ("https://127.1/", f"its address leads to {HERE}, to which nothing is sent"),
        ("https://2130706433/", f"its address leads to {HERE}, to which nothing is sent"),
        ("https://localhost/", f"its address leads to {HERE}, to which nothing is sent"),
        ("http://127.0.0.1:1/", f"its address leads to {HERE}, to which nothing is sent"),
    ],
)
def test_an_address_that_leads_nowhere_or_where_it_may_not_is_told_nothing(
    clients: Clients, url: str, why: str
) -> None:
    assert tell(_line(clients, url), b"{}", {}) == (0, why)


def test_nobody_listens(clients: Clients) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    assert tell(_line(clients, f"http://127.0.0.1:{port}/"), b"{}", {}, this_machine=True) == (
        0, "it could not be reached (ConnectError)",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("169.254.169.254", LINK_LOCAL),
        ("fe80::1%eth0", LINK_LOCAL),
        ("::ffff:169.254.0.1", LINK_LOCAL),
        ("127.8.9.1", HERE),
        ("::1", HERE),
        ("::ffff:127.0.0.1", HERE),
        ("0.0.0.0", HERE),  # noqa: S104 - whoever connects to it reaches this machine
        ("::", HERE),
        ("10.0.0.1", ""),
        ("host.example", ""),
    ],
)
def test_what_a_numeric_address_leads_to(address: str, told: str) -> None:
    assert leads_to(address) == told


def test_a_certificate_is_held_against_the_name_and_the_connection_lives_on(
    own_clients: Clients, tmp_path: Path
) -> None:
    served, trusting = _certified(tmp_path, "localhost")
    own_clients._context = trusting
    with answered(good, served) as (port, asked):
        line = _line(own_clients, f"https://localhost:{port}/told?a=b")
        for _ in range(2):
            assert tell(line, b"{}", {"x-signed": "yes"}, this_machine=True)[0] == 204
    with answered(good, served) as (other, _):
        wrong = tell(_line(own_clients, f"https://127.0.0.1:{other}/"), b"{}", {}, this_machine=True)

    assert [connection for connection, _ in asked] == [1, 1]
    assert asked[0][1].startswith(b"POST /told?a=b HTTP/1.1\r\n")
    assert f"\r\nhost: localhost:{port}\r\n".encode() in asked[0][1].lower()
    assert wrong == (0, "it could not be reached (ConnectError)")


def test_a_message_over_tls_ends_in_time_too(own_clients: Clients, tmp_path: Path) -> None:
    served, trusting = _certified(tmp_path, "localhost")
    own_clients._context = trusting
    begun = time.monotonic()
    with answered(dripping(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n"), served) as (port, _):
        line = _line(own_clients, f"https://localhost:{port}/")

        assert tell(line, b"{}", {}, this_machine=True, seconds=SECONDS)[1].startswith("it did not answer")

    assert time.monotonic() - begun < SECONDS * 5


def _line(clients: Clients, url: str) -> Line:
    return Line(url, clients.of(f"webhook 1 {url}"))


def _certified(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what serves with a certificate for a name, and what trusts it."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    tomorrow = now + timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now, tomorrow)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    pem, nothing = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, nothing)
    file.write_bytes(certificate.public_bytes(pem) + private)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    return served, ssl.create_default_context(cafile=str(file))
