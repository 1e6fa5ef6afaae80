"""What an endpoint is: its address, the scopes that open it, its fields, and where its rows come from."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from boekhaak_eaccounting.simulator.administration import Administration
from boekhaak_eaccounting.simulator.envelope import NOT_FOUND, Refused
from boekhaak_eaccounting.simulator.fields import Fields, full
from boekhaak_eaccounting.simulator.grants import Grant
from boekhaak_eaccounting.simulator.query import Source
from boekhaak_eaccounting.simulator.site import Site
from boekhaak_eaccounting.simulator.values import Row

Rows = Callable[["Reading"], Sequence[Source]]
READ_METHODS = frozenset({"GET"})


@dataclass(frozen=True)
class Reading:
    """One call: of which company, by whom, with what in its address."""

    site: Site
    held: Administration
    grant: Grant
    names: Mapping[str, str]
    parameters: Mapping[str, str]
    now: datetime
    base: str

    def guid(self, name: str) -> str:
        """Return a GUID of the address. Raises: Refused (404) for anything else."""
        try:
            return str(uuid.UUID(self.names[name]))
        except ValueError:
            raise Refused(404) from None


@dataclass(frozen=True)
class Endpoint:
    """An address below /v2/. ``areas`` are the scopes of which one opens it (none: any grant does).

    With ``key`` it gives the one row whose field of that name is what the address has for ``named``. ``methods`` are those
    that the vendor knows, of which only GET is carried out here. ``missing`` is how a row is refused that is not there.
    """

    path: str
    areas: frozenset[str]
    fields: Fields
    rows: Rows
    key: str = ""
    named: str = ""
    alone: bool = False
    methods: frozenset[str] = READ_METHODS
    missing: Callable[[], Refused] = lambda: Refused(404)

    @property
    def single(self) -> bool:
        """Whether it gives one row without an envelope."""
        return self.alone or bool(self.key)

    def one(self, reading: Reading) -> Row:
        """Return the row that is asked for. Raises: Refused."""
        wanted = reading.names.get(self.named, "")
        if self.fields.get(self.key) == "guid":
            wanted = reading.guid(self.named)
        if self.fields.get(self.key) == "int":
            wanted = wanted.lstrip("0")
        for source in self.rows(reading):
            row = source.row()
            if self.alone or str(row[self.key]) == wanted:
                return full(row, self.fields)
        if "described_404" in reading.site.faults.on and self.missing().code is None:
            raise Refused(404, NOT_FOUND, "NotFoundException - The resource does not exist.")
        raise self.missing()


def listed(path: str, areas: str, fields: Fields, rows: Rows, methods: str = "GET") -> Endpoint:
    """Return an endpoint that lists rows."""
    return Endpoint(path, frozenset(areas.split()), fields, rows, methods=frozenset(methods.split()))


def one_of(
    lists: Endpoint,
    path: str,
    *,
    key: str = "Id",
    named: str = "id",
    methods: str = "GET",
    missing: Callable[[], Refused] = lambda: Refused(404),
) -> Endpoint:
    """Return the endpoint that gives one row of a list."""
    return replace(lists, path=path, key=key, named=named, methods=frozenset(methods.split()), missing=missing)
