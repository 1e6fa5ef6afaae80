from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.jobs.work import work
from boekhaak.models.link import Actor, Link
from boekhaak.models.policy import Policy, Question
from boekhaak.service import (
    activating,
    auditing,
    browsing,
    connecting,
    disconnecting,
    feeding,
    granting,
    importing,
    queueing,
    taking_over,
    weighing,
)
from boekhaak.service.breaking import OVERWRITTEN
from boekhaak.store import tokens
from support.accountants import Accountants, client, granted, own_link, sign_in
from support.bookings import contact
from support.databases import Databases, PostgresDatabases
from support.paper_office import PaperOffice
from support.witness import Witness

pytestmark = pytest.mark.postgres


@pytest.fixture
def databases(postgres_databases: PostgresDatabases) -> Databases:
    """Return the maker of databases of the kind that locks row by row; end to end it is done on the other."""
    return postgres_databases


@pytest.fixture
def accountants(accountants: Accountants, bakery: Actor) -> Accountants:
    """Return an office that is signed in and let in at the bakery."""
    accountants.sign_in()
    granted(bakery, accountants)
    return accountants


def one_company(host: Installation) -> None:
    host.policy = host.policy.model_copy(update={"imports": "one"})


def by_id(actor: Actor, host: Installation) -> dict[int, Link]:
    return {link.id: link for link in importing.links_listed(actor, host)}


def test_a_company_that_is_new_to_the_client_is_bound_and_read(
    accountants: Accountants, bakery: Actor, office: PaperOffice, witness: Witness
) -> None:
    host = accountants.installation
    office.put("1", contact("c1"))

    plan = accountants.plan(bakery, "Bakery")
    link = activating.activate(accountants.actor, host, plan)
    run = work(host, link.id)

    assert (plan.action, plan.links, plan.sign_ins) == ("activate", (), 0)
    assert plan.sentences[0] == "“Bakery” will be read by your office's sign-in at Paper Office."
    assert run is not None
    assert run.complete
    (connection,) = connecting.connections_listed(bakery, host)
    assert (connection.portal, connection.login.id, connection.id) == ("office", "otto", link.connection_id)
    assert [event.kind for event in feeding.changes(bakery, host).events][:3] == [
        "access_granted",
        "connected",
        "company_imported",
    ]
    assert auditing.trail(accountants.actor, host)[0].action == "activated"
    assert "activated" in [one.action for one in auditing.trail(bakery, host)]
    assert [told.id for told in witness.imported] == [link.id]


def test_activating_once_more_changes_nothing(accountants: Accountants, bakery: Actor) -> None:
    host = accountants.installation
    link = accountants.activate(bakery, "1")
    before = (by_id(bakery, host), feeding.changes(bakery, host), auditing.trail(bakery, host))

    plan = accountants.plan(bakery, "1")

    assert (plan.action, plan.calls_at_least) == ("active", 0)
    assert activating.activate(accountants.actor, host, plan).id == link.id
    assert (by_id(bakery, host), feeding.changes(bakery, host), auditing.trail(bakery, host)) == before


def test_overwriting_keeps_the_link_and_its_records_and_ends_the_client_s_own_sign_in(
    accountants: Accountants, bakery: Actor, office: PaperOffice
) -> None:
    host = accountants.installation
    office.put("1", contact("c1"))
    own = own_link(bakery, host, office, "1")
    queueing.queue_import(bakery, host, own.id)
    work(host, own.id)
    office.put("1", contact("c2"))

    plan = accountants.plan(bakery, "1")
    link = activating.activate(accountants.actor, host, plan)

    assert (plan.action, [one.becomes for one in plan.links], plan.sign_ins) == ("overwrite", ["kept"], 1)
    assert "The client's own sign-in is used no more." in plan.sentences
    assert "anna" not in str(plan)
    assert (link.id, link.login) == (own.id, "otto")
    states = {one.login.id: (one.state, one.reason) for one in connecting.connections_listed(bakery, host)}
    assert states == {"anna": ("superseded", OVERWRITTEN), "otto": ("authorised", "")}
    queueing.queue_synchronisation(bakery, host, link.id)
    run = work(host, link.id)
    assert run is not None
    assert {one.stream: one.records for one in run.streams}["contacts"] == 1
    assert len(browsing.browse(bakery, host, link.id, "contact")) == 2
    assert _dead(accountants, bakery, "anna")


def _dead(office: Accountants, actor: Actor, login: str) -> bool:
    (one,) = [one for one in connecting.connections_listed(actor, office.installation) if one.login.id == login]
    with office.installation.store.reading() as tx:
        return tokens.get(tx, office.installation.vault, one.chain_id).dead


def test_where_a_client_has_one_company_another_one_takes_its_place(
    accountants: Accountants, bakery: Actor, office: PaperOffice, witness: Witness
) -> None:
    host = accountants.installation
    office.put("1", contact("c1"))
    own = own_link(bakery, host, office, "1")
    queueing.queue_import(bakery, host, own.id)
    work(host, own.id)
    one_company(host)

    plan = accountants.plan(bakery, "2")
    link = activating.activate(accountants.actor, host, plan)

    assert (plan.action, [one.becomes for one in plan.links], plan.sign_ins) == ("overwrite", ["replaced"], 1)
    assert any("takes the place of “Bakery”" in sentence for sentence in plan.sentences)
    there = by_id(bakery, host)
    assert {id_: (one.state, one.reason) for id_, one in there.items()} == {
        own.id: ("broken", OVERWRITTEN),
        link.id: ("ok", ""),
    }
    assert len(browsing.browse(bakery, host, own.id, "contact")) == 1
    assert (own.id, OVERWRITTEN) in witness.broken
    assert {turn.state for turn in queueing.turns(bakery, host, own.id)} == {"stopped"}
    assert _dead(accountants, bakery, "anna")
    back = accountants.plan(bakery, "1")
    assert [(one.link_id, one.becomes) for one in back.links] == [(own.id, "kept"), (link.id, "replaced")]
    activating.activate(accountants.actor, host, back)
    assert {one.id: one.state for one in by_id(bakery, host).values()} == {own.id: "ok", link.id: "broken"}


def test_where_a_client_may_have_several_companies_the_others_stay_as_they_are(
    accountants: Accountants, bakery: Actor, office: PaperOffice
) -> None:
    host = accountants.installation
    first, second = (own_link(bakery, host, office, company) for company in ("1", "2"))

    plan = accountants.plan(bakery, "1")
    accountants.activate(bakery, "1")

    assert (plan.action, len(plan.links), plan.sign_ins) == ("overwrite", 1, 0)
    there = by_id(bakery, host)
    assert (there[first.id].login, there[second.id].login) == ("otto", "anna")
    assert not _dead(accountants, bakery, "anna")
    assert accountants.plan(bakery, "3").action == "activate"
    last = accountants.plan(bakery, "2")
    assert last.sign_ins == 1


def changed_company(office: PaperOffice, bakery: Actor, accountants: Accountants) -> None:
    office.companies["1"].name = "Patisserie"


def gone_company(office: PaperOffice, bakery: Actor, accountants: Accountants) -> None:
    del office.companies["1"]


def client_connects(office: PaperOffice, bakery: Actor, accountants: Accountants) -> None:
    own_link(bakery, accountants.installation, office, "1")


def access_narrows(office: PaperOffice, bakery: Actor, accountants: Accountants) -> None:
    granted(bakery, accountants, scope="read")


def access_ends(office: PaperOffice, bakery: Actor, accountants: Accountants) -> None:
    (access,) = granting.access_listed(bakery, accountants.installation)
    granting.withdraw(bakery, accountants.installation, access.id)


@pytest.mark.parametrize("change", [changed_company, gone_company, client_connects, access_narrows, access_ends])
def test_a_plan_whose_facts_have_changed_is_refused_and_nothing_is_changed(
    accountants: Accountants,
    bakery: Actor,
    office: PaperOffice,
    change: Callable[[PaperOffice, Actor, Accountants], None],
) -> None:
    host = accountants.installation
    plan = accountants.plan(bakery, "1")
    change(office, bakery, accountants)
    before = (by_id(bakery, host), connecting.connections_listed(bakery, host), queueing.turns(bakery, host))

    with pytest.raises((InvalidInput, NotFound, AccessMissing)):
        activating.activate(accountants.actor, host, plan)

    assert (by_id(bakery, host), connecting.connections_listed(bakery, host), queueing.turns(bakery, host)) == before


def test_a_withdrawal_while_a_plan_is_applied_leaves_nothing_behind(
    accountants: Accountants, bakery: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, room = accountants.installation, weighing.room
    (access,) = granting.access_listed(bakery, host)
    planned = accountants.plan(bakery, "1")
    asked: list[Actor] = []

    def then_withdrawn(who: Actor, there: Installation) -> str:
        asked.append(who)
        if len(asked) == 2:  # after the plan was made anew and the door passed, before anything is written
            granting.withdraw(bakery, host, access.id)
        return room(who, there)

    monkeypatch.setattr(activating, "room", then_withdrawn)

    with pytest.raises(InvalidInput, match="has changed at “bakery”"):
        activating.activate(accountants.actor, host, planned)
    assert (by_id(bakery, host), connecting.connections_listed(bakery, host)) == ({}, ())


def test_a_plan_of_somebody_else_is_not_applied(accountants: Accountants, bakery: Actor, office: PaperOffice) -> None:
    plan = accountants.plan(bakery, "1")
    rival = Accountants(accountants.installation, office, "rival", "rita")
    rival.sign_in()

    with pytest.raises(NotFound, match="among your clients"):
        activating.activate(rival.actor, accountants.installation, plan)
    with pytest.raises(InvalidInput, match="no portal"):
        activating.activate(bakery, accountants.installation, plan)
    forged = plan.model_copy(update={"connection_id": rival.sign_in().id})
    with pytest.raises(NotFound, match="no connection"):
        activating.activate(accountants.actor, accountants.installation, forged)


def test_the_office_s_sign_in_is_its_own_also_where_users_own_theirs(
    host: Installation, office: PaperOffice, bakery: Actor
) -> None:
    host.policy = host.policy.model_copy(update={"owner": "user"})
    accountants = Accountants(host, office)
    accountants.sign_in()
    granted(bakery, accountants)
    colleague = accountants.actor.model_copy(update={"user": "otis"})

    plan = activating.plan(colleague, host, "bakery", "paper", "1")

    assert activating.activate(colleague, host, plan).state == "ok"


def test_a_company_that_is_missing_is_told_with_the_package_s_own_steps(
    accountants: Accountants, bakery: Actor, office: PaperOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = accountants.installation.packages["paper"]
    info = package.info.model_copy(update={"guidance": (("company_missing", "Ask Paper Office to open it"),)})
    monkeypatch.setattr(package, "info", info)

    with pytest.raises(NotFound, match=r"Ask Paper Office to open it\. Then list the companies again"):
        accountants.plan(bakery, "Draper")
    office.company("4", "Draper")

    assert accountants.plan(bakery, "Draper").company.id == "4"
    assert office.asked("/token") == 1


def test_choices_tell_which_clients_have_a_company_already(
    accountants: Accountants, bakery: Actor, butcher: Actor, office: PaperOffice
) -> None:
    accountants.activate(bakery, "1")
    own_link(butcher, accountants.installation, office, "2")

    there = activating.choices(accountants.actor, accountants.installation, "paper")

    assert {one.listed.company.name: one.clients for one in there.companies} == {
        "Bakery": ("bakery",),
        "Butcher": (),  # the butcher has let nobody in
        "Cobbler": (),
    }


def test_without_a_sign_in_of_the_office_there_is_nothing_to_choose_from(
    host: Installation, office: PaperOffice
) -> None:
    accountants = Accountants(host, office)

    with pytest.raises(ConsentRequired, match="not connected yet"):
        activating.choices(accountants.actor, host, "paper")


def test_a_company_with_another_number_is_not_bound_to_the_client_s_records(
    accountants: Accountants, bakery: Actor, office: PaperOffice
) -> None:
    office.companies["1"].vat_number = "NL001234567B01"
    own_link(bakery, accountants.installation, office, "1")
    office.companies["1"].vat_number = "NL007654321B01"

    with pytest.raises(InvalidInput, match="not the company that the client has: its vat number"):
        accountants.plan(bakery, "1")


def test_a_hidden_company_of_a_client_with_room_for_one_is_not_replaced(
    accountants: Accountants, bakery: Actor, office: PaperOffice
) -> None:
    host = accountants.installation
    own_link(bakery, host, office, "1")
    granted(bakery, accountants, companies={"2"})
    one_company(host)

    with pytest.raises(AccessMissing, match="may have no more companies"):
        accountants.plan(bakery, "2")


def test_what_the_host_asks_of_a_company_is_answered_in_the_client(accountants: Accountants, bakery: Actor) -> None:
    host = accountants.installation
    host.policy = Policy(portals=True, questions=(Question(key="sector"),), first_synchronisation="after_set_up")

    link = accountants.activate(bakery, "1")

    assert (link.set_up, link.stage) == (False, "awaiting_set_up")
    assert queueing.turns(bakery, host) == ()


def test_all_clients_break_with_the_office_s_sign_in_and_go_on_together_after_a_new_one(
    accountants: Accountants, bakery: Actor, butcher: Actor, office: PaperOffice, clock: ScaledClock
) -> None:
    host = accountants.installation
    granted(butcher, accountants)
    linked = {bakery: accountants.activate(bakery, "1"), butcher: accountants.activate(butcher, "2")}
    for company in ("1", "2"):
        office.put(company, contact("c1"))
    office.revoke("otto")
    clock.advance(timedelta(hours=1))
    work(host, linked[bakery].id)
    broken = {who: by_id(who, host)[link.id].state for who, link in linked.items()}

    accountants.sign_in()
    granting.withdraw(butcher, host, granting.access_listed(butcher, host)[0].id)
    mended = activating.activate_again(accountants.actor, host, "paper")

    assert set(broken.values()) == {"broken"}
    assert mended == (linked[bakery].id,)
    assert by_id(butcher, host)[linked[butcher].id].reason == granting.WITHDRAWN
    run = work(host, linked[bakery].id)
    assert run is not None
    assert run.complete


def test_a_client_that_ends_the_office_s_connection_ends_it_for_itself_alone(
    accountants: Accountants, bakery: Actor, butcher: Actor
) -> None:
    host = accountants.installation
    granted(butcher, accountants)
    mine, other = accountants.activate(bakery, "1"), accountants.activate(butcher, "2")

    disconnecting.disconnect(bakery, host, mine.connection_id, erase=False)

    assert by_id(bakery, host)[mine.id].state == "broken"
    assert by_id(butcher, host)[other.id].state == "ok"
    assert not _dead(accountants, accountants.actor, "otto")
    assert accountants.plan(bakery, "1").action == "activate"


def test_the_office_that_disconnects_ends_it_for_all_its_clients(accountants: Accountants, bakery: Actor) -> None:
    host = accountants.installation
    link = accountants.activate(bakery, "1")
    (connection,) = connecting.connections_listed(accountants.actor, host)

    disconnecting.disconnect(accountants.actor, host, connection.id, erase=False)

    assert by_id(bakery, host)[link.id].state == "broken"
    assert _dead(accountants, accountants.actor, "otto")


def test_another_sign_in_of_the_office_takes_the_place_of_its_former_one(
    accountants: Accountants, bakery: Actor, office: PaperOffice
) -> None:
    host = accountants.installation
    link = accountants.activate(bakery, "1")
    (former,) = connecting.connections_listed(accountants.actor, host)
    sign_in(accountants.actor, host, office, "ruth")
    disconnecting.disconnect(accountants.actor, host, former.id, erase=False)

    plan = accountants.plan(bakery, "1")
    accountants.activate(bakery, "1")

    assert (plan.action, plan.sign_ins) == ("activate", 0)
    assert by_id(bakery, host)[link.id].login == "ruth"


def test_a_login_that_the_client_used_before_is_left_to_the_office_by_its_administrator(
    host: Installation, office: PaperOffice, bakery: Actor
) -> None:
    link = own_link(bakery, host, office, "1", login="otto")
    accountants = Accountants(host, office)
    granted(bakery, accountants)
    with pytest.raises(AccessMissing, match="in use by another environment"):
        accountants.sign_in()
    taking_over.ask(accountants.actor, host, "paper")
    (asked,) = taking_over.asked_of(bakery, host)
    taking_over.agree(bakery, host, asked.id)

    plan = accountants.plan(bakery, "1")
    again = activating.activate(accountants.actor, host, plan)

    assert again.id == link.id
    assert again.state == "ok"
    assert len(connecting.connections_listed(bakery, host)) == 1
    assert not _dead(accountants, accountants.actor, "otto")


def test_a_user_s_own_sign_in_stays_his_beside_the_office_s(
    accountants: Accountants, bakery: Actor, office: PaperOffice
) -> None:
    accountants.activate(bakery, "1")
    sign_in(bakery, accountants.installation, office, "anna")

    assert accountants.plan(bakery, "1").action == "active"
    assert client(accountants.installation, "other").environment == "other"
