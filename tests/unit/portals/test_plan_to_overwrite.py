"""A plan of an office's portal to overwrite what reads a company for a client."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boekhaak.errors import AccessMissing, BoekhaakError, InvalidInput, NotFound
from boekhaak.models.link import Actor, Link
from boekhaak.models.plan import Plan
from boekhaak.service import (
    activating,
    auditing,
    connecting,
    disconnecting,
    granting,
    importing,
    overwriting,
    plans,
    resetting,
)
from support.accountants import Accountants, granted, own_link
from support.bookings import contact
from support.paper_office import PaperOffice
from support.witness import Witness


@pytest.fixture
def accountants(accountants: Accountants, bakery: Actor, office: PaperOffice) -> Accountants:
    """Return an office that is signed in and let in at the bakery, whose own sign-in reads its company."""
    accountants.sign_in()
    granted(bakery, accountants)
    office.put("1", contact("c1"), contact("c2"))
    link = own_link(bakery, accountants.installation, office, "1")
    importing.import_link(bakery, accountants.installation, link.id)
    return accountants


def overwriting_(accountants: Accountants, company: str = "1") -> Plan:
    return overwriting.plan_overwrite(accountants.actor, accountants.installation, "bakery", "paper", company)


def applied(accountants: Accountants, plan: Plan) -> Plan:
    return plans.apply(accountants.actor, accountants.installation, plan.id)


def stands(accountants: Accountants, bakery: Actor) -> tuple[object, ...]:
    host = accountants.installation
    return importing.links_listed(bakery, host), connecting.connections_listed(bakery, host)


def test_a_plan_to_overwrite_shows_what_activating_shows_and_changes_nothing(
    accountants: Accountants, bakery: Actor
) -> None:
    before, shown = stands(accountants, bakery), accountants.plan(bakery, "1")
    (link,) = importing.links_listed(bakery, accountants.installation)

    plan = overwriting_(accountants)

    (step,) = plan.steps
    assert (plan.kind, plan.environment, plan.sentences) == ("overwrite", "office", shown.sentences)
    assert (step.name, step.link_id, step.becomes, step.records, step.calls) == ("Bakery", link.id, "linked", 2, 4)
    assert "anna" not in str(plan)
    assert stands(accountants, bakery) == before


def test_applied_the_office_reads_the_company_and_a_second_time_nothing_is_done(
    accountants: Accountants, bakery: Actor
) -> None:
    host, plan = accountants.installation, overwriting_(accountants)

    done = applied(accountants, plan)

    (link,) = importing.links_listed(bakery, host)
    assert (done.state, link.login, link.state) == ("applied", "otto", "ok")
    assert [step.link_id for step in done.steps] == [link.id]
    after, told = stands(accountants, bakery), auditing.trail(accountants.actor, host)
    assert told[0].action == "activated"
    assert applied(accountants, plan) == done
    assert (stands(accountants, bakery), auditing.trail(accountants.actor, host)) == (after, told)
    with pytest.raises(InvalidInput, match="cannot be undone"):
        plans.undo(accountants.actor, host, plan.id)


def test_what_another_company_takes_the_place_of_is_shown_and_ends(
    accountants: Accountants, bakery: Actor, witness: Witness
) -> None:
    host = accountants.installation
    host.policy = host.policy.model_copy(update={"imports": "one"})

    plan = overwriting_(accountants, "Butcher")
    applied(accountants, plan)

    assert {step.name: step.becomes for step in plan.steps} == {"Bakery": "orphaned", "Butcher": "linked"}
    links: dict[str, Link] = {one.company.name: one for one in importing.links_listed(bakery, host)}
    assert {name: one.state for name, one in links.items()} == {"Bakery": "broken", "Butcher": "ok"}
    assert witness.broken == [(links["Bakery"].id, links["Bakery"].reason)]
    assert [one.id for one in witness.imported][-1] == links["Butcher"].id


def test_a_company_that_the_office_reads_already_leaves_nothing_to_apply(
    accountants: Accountants, bakery: Actor
) -> None:
    applied(accountants, overwriting_(accountants))
    before = stands(accountants, bakery)

    plan = overwriting_(accountants)

    assert [step.becomes for step in plan.steps] == ["unchanged"]
    applied(accountants, plan)
    assert stands(accountants, bakery) == before


def another_name(office: PaperOffice, bakery: Actor, accountants: Accountants) -> None:
    office.companies["1"].name = "Patisserie"


def access_ends(office: PaperOffice, bakery: Actor, accountants: Accountants) -> None:
    (access,) = granting.access_listed(bakery, accountants.installation)
    granting.withdraw(bakery, accountants.installation, access.id)


def already_done(office: PaperOffice, bakery: Actor, accountants: Accountants) -> None:
    accountants.activate(bakery, "1")


@pytest.mark.parametrize("change", [another_name, access_ends, already_done])
def test_a_plan_whose_facts_changed_is_refused_and_nothing_is_changed(
    accountants: Accountants,
    bakery: Actor,
    office: PaperOffice,
    change: Callable[[PaperOffice, Actor, Accountants], None],
) -> None:
    plan = overwriting_(accountants)
    change(office, bakery, accountants)
    before = stands(accountants, bakery)

    with pytest.raises((InvalidInput, AccessMissing), match=r"changed|withdrawn"):
        applied(accountants, plan)

    assert stands(accountants, bakery) == before
    assert plans.plan(accountants.actor, accountants.installation, plan.id).state == "open"


def test_a_crash_while_it_is_applied_leaves_all_as_it_was_and_a_second_time_finishes(
    accountants: Accountants, bakery: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, before = overwriting_(accountants), stands(accountants, bakery)
    whole = activating.activated

    def breaks(*given: object) -> None:
        whole(*given)  # type: ignore[arg-type]
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(activating, "activated", breaks)
        with pytest.raises(RuntimeError):
            applied(accountants, plan)

    assert stands(accountants, bakery) == before
    assert applied(accountants, plan).state == "applied"


def test_nobody_else_plans_or_applies_it(
    accountants: Accountants, bakery: Actor, butcher: Actor, office: PaperOffice
) -> None:
    host, plan, before = accountants.installation, overwriting_(accountants), stands(accountants, bakery)
    rival = Accountants(host, office, "rival", "rita")
    rival.sign_in()

    for actor in (rival.actor, bakery, butcher):
        with pytest.raises(BoekhaakError):
            overwriting.plan_overwrite(actor, host, "bakery", "paper", "1")
        with pytest.raises(NotFound, match="has no plan"):
            plans.apply(actor, host, plan.id)
    with pytest.raises(NotFound, match="has no link"):
        plans.apply(accountants.actor, host, plan.id, [importing.links_listed(bakery, host)[0].id + 1])
    assert stands(accountants, bakery) == before


@pytest.mark.parametrize("done", [False, True])
def test_what_a_client_erases_the_portals_plan_tells_no_more(
    accountants: Accountants, bakery: Actor, done: bool
) -> None:
    host = accountants.installation
    host.policy = host.policy.model_copy(update={"imports": "one"})
    plan = overwriting_(accountants, "Butcher")
    if done:
        applied(accountants, plan)

    for connection in connecting.connections_listed(bakery, host):
        disconnecting.disconnect(bakery, host, connection.id, erase=True)

    after = plans.plan(accountants.actor, host, plan.id)
    assert importing.links_listed(bakery, host) == ()
    assert "Bakery" not in str(after)
    assert (after.subject, after.sentences, "Butcher" in str(after)) == ({}, (), not done)
    if not done:
        with pytest.raises(InvalidInput, match="erased since"):
            applied(accountants, plan)


def test_an_office_that_may_only_read_resets_nothing_at_its_client(accountants: Accountants, bakery: Actor) -> None:
    host, (link,) = accountants.installation, importing.links_listed(bakery, accountants.installation)
    made = resetting.plan_reset(bakery, host, [link.id])
    granted(bakery, accountants, scope="read")

    with pytest.raises(AccessMissing, match="is for reading"):
        resetting.plan_reset(accountants.at(bakery), host, [link.id])
    with pytest.raises(AccessMissing, match="is for reading"):
        plans.apply(accountants.at(bakery), host, made.id)
