"""No service lets anybody at what belongs to another environment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boekhaak.errors import ConsentRequired, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.service import (
    balancing,
    browsing,
    connecting,
    importing,
    listing,
    registering,
    relinking,
    synchronising,
)
from support.desk import Desk
from support.paper_office import PaperOffice

BY_LINK: dict[str, Callable[[Actor, Installation, int], object]] = {
    "browse": lambda *given: browsing.browse(*given, "contact"),
    "counted": browsing.counted,
    "runs_listed": browsing.runs_listed,
    "streams_listed": browsing.streams_listed,
    "trial_balance": balancing.trial_balance,
    "import_link": importing.import_link,
    "import_link again": lambda *given: importing.import_link(*given, again=True),
    "synchronise_link": synchronising.synchronise_link,
    "synchronise_link by name": lambda *given: synchronising.synchronise_link(*given, streams=("ledger",)),
    "check_balances": synchronising.check_balances,
}


@pytest.mark.parametrize("service", BY_LINK)
def test_a_link_of_another_environment_is_not_found(bakery: Desk, stranger: Actor, service: str) -> None:
    bakery.import_all()
    before, asked = bakery.stored(), len(bakery.office.requests)

    with pytest.raises(NotFound, match=f"“other” has no link {bakery.link.id}"):
        BY_LINK[service](stranger, bakery.installation, bakery.link.id)

    assert (bakery.stored(), len(bakery.office.requests)) == (before, asked)


@pytest.mark.parametrize("service", BY_LINK)
def test_a_link_that_nobody_has_is_not_found(desk: Desk, service: str) -> None:
    with pytest.raises(NotFound, match="has no link 987654"):
        BY_LINK[service](desk.actor, desk.installation, 987_654)


def test_a_company_cannot_be_linked_through_another_environments_connection(desk: Desk, stranger: Actor) -> None:
    seen = listing.list_companies(desk.actor, desk.installation)

    with pytest.raises(NotFound, match="has no connection"):
        importing.link_company(stranger, desk.installation, seen.companies[0])


def test_lists_of_another_environment_are_empty(bakery: Desk, stranger: Actor) -> None:
    bakery.import_all()

    assert importing.links_listed(stranger, bakery.installation) == ()
    assert connecting.connections_listed(stranger, bakery.installation) == ()
    assert browsing.runs_listed(stranger, bakery.installation) == ()
    assert relinking.relink(stranger, bakery.installation) == ()


def test_an_environment_without_a_connection_is_told_to_sign_in(desk: Desk, stranger: Actor) -> None:
    with pytest.raises(ConsentRequired, match="environment “other” is not connected yet"):
        listing.list_companies(stranger, desk.installation)


def test_an_answer_to_another_environments_sign_in_is_refused(
    actor: Actor, stranger: Actor, installation: Installation, office: PaperOffice
) -> None:
    registering.register_app(None, installation, office.registration())
    begun = connecting.begin(actor, installation, package="paper")
    back = office.sign_in(begun.url)

    with pytest.raises(InvalidInput, match="belongs to no sign-in that was begun here"):
        connecting.complete(stranger, installation, back)

    assert connecting.complete(actor, installation, back).environment == "acme"


@pytest.mark.usefixtures("connection")
@pytest.mark.parametrize(
    "service",
    [
        lambda *given: connecting.begin(*given, package="paper"),
        connecting.connections_listed,
        listing.list_companies,
        lambda *given: registering.register_app(*given, registering.apps_listed(given[1])[0].app),
    ],
    ids=["begin", "connections_listed", "list_companies", "register_app"],
)
def test_an_environment_that_nobody_made_is_not_found(
    installation: Installation, service: Callable[..., object]
) -> None:
    with pytest.raises(NotFound, match="there is no environment “nowhere”"):
        service(Actor(environment="nowhere", user="bo"), installation)
