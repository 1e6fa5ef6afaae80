"""Recording what the simulator answers while one stream is read, so that it can be answered again from memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography.fernet import Fernet
from prerendered import save
from pydantic import SecretStr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from boekhaak import Actor, App, Installation, Settings
from boekhaak.clock import Clock
from boekhaak.models.link import Link
from boekhaak.service import connecting, importing, listing, registering, synchronising
from boekhaak.store.database import Store
from boekhaak.testing.books.generator import generate
from boekhaak.testing.consent import give_consent
from boekhaak.testing.simulator import served
from boekhaak_exact_online.simulator import ExactOnlineSimulator

STREAM = "ledger_lines"
ENDPOINT = "sync/Financial/TransactionLines"
ACTOR = Actor(environment="bench", user="bench")


@dataclass(frozen=True)
class Recording:
    """Where the answers are, whose app they are for, and the target of the stream's first page."""

    folder: Path
    app: App
    first: str

    def told(self) -> str:
        """Return the recording as an argument for another process."""
        app = self.app.model_dump(mode="json") | {"client_secret": self.app.client_secret.get_secret_value()}
        return json.dumps({"folder": str(self.folder), "first": self.first, "app": app})

    @classmethod
    def heard(cls, told: str) -> Recording:
        """Return the recording that another process told."""
        fields = json.loads(told)
        return cls(Path(fields["folder"]), App(**fields["app"]), fields["first"])


class Recorder:
    """Passes requests on, and keeps the whole answer under method and target."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.answers: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer and remember; the windows' headers are kept, so that no client waits."""
        head, body = bytearray(), bytearray()

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                head.extend(f"HTTP/1.1 {message['status']} OK\r\n".encode())
                for name, value in message["headers"]:
                    head.extend(name + b": " + value + b"\r\n")
            body.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, kept)
        if b"content-length" not in head.lower():
            head.extend(f"content-length: {len(body)}\r\n".encode())
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        self.answers[f"{scope['method']} {target.decode()}"] = bytes(head + b"\r\n" + body)


def record(lines: int, port: int, folder: Path) -> Recording:
    """Read one stream of so many lines from the simulator, and keep every answer in the folder."""
    simulator = ExactOnlineSimulator(generate(lines=lines, seed=1), clock=Clock(), per_minute=None, per_day=None)
    recorder = Recorder(simulator.app)
    with tempfile.TemporaryDirectory() as place, served(recorder, port) as address:  # type: ignore[arg-type]
        app = simulator.registration(address)
        with linked(f"sqlite:///{place}/books.db", app, give_consent) as (installation, link):
            synchronising.synchronise_link(ACTOR, installation, link.id, streams=(STREAM,))
    save(folder, recorder.answers)
    first = next(key.split(" ")[1] for key in recorder.answers if ENDPOINT in key)
    return Recording(folder, app, first)


def made_up_answer(url: str) -> str:
    """Return where a person is sent back to by a server that hands out the same tokens to everybody."""
    query = parse_qs(urlsplit(url).query)
    return f"{query['redirect_uri'][0]}?code=made-up-code&state={query['state'][0]}"


@contextmanager
def linked(url: str, app: App, consent: Callable[[str], str]) -> Iterator[tuple[Installation, Link]]:
    """Give an installation in a new database, with the one company linked and nothing read."""
    settings = Settings(database_url=url, key=SecretStr(Fernet.generate_key().decode()))
    store = Store(settings, Clock())
    store.upgrade()
    store.close()
    with Installation.opened(settings) as installation:
        registering.add_environment(ACTOR, installation)
        registering.register_app(None, installation, app)
        sign_in = connecting.begin(ACTOR, installation, package="exact_online")
        connecting.complete(ACTOR, installation, consent(sign_in.url))
        (listed,) = listing.list_companies(ACTOR, installation).companies
        yield installation, importing.link_company(ACTOR, installation, listed)
