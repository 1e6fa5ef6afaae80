"""What tests of tokens share: a connection to the package on paper, its chain, and how often tokens were asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.auth import Obtained, Tokens
from boekhaak.models.link import Actor, Connection
from boekhaak.service import connecting
from boekhaak.service.breaking import chain_died
from boekhaak.store import tokens
from boekhaak.store.tokens import Kept, TokenChain
from support import paper
from support.paper_office import PaperOffice

MARGIN_REACHED = paper.LIFETIME - paper.MARGIN + timedelta(seconds=1)
"""So long after a renewal less than the margin is left, and the package allows the next one."""


def chain_of(installation: Installation, connection: Connection) -> TokenChain:
    with installation.store.reading() as tx:
        return tokens.get(tx, installation.vault, connection.chain_id)


def obtained(installation: Installation, given: Tokens) -> Obtained:
    now = installation.clock.now()
    return Obtained(tokens=given, asked_at=now, received_at=now)


def who(http: Http) -> str:
    login: str = http.get("/me", company=None, endpoint="me").json()["id"]
    return login


def refreshes(office: PaperOffice) -> int:
    """Return how often tokens were asked for since the consent."""
    return office.asked("/token") - 1


def sign_in(actor: Actor, installation: Installation, office: PaperOffice, login: str = "anna") -> Connection:
    begun = connecting.begin(actor, installation, package="paper")
    return connecting.complete(actor, installation, office.sign_in(begun.url, login))


def failing(status: int, path: str = "/token") -> Callable[[Request], Response | None]:
    def fault(request: Request) -> Response | None:
        return JSONResponse({}, status) if request.url.path == path else None

    return fault


def died(installation: Installation, connection: Connection, reason: str) -> TokenChain:
    """Let a connection's chain die, as when the package refuses it; return what it was."""
    with installation.store.writing() as tx:
        chain = tokens.get(tx, installation.vault, connection.chain_id)
        tokens.bury(tx, chain, reason)
    chain_died(installation, chain.id, reason)
    return chain


def issued(office: PaperOffice, login: str = "anna") -> Tokens:
    """Let the office give a pair that nobody has stored yet."""
    told = office._issue(login)
    return Tokens(
        access_token=SecretStr(str(told["access_token"])),
        refresh_token=SecretStr(str(told["refresh_token"])),
        lifetime=paper.LIFETIME,
    )


def answer(installation: Installation, chain: TokenChain, given: Tokens) -> Kept:
    """Store an answer to the exchange of a chain's pair, however late it comes."""
    with installation.store.writing(durable=True) as tx:
        return tokens.store_answer(tx, installation.vault, chain, obtained(installation, given))
