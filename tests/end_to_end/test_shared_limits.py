"""Limits that many workers share: errors that are forgiven, calls a minute, and what a parked endpoint costs."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from boekhaak.budgets import SharedBudget
from boekhaak.errors import BoekhaakError, Busy, LimitReached, PackageRefused
from boekhaak.http import Http
from boekhaak.models.link import Link
from boekhaak.sessions import Sessions
from boekhaak.store import connections, windows
from boekhaak.testing.books.generator import generate
from support.changes import apply
from support.databases import Databases, SqliteFiles
from support.exact_site import Site, errors, exact_site

WORKERS = 40
DOCUMENTS = "sync/Documents/Documents"
SAID = "An error has occurred while the documents were read."
OTHERS = (
    "financial/Journals", "vat/VATCodes", "sync/CRM/Accounts", "sync/CRM/Addresses", "sync/Logistics/Items",
    "sync/Project/Projects", "sync/Financial/GLAccounts", "sync/Cashflow/PaymentTerms",
)  # fmt: skip


def worker(site: Site, link: Link) -> Http:
    """Return the way to a link's company as another process has it."""
    one = site.installation
    with one.store.reading() as tx:
        connection = connections.get(tx, site.actor, link.connection_id)
    own = Sessions(one.store, one.vault, one.clock, one.redactor, clients=one.sessions.clients)
    return own.open(one.packages["exact_online"], connection, lambda *_: None, lambda *_: None)


def ask(http: Http, link: Link, endpoint: str) -> str:
    """Return what became of a call: its status, or the name of its error; while the database is busy it is tried again."""
    url = f"/api/v1/{link.company.id}/{endpoint}?$select=ID"
    while True:
        try:
            return str(http.get(url, company=link.company, endpoint=endpoint).status)
        except Busy:
            continue
        except BoekhaakError as error:
            return type(error).__name__


def test_forty_workers_at_an_endpoint_that_refuses_make_no_more_errors_than_are_forgiven(databases: Databases) -> None:
    url = databases.migrated()
    with exact_site(generate(lines=30, seed=2), url, faults=["refused_documents"]) as site:
        (link,) = site.link_all()
        workers = [worker(site, link) for _ in range(WORKERS)]

        def work(number: int) -> list[tuple[str, str]]:
            http, endpoint = workers[number], OTHERS[number % len(OTHERS)]
            return [(one, ask(http, link, one)) for one in (DOCUMENTS, endpoint, DOCUMENTS, endpoint)]

        with ThreadPoolExecutor(WORKERS) as threads:
            answers = Counter(answer for answers in threads.map(work, range(WORKERS)) for answer in answers)
        refused = answers[DOCUMENTS, PackageRefused.__name__]

        assert 2 <= refused <= 6
        assert answers[DOCUMENTS, LimitReached.__name__] == 2 * WORKERS - refused
        assert {answers[other, "200"] for other in OTHERS} == {2 * WORKERS // len(OTHERS)}
    databases.drop(url)


def test_ten_parked_hours_lose_nothing_and_say_why(sqlite_files: SqliteFiles) -> None:
    url = sqlite_files.migrated()
    with exact_site(generate(lines=30, seed=2), url, faults=["refused_documents"]) as site:
        (link,) = site.link_all()
        texts = [errors(site.imported(link))["documents"]]
        for number in range(12):
            site.clock.advance(timedelta(minutes=50))
            apply(site, site.company(link), "document", number)
            texts.append(errors(site.synchronised(link, "documents"))["documents"])
        run = site.synchronised(link)
        with site.installation.store.reading() as tx:
            (parked,) = windows.parked(tx, site.clock.now())

        assert site.simulator.calls[DOCUMENTS] <= 2 + 10
        assert all(SAID in text for text in texts)
        assert sum(f"{DOCUMENTS} is parked until" in text for text in texts) >= 5
        assert set(errors(run)) == {"documents"}
        assert (parked.company, parked.endpoint, SAID in parked.said) == (link.company.id, DOCUMENTS, True)

        site.simulator.faults = set()
        site.clock.advance(timedelta(hours=1))

        assert site.synchronised(link).complete
        assert site.stored(link) == site.expected(link)
    sqlite_files.drop(url)


def test_workers_that_share_sixty_calls_a_minute_are_refused_none(sqlite_files: SqliteFiles) -> None:
    url = sqlite_files.migrated()
    with exact_site(generate(lines=30, seed=2), url, per_minute=60) as site:
        (link,) = site.link_all()
        workers = [worker(site, link) for _ in range(4)]
        site.clock.advance(timedelta(minutes=1))
        before = site.simulator.requests

        def work(number: int) -> list[str]:
            return [ask(workers[number % 4], link, OTHERS[number]) for _ in range(12)]

        with ThreadPoolExecutor(8) as threads:
            answers = Counter(answer for answers in threads.map(work, range(8)) for answer in answers)

        assert answers == {"200": 60, "LimitReached": 36}
        assert site.simulator.requests - before == 60
    sqlite_files.drop(url)


def test_calls_of_other_programs_are_heard_of_and_the_vendors_reset_is_waited_for(sqlite_files: SqliteFiles) -> None:
    url = sqlite_files.migrated()
    with exact_site(generate(lines=30, seed=2), url, per_minute=60) as site:
        (link,) = site.link_all()
        ours, foreign = worker(site, link), worker(site, link)
        foreign.budget = SharedBudget("another program", (), site.installation.store)
        site.clock.advance(timedelta(minutes=1))
        before = site.simulator.requests

        answers = [ask(http, link, OTHERS[0]) for http in [ours] * 3 + [foreign] * 50 + [ours] * 20]
        made = site.simulator.requests - before
        site.clock.advance(timedelta(minutes=1))

        assert Counter(answers) == {"200": 60, "LimitReached": 13}
        assert made == 60
        assert ask(ours, link, OTHERS[0]) == "200"
    sqlite_files.drop(url)
