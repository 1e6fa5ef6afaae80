"""What an endpoint is: what it lists, how it pages, what it demands; and its twins under bulk/ and sync/.

The model names under ``sync/`` are inferred from the two that are known.
Source: FACTS.md#entities, FACTS.md#paging (60 or 1,000 rows), FACTS.md#queries (where $select and a filter are mandatory).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.fields import Fields
from boekhaak_exact_online.simulator.rows import Row
from boekhaak_exact_online.simulator.site_rows import Reading
from boekhaak_exact_online.simulator.tables import Kept, Table

SINGLE_PAGE, BULK_PAGE = 60, 1_000

MODELS = "Exact.Web.Api.Models"


@dataclass(frozen=True)
class Parts:
    """What a collection of an entity holds when it is expanded: rows of another endpoint."""

    name: str
    endpoint: Endpoint
    rows: Callable[[Reading, Kept[Any]], Iterable[Kept[Any]]]


@dataclass(frozen=True)
class Endpoint:
    """An address that lists rows.

    ``filters`` are the only fields that may be filtered (None: all); ``demanded`` those of which one must be, where the
    vendor made filters mandatory for the app. ``companies`` marks the lists of divisions. Of the collections
    only ``parts`` has rows; the others are empty when they are expanded.
    """

    path: str
    type: str
    fields: Fields
    table: Callable[[Reading], Table[Any]]
    row: Callable[[Reading, Kept[Any]], Row]
    key: str = "ID"
    page_size: int = SINGLE_PAGE
    scope: str = ""
    select_mandatory: bool = False
    filters: frozenset[str] | None = None
    demanded: tuple[str, ...] = ()
    companies: bool = False
    parts: Parts | None = None

    @property
    def by_timestamp(self) -> bool:
        """Whether the rowversion is the key."""
        return self.key == "Timestamp"


def listed(
    path: str,
    model: str,
    names: Fields,
    table: Callable[[Division], Table[Any]],
    row: Callable[[Reading, Kept[Any]], Row],
    *,
    scope: str,
) -> Endpoint:
    """Return an endpoint that lists rows of a division, 60 at a time; what they hold depends on who reads them."""
    return Endpoint(path, f"{MODELS}.{model}", names, lambda reading: table(reading.held), row, scope=scope)


def single(
    path: str,
    model: str,
    names: Fields,
    table: Callable[[Division], Table[Any]],
    row: Callable[[Division, Kept[Any]], Row],
    *,
    scope: str,
) -> Endpoint:
    """Return an endpoint that lists rows of a division, 60 at a time."""
    return listed(path, model, names, table, lambda reading, kept: row(reading.held, kept), scope=scope)


def bulk(of_single: Endpoint, path: str, *filters: str, select_mandatory: bool = True) -> Endpoint:
    """Return the twin under bulk/; ``filters`` are the only fields that it takes there, if any are named."""
    return replace(
        of_single,
        path=path,
        page_size=BULK_PAGE,
        select_mandatory=select_mandatory,
        filters=frozenset(filters) if filters else None,
    )


def sync(of_single: Endpoint, path: str, model: str, names: Fields, *filters: str) -> Endpoint:
    """Return the twin under sync/, which is filtered by its rowversion only."""
    return replace(
        of_single,
        path=path,
        type=f"{MODELS}.Sync.{model}",
        fields=names,
        key="Timestamp",
        page_size=BULK_PAGE,
        select_mandatory=False,
        filters=frozenset({"Timestamp", *filters}),
        demanded=(),
    )
