"""PersonService: books know no persons, so its lists are empty.

Source: FACTS.md#other-services.
"""

from __future__ import annotations

from boekhaak_twentyfour_seven.simulator.services import WEBSERVICES, Operation, Request, Service
from boekhaak_twentyfour_seven.simulator.shapes import Row


def persons(_: Request) -> list[Row]:
    """Return nobody."""
    return []


SERVICE = Service(
    "/crm/contact/personservice.asmx",
    WEBSERVICES,
    {
        "GetPersons": Operation("PersonItem[]", persons),
        "GetPersonsDetailed": Operation("PersonItem[]", persons),
    },
)
