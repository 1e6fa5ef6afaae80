"""JSON answers: rows with their ``__metadata``, and the three shapes of ``d``.

Shape:  {"d": {"results": [row, …], "__next": address, "__count": text}}; {"d": [row, …]} where ``$top`` fits in a page
        and no ``$skiptoken`` is given; {"d": {row}} by key.
        Int64 is text, dates are /Date(ms)/, a collection is {"__deferred": {"uri": …}},
        with ``$expand`` {"results": [row, …]}.
Source: FACTS.md#envelope, FACTS.md#values; errors (with CRLF, code and lang empty) FACTS.md#errors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from boekhaak_exact_online.simulator.odata import Asked, Page, key_text, next_address
from boekhaak_exact_online.simulator.rows import DEFERRED
from boekhaak_exact_online.simulator.tables import Kept
from boekhaak_exact_online.simulator.values import Value, json_date, number

MEDIA_TYPE = "application/json;charset=utf-8"


def collection(asked: Asked, page: Page) -> str:
    """Return the answer that holds a page."""
    rows, query = list(rendered(asked, page.rows)), asked.query
    fits = query.top is not None and query.top <= asked.endpoint.page_size and query.token is None
    if fits and page.count is None and "results_always" not in asked.reading.faults:
        return _text({"d": rows})
    envelope: dict[str, Any] = {"results": rows}
    if page.count is not None:
        envelope["__count"] = str(page.count)
    if page.token is not None:
        envelope["__next"] = next_address(asked, page)
    return _text({"d": envelope})


def single(asked: Asked, row: Kept[Any]) -> str:
    """Return the answer that holds one row, found by its key."""
    return _text({"d": next(iter(rendered(asked, [row])))})


def error(message: str) -> str:
    """Return the body of a refusal."""
    value = json.dumps(message, ensure_ascii=False)
    return f'{{\r\n"error": {{\r\n"code": "", "message": {{\r\n"lang": "", "value": {value}\r\n}}\r\n}}\r\n}}'


def rendered(asked: Asked, rows: Iterable[Kept[Any]]) -> Iterable[dict[str, Any]]:
    """Yield rows as JSON holds them: ``__metadata``, then the selected fields in the entity's order."""
    endpoint = asked.endpoint
    writers = [(name, _WRITERS.get(endpoint.fields[name], _plain)) for name in asked.query.select]
    for row in rows:
        uri = f"{asked.url}({key_text(endpoint, row)})"
        values = endpoint.row(asked.reading, row)
        written: dict[str, Any] = {"__metadata": {"uri": uri, "type": endpoint.type}}
        for name, write in writers:
            value = values.get(name)
            if value is None:
                written[name] = None
            elif value == DEFERRED:
                expanded = name in asked.query.expand
                written[name] = _expanded(asked, row, name) if expanded else {DEFERRED: {"uri": f"{uri}/{name}"}}
            else:
                written[name] = write(value)
        yield written


def _expanded(asked: Asked, row: Kept[Any], name: str) -> dict[str, Any]:
    """Return a collection with its rows."""
    parts = asked.endpoint.parts
    if parts is None or parts.name != name:
        return {"results": []}
    within = replace(
        asked,
        endpoint=parts.endpoint,
        query=replace(asked.query, select=tuple(parts.endpoint.fields), expand=()),
        url=asked.url.removesuffix(asked.endpoint.path) + parts.endpoint.path,
    )
    return {"results": list(rendered(within, parts.rows(asked.reading, row)))}


def _plain(value: Any) -> Any:  # noqa: ANN401 - what it is, it stays
    return value


def _date(value: Value) -> str:
    assert isinstance(value, date)  # noqa: S101 - by the list of fields
    return json_date(value)


_WRITERS: dict[str, Callable[[Any], Any]] = {"dt": _date, "dbl": number, "i64": str}


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
