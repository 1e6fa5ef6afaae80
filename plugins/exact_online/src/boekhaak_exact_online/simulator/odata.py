"""One query: its options, the page of rows that it asks for, and the address of the next one.

A page starts where ``$skiptoken`` says, found by bisection in the order that was asked for: by default the key (GUIDs as SQL
Server compares them; rowversions under ``sync/``). Source: FACTS.md#paging, FACTS.md#queries.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote

from boekhaak_exact_online.simulator.endpoint import Endpoint
from boekhaak_exact_online.simulator.fields import EDM
from boekhaak_exact_online.simulator.filters import Filter, Lookup, read_filter, read_literals
from boekhaak_exact_online.simulator.literals import BadQuery
from boekhaak_exact_online.simulator.rows import Row
from boekhaak_exact_online.simulator.site_rows import Reading
from boekhaak_exact_online.simulator.tables import BY_KEY, BY_TIMESTAMP, Kept, Table
from boekhaak_exact_online.simulator.values import Value, guid_text, literal, naive, order_of

REPEATED = ("$filter", "$expand", "$orderby", "$inlinecount", "$select")
"""The options that the next page's address repeats, in this order."""
UNDERSTOOD = frozenset({"$expand", "$filter", "$select", "$orderby", "$top", "$skip", "$skiptoken", "$inlinecount"})
PLAIN_IN_ADDRESS = "$,'()*!/@;=-._~"
ORDERS_KEPT = 4


@dataclass(frozen=True)
class Query:
    """The options of a request, understood. ``select`` and ``expand`` hold fields in the entity's own order."""

    options: dict[str, str]
    select: tuple[str, ...]
    expand: tuple[str, ...]
    filter: Filter | None
    orderby: tuple[tuple[str, bool], ...]
    top: int | None
    skip: int
    token: list[Value] | None
    count: bool


@dataclass(frozen=True)
class Asked:
    """A query and all that answers it. ``url`` is the endpoint's address; ``place`` that of a collection of a row."""

    endpoint: Endpoint
    query: Query
    reading: Reading
    table: Table[Any]
    url: str
    place: str = ""


@dataclass
class Page:
    """Rows of an answer, with what continues after them (the text of ``$skiptoken``) and the whole count if asked."""

    rows: list[Kept[Any]] = field(default_factory=list)
    token: str | None = None
    count: int | None = None


def read_query(text: str, endpoint: Endpoint) -> Query:
    """Return the query that an address tells. Raises: BadQuery."""
    options = dict(parse_qsl(text, keep_blank_values=True))
    beyond = [name for name in options if name.startswith("$") and name not in UNDERSTOOD]
    if beyond:
        raise BadQuery(f"The query parameter '{beyond[0]}' is not supported.")
    if endpoint.select_mandatory and "$select" not in options and options.get("$top") != "1":
        raise BadQuery("Please add a $select or a $top=1 statement to the query string.")
    query = Query(
        options=options,
        select=_select(options.get("$select", "*"), endpoint),
        expand=_select(options["$expand"], endpoint) if options.get("$expand") else (),
        filter=read_filter(options["$filter"], endpoint.fields, endpoint.type) if options.get("$filter") else None,
        orderby=tuple(_orderby(options.get("$orderby", ""), endpoint)),
        top=_count(options, "$top"),
        skip=_count(options, "$skip") or 0,
        token=read_literals(options["$skiptoken"]) if options.get("$skiptoken") else None,
        count=options.get("$inlinecount") == "allpages",
    )
    _refuse_fields(query, endpoint)
    return query


def read_page(asked: Asked, hidden: object = None) -> Page:
    """Return the rows that were asked for; ``hidden`` is a row that is left out."""
    query, endpoint = asked.query, asked.endpoint
    rows = (row for row in _matching(asked) if row is not hidden)
    for _ in range(query.skip if query.token is None else 0):
        next(rows, None)
    page = Page()
    wanted = endpoint.page_size if query.top is None else min(query.top, endpoint.page_size)
    for row in rows:
        if len(page.rows) == wanted:
            if query.top is None or query.top > wanted:
                page.token = _token(asked, page.rows[-1])
            break
        page.rows.append(row)
    if query.count and _counts(asked):
        page.count = count_rows(asked)
    return page


def _counts(asked: Asked) -> bool:
    """Tell whether a list hears ``$inlinecount``; whether those under sync/ do is not known. Raises: BadQuery."""
    if asked.endpoint.by_timestamp and "sync_count_refused" in asked.reading.faults:
        raise BadQuery("The query parameter '$inlinecount' is not supported.")
    return not (asked.endpoint.by_timestamp and "sync_uncounted" in asked.reading.faults)


def count_rows(asked: Asked) -> int:
    """Return the number of rows that were asked for, on all pages."""
    condition = asked.query.filter
    if condition is None:
        return len(asked.table)
    return sum(condition.test(_lookup(asked, row)) for row in asked.table)


def next_address(asked: Asked, page: Page) -> str:
    """Return the address of the page after this one: the options repeated, ``$top`` lowered, ``$skip`` dropped."""
    query = asked.query
    options = [(name, query.options[name]) for name in REPEATED if name in query.options]
    options = [(name, value) for name, value in query.options.items() if not name.startswith("$")] + options
    if query.top is not None:
        options.append(("$top", str(query.top - len(page.rows))))
    texts = [f"{name}={quote(value, safe=PLAIN_IN_ADDRESS)}" for name, value in options]
    return f"{asked.place or asked.url}?{'&'.join([*texts, f'$skiptoken={page.token}'])}"


def key_text(endpoint: Endpoint, row: Kept[Any]) -> str:
    """Return the key of a row as an address holds it: ``guid'…'``, ``123L`` or ``100001``."""
    return literal(_key(endpoint, row), endpoint.fields[endpoint.key])


def find(asked: Asked, text: str) -> Kept[Any] | None:
    """Return the row with the key that an address tells; None for none. Raises: BadQuery."""
    table, order = asked.table, _order(asked.endpoint, read_literals(text)[0])
    if asked.endpoint.by_timestamp:
        return next((row for row in table.by_timestamp[_after(table, order) - 1 :][:1] if row.timestamp == order), None)
    return table.get(order)


def _select(text: str, endpoint: Endpoint) -> tuple[str, ...]:
    names = {name.strip() for name in text.split(",")} - {""}
    if "*" in names or not names:
        return tuple(endpoint.fields)
    for name in names:
        if name not in endpoint.fields:
            raise BadQuery(f"Could not find a property named '{name}' on type '{endpoint.type}'.")
    return tuple(name for name in endpoint.fields if name in names)


def _orderby(text: str, endpoint: Endpoint) -> Iterator[tuple[str, bool]]:
    for part in filter(None, text.split(",")):
        name, _, direction = part.strip().partition(" ")
        if name not in endpoint.fields:
            raise BadQuery(f"No property '{name}' exists in type '{endpoint.type}' at position 0.")
        if direction.strip() not in {"", "asc", "desc"} or endpoint.fields[name] == "coll":
            raise BadQuery("Error in query syntax")
        if endpoint.by_timestamp and (name != endpoint.key or direction.strip() == "desc"):
            raise BadQuery("This $orderby parameter is not supported for this resource.")
        yield name, direction.strip() == "desc"


def _count(options: dict[str, str], name: str) -> int | None:
    text = options.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise BadQuery(f"Incorrect format for {name} argument '{text}'.")
    return int(text)


def _refuse_fields(query: Query, endpoint: Endpoint) -> None:
    beyond = sorted(query.filter.fields - endpoint.filters) if query.filter and endpoint.filters is not None else []
    if beyond:
        raise BadQuery(f"Filtering on these fields is not supported: {','.join(beyond)}")
    collections = {name for name, kind in endpoint.fields.items() if kind == "coll"}
    if (query.filter and query.filter.fields & collections) or not collections.issuperset(query.expand):
        raise BadQuery("Error in query syntax")


def _matching(asked: Asked) -> Iterator[Kept[Any]]:
    """Yield the rows that fit, in order, from where the token says."""
    rows, start = _ordered(asked)
    condition = asked.query.filter
    for place in range(start, len(rows)):
        row = rows[place]
        if condition is None or condition.test(_lookup(asked, row)):
            yield row


def _ordered(asked: Asked) -> tuple[Sequence[Kept[Any]], int]:
    """Return the rows in the order asked for, and the place where the page begins."""
    endpoint, query, table = asked.endpoint, asked.query, asked.table
    if endpoint.by_timestamp:
        seen = [_order(endpoint, value) for value in (query.token or [])[-1:]]
        if query.filter and "Timestamp" in query.filter.above:
            seen.append(query.filter.above["Timestamp"])
        return table.by_timestamp, max((_after(table, order) for order in seen), default=0)
    if not query.orderby:
        order = _order(endpoint, query.token[-1]) if query.token else None
        return table.by_key, 0 if order is None else bisect_right(table.by_key, order, key=BY_KEY)
    keys, rows = _sorted(asked)
    if query.token is None:
        return rows, 0
    if len(query.token) != len(query.orderby) + 1:
        raise BadQuery("Error in query syntax")
    parts = zip(query.orderby, query.token, strict=False)
    place = (*(_part(value, down) for (_, down), value in parts), _order(endpoint, query.token[-1]))
    return rows, bisect_right(keys, place)


def _sorted(asked: Asked) -> tuple[list[Any], list[Kept[Any]]]:
    """Return the rows by the fields asked for, with their sort keys; kept until the table changes."""
    table, wanted = asked.table, (asked.endpoint.path, asked.query.orderby)
    found = table.orders.get(wanted)
    if found is None or found[0] != table.changes:
        pairs = []
        for row in table.by_key:
            lookup = _lookup(asked, row)
            pairs.append(((*(_part(lookup(name), down) for name, down in asked.query.orderby), row.order), row))
        pairs.sort(key=lambda pair: pair[0])
        found = (table.changes, [key for key, _ in pairs], [row for _, row in pairs])
        while len(table.orders) >= ORDERS_KEPT:
            table.orders.pop(next(iter(table.orders)))
        table.orders[wanted] = found
    return found[1], found[2]


def _after(table: Table[Any], timestamp: bytes | int) -> int:
    return bisect_right(table.by_timestamp, timestamp, key=BY_TIMESTAMP)


class _Down:
    """A part of a sort key that sorts the other way round."""

    __slots__ = ("part",)

    def __init__(self, part: tuple[Any, ...]) -> None:
        self.part = part

    def __lt__(self, other: _Down) -> bool:
        return other.part < self.part

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Down) and other.part == self.part

    __hash__ = None  # type: ignore[assignment]


def _part(value: Value, down: bool) -> tuple[Any, ...] | _Down:
    """Return a value as part of a sort key: null before all others."""
    part: tuple[Any, ...] = () if value is None else (naive(value) if isinstance(value, date) else value,)
    return _Down(part) if down else part


def _token(asked: Asked, row: Kept[Any]) -> str:
    lookup, endpoint = _lookup(asked, row), asked.endpoint
    names = [] if endpoint.by_timestamp else [name for name, _ in asked.query.orderby]
    ordered = [literal(lookup(name), endpoint.fields[name]) for name in names]
    return ",".join([*ordered, key_text(endpoint, row)])


def _key(endpoint: Endpoint, row: Kept[Any]) -> Value:
    if endpoint.by_timestamp:
        return row.timestamp
    return guid_text(row.order) if isinstance(row.order, bytes) else row.order


def _order(endpoint: Endpoint, value: Value) -> bytes | int:
    """Return a key as rows are sorted by it. Raises: BadQuery for one of another type."""
    if endpoint.fields[endpoint.key] == "guid":
        if isinstance(value, str) and len(value) == 36:
            return order_of(value)
    elif isinstance(value, int):
        return value
    raise BadQuery(f"Unrecognized '{EDM[endpoint.fields[endpoint.key]]}' literal '{value}' in '6'.")


def _lookup(asked: Asked, row: Kept[Any]) -> Lookup:
    """Return what gives a row's values; the whole row is only made when a field needs it."""
    endpoint = asked.endpoint
    whole: Row | None = None

    def value(name: str) -> Value:
        nonlocal whole
        match name:
            case "Timestamp":
                return row.timestamp
            case "Modified":
                return row.modified
            case "Created":
                return row.created
        if name == endpoint.key:
            return _key(endpoint, row)
        if whole is None:
            whole = endpoint.row(asked.reading, row)
        return whole.get(name)

    return value
