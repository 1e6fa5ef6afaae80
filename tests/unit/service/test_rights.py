"""The door before every service: roles, what is switched on, and that no service stands without it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

from boekhaak import service
from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.due import Schedule
from boekhaak.models.link import Actor, User
from boekhaak.models.policy import Policy
from boekhaak.service import (
    browsing,
    connecting,
    importing,
    listing,
    people,
    queueing,
    registering,
    scheduling,
    switching,
    synchronising,
)
from support.desk import Desk

WITHOUT_DOOR = {
    "binding.bind": "a step of importing, behind its door",
    "binding.refuse_more": "a step of importing and adopting, behind their doors",
    "vetting.vetted": "a step of adopting, behind its door",
    "rebinding.bind_again": "a step of relinking, behind its doors",
    "rebinding.undo": "a step of plans, behind their doors",
    "listing.lists": "a step of listing and relinking, behind their doors",
    "carrying_out.carry_out": "a step of plans, behind their doors",
    "carrying_out.take_back": "a step of plans, behind their doors",
    "looking.look": "a step of relinking, behind its doors",
    "planning.as_it_was_made": "a step of services that make plans, behind their doors",
    "waiting.beside": "a step of importing, behind its doors",
    "waiting.without_dossiers": "a step of importing, behind its doors",
    "planning.write_down": "a step of services that make plans, behind their doors",
    "listing.mine": "a step of listing and importing, behind their doors",
    "listing.own": "a step of listing and its like, behind their doors",
    "queueing.ask_for_first": "a step of importing, answering and activating, behind their doors",
    "registering.add_environment": "the environment is not there yet",
    "relinking.relink_through": "a step of a sign-in, behind its door",
    "running.run_link": "a step of importing and synchronising, behind their doors",
    "scheduling.begin": "the dispatcher's own",
    "scheduling.put_off": "the dispatcher's own",
    "synchronising.check_streams": "a step of synchronising and queueing, behind their doors",
    "activating.at_client": "the office's step into its client, through that one's door",
    "consents.keep": "a step of a sign-in, behind its door",
    "consents.keep_known": "a step of a sign-in, behind its door",
    "consents.owner": "a step of a sign-in, behind its door",
    "listing.usable": "a step of importing, configuring and forecasting, behind their doors",
    "portals.open_portal": "the environment is not there yet",
    "webhooks.refuse_office": "a step of services, behind their doors",
    "rights.admitted": "the door itself",
    "rights.package": "a step of services, behind their doors",
    "rights.has": "a step of services, behind their doors",
    "rights.refuse_below": "a step of services, behind their doors",
}
"""Functions that take an actor and have no door, each with the reason."""


def takers() -> Iterator[tuple[str, object]]:
    """Yield the public functions of the services whose first argument is an actor, by name."""
    for module in pkgutil.iter_modules(service.__path__):
        found = importlib.import_module(f"boekhaak.service.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            if name.startswith("_") or function.__module__ != found.__name__:
                continue
            first = next(iter(inspect.signature(function).parameters.values()), None)
            if first is not None and first.name == "actor" and first.annotation == "Actor":
                yield f"{module.name}.{name}", function


def test_every_service_that_takes_an_actor_has_a_door() -> None:
    without = {name for name, function in takers() if not hasattr(function, "deed")}

    assert without == set(WITHOUT_DOOR)


@pytest.fixture
def user(bakery: Desk) -> Actor:
    """Return somebody of the environment who decides nothing."""
    return Actor(environment="acme", user="kim")


def test_a_user_reads_and_decides_nothing(bakery: Desk, user: Actor) -> None:
    bakery.import_all()

    assert browsing.counted(user, bakery.installation, bakery.link.id)
    with pytest.raises(AccessMissing, match=r"kim is no administrator of environment “acme”.*Ask an administrator"):
        scheduling.choose(user, bakery.installation, Schedule(every=None))
    with pytest.raises(AccessMissing):
        registering.keep_payloads(user, bakery.installation, keeps=True)


def test_who_may_sign_in_is_a_policy(bakery: Desk, user: Actor) -> None:
    bakery.installation.policy = Policy(connecting="administrator")

    with pytest.raises(AccessMissing, match="may not sign in at packages"):
        connecting.begin(user, bakery.installation, package="paper")
    assert connecting.begin(bakery.actor, bakery.installation, package="paper").url


HELPDESK = Actor(environment="acme", user="helen", role="helpdesk")


def test_what_only_the_helpdesk_switches_on_is_off_until_then(bakery: Desk, user: Actor) -> None:
    bakery.installation.policy = Policy(enabling="helpdesk")

    assert switching.packages_listed(user, bakery.installation) == ()
    with pytest.raises(
        AccessMissing, match=r"Paper Office is not switched on for environment “acme”.*Ask the helpdesk"
    ):
        connecting.begin(user, bakery.installation, package="paper")
    with pytest.raises(AccessMissing, match="bo is no helpdesk"):
        switching.switch_on(bakery.actor, bakery.installation, "paper")
    switching.switch_on(HELPDESK, bakery.installation, "paper")
    assert [info.key for info in switching.packages_listed(user, bakery.installation)] == ["paper"]
    assert connecting.begin(user, bakery.installation, package="paper").url


def test_a_package_that_is_switched_off_is_refused_everywhere_and_loses_nothing(bakery: Desk, user: Actor) -> None:
    bakery.import_all()
    before, asked = bakery.stored(), len(bakery.office.requests)
    switching.switch_off(bakery.actor, bakery.installation, "paper")
    actor, installation, link_id = bakery.actor, bakery.installation, bakery.link.id

    for service_ in (browsing.counted, synchronising.synchronise_link, queueing.queue_import, importing.import_link):
        with pytest.raises(AccessMissing, match="not switched on"):
            service_(actor, installation, link_id)
    assert importing.links_listed(actor, installation) == connecting.connections_listed(actor, installation) == ()
    assert queueing.turns(actor, installation) == browsing.runs_listed(actor, installation) == ()
    assert switching.packages_listed(user, installation) == ()
    assert "paper" not in {one.key for one in switching.switches(user, installation)}
    assert len(bakery.office.requests) == asked

    switching.switch_on(actor, installation, "paper")
    assert bakery.stored() == before
    assert all(one.state == "due" for one in queueing.turns(actor, installation))
    assert listing.list_companies(actor, installation).companies


def test_features_are_switched_like_packages(actor: Actor, installation: Installation) -> None:
    installation.policy = Policy(several_administrations="helpdesk")
    several = {one.key: one for one in switching.switches(actor, installation)}["several_administrations"]

    assert (several.on, several.ask) == (False, "Ask the helpdesk to switch it on")
    switching.switch_on(HELPDESK, installation, "several_administrations")
    assert switching.has(actor, installation, "several_administrations")


def test_an_unknown_package_or_feature_is_refused(actor: Actor, installation: Installation) -> None:
    with pytest.raises(InvalidInput, match=r"no package or feature “stone”.*Choose one of: paper, several"):
        switching.switch_on(actor, installation, "stone")


def test_an_environment_that_nobody_made_is_not_found(installation: Installation) -> None:
    with pytest.raises(NotFound, match="there is no environment “nowhere”"):
        people.users_listed(Actor(environment="nowhere", user="bo"), installation)


def test_the_people_handed_in_take_the_place_of_those_before(
    actor: Actor, stranger: Actor, installation: Installation
) -> None:
    people.hand_in(actor, installation, [User(id="ann"), User(id="bo", role="administrator", email="bo@host.example")])

    people.hand_in(actor, installation, [User(id="bo", role="administrator"), User(id="cas")])

    assert [one.id for one in people.users_listed(actor, installation)] == ["bo", "cas"]
    assert people.users_listed(stranger, installation) == ()
    with pytest.raises(InvalidInput, match="“bo” is handed in twice"):
        people.hand_in(actor, installation, [User(id="bo"), User(id="bo")])
    with pytest.raises(InvalidInput, match="somebody has no id"):
        people.hand_in(actor, installation, [User(id=" ")])
    with pytest.raises(AccessMissing):
        people.hand_in(Actor(environment="acme", user="cas"), installation, [])
    assert [one.id for one in people.users_listed(actor, installation)] == ["bo", "cas"]


def test_somebody_switches_between_the_environments_he_belongs_to(
    actor: Actor, stranger: Actor, installation: Installation
) -> None:
    people.hand_in(actor, installation, [User(id="bo", role="administrator")])
    people.hand_in(stranger, installation, [User(id="bo"), User(id="cas")])

    found = {one.actor.environment: one.actor.role for one in people.accounts(installation, "bo")}

    assert found == {"acme": "administrator", "other": "user"}
    assert people.accounts(installation, "nobody") == ()
