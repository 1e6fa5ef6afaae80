"""What an office's login sees reaches a client by activation alone, and no further than the client's permission goes."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from boekhaak.errors import AccessMissing, BoekhaakError, Busy, ConsentRequired, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.company import Company
from boekhaak.models.link import Actor, Link
from boekhaak.service import (
    configuring,
    connecting,
    forecasting,
    granting,
    handing_over,
    importing,
    portals,
    queueing,
    relinking,
)
from boekhaak.service.listing import ListedCompany
from support.accountants import Accountants, granted, opened, own_link, sign_in
from support.accountants import client as added
from support.bookings import account
from support.paper_office import PaperOffice


def plain(client: Actor) -> Actor:
    """Return a plain user of a client."""
    return Actor(environment=client.environment, user="piet")


def forged(connection_id: int, company: str = "2") -> ListedCompany:
    """Return a company as if it had been listed."""
    named = Company(id=company, region="nl", name="Butcher")
    return ListedCompany(package="paper", connection_id=connection_id, company=named)


def by_id(actor: Actor, host: Installation) -> dict[int, Link]:
    return {link.id: link for link in importing.links_listed(actor, host)}


def test_a_company_that_was_not_listed_cannot_be_bound_and_reached_by_relinking(
    accountants: Accountants, bakery: Actor, host: Installation, office: PaperOffice
) -> None:
    accountants.sign_in()
    granted(bakery, accountants)
    accountants.activate(bakery, "1")
    office.hidden["anna"] = {"2"}
    own = sign_in(bakery, host, office, "anna")

    with pytest.raises(NotFound, match="no company “2” can be seen by connection"):
        importing.link_company(plain(bakery), host, forged(own.id))


def test_no_service_takes_the_offices_login_for_another_clients_company(
    accountants: Accountants, bakery: Actor, host: Installation, office: PaperOffice
) -> None:
    accountants.sign_in()
    granted(bakery, accountants)
    link = accountants.activate(bakery, "1")
    office.put("2", account("1000"))
    asked = len(office.requests)

    for service in (
        lambda: forecasting.forecast(plain(bakery), host, [forged(link.connection_id)]),
        lambda: configuring.choose(plain(bakery), host, forged(link.connection_id), {}),
        lambda: importing.link_company(plain(bakery), host, forged(link.connection_id)),
    ):
        with pytest.raises(AccessMissing, match="is an accounting office's"):
            service()
    assert len(office.requests) == asked


def test_relinking_does_not_undo_that_an_access_was_narrowed(
    accountants: Accountants, bakery: Actor, host: Installation
) -> None:
    accountants.sign_in()
    granted(bakery, accountants)
    first = accountants.activate(bakery, "1")
    accountants.activate(bakery, "2")
    granted(bakery, accountants, companies=frozenset({"2"}))

    (told,) = relinking.relink(plain(bakery), host)

    assert (told.bound, by_id(bakery, host)[first.id].state) == (False, "broken")
    assert "for the accounting office to activate" in told.reason


def test_relinking_brings_no_second_company_where_one_took_the_place(
    installation: Installation, office: PaperOffice
) -> None:
    host = opened(installation, office, imports="one")
    accountants, bakery = Accountants(host, office), added(host, "bakery")
    first = own_link(bakery, host, office, "1")
    accountants.sign_in()
    granted(bakery, accountants)
    second = accountants.activate(bakery, "2")
    office.hidden["anna"] = set()
    sign_in(bakery, host, office, "anna")

    relinking.relink(plain(bakery), host)

    assert {id_: link.state for id_, link in by_id(bakery, host).items()} == {first.id: "broken", second.id: "ok"}


def test_a_narrowed_company_is_not_read_whatever_became_of_its_link(
    accountants: Accountants, bakery: Actor, host: Installation, office: PaperOffice
) -> None:
    former = accountants.sign_in()
    granted(bakery, accountants)
    link = accountants.activate(bakery, "1")
    accountants.activate(bakery, "2")
    granted(bakery, accountants, companies=frozenset({"2"}))
    successor = sign_in(accountants.actor, host, office, "petra")

    handing_over.hand_over(accountants.actor, host, former.id, successor.id)

    assert by_id(bakery, host)[link.id].state == "broken"
    with pytest.raises(ConsentRequired):
        importing.import_link(bakery, host, link.id)


def test_a_withdrawal_in_the_middle_of_a_hand_over_holds(
    accountants: Accountants, bakery: Actor, host: Installation, office: PaperOffice
) -> None:
    former = accountants.sign_in()
    access = granted(bakery, accountants)
    link = accountants.activate(bakery, "1")
    successor = sign_in(accountants.actor, host, office, "petra")
    withdrawn = []

    def withdraw(request: Request) -> Response | None:
        if request.url.path == "/companies" and not withdrawn:
            withdrawn.append(granting.withdraw(bakery, host, access.id))
        return None

    office.faults.append(withdraw)
    with pytest.raises(Busy, match="something changed about connection"):
        handing_over.hand_over(accountants.actor, host, former.id, successor.id)

    assert by_id(bakery, host)[link.id].state == "broken"
    with pytest.raises(InvalidInput, match="nothing to hand over"):
        handing_over.hand_over(accountants.actor, host, former.id, successor.id)


def test_a_client_does_not_hand_over_to_the_offices_sign_in(
    accountants: Accountants, bakery: Actor, host: Installation, office: PaperOffice
) -> None:
    own = own_link(bakery, host, office, "1")
    accountants.sign_in()
    granted(bakery, accountants)
    active = accountants.activate(bakery, "3")

    with pytest.raises(AccessMissing, match="handed over in the office's portal"):
        handing_over.hand_over(bakery, host, own.connection_id, active.connection_id)


def test_an_office_does_not_sign_in_at_a_client(
    accountants: Accountants, bakery: Actor, host: Installation, office: PaperOffice
) -> None:
    own = own_link(bakery, host, office, "1")
    granted(bakery, accountants)

    with pytest.raises(AccessMissing, match="do not sign in for environment “bakery”"):
        sign_in(accountants.at(bakery), host, office, "anna")

    assert by_id(bakery, host)[own.id].state == "ok"
    assert connecting.connections_listed(bakery, host)[0].usable


def test_a_run_that_is_over_breaks_nothing_and_a_new_activation_reads_on(
    accountants: Accountants, bakery: Actor, host: Installation, office: PaperOffice
) -> None:
    accountants.sign_in()
    access = granted(bakery, accountants)
    link = accountants.activate(bakery, "1")
    withdrawn = []

    def withdraw(request: Request) -> Response | None:
        if request.url.path == "/companies/1" and not withdrawn:
            withdrawn.append(granting.withdraw(bakery, host, access.id))
            return JSONResponse({"message": "no rights"}, 403)
        return None

    office.faults.append(withdraw)
    importing.import_link(bakery, host, link.id)
    assert by_id(bakery, host)[link.id].reason == granting.WITHDRAWN

    granted(bakery, accountants)
    accountants.activate(bakery, "1")

    assert {one.state for one in queueing.turns(bakery, host, link.id)} == {"due"}
    assert importing.import_link(bakery, host, link.id).finished_at


def test_an_office_reads_a_client_that_it_added_also_where_that_permits_reading_only(
    accountants: Accountants, host: Installation
) -> None:
    made = portals.add_client(accountants.actor, host, "cobbler")
    admin = Actor(environment=made.id, user="ann", role="administrator")
    granting.grant(admin, host, accountants.email, scope="read")

    assert importing.links_listed(accountants.at(made.id), host) == ()


def test_a_refusal_names_no_company_that_the_office_may_not_see(
    installation: Installation, office: PaperOffice
) -> None:
    host = opened(installation, office, imports="one")
    accountants, bakery = Accountants(host, office), added(host, "bakery")
    own_link(bakery, host, office, "1")
    accountants.sign_in()
    granted(bakery, accountants, companies=frozenset({"2"}))

    with pytest.raises(BoekhaakError) as refused:
        accountants.activate(bakery, "2")

    assert "Bakery" not in str(refused.value).replace("“bakery”", "")
