"""Dossiers of a client that were never linked, beside an accounting office's sign-in."""

from __future__ import annotations

import pytest

from boekhaak.errors import AccessMissing
from boekhaak.jobs.work import work
from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Actor
from boekhaak.service import activating, browsing, importing
from boekhaak.service.dossiers import adopt
from support.accountants import Accountants, granted
from support.bookings import contact
from support.paper_office import PaperOffice


def test_an_office_activates_the_company_of_a_dossier_and_it_is_read(
    accountants: Accountants, bakery: Actor, office: PaperOffice
) -> None:
    host = accountants.installation
    accountants.sign_in()
    granted(bakery, accountants)
    office.put("1", contact("c1"))
    known = Dossier(host_company="D1", name="Bakery", region="nl", company_id="1")
    links = adopt(bakery, host, [known, Dossier(host_company="D2", name="Shop")]).links

    plan = accountants.plan(bakery, "Bakery")
    link = activating.activate(accountants.actor, host, plan)
    run = work(host, link.id)

    assert [(one.link_id, one.becomes) for one in plan.links] == [(links[0].id, "kept")]
    assert (link.id, link.host_company, link.state) == (links[0].id, "D1", "ok")
    assert run is not None
    assert run.complete
    assert browsing.counted(bakery, host, link.id)["contact"] == 1
    assert [one.state for one in importing.links_listed(bakery, host)] == ["ok", "broken"]


def test_an_office_adopts_nothing_for_its_client(accountants: Accountants, bakery: Actor) -> None:
    accountants.sign_in()
    granted(bakery, accountants)
    who = Actor(environment=bakery.environment, user="olga", role="administrator", portal=accountants.actor.environment)

    with pytest.raises(AccessMissing, match="not for this"):
        adopt(who, accountants.installation, [Dossier(host_company="D1", name="Bakery")])
