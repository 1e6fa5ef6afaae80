"""Looking: which companies the present sign-ins see for broken links, and what each link is recognised as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from boekhaak.errors import AccessMissing, BoekhaakError
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Company, CompanyFacts, Evidence, Place
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.package import OAuth2
from boekhaak.models.records import FinancialPeriod, Record
from boekhaak.recognition.assignment import Recognised, recognise
from boekhaak.recognition.evidence import default_evidence
from boekhaak.recognition.portfolio import Seen
from boekhaak.registry import Package
from boekhaak.service.listing import lists, session
from boekhaak.store import links, records

ROUNDS = 2
"""So often companies are looked at closely: what the first look settles may leave a link with another company."""


class LookedAt(NamedTuple):
    """What a package told of a company when it was looked at closely, beside what it had listed of it."""

    listed: Company
    company: Company
    fingerprint: str = ""


class SeenBy(NamedTuple):
    """By which connection a company is seen, and what its list tells of it."""

    connection: Connection
    listed: Company


@dataclass
class Look:
    """What was seen: the companies by their places, each with the connections that see it, by their logins.

    ``asked`` are the logins that answered, by package; ``offices`` what accounting offices' logins see; ``closely`` what was told
    of companies that were looked at closely, and ``closed`` why some let nobody look; ``silent`` are packages of which somebody
    could not be asked.
    """

    installation: Installation
    actor: Actor
    broken: tuple[Link, ...]
    working: tuple[Link, ...]
    ways: dict[Place, dict[str, SeenBy]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    offices: set[Place] = field(default_factory=set)
    asked: dict[str, frozenset[str]] = field(default_factory=dict)
    closely: dict[Place, LookedAt] = field(default_factory=dict)
    closed: dict[Place, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    calls: int = 0

    def ask(self) -> None:
        """Ask the connections of each package that has broken links.

        One that opens a single company, and whose link works, has nothing to tell. Raises: the first error when no package can
        be asked.
        """
        refused: list[BoekhaakError] = []
        wanted = sorted({link.package for link in self.broken})
        used = {link.connection_id for link in self.working if self._opens_one(link.package)}
        for key in wanted:
            try:
                told = lists(self.actor, self.installation, key, only=lambda one: one.id not in used)
            except BoekhaakError as error:
                refused.append(error)
                self.problems.append(str(error))
                continue
            self.calls += told.calls
            self.problems += told.problems
            if told.problems:
                self.silent.add(key)
            for connection, companies in told.answers:
                self.saw(connection, companies)
        if wanted and len(refused) == len(wanted):
            refused[0].what = "; ".join(dict.fromkeys(error.what for error in refused))
            raise refused[0]

    def _opens_one(self, package: str) -> bool:
        known = self.installation.packages.packages.get(package)
        return known is not None and isinstance(known.info.auth, OAuth2) and known.info.auth.chain == "grant"

    def saw(self, connection: Connection, companies: Iterable[Company]) -> None:
        """Take in what a connection's login sees. What an accounting office's sees, the office activates."""
        if connection.portal != self.actor.portal:
            self.offices |= {(connection.package, company.region, company.id) for company in companies}
            return
        self.asked[connection.package] = self.asked.get(connection.package, frozenset()) | {connection.login.id}
        for company in companies:
            place = (connection.package, company.region, company.id)
            self.ways.setdefault(place, {}).setdefault(connection.login.id, SeenBy(connection, company))

    def recognised(self, *, closely: bool = True) -> tuple[Recognised, ...]:
        """Return what each broken link is recognised as; where the lists do not settle it, companies are looked at closely."""
        found = self._recognised()
        for _ in range(ROUNDS if closely else 0):
            if not self._look_closely(found):
                break
            found = self._recognised()
        return found

    def way(self, link: Link, place: Place) -> SeenBy:
        """Return by which connection a link may be bound to a company: by its own login, where that sees it."""
        ways = self.ways[place]
        return ways.get(link.login) or next(iter(ways.values()))

    def _recognised(self) -> tuple[Recognised, ...]:
        seen = [self._seen(place, ways) for place, ways in self.ways.items()]
        return recognise(self.broken, seen, self.evidence, working=self.working, asked=self.asked)

    def _seen(self, place: Place, ways: Mapping[str, SeenBy]) -> Seen:
        told, listed = self.closely.get(place), next(iter(ways.values())).listed
        if told is not None and told.listed == listed:
            return Seen(place[0], told.company, tuple(ways), told.fingerprint)
        return Seen(place[0], listed, tuple(ways))

    def opened_by(self, connection_id: int) -> tuple[Company, ...]:
        """Return the companies that a connection sees."""
        every = (way for ways in self.ways.values() for way in ways.values())
        return tuple(way.listed for way in every if way.connection.id == connection_id)

    def evidence(self, link: Link, candidate: Candidate) -> Evidence:
        """Return what speaks for and against a link's company being that one."""
        return evidence_of(self.installation.packages[link.package], link, candidate)

    def _look_closely(self, found: Sequence[Recognised]) -> bool:
        """Look closely at what is likely and could be settled by it; tell whether anything new was learnt."""
        years: dict[int, Link] = {}
        for link, one in zip(self.broken, found, strict=True):
            if one.verdict != "likely" or one.candidate is None or not _tells_more(link, one.candidate):
                continue
            place = (one.candidate.package, one.candidate.company.region, one.candidate.company.id)
            if place not in self.closely:
                self._inspect(link, place)
                years[link.id] = self._held_year(link)
        self.broken = tuple(years.get(link.id, link) for link in self.broken)
        return bool(years)

    def _inspect(self, link: Link, place: Place) -> None:
        """Ask a package for the facts of a company; one that is closed to the login is no company to bind to."""
        connection, listed = self.way(link, place)
        package = self.installation.packages[place[0]]
        self.closely[place] = LookedAt(listed, company=listed)
        http = session(self.installation, connection, listed)
        try:
            facts = package.inspect(listed, http)
        except AccessMissing as error:
            self.closed[place] = str(error)
        except BoekhaakError as error:
            self.problems.append(str(error))
        else:
            if facts.company.id == listed.id:
                company = facts.company.model_copy(update={"year_start": year_start(self._periods(place, facts, http))})
                self.closely[place] = LookedAt(listed, company, facts.fingerprint)
        finally:
            self.calls += http.requests
            http.finish()

    def _periods(self, place: Place, facts: CompanyFacts, http: Http) -> tuple[Record, ...]:
        """Return the financial periods of the first page that a package tells of a company; none where it refuses them."""
        package = self.installation.packages[place[0]]
        stream = next((one for one in package.info.streams if FinancialPeriod.kind in one.kinds), None)
        if stream is None:
            return ()
        pages = package.import_company(facts.company, stream, None, {}, http)
        try:
            return next(pages).records
        except (BoekhaakError, StopIteration):
            return ()
        finally:
            pages.close()

    def _held_year(self, link: Link) -> Link:
        """Return a link with the day on which its financial years begin, by what was read of it."""
        if link.company.year_start:
            return link
        with self.installation.store.reading() as tx:
            held = [record for record, _ in records.read(tx, link, FinancialPeriod)]
        company = link.company.model_copy(update={"year_start": year_start(held)})
        return link.model_copy(update={"company": company})


def evidence_of(package: Package, link: Link, candidate: Candidate) -> Evidence:
    """Return what speaks for and against a link's company being that one: what the package's plugin says, or the core."""
    return package.relink(link, candidate) or default_evidence(link, candidate)


def year_start(periods: Iterable[Record]) -> str:
    """Return the month and day on which the newest of these financial years begins, or nothing."""
    begins: dict[int, date] = {}
    for one in periods:
        if isinstance(one, FinancialPeriod):
            begins[one.year] = min(one.start, begins.get(one.year, one.start))
    return f"{begins[max(begins)]:%m-%d}" if begins else ""


def look(actor: Actor, installation: Installation, package: str | None) -> Look:
    """Return what there is to be recognised in an environment; nobody was asked yet."""
    with installation.store.reading() as tx:
        every = links.listed(tx, actor)
    broken = tuple(link for link in every if link.state == "broken" and package in {None, link.package})
    return Look(installation, actor, broken, tuple(link for link in every if link.state == "ok"))


def _tells_more(link: Link, candidate: Candidate) -> bool:
    """Tell whether the package may know of the company what is known of the link, and its list did not tell."""
    ours, theirs = link.company, candidate.company
    return bool(
        (ours.registration_number and not theirs.registration_number)
        or (ours.vat_number and not theirs.vat_number)
        or (link.fingerprint and not candidate.fingerprint)
        or ((ours.year_start or link.epoch is not None) and not theirs.year_start)
    )
