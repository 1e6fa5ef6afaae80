"""Fifty environments, and calls of every service with ids of others: nothing of theirs is told or changed."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from boekhaak import service
from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.models.auth import Credentials
from boekhaak.models.company import Company
from boekhaak.models.contacts import Source
from boekhaak.models.dossier import Dossier
from boekhaak.models.due import Schedule
from boekhaak.models.link import Actor, Answers, Billing, User
from boekhaak.models.policy import Policy
from boekhaak.models.run import Priority
from boekhaak.service import (
    answering_questions,
    codes,
    connecting,
    deciding,
    forecasting,
    granting,
    importing,
    listing,
    people,
    portals,
    registering,
    relinking,
    webhooks,
    weighing,
)
from boekhaak.service.listing import ListedCompany
from boekhaak.service.questioning import NEW
from boekhaak.store import questions
from boekhaak.store.schema import WHOLE
from support.bookings import account, contact
from support.paper_office import PaperOffice

MANY = 50
ABSENT = 987_654
CALLS = itertools.count()
"""Every dossier is another one: what is here already would tell of a call before."""
MARK = re.compile(r"zebra-?(\d+)", re.IGNORECASE)
NUMBERS = re.compile(r"\b[0-9a-f]{24}\b|\d+")
"""Numbers, and the digests of facts that hold some."""


@dataclass(frozen=True)
class Shop:
    """An environment and its ids: all that a stranger might guess. Its names hold its number."""

    number: int
    actor: Actor
    connection: int
    link: int
    run: int
    webhook: int
    access: int
    plan: int
    question: int
    listed: ListedCompany
    pending: str


def doors() -> dict[str, Callable[..., Any]]:
    """Return every service that takes an actor, by name."""
    found = {}
    for module in pkgutil.iter_modules(service.__path__):
        there = importlib.import_module(f"boekhaak.service.{module.name}")
        for name, function in inspect.getmembers(there, inspect.isfunction):
            if hasattr(function, "deed") and function.__module__ == there.__name__:
                found[f"{module.name}.{name}"] = function
    return found


SERVICES = doors()


@pytest.fixture(params=["sqlite"])
def databases(request: pytest.FixtureRequest) -> Any:
    """Return the maker of SQLite databases: queries are the same on both."""
    return request.getfixturevalue("sqlite_files")


@pytest.fixture
def shops(installation: Installation, office: PaperOffice) -> list[Shop]:
    """Return fifty environments, each with a login, a company, records, runs, events, a webhook and an office let in."""
    installation.policy = Policy(portals=True, webhooks_on_this_machine=True)
    registering.register_app(None, installation, office.registration())
    helpdesk = Actor(environment="zebra0office", user="helen", role="helpdesk")
    billing = Billing(name="Zebra0 Office", address="Street 1")
    portals.open_portal(helpdesk, installation, name="Zebra0 Office", email="zebra0@host.example", billing=billing)
    everybody = {f"c{number}" for number in range(1, MANY + 1)}
    for number in range(1, MANY + 1):
        office.company(f"c{number}", f"Zebra{number} Bakery")
        office.put(f"c{number}", account("1000"), contact("Z", name=f"Zebra{number} Mill"))
        office.hidden[f"zebra{number}"] = everybody - {f"c{number}"}
    return [_shop(installation, office, number) for number in range(1, MANY + 1)]


def _shop(installation: Installation, office: PaperOffice, number: int) -> Shop:
    actor = Actor(environment=f"zebra{number}", user=f"zebra{number}boss", role="administrator")
    registering.add_environment(actor, installation, f"Zebra{number}")
    people.hand_in(actor, installation, [User(id=actor.user, role="administrator")])
    begun = connecting.begin(actor, installation, package="paper")
    connection = connecting.complete(actor, installation, office.sign_in(begun.url, f"zebra{number}"))
    (seen,) = listing.list_companies(actor, installation).companies
    link = importing.link_company(actor, installation, seen)
    run = importing.import_link(actor, installation, link.id)
    hook = webhooks.add(actor, installation, f"http://127.0.0.1:9/zebra{number}")
    access = granting.grant(actor, installation, f"zebra{number}@office.example")
    pending = office.sign_in(connecting.begin(actor, installation, package="paper").url, f"zebra{number}")
    plan = relinking.plan(actor, installation)
    codes.choose_code(actor, installation, link.id, "007")
    deciding.lead(actor, installation, Source(link.id, "Z"), "name")
    with installation.store.writing() as tx:
        questions.ask(
            installation.store, tx, actor.environment, [NEW.model_copy(update={"sources": (Source(link.id, "Z"),)})]
        )
    (asked,) = answering_questions.questions_listed(actor, installation)
    listed = seen.model_copy(update={"link_id": link.id})
    ids = (connection.id, link.id, run.id, hook.webhook.id, access.id, plan.id, asked.question.id)
    return Shop(number, actor, *ids, listed, pending)


def absent(shop: Shop) -> Shop:
    """Return ids that nobody has, in the shape of a shop's."""
    company = Company(id=f"c{ABSENT}", region=shop.listed.company.region, name=f"Zebra{ABSENT} Bakery")
    listed = ListedCompany(package="paper", connection_id=ABSENT, company=company, link_id=ABSENT)
    actor = Actor(environment=f"zebra{ABSENT}", user=f"zebra{ABSENT}boss")
    callback = f"https://host.example/back?code=code-1-of-zebra{ABSENT}&state=none"
    return Shop(ABSENT, actor, *[ABSENT] * 7, listed, callback)


def arguments(name: str, mine: Shop, theirs: Shop, folder: Path) -> dict[str, Any]:
    """Return arguments for a service that name what is another environment's, wherever it takes an id."""
    given: dict[str, Any] = {
        "link_id": theirs.link,
        "link_ids": (theirs.link,),
        "dossiers": (Dossier(host_company=f"{theirs.listed.company.id}-{next(CALLS)}", name="Bakery"),),
        "connection_id": theirs.connection,
        "former_id": theirs.connection,
        "successor_id": mine.connection,
        "access_id": theirs.access,
        "plan_id": theirs.plan,
        "webhook_id": theirs.webhook,
        "take_over_id": theirs.link,
        "listed": theirs.listed,
        "companies": (theirs.listed,),
        "client": theirs.actor.environment,
        "company": theirs.listed.company.id,
        "given": {theirs.link: Answers(sector="food")},
        "run": theirs.run,
        "callback_url": theirs.pending,
        "wanted": theirs.listed.company.name,
        "source": Source(theirs.link, "Z"),
        "sources": (Source(theirs.link, "Z"), Source(theirs.link, "Y")),
        "others": (Source(theirs.link, "Y"),),
        "field": "name",
        "number": ABSENT,
        "code": "001",
        "question_ids": (theirs.question,),
        "administrations": (theirs.link,),
        "year": 2026,
        "schedule": Schedule(link_id=theirs.link, every=None),
        "package": "paper",
        "region": "",
        "mode": None,
        "kind": "account",
        "kinds": (),
        "stream": "ledger",
        "streams": ("ledger",),
        "chosen": {},
        "attachment_id": "1",
        "to": folder,
        "credentials": Credentials(username="zebra", password="closed"),
        "email": "somebody@host.example",
        "erase": True,
        "keeps": False,
        "key": "several_administrations",
        "feature": "several_administrations",
        "mailbox": "host",
        "users": (User(id=mine.actor.user, role="administrator"),),
        "url": "https://host.example/told",
        "priority": Priority.PERSON,
        "after": 0,
        "planned": weighing.ActivationPlan(
            portal=mine.actor.environment,
            client=theirs.actor.environment,
            package="paper",
            name="Paper Office",
            connection_id=theirs.connection,
            company=theirs.listed.company,
            action="activate",
        ),
        "told": forecasting.Forecast(
            companies=(
                forecasting.CompanyForecast(
                    listed=theirs.listed,
                    records=(0, 1),
                    calls=(0, 1),
                    time=(timedelta(), None),
                    streams=(),
                ),
            ),
            records=(0, 1),
            calls=(0, 1),
            time=(timedelta(), None),
        ),
    }
    own: dict[str, dict[str, Any]] = {
        "browsing.browse": {"link_id": mine.link, "after": ""},
        "answering_questions.answer": {"given": "same"},
        "granting.grant": {"companies": frozenset({theirs.listed.company.id})},
    }
    parameters = list(inspect.signature(SERVICES[name]).parameters.values())[2:]
    wanted = [one.name for one in parameters if one.default is inspect.Parameter.empty or one.name in FOREIGN]
    return {one: own.get(name, {}).get(one, given[one]) for one in wanted}


FOREIGN = frozenset({"link_id", "connection_id", "companies", "run", "administrations"})
"""Arguments that may be left out, and are ids of others here."""


def outcome(name: str, installation: Installation, mine: Shop, theirs: Shop, folder: Path) -> str:
    """Call a service, and return all that it told."""
    try:
        told = SERVICES[name](mine.actor, installation, **arguments(name, mine, theirs, folder))
        return repr(list(told) if inspect.isgenerator(told) else told)
    except BoekhaakError as error:
        return f"{type(error).__name__}: {error}"


def rows_of(installation: Installation, environment: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that is stored of an environment."""
    with installation.store.reading() as tx:
        return {
            rows.name: sorted(map(repr, tx.execute(select(rows).where(rows.c.environment_id == environment))))
            for rows in WHOLE.sorted_tables
            if "environment_id" in rows.c
        }


def numbered(text: str) -> str:
    """Return a text without its numbers: ids differ, and must be all that does."""
    return NUMBERS.sub("#", text)


def test_nothing_of_another_environment_is_told_or_changed(
    shops: list[Shop], installation: Installation, tmp_path: Path
) -> None:
    def guess(name: str, mine: Shop, theirs: Shop) -> None:
        before = rows_of(installation, theirs.actor.environment)

        told = outcome(name, installation, mine, theirs, tmp_path)

        assert rows_of(installation, theirs.actor.environment) == before
        known = {str(mine.number)} | set(MARK.findall(repr(arguments(name, mine, theirs, tmp_path))))
        assert set(MARK.findall(told)) <= known
        assert numbered(told) == numbered(outcome(name, installation, mine, absent(theirs), tmp_path))

    for name in sorted(SERVICES):
        guess(name, shops[0], shops[1])

    pairs = st.lists(st.sampled_from(shops), min_size=2, max_size=2, unique_by=lambda shop: shop.number)

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(sorted(SERVICES)), pairs)
    def guesses(name: str, pair: list[Shop]) -> None:
        guess(name, *pair)

    guesses()
