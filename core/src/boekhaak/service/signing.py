"""Signing what is sent to the host, as the Standard Webhooks specification says (standardwebhooks.com)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from pydantic import SecretStr

from boekhaak.models.event import Event

PREFIX = "whsec_"
SECRET_BYTES = 32
"""The specification asks for 24 to 64."""


def new_secret() -> SecretStr:
    """Return a secret that nobody has."""
    return SecretStr(PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode())


def message_id(event: Event) -> str:
    """Return what tells a message from others: the same whenever the event is sent again, so that a receiver knows a double.

    The moment is part of it: a database that came back from a backup gives its numbers a second time.
    """
    named = f"{event.environment} {event.number} {event.at.isoformat()}"
    return f"evt_{hashlib.sha256(named.encode()).hexdigest()[:32]}"


def message(event: Event) -> bytes:
    """Return an event as it is sent."""
    told = {
        "type": event.kind,
        "environment": event.environment,
        "number": event.number,
        "at": event.at.isoformat(),
        "package": event.package,
        "link": event.link_id,
        "connection": event.connection_id,
        "data": event.data,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def headers(signing: Sequence[SecretStr], sent_as: str, at: datetime, content: bytes) -> dict[str, str]:
    """Return the headers of a message: its id, when it is sent, and one signature for each secret."""
    moment = str(int(at.timestamp()))
    signed = b".".join((sent_as.encode(), moment.encode(), content))
    return {
        "content-type": "application/json",
        "user-agent": "boekhaak",
        "webhook-id": sent_as,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in signing),
    }


def _signature(secret: SecretStr, signed: bytes) -> str:
    key = base64.b64decode(secret.get_secret_value().removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
