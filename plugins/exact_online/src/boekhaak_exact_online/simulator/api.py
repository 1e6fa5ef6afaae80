"""Requests for data: what is asked for, and the answer to those whom the gate lets through.

Order:  what the gate refuses, address (404), query (400), rows. Only the statuses are known; their order is inferred.
Source: FACTS.md#errors, FACTS.md#negotiation, FACTS.md#queries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from boekhaak.testing.responses import CutResponse
from boekhaak_exact_online.simulator import atom, envelope
from boekhaak_exact_online.simulator.country import Country
from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.endpoint import Endpoint
from boekhaak_exact_online.simulator.endpoints import endpoints
from boekhaak_exact_online.simulator.gate import Gate, Refused, Wanted, unknown
from boekhaak_exact_online.simulator.oauth import Chain
from boekhaak_exact_online.simulator.odata import (
    Asked,
    Page,
    Query,
    count_rows,
    find,
    key_text,
    read_page,
    read_query,
)
from boekhaak_exact_online.simulator.site_rows import Reading
from boekhaak_exact_online.simulator.tables import Kept, Table

ROOT = "/api/v1"
_ADDRESS = re.compile(
    rf"{ROOT}/(?:(?P<division>\d+)/)?(?P<path>[A-Za-z/]+)(?:\((?P<key>.*)\)(?:/(?P<part>[A-Za-z]+))?)?(?P<count>/\$count)?"
)

MANDATORY_FILTER = (
    "This endpoint has mandatory filtering applied. A GET request for this endpoint must have a $filter parameter with "
    "one of the following fields in the url:{}"
)


@dataclass(frozen=True)
class Address:
    """What an address asks for; ``part`` is a collection of the row with that key."""

    name: str
    division: int | None = None
    endpoint: Endpoint | None = None
    key: str | None = None
    part: str | None = None
    count: bool = False


class DataApi:
    """Answers requests below ``/api/v1``."""

    def __init__(self, country: Country, gate: Gate) -> None:
        self._country = country
        self._gate = gate
        self._endpoints = endpoints()

    def answer(self, request: Request) -> Response:
        """Return the answer to a request."""
        address = self._address(request.scope["path"])
        endpoint = address.endpoint
        wanted = Wanted(
            address.name,
            address.division,
            scope=endpoint.scope if endpoint else "",
            companies=endpoint is not None and endpoint.companies,
        )
        return self._gate.pass_on(
            request, wanted, lambda chain, division: self._data(request, address, chain, division)
        )

    def _address(self, path: str) -> Address:
        match = _ADDRESS.fullmatch(path)
        if match is None:
            return Address(path.removeprefix(f"{ROOT}/"))
        endpoint = self._endpoints.get(match["path"].lower())
        division = int(match["division"]) if match["division"] else None
        if endpoint is None or (endpoint.path == "current/Me") != (division is None):
            return Address(match["path"], division)
        return Address(endpoint.path, division, endpoint, match["key"], match["part"], bool(match["count"]))

    def _data(self, request: Request, address: Address, chain: Chain, division: Division | None) -> Response:
        endpoint = address.endpoint
        if endpoint is None:
            raise unknown(address.name)
        json = "application/json" in request.headers.get("accept", "")
        text, site = request.scope["query_string"].decode(), str(request.base_url).rstrip("/")
        reading = self._reading(division, chain, dict(parse_qsl(text)), site)
        query = read_query(text if address.part is None else "", self._demanding(endpoint, address))
        table = endpoint.table(reading)
        if endpoint.scope and not endpoint.companies and self._country.faults.strikes("empty_lists"):
            table = Table()
        url = "/".join(
            [f"{site}{ROOT}", *([str(address.division)] if address.division is not None else []), endpoint.path]
        )
        if division is not None:
            self._country.use(chain.login, division)
        asked = Asked(endpoint, query, reading, table, url)
        if address.part is not None:
            asked = _within(asked, self._found(asked, address.key or ""), address.part, text)
        if address.count:
            return Response(str(count_rows(asked)), media_type="text/plain")
        if address.part is None and address.key is not None:
            return self._one(asked, address.key, json=json)
        if address.part is None:
            self._demand_filter(endpoint, query)
        return self._list(asked, json=json)

    def _reading(self, division: Division | None, chain: Chain, parameters: dict[str, str], address: str) -> Reading:
        country = self._country
        moment = country.site.clock.now()
        offset = moment.astimezone(country.site.zone).utcoffset()
        granted = tuple(held for held in country.divisions if held.code in chain.divisions)
        return Reading(
            division=self._maybe_wrong(division),
            login=chain.login,
            accessible=tuple(held for held in country.opened_by(chain.login) if held.code in chain.divisions),
            granted=granted,
            current=country.current(chain.login),
            now=country.site.now(),
            utc_offset=offset.total_seconds() if offset else 0,
            parameters=parameters,
            address=address,
            faults=frozenset(country.faults.on),
        )

    def _maybe_wrong(self, division: Division | None) -> Division | None:
        if division is None or not self._country.faults.strikes("wrong_division"):
            return division
        return self._country.next_to(division)

    def _demanding(self, endpoint: Endpoint, address: Address) -> Endpoint:
        """Return the endpoint, which demands $select with that fault; never for a count or for a collection of a row."""
        if address.count or address.part is not None:
            return replace(endpoint, select_mandatory=False)
        if endpoint.select_mandatory or endpoint.companies or not endpoint.scope:
            return endpoint
        return replace(endpoint, select_mandatory=self._country.faults.strikes("mandatory_select"))

    def _demand_filter(self, endpoint: Endpoint, query: Query) -> None:
        if not endpoint.demanded or not self._country.faults.strikes("mandatory_filters"):
            return
        if query.filter is None or not query.filter.fields & set(endpoint.demanded):
            raise Refused(400, MANDATORY_FILTER.format(",".join(endpoint.demanded)))

    def _found(self, asked: Asked, key: str) -> Kept[Any]:
        """Return the row with that key. Raises: Refused."""
        row = find(asked, key)
        if row is None or row is self._hidden(asked):
            raise unknown(asked.endpoint.path)
        return row

    def _one(self, asked: Asked, key: str, *, json: bool) -> Response:
        row = self._found(asked, key)
        if json:
            return self._sent(envelope.single(asked, row), envelope.MEDIA_TYPE)
        return self._sent(atom.entry(asked, row, self._country.site.clock.now()), atom.ENTRY)

    def _list(self, asked: Asked, *, json: bool) -> Response:
        page = read_page(asked, self._hidden(asked))
        self._commit_after(asked.table, page)
        if asked.endpoint.companies and self._country.faults.strikes("wrong_division"):
            page.rows = [self._other(row) for row in page.rows]
        if json:
            return self._sent(envelope.collection(asked, page), envelope.MEDIA_TYPE)
        return self._sent(atom.feed(asked, page, self._country.site.clock.now()), atom.FEED)

    def _hidden(self, asked: Asked) -> Kept[Any] | None:
        """Return the ledger line that the fault hides: the first posting by key."""
        division = asked.reading.division
        if "hide_line" not in self._country.faults.on or division is None or asked.table is not division.lines:
            return None
        return next((row for row in division.lines.by_key if row.thing.posting(row.line)), None)

    def _commit_after(self, table: Table[Any], page: Page) -> None:
        """Let late vouchers be seen once a later line was read, where the fault holds them back."""
        late = [rows[0] for division, rows in self._country.late if division.lines is table]
        overtaken = late and page.rows and page.rows[-1].timestamp > min(row.timestamp for row in late)
        if overtaken and "late_commit" in self._country.faults.on:
            self._country.commit_late()

    def _other(self, row: Kept[Division]) -> Kept[Division]:
        other = self._country.next_to(row.thing)
        return Kept(other.code, 0, other.created, other.modified, other)

    def _sent(self, body: str, media_type: str) -> Response:
        """Return an answer with data, or what a fault leaves of it."""
        faults, country = self._country.faults, self._country
        country.data_answers += 1
        if faults.strikes("malformed_json"):
            body = body[: len(body) // 2]
        every = country.cut_every if "cut_pages" in faults.on else 0
        if faults.strikes("cut_always") or (every and country.data_answers % every == 0):
            return CutResponse(body, media_type=media_type)
        return Response(body, media_type=media_type)


def _within(asked: Asked, row: Kept[Any], name: str, text: str) -> Asked:
    """Return what asks for a collection of a row, which lists as any other does. Raises: Refused, BadQuery."""
    if asked.endpoint.fields.get(name) != "coll":
        raise unknown(name)
    place = f"{asked.url}({key_text(asked.endpoint, row)})/{name}"
    parts, rows = asked.endpoint.parts, Table[Any]()
    if parts is None or parts.name != name:
        return replace(asked, table=rows, place=place)
    rows.fill(parts.rows(asked.reading, row))
    url = asked.url.removesuffix(asked.endpoint.path) + parts.endpoint.path
    return replace(
        asked, endpoint=parts.endpoint, query=read_query(text, parts.endpoint), table=rows, url=url, place=place
    )
