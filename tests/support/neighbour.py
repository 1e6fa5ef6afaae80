"""Another process of the same host: what it does is asked for by a test."""

from __future__ import annotations

from datetime import datetime

from importlib_metadata import EntryPoint
from pydantic import SecretStr

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.models.link import Connection
from boekhaak.registry import GROUP, Registry
from boekhaak.service import listing
from boekhaak.settings import Settings


def who(url: str, key: str, now: datetime, connection: Connection) -> str:
    """Open the installation and return who is signed in over the connection."""
    settings = Settings(database_url=url, key=SecretStr(key))
    registry = Registry((EntryPoint(name="paper", value="support.paper", group=GROUP),))
    with Installation.opened(settings, clock=ScaledClock(now), registry=registry) as opened:
        login: str = listing.session(opened, connection).get("/me", company=None, endpoint="me").json()["id"]
        return login
