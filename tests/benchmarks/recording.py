"""Recording what the simulator answers while one stream is read, so that it can be answered again from memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography.fernet import Fernet
from prerendered import asked, save
from pydantic import SecretStr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boekhaak import Actor, App, Installation, Settings
from boekhaak.clock import Clock, ScaledClock
from boekhaak.models.auth import Credentials
from boekhaak.models.link import Link
from boekhaak.service import connecting, importing, listing, registering, synchronising
from boekhaak.store.database import Store
from boekhaak.testing.books.generator import generate
from boekhaak.testing.consent import sign_in_everywhere
from boekhaak.testing.simulator import served, simulator_class
from support.site import LIFTED

STREAM = "ledger_lines"
ACTOR = Actor(environment="bench", user="bench")
STANDSTILL = 1e-6
"""The speed of the simulator's clock: how slow it is while it is recorded must not show in what is asked."""
ASKED = {
    "exact_online": "sync/Financial/TransactionLines",
    "twentyfour_seven": "<GetTransactions",
    "eaccounting": "/v2/vouchers?",
}
"""What stands in the requests for the stream's pages."""


@dataclass(frozen=True)
class Recording:
    """Where the answers are, whose app they are for, its people's credentials, and the stream's requests in their order."""

    folder: Path
    app: App
    credentials: Credentials | None
    asked: tuple[str, ...]

    @property
    def first(self) -> str:
        """The target of the stream's first page."""
        return self.asked[0].split(" ")[1]

    def told(self) -> str:
        """Return the recording as an argument for another process."""
        app = self.app.model_dump(mode="json") | {"client_secret": self.app.client_secret.get_secret_value()}
        sealed = self.credentials.sealed().get_secret_value() if self.credentials else ""
        return json.dumps({"folder": str(self.folder), "asked": self.asked, "credentials": sealed, "app": app})

    @classmethod
    def heard(cls, told: str) -> Recording:
        """Return the recording that another process told."""
        fields = json.loads(told)
        sealed = fields["credentials"]
        credentials = Credentials.unsealed(SecretStr(sealed)) if sealed else None
        return cls(Path(fields["folder"]), App(**fields["app"]), credentials, tuple(fields["asked"]))

    def sign_in(self, installation: Installation) -> None:
        """Sign in at a server that hands out the same tokens to everybody."""
        package = self.app.package
        if self.credentials:
            connecting.sign_in(ACTOR, installation, self.credentials, package=package)
            return
        query = parse_qs(urlsplit(connecting.begin(ACTOR, installation, package=package).url).query)
        answer = f"{query['redirect_uri'][0]}?code=made-up-code&state={query['state'][0]}"
        connecting.complete(ACTOR, installation, answer)


class Recorder:
    """Passes requests on, and keeps the whole answer under method, target and the document that was sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.answers: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer and remember; the windows' headers are kept, so that no client waits."""
        head, body, sent = bytearray(), bytearray(), bytearray()

        async def heard() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                head.extend(f"HTTP/1.1 {message['status']} OK\r\n".encode())
                for name, value in message["headers"]:
                    head.extend(name + b": " + value + b"\r\n")
            body.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, heard, kept)
        if b"content-length" not in head.lower():
            head.extend(f"content-length: {len(body)}\r\n".encode())
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        document = asked(bytes(sent)).decode()
        self.answers[f"{scope['method']} {target.decode()}{document}"] = bytes(head + b"\r\n" + body)


def record(package: str, lines: int, port: int, folder: Path) -> Recording:
    """Read one stream of so many lines from a package's simulator, and keep every answer in the folder."""
    made, clock = simulator_class(package), ScaledClock(datetime.now(UTC), speed=STANDSTILL)
    books = generate(lines=lines, seed=1, countries=made.countries[:1])
    simulator = made(books, clock=clock, **LIFTED[package])
    recorder = Recorder(simulator.app)
    with tempfile.TemporaryDirectory() as place, served(recorder, port) as address:  # type: ignore[arg-type]
        app = simulator.registration(address)

        def sign_in(installation: Installation) -> None:
            sign_in_everywhere(ACTOR, installation, simulator, package)

        with linked(f"sqlite:///{place}/books.db", app, sign_in, clock) as (installation, link):
            run = synchronising.synchronise_link(ACTOR, installation, link.id, streams=(STREAM,))
    if not run.complete:
        raise RuntimeError(str(run))
    save(folder, recorder.answers)
    credentials = next((one for one in simulator.sign_ins if isinstance(one, Credentials)), None)
    return Recording(folder, app, credentials, tuple(key for key in recorder.answers if ASKED[package] in key))


@contextmanager
def linked(
    url: str, app: App, sign_in: Callable[[Installation], None], clock: Clock | None = None
) -> Iterator[tuple[Installation, Link]]:
    """Give an installation in a new database, with the one company linked and nothing read, for which no limit of calls counts.

    What answers is a recording, as fast as it can; to wait for a vendor's minute would measure the minute.
    """
    settings = Settings(database_url=url, key=SecretStr(Fernet.generate_key().decode()))
    store = Store(settings, Clock())
    store.upgrade()
    store.close()
    with Installation.opened(settings, clock=clock) as installation:
        package = installation.packages[app.package]
        package.info = package.info.model_copy(update={"windows": ()})
        registering.add_environment(ACTOR, installation)
        registering.register_app(None, installation, app)
        sign_in(installation)
        (listed,) = listing.list_companies(ACTOR, installation).companies
        yield installation, importing.link_company(ACTOR, installation, listed)
