"""Exact's ways to write dates, amounts and texts, turned into ours. Pure. Source: FACTS.md#values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import StringConstraints

from boekhaak.plugin import Company

Stamp = Annotated[str, StringConstraints(pattern=r"^/Date\(-?\d{1,15}\)/$")]
"""A date or moment as Exact writes it: milliseconds since 1970 of the site's own wall clock, as if that were UTC."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
FINEST = Decimal("0.0001")
ZONES = {"uk": "Europe/London", "es": "Europe/Madrid", "com": "America/Los_Angeles"}
"""The sites whose clock is not Amsterdam's. That of .co.uk is unverified and that of .com unknown: then the zone furthest
behind is taken, so that changes seem later than they were, and more is read again instead of less."""
REMEMBERED = 4096
"""So many days and moments are worked out once: the rows of a page share most of theirs."""


def zone(company: Company) -> ZoneInfo:
    """Return the time zone of the site that the company is at."""
    return _zone(company.region)


@cache
def _zone(region: str) -> ZoneInfo:
    return ZoneInfo(ZONES.get(region, "Europe/Amsterdam"))


@lru_cache(maxsize=REMEMBERED)
def wall_clock(stamp: str) -> datetime:
    """Return what the site's clock showed, without a zone."""
    return EPOCH + timedelta(milliseconds=int(stamp[6:-2]))


@lru_cache(maxsize=REMEMBERED)
def day(stamp: str) -> date:
    """Return the day of a date."""
    return wall_clock(stamp).date()


@lru_cache(maxsize=REMEMBERED)
def moment(shown: datetime, site: ZoneInfo) -> datetime:
    """Return the moment in UTC at which the site's clock showed this.

    In the hour that winter time repeats it is the later one: a change then counts as recent for too long, never too short.
    """
    return shown.replace(tzinfo=site, fold=1).astimezone(UTC)


def without_host(address: str) -> str:
    """Return an address as a path with its query: it outlives a move to another host."""
    return urlsplit(address)._replace(scheme="", netloc="").geturl()


def text(value: str | None) -> str:
    """Return a text without the blanks that Exact pads codes and countries with."""
    return (value or "").strip()
