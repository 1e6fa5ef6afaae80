"""Webhooks: addresses of the host that are told what happens."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import SecretStr

from boekhaak.models.event import EventKind
from boekhaak.models.value import Value


class Webhook(Value):
    """An address of the host; no ``kinds`` means all of them.

    ``read_until`` is the number of the last event that was looked at, ``waiting`` how many up to there are still to be
    delivered, ``last_error`` what the oldest of them met. ``reason`` says why a paused one is paused. Nothing is sent before
    ``rests_until``.
    """

    id: int
    environment: str
    url: str
    kinds: tuple[EventKind, ...] = ()
    state: Literal["active", "paused"] = "active"
    reason: str = ""
    read_until: int
    waiting: int = 0
    last_error: str = ""
    rests_until: datetime | None = None
    created_at: datetime


class NewSecret(Value):
    """A webhook and the secret that its messages are signed with, which is told this once."""

    webhook: Webhook
    secret: SecretStr


class Delivered(Value):
    """What one pass over a webhook came to: how many events were delivered, how many attempts failed, how many still wait.

    ``busy`` tells that another process is at it, so that nothing was done.
    """

    webhook_id: int
    delivered: int = 0
    failed: int = 0
    waiting: int = 0
    busy: bool = False
