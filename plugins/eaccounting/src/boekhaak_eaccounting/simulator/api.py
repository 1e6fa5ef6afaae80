"""The addresses below ``/v2/``, whatever the case of their letters.

Source: FACTS.md#hosts, FACTS.md#paging, FACTS.md#errors.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from boekhaak.testing.responses import CutResponse
from boekhaak_eaccounting.simulator import envelope
from boekhaak_eaccounting.simulator.endpoint import Endpoint, Reading
from boekhaak_eaccounting.simulator.endpoints import ENDPOINTS
from boekhaak_eaccounting.simulator.envelope import Refused
from boekhaak_eaccounting.simulator.faults import maintenance
from boekhaak_eaccounting.simulator.gate import Gate
from boekhaak_eaccounting.simulator.literals import BadQuery
from boekhaak_eaccounting.simulator.query import read_query
from boekhaak_eaccounting.simulator.site import Site
from boekhaak_eaccounting.simulator.values import Value

VERSION = "v2"
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
NOT_CARRIED_OUT = "NotImplementedException - The simulator carries out no changes that come through the API."


class DataApi:
    """Answers calls for data."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._gate = Gate(site)

    async def answer(self, request: Request) -> Response:
        """Answer a call."""
        known = request.path_params["version"].lower() == VERSION
        endpoint, names = matched(request.path_params["address"]) if known else (None, {})
        self._site.traffic.note(request.scope["path"], endpoint.path if endpoint else "unknown")
        with self._site.lock:
            if self._site.faults.strikes("html_maintenance"):
                return maintenance()
            try:
                if endpoint is None:
                    raise Refused(404)
                return self._data(self._body(request, endpoint, names))
            except Refused as refused:
                return refused.response()
            except BadQuery as bad:
                return Refused(400, bad.code, f"BadRequestException - {bad.message}").response()

    def _body(self, request: Request, endpoint: Endpoint, names: Mapping[str, str]) -> Value:
        site, now = self._site, self._site.clock.now()
        if request.method not in endpoint.methods:
            raise Refused(405)
        grant = self._gate.admit(request.headers.get("authorization", ""), endpoint, request.method, now)
        if request.method != "GET":
            raise Refused(501, envelope.INTERNAL, NOT_CARRIED_OUT)
        held = site.administrations[grant.consent.company]
        base = str(request.base_url).rstrip("/")
        reading = Reading(site, held, grant, names, request.query_params, now, base)
        return endpoint.one(reading) if endpoint.single else self._page(reading, endpoint)

    def _page(self, reading: Reading, endpoint: Endpoint) -> Value:
        site = self._site
        query = read_query(reading.parameters, endpoint.fields)
        moved = 0
        if site.faults.strikes("moving_pages"):
            moved, site.moved = site.moved, site.moved + 1
        rows, count = query.rows(endpoint.rows(reading), endpoint.fields, moved=moved)
        if query.page > max(1, query.pages(count)) and "page_beyond_refused" in site.faults.on:
            raise BadQuery(f"There is no page {query.page}.")
        return envelope.listing(rows, count, query, reading.now)

    def _data(self, body: Value) -> Response:
        faults = self._site.faults
        text = envelope.text_of(body, dates_as_moments="dates_as_moments" in faults.on)
        if faults.strikes("malformed_json"):
            text = text[:-1]
        kind = CutResponse if faults.strikes("cut_pages") else Response
        return kind(text, media_type=envelope.MEDIA_TYPE)


def matched(address: str) -> tuple[Endpoint | None, Mapping[str, str]]:
    """Return the endpoint of an address, and what stands in the places of its variable parts."""
    parts = address.strip("/").split("/")
    for endpoint in ENDPOINTS:
        pattern = endpoint.path.split("/")
        if len(pattern) == len(parts) and all(
            wanted.startswith("{") or wanted == part.lower() for wanted, part in zip(pattern, parts, strict=True)
        ):
            pairs = zip(pattern, parts, strict=True)
            return endpoint, {wanted.strip("{}"): part for wanted, part in pairs if wanted.startswith("{")}
    return None, {}
