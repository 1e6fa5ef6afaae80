"""ProjectService: the books' projects, all of them enabled.

Source: FACTS.md#other-services.
"""

from __future__ import annotations

from boekhaak_twentyfour_seven.simulator.searching import after
from boekhaak_twentyfour_seven.simulator.services import WEBSERVICES, Operation, Request, Service
from boekhaak_twentyfour_seven.simulator.shapes import Row


def names(request: Request) -> list[Row]:
    """Return ids and names."""
    return [{"Id": row["Id"], "Name": row["Name"]} for row in _rows(request)]


def projects(request: Request) -> list[Row]:
    """Return the projects that are searched for. Raises: SoapFault."""
    search = request.asked.part("Ps")
    if search is None:
        return _rows(request)
    ids, text, changed = search.integers("ProjectIds"), search.text("Search"), search.moment("ChangedAfter")
    return [
        row
        for row in _rows(request)
        if (not ids or row["Id"] in ids)
        and (not text or text.lower() in str(row["Name"]).lower())
        and after(request.client.created, changed)
    ]


def one_project(request: Request) -> Row | None:
    """Return a project by its id; None where there is none. Raises: SoapFault."""
    wanted = request.asked.integer("projectId")
    return next((row for row in _rows(request) if row["Id"] == wanted), None)


def deactivated(_: Request) -> list[Row]:
    """Return no projects: those of the books are all enabled."""
    return []


def _rows(request: Request) -> list[Row]:
    client = request.client
    return [
        {
            "Id": client.project_ids.number(held.code),
            "Enabled": True,
            "Name": held.name,
            "RawName": held.name,
            "NameDisplay": "Plain",
            "DateChanged": client.created,
            "DateRegistered": client.created,
            "TimeReg": "WorkType",
        }
        for held in client.company.dimensions
        if held.type == "project"
    ]


SERVICE = Service(
    "/project/v001/projectservice.asmx",
    WEBSERVICES,
    {
        "GetProjectNameList": Operation("ProjectShort[]", names),
        "GetProjectList": Operation("Project[]", projects),
        "GetProjectsDetailed": Operation("Project[]", projects),
        "GetSingleProject": Operation("Project", one_project),
        "GetDeactivatedProjects": Operation("Project[]", deactivated),
        "GetDeactivatedProjectNameList": Operation("ProjectShort[]", deactivated),
    },
)
