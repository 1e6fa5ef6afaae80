"""What the searching operations share: the properties to return, what changed after a moment, items that fail.

Source: FACTS.md#errors, FACTS.md#companies.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from boekhaak_twentyfour_seven.simulator.asking import refused
from boekhaak_twentyfour_seven.simulator.services import Request
from boekhaak_twentyfour_seven.simulator.shapes import Row, elements_of

NO_SEARCH = "Please specify at least one search parameter"
BROKEN_ITEM = {"Type": "Office24Seven.Library.Data.DataBaseServerException", "Message": "The item cannot be read"}


def chosen(shape: str, rows: Sequence[Row], names: Collection[str], always: Collection[str]) -> list[Row]:
    """Return the rows with the elements that are asked for; one that nobody knows makes every item an exception."""
    unknown = sorted(set(names) - {name for name, _ in elements_of(shape)})
    if unknown:
        failed = {"Type": "Office24Seven.Library.Core.ParameterNotFoundException", "Message": f"Unknown: {unknown[0]}"}
        return [{"APIException": failed} for _ in rows]
    wanted = {*names, *always}
    return [{name: value for name, value in row.items() if name in wanted} for row in rows]


def excepted(request: Request, rows: list[Row]) -> list[Row]:
    """Return the rows, the first as an exception while items fail."""
    if rows and request.office.faults.strikes("item_exceptions"):
        return [{"APIException": BROKEN_ITEM}, *rows[1:]]
    return rows


def after(moment: datetime, wanted: datetime | None) -> bool:
    """Tell whether a moment lies after one that is searched for, if any."""
    return wanted is None or moment.replace(tzinfo=None) > wanted


def need(*values: object) -> None:
    """Refuse a search without anything to search for. Raises: SoapFault."""
    if all(value is None or value in ("", [], set()) for value in values):
        raise refused(NO_SEARCH)
