"""Atom answers: what a client gets that does not ask for JSON.

Shape:  feed/entry/content/m:properties/d:Field with m:type and m:null; link rel="next". Dates are local, without a zone.
Source: FACTS.md#negotiation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import escape
from typing import Any

from boekhaak_exact_online.simulator.fields import EDM
from boekhaak_exact_online.simulator.odata import Asked, Page, key_text, next_address
from boekhaak_exact_online.simulator.rows import DEFERRED
from boekhaak_exact_online.simulator.tables import Kept
from boekhaak_exact_online.simulator.values import Value, iso, number

FEED = "application/atom+xml;type=feed;charset=utf-8"
ENTRY = "application/atom+xml;type=entry;charset=utf-8"
ERROR = "application/xml;charset=utf-8"

_DATA = "http://schemas.microsoft.com/ado/2007/08/dataservices"
_NAMES = f'xmlns:d="{_DATA}" xmlns:m="{_DATA}/metadata" xmlns="http://www.w3.org/2005/Atom"'
_PROLOGUE = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'


def feed(asked: Asked, page: Page, now: datetime) -> str:
    """Return the feed that holds a page."""
    name = asked.endpoint.path.rpartition("/")[2]
    parts = [
        _PROLOGUE,
        f'<feed xml:base="{escape(asked.url.rpartition("/")[0])}/" {_NAMES}>',
        f'<title type="text">{name}</title><id>{escape(asked.url)}</id><updated>{_updated(now)}</updated>',
        f'<link rel="self" title="{name}" href="{name}" />',
    ]
    if page.count is not None:
        parts.append(f"<m:count>{page.count}</m:count>")
    parts += [_entry(asked, row, now, "") for row in page.rows]
    if page.token is not None:
        parts.append(f'<link rel="next" href="{escape(next_address(asked, page))}" />')
    return "".join([*parts, "</feed>"])


def entry(asked: Asked, row: Kept[Any], now: datetime) -> str:
    """Return the entry that holds one row, found by its key."""
    return _PROLOGUE + _entry(asked, row, now, f" {_NAMES}")


def error(message: str) -> str:
    """Return the body of a refusal."""
    return f'{_PROLOGUE}<error xmlns="{_DATA}/metadata"><code></code><message xml:lang="">{escape(message)}</message></error>'


def _entry(asked: Asked, row: Kept[Any], now: datetime, names: str) -> str:
    endpoint = asked.endpoint
    uri = f"{asked.url}({key_text(endpoint, row)})"
    values = endpoint.row(asked.reading, row)
    links = "".join(_link(uri, name) for name in asked.query.select if values.get(name) == DEFERRED)
    properties = "".join(_properties(asked, values))
    return (
        f'<entry{names}><id>{escape(uri)}</id><title type="text"></title><updated>{_updated(now)}</updated>'
        f'<author><name /></author><link rel="edit" href="{escape(uri)}" />{links}'
        f'<category term="{endpoint.type}" scheme="{_DATA}/scheme" /><content type="application/xml">'
        f"<m:properties>{properties}</m:properties></content></entry>"
    )


def _properties(asked: Asked, values: dict[str, Value]) -> Iterator[str]:
    for name in asked.query.select:
        kind = asked.endpoint.fields[name]
        if kind == "coll":
            continue
        typed = "" if kind == "str" else f' m:type="{EDM[kind]}"'
        value = values.get(name)
        if value is None:
            yield f'<d:{name}{typed} m:null="true" />'
        else:
            yield f"<d:{name}{typed}>{escape(_text(value, kind), quote=False)}</d:{name}>"


def _text(value: Value, kind: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return iso(value)
    if kind == "dbl" and not isinstance(value, str) and value is not None:
        return str(number(value))
    return str(value)


def _link(uri: str, name: str) -> str:
    return (
        f'<link rel="{_DATA}/related/{name}" type="application/atom+xml;type=feed" '
        f'title="{name}" href="{escape(uri)}/{name}" />'
    )


def _updated(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
