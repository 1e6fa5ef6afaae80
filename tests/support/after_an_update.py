"""Companies at Exact Online that were linked and read, what became of them while nobody was signed in, and relinking them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random

from sqlalchemy import create_engine, select

from boekhaak.models.link import Link
from boekhaak.models.plan import Plan
from boekhaak.models.run import RunSummary
from boekhaak.service import auditing, disconnecting, plans, relinking
from boekhaak.store.record_tables import TABLES
from boekhaak.testing.books.countries.known import country
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books, Company
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from support.site import Site, connected

ANN, BO = "ann@acme.example", "bo@acme.example"
"""Ann opens all companies; Bo none, until some are moved to him."""
NEW_NAMES = ("Zonneweide Advies B.V.", "Kadewerk Onderhoud B.V.", "Lentegroen Hoveniers B.V.", "Maalstroom Media B.V.")

Ids = frozenset[tuple[str, int, str]]
"""Of each record its kind, its link and its id."""


@dataclass(frozen=True)
class Fates:
    """The names of the companies that something happens to; all others stay as they are. ``unread`` are linked only."""

    renamed: tuple[str, ...]
    moved: tuple[str, ...]
    swapped: tuple[str, ...]
    deleted: tuple[str, ...]
    unread: frozenset[str]

    @classmethod
    def drawn(
        cls, names: Sequence[str], *, renamed: int, moved: int, swapped: int, deleted: int, unread: int = 0
    ) -> Fates:
        """Draw so many of each among the companies."""
        drawn = iter(Random(7).sample(names, len(names)))
        some = [tuple(next(drawn) for _ in range(count)) for count in (renamed, moved, swapped, deleted)]
        return cls(*some, unread=frozenset(next(drawn) for _ in range(unread)))


@dataclass
class Update:
    """The whole way of an update: companies that work, a time without connections, and relinking; ``figures`` tell of it."""

    site: Site
    fates: Fates
    links: dict[str, Link] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)

    def before(self) -> Ids:
        """Link and read every company, end the connection, and let the fates come; return which records there were."""
        self.links = {link.company.name: link for link in self.site.link_all()}
        read = [link for name, link in self.links.items() if name not in self.fates.unread]
        self.figures |= self._read(read, "first", self.site.imported)
        ids = self.record_ids()
        (link, *_) = self.links.values()
        assert link.connection_id is not None
        disconnecting.disconnect(self.site.actor, self.site.installation, link.connection_id, erase=False)
        self._befall()
        return ids

    def relink(self) -> Plan:
        """Let both people sign in, make the plan and apply what is proved."""
        for email in (ANN, BO):
            self.site.connect(login=[email])
        asked, began = self.site.simulator.requests, time.perf_counter()
        made = relinking.plan(self.site.actor, self.site.installation)
        self.figures["plan_requests"] = self.site.simulator.requests - asked
        done = plans.apply(self.site.actor, self.site.installation, made.id)
        self.figures["seconds"] = time.perf_counter() - began
        return done

    def after(self, done: Plan, ids: Ids) -> dict[str, float]:
        """Synchronise what works again, and return all figures."""
        now = {name: self.site.link(link) for name, link in self.links.items()}
        working = [link for link in now.values() if link.state == "ok"]
        unread = {self.links[name].id for name in self.fates.unread}
        read = [link for link in working if link.id not in unread]
        self.figures |= self._read(read, "after", self.site.synchronised)
        truth = {link.id: link.company.registration_number for link in self.links.values()}
        there = {str(self.site.simulator.division_of(one.name)): one for one in self.site.simulator.books.companies}
        steps = {step.link_id: step for step in done.steps}
        told = {link_id for link_id, agrees in self._audited() if agrees}
        self.figures |= {
            "proved": sum(step.state == "applied" and step.verdict == "proved" for step in done.steps),
            "wrong": sum(_number(there.get(link.company.id)) != truth[link.id] for link in working),
            "swapped_bound": sum(now[name].state == "ok" for name in self.fates.swapped),
            "without_evidence": sum(link.id not in told or not steps[link.id].words for link in working),
            "ids_changed": len(ids ^ self.record_ids()) + len({one.id for one in now.values()} ^ truth.keys()),
        }
        return self.figures

    def record_ids(self) -> Ids:
        """Return which records there are."""
        engine = create_engine(self.site.settings.database_url)
        with engine.connect() as connection:
            found = [
                (kind, *row)
                for kind, rows in TABLES.items()
                for row in connection.execute(select(rows.c.link_id, rows.c.id).where(rows.c.deleted_at.is_(None)))
            ]
        engine.dispose()
        return frozenset((str(kind), link_id, id_) for kind, link_id, id_ in found)

    def _read(self, links: Iterable[Link], when: str, read: Callable[[Link], RunSummary]) -> dict[str, float]:
        asked, records, changed = self.site.simulator.requests, 0, 0
        for link in links:
            run = read(link)
            assert run.complete, run
            records += sum(one.records for one in run.streams)
            changed += sum(one.changed + one.deletions + one.swept for one in run.streams)
        requests = self.site.simulator.requests - asked
        return {f"requests_{when}": requests, f"records_{when}": records, f"changed_{when}": changed}

    def _befall(self) -> None:
        simulator, there = self.site.simulator, {one.name: one for one in self.site.simulator.books.companies}
        simulator.choose_companies(ANN, [name for name in there if name not in self.fates.moved])
        simulator.choose_companies(BO, self.fates.moved)
        for name, new in zip(self.fates.renamed, NEW_NAMES, strict=False):
            simulator.change_company(name, name=new)
        for one, other in zip(self.fates.swapped[::2], self.fates.swapped[1::2], strict=True):
            simulator.change_company(one, name="(is being swapped)")
            simulator.change_company(other, **_facts(there[one]))
            simulator.change_company("(is being swapped)", **_facts(there[other]))
        for name in self.fates.deleted:
            simulator.delete_company(name)

    def _audited(self) -> Iterator[tuple[int | None, object]]:
        """Yield the link of each relinking in the audit trail, with what agreed."""
        trail = auditing.trail(self.site.actor, self.site.installation, limit=10 * len(self.links))
        return ((one.link_id, one.details.get("agrees")) for one in trail if one.action == "relinked")


@contextmanager
def updated(database_url: str, companies: int, *, large: int, **counts: int) -> Iterator[Update]:
    """Serve so many small companies and some with several pages of ledger lines, and draw the fates of the small ones."""
    small = generate(companies=companies, lines=4, years=1, seed=4, countries=["NL"]).companies
    more = generate(companies=large, lines=2_400, years=1, seed=9, countries=["NL"]).companies
    books = distinct(Books((*small, *more)))
    people = [SimulatedLogin("Ann", ANN), SimulatedLogin("Bo", BO, companies=())]
    with connected("exact_online", books, database_url, logins=people) as site:
        yield Update(site, Fates.drawn([one.name for one in small], **counts))


def distinct(books: Books) -> Books:
    """Return the books with numbers that no two companies share. They have names of their own."""
    random, taken = Random(7), set[str]()
    made: list[Company] = []
    for company in books.companies:
        numbers = (company.registration_number, company.vat_number)
        while taken & {*numbers}:
            numbers = country(company.country).registration(random)
        taken |= {*numbers}
        made.append(replace(company, registration_number=numbers[0], vat_number=numbers[1]))
    assert len({one.name for one in made}) == len(made)
    return Books(tuple(made))


def _facts(company: Company) -> dict[str, str]:
    return {
        "name": company.name,
        "registration_number": company.registration_number,
        "vat_number": company.vat_number,
    }


def _number(company: Company | None) -> str:
    return company.registration_number if company else ""
