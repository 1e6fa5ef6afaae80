"""What an accounting office may look at in a client: every service that only looks is asked, whatever it is."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from boekhaak import service
from boekhaak.errors import BoekhaakError, NotFound
from boekhaak.jobs.work import work
from boekhaak.models.link import Actor
from boekhaak.service import queueing
from support.accountants import Accountants, granted, own_link
from support.bookings import contact
from support.databases import Databases, SqliteFiles
from support.paper_office import PaperOffice

GIVEN: dict[str, Any] = {"package": "paper", "wanted": "2", "kind": "contact", "feature": "several_administrations"}
"""What is handed to services that want more than who asks."""


@pytest.fixture
def databases(sqlite_files: SqliteFiles) -> Databases:
    """Return the maker of databases of one kind."""
    return sqlite_files


def services(deed: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Return the services for a deed, each once."""
    for module in pkgutil.iter_modules(service.__path__):
        there = importlib.import_module(f"boekhaak.service.{module.name}")
        for name, found in inspect.getmembers(there, inspect.isfunction):
            if getattr(found, "deed", "") == deed and found.__module__ == there.__name__:
                yield f"{module.name}.{name}", found


def asked(found: Callable[..., Any], actor: Actor, accountants: Accountants, **more: Any) -> Any:
    """Return what a service answers, or its error; None for one that wants what is not known here."""
    wanted = list(inspect.signature(found).parameters.values())[2:]
    needed = [one.name for one in wanted if one.default is inspect.Parameter.empty or one.name in more]
    given = {**GIVEN, **more}
    if not set(needed) <= set(given):
        return None
    try:
        answer = found(actor, accountants.installation, **{name: given[name] for name in needed})
        return list(answer) if isinstance(answer, Iterator) else answer
    except BoekhaakError as error:
        return error


def test_no_service_tells_an_office_of_companies_outside_its_access_or_of_other_offices(
    accountants: Accountants, bakery: Actor, butcher: Actor, office: PaperOffice
) -> None:
    host = accountants.installation
    for company in ("1", "2", "3"):
        office.put(company, contact(f"contact-of-{company}"))
    seen = own_link(bakery, host, office, "1")
    hidden = own_link(bakery, host, office, "2")
    rival = Accountants(host, office, "rival", "rita")
    rival.sign_in()
    granted(bakery, rival)
    other = rival.activate(bakery, "3")
    for link in (seen, hidden, other):
        queueing.queue_import(bakery, host, link.id)
        assert work(host, link.id)
    granted(butcher, rival)
    accountants.sign_in()
    access = granted(bakery, accountants, companies={"1"})
    secrets = ("Butcher", "Cobbler", "contact-of-2", "contact-of-3", "rival", "rita", "anna")

    answers = {name: asked(found, accountants.at(bakery), accountants) for name, found in services("read")}
    there = {name: str(answer) for name, answer in answers.items() if answer is not None}

    assert access.portal == "office"
    assert len(there) > 12
    assert {name: [one for one in secrets if one in told] for name, told in there.items()} == {
        name: [] for name in there
    }
    by_link = {
        name: asked(found, accountants.at(bakery), accountants, link_id=hidden.id)
        for deed in ("read", "write")
        for name, found in services(deed)
        if "link_id" in inspect.signature(found).parameters
    }
    strange = {
        name: answer for name, answer in by_link.items() if not isinstance(answer, NotFound | None) and answer != ()
    }
    assert strange == {}
    assert len(by_link) > 5


def test_no_service_tells_an_office_whether_there_is_an_environment_that_did_not_let_it_in(
    accountants: Accountants, bakery: Actor
) -> None:
    for deed in ("read", "write", "connect", "administer"):
        for name, found in services(deed):
            answers = [asked(found, accountants.at(id_), accountants, link_id=1) for id_ in ("bakery", "nowhere")]
            if answers != [None, None]:
                assert all(isinstance(answer, NotFound) for answer in answers), name
                assert len({str(one).replace("bakery", "nowhere") for one in answers}) == 1, name
