"""What gives a division's rows their keys and rowversions, and remembers which are gone.

GUIDs are made from the company's name and what a row tells of, so that the same books give the same GUIDs.
Source: FACTS.md#sync, FACTS.md#deletions.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from boekhaak.clock import Clock
from boekhaak_exact_online.simulator.tables import Kept, Rowversions, Table
from boekhaak_exact_online.simulator.values import ZONES, guid_order, guid_text, months_before, naive, wall_clock

T = TypeVar("T")

DELETIONS_KEPT_MONTHS = 2
OPENS_AT = timedelta(hours=9)
BOOKED_AT = timedelta(hours=17)

LINE, CONTACT, ADDRESS, ATTACHMENT, DOCUMENT, GL_ACCOUNT, ITEM = 1, 2, 3, 4, 6, 7, 9
PAYMENT_TERM, SALES_INVOICE, PROJECT = 10, 13, 21
"""What sync/Deleted calls the kinds that can vanish here."""


class Site:
    """What all divisions of a country site share: its wall clock and its counter of rowversions."""

    def __init__(self, clock: Clock, region: str) -> None:
        self.clock = clock
        self.region = region
        self.zone = ZoneInfo(ZONES.get(region, ZONES["nl"]))
        self.versions = Rowversions()

    def now(self) -> datetime:
        """Return the site's wall clock."""
        return wall_clock(self.clock.now(), self.zone)

    def past(self, day: date, hour: timedelta) -> datetime:
        """Return an hour of a day; now, where that has not come yet."""
        return min(naive(day) + hour, self.now())


@dataclass(frozen=True, slots=True)
class Deletion:
    """What sync/Deleted tells of a row that is gone."""

    kind: int
    entity: str


class Keeper:
    """Makes the rows of one division, and tells of those that are gone."""

    def __init__(self, site: Site, name: str) -> None:
        self.site = site
        self.deletions: Table[Deletion] = Table()
        self._namespace = uuid.uuid5(uuid.NAMESPACE_DNS, name).bytes

    def order_of(self, kind: str, *key: object) -> bytes:
        """Return the GUID of something, its bytes in the vendor's order."""
        return guid_order(self._namespace, "\x1f".join((kind, *map(str, key))))

    def guid_of(self, kind: str, *key: object) -> str:
        """Return the GUID of something as text."""
        return guid_text(self.order_of(kind, *key))

    def kept(self, thing: T, at: datetime, kind: str, *key: object) -> Kept[T]:
        """Return a new row."""
        return self.row(self.order_of(kind, *key), thing, at)

    def row(self, order: bytes, thing: T, at: datetime, line: int = 0) -> Kept[T]:
        """Return a new row with that GUID."""
        return Kept(order, self.site.versions.next(), at, at, thing, line)

    def restamp(self, table: Table[T], row: Kept[T]) -> None:
        """Give a row that changed its new rowversion."""
        table.restamp(row, self.site.versions.next(), self.site.now())

    def delete(self, kind: int, order: bytes | int) -> None:
        """Tell of a row that is gone."""
        assert isinstance(order, bytes)  # noqa: S101 - what is deleted here has a GUID
        timestamp, now = self.site.versions.next(), self.site.now()
        row = Kept(self.order_of("deletion", timestamp), timestamp, now, now, Deletion(kind, guid_text(order)))
        self.deletions.add(row)

    def told_deletions(self) -> Table[Deletion]:
        """Return the deletions that are still told of; older ones are forgotten."""
        horizon = months_before(self.site.now(), DELETIONS_KEPT_MONTHS)
        while self.deletions.by_timestamp and self.deletions.by_timestamp[0].created < horizon:
            self.deletions.remove(self.deletions.by_timestamp[0])
        return self.deletions
