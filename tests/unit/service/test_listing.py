from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConsentRequired
from boekhaak.http import Http
from boekhaak.models.company import Company
from boekhaak.models.link import Connection
from boekhaak.service import connecting, listing
from support.desk import Desk


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Return the desk when another login, “dirk”, has signed in too; each sees a company of its own and the bakery."""
    begun = connecting.begin(desk.actor, desk.installation, package="paper")
    connecting.complete(desk.actor, desk.installation, desk.office.sign_in(begun.url, "dirk"))
    own = {"anna": "Aviary", "dirk": "Dairy"}

    def seen(request: Request) -> Response | None:
        if request.url.path != "/companies":
            return None
        login = desk.office._login(request)
        if login is None:
            return Response(status_code=401)
        return JSONResponse([{"id": "1", "name": "Bakery"}, {"id": own[login], "name": own[login]}])

    desk.office.faults.append(seen)
    return desk


def names(desk: Desk) -> list[str]:
    return [one.company.name for one in listing.list_companies(desk.actor, desk.installation).companies]


def test_the_list_is_the_union_over_all_connections_by_name(two: Desk) -> None:
    assert names(two) == ["Aviary", "Bakery", "Dairy"]


def test_a_company_that_two_connections_see_is_told_by_the_first(two: Desk, connection: Connection) -> None:
    found = listing.list_companies(two.actor, two.installation).companies

    assert {one.company.name: one.connection_id for one in found}["Bakery"] == connection.id
    assert len({one.connection_id for one in found}) == 2


def test_a_connection_that_fails_is_told_and_the_others_are_heard(two: Desk, clock: ScaledClock) -> None:
    two.office.revoke("anna")
    clock.advance(timedelta(minutes=10))

    found = listing.list_companies(two.actor, two.installation)

    assert [one.company.name for one in found.companies] == ["Bakery", "Dairy"]
    assert len(found.problems) == 1
    assert "Paper Office knows this grant no longer" in found.problems[0]


def test_when_all_connections_fail_it_is_an_error(two: Desk, clock: ScaledClock) -> None:
    two.office.revoke("anna")
    two.office.revoke("dirk")
    clock.advance(timedelta(minutes=10))

    with pytest.raises(ConsentRequired):
        names(two)


def test_the_package_is_told_which_companies_are_known(desk: Desk) -> None:
    package = desk.installation.packages["paper"]
    told: list[tuple[str, ...]] = []

    def listed(known: tuple[str, ...], http: Http) -> Iterator[Company]:
        told.append(known)
        return iter(())

    package.list_companies = listed  # type: ignore[method-assign]

    names(desk)

    assert told == [("1",)]


def test_an_environment_without_any_companies_has_an_empty_list(desk: Desk) -> None:
    desk.office.companies.clear()

    assert names(desk) == []


def test_connections_are_told_by_package(two: Desk) -> None:
    every = connecting.connections_listed(two.actor, two.installation)

    assert [one.login.id for one in every] == ["anna", "dirk"]
    assert connecting.connections_listed(two.actor, two.installation, "paper") == every
    assert connecting.connections_listed(two.actor, two.installation, "stone") == ()
