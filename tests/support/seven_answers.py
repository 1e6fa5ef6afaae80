"""Answers of 24SevenOffice as text, and a stand-in for Http that gives them (made up; their shape is the vendor's schema)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from boekhaak.clock import ScaledClock
from boekhaak.plugin import PackageUnavailable
from boekhaak.response import Response

WEB = "http://24sevenOffice.com/webservices"
ECONOMY = "http://24sevenoffice.com/webservices/economy/accounting/"
NOON = datetime(2026, 6, 25, 12, 0, tzinfo=UTC)
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def answered(operation: str, inner: str, *, namespace: str = WEB, prolog: str = "") -> bytes:
    """Return the body of an answer; ``inner`` is what the result holds."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{prolog}<soap:Envelope xmlns:soap="{ENVELOPE}" xmlns:xsi="{XSI}"><soap:Body>'
        f'<{operation}Response xmlns="{namespace}"><{operation}Result>{inner}</{operation}Result></{operation}Response>'
        "</soap:Body></soap:Envelope>"
    ).encode()


def fault(sentence: str, *, status: int = 500, headers: Mapping[str, str] | None = None) -> Response:
    """Return a fault as ASP.NET writes it."""
    text = f"System.Web.Services.Protocols.SoapException: Server was unable to process request. ---&gt; {sentence}"
    body = f'<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body><soap:Fault><faultcode>soap:Server</faultcode>'
    body += f"<faultstring>{text}</faultstring><detail /></soap:Fault></soap:Body></soap:Envelope>"
    return response(body.encode(), status=status, headers=headers)


def response(body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer over HTTP."""
    return Response(
        url="https://api.24sevenoffice.com/asked",
        status=status,
        headers=dict(headers or {}),
        content=body,
        received_at=NOON,
    )


def identity(client: int, *, name: str = "Fjord AS", id_: str = "a1", disabled: bool = False) -> str:
    """Return an identity in a client."""
    return (
        f"<Id>{id_}</Id><User><Id>U1</Id><Name>Kari</Name></User><Client><Id>{client}</Id><Name>{name}</Name></Client>"
        f"<IsCurrent>false</IsCurrent><IsDefault>false</IsDefault><IsDisabled>{'true' if disabled else 'false'}</IsDisabled>"
    )


def identities(*held: str) -> str:
    """Return a list of identities."""
    return "".join(f"<Identity>{one}</Identity>" for one in held)


@dataclass
class ScriptedHttp:
    """Gives what is scripted for an operation, in its order (the last for ever), and remembers what was asked."""

    script: dict[str, list[Response]]
    region: str = "all"
    clock: ScaledClock = field(default_factory=lambda: ScaledClock(NOON))
    asked: list[tuple[str, str]] = field(default_factory=list)

    def post(self, url: str, content: bytes, **asked: Any) -> Response:  # noqa: ARG002
        """Answer a call."""
        operation = asked["endpoint"].partition("/")[2]
        self.asked.append((operation, content.decode()))
        answers = self.script[operation]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer.status < 300:
            return answer
        raise asked["explain"](answer) or PackageUnavailable("a failure", way_out="Try again")

    def told(self, operation: str, name: str) -> list[str]:
        """Return what was asked of an operation in an element."""
        return [
            text
            for asked, content in self.asked
            if asked == operation
            for text in re.findall(f"<{name}>([^<]*)</{name}>", content)
        ]
