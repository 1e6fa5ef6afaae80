"""Forecasting: what an import would bring and take, asked of the packages in few calls. Nothing is stored, no cursor moves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from boekhaak.errors import BoekhaakError
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.limits import Scope, is_shared
from boekhaak.models.company import Company
from boekhaak.models.estimate import Estimate, Interval, added, unknown
from boekhaak.models.link import Actor, Answers, Link
from boekhaak.models.run import COMPANY
from boekhaak.models.value import Value
from boekhaak.recognition.names import likeness, name
from boekhaak.recognition.numbers import registration_key, vat_key
from boekhaak.service.importing import NAMELESS, NONE, Imported, import_companies
from boekhaak.service.listing import ListedCompany, list_companies, session, usable
from boekhaak.service.rights import may
from boekhaak.service.timing import Duration, Windows, duration, least_wait, left_of
from boekhaak.store import environments, links

MEANWHILE = 0.005
"""Records may become more or fewer by this share before the import."""
REPEATED = 0.02
"""Calls may become more by this share, and by one at least: a page more, or a call that was cut off."""


class CompanyForecast(Value):
    """What the import of one company would bring and take.

    ``listed`` is what an import takes. ``streams`` holds the same by stream, without what may happen meanwhile; that under
    “company” begins each run. ``looks_like`` is the id of a link that looks like the same company under another id, and
    ``because`` tells in which words it does. ``calls_used`` is what this forecast took itself.
    """

    listed: ListedCompany
    records: Interval
    calls: Interval
    time: Duration
    streams: tuple[Estimate, ...]
    problems: tuple[str, ...] = ()
    looks_like: int | None = None
    because: tuple[str, ...] = ()
    calls_used: int = 0


class Forecast(Value):
    """What imports would bring and take, one company after the other or all at once; ``problems`` are those of listing."""

    companies: tuple[CompanyForecast, ...]
    records: Interval
    calls: Interval
    time: Duration
    calls_used: int = 0
    problems: tuple[str, ...] = ()

    @property
    def listed(self) -> tuple[ListedCompany, ...]:
        """The companies, as an import takes them."""
        return tuple(one.listed for one in self.companies)


@may("read")
def forecast(
    actor: Actor,
    installation: Installation,
    companies: Sequence[ListedCompany] | None = None,
    package: str | None = None,
) -> Forecast:
    """Return what importing these companies would bring and take; without any, those that are listed and not linked.

    A company that cannot be asked is in it with its problem, and leaves the others alone. Raises: as
    :func:`boekhaak.service.listing.list_companies` when it has to list; NotFound for a connection of another environment.
    """
    problems: tuple[str, ...] = ()
    if companies is None:
        seen = list_companies(actor, installation, package)
        companies, problems = seen.new, seen.problems
    with installation.store.reading() as tx:
        environments.get(tx, actor.environment)
        linked = links.listed(tx, actor)
    asked = [_asked(actor, installation, one) for one in companies]
    told = tuple(_company(installation, one, linked) for one in asked)
    return Forecast(
        companies=told,
        records=added([one.records for one in told]),
        calls=added([one.calls for one in told]),
        time=_in_all(installation, asked, told),
        calls_used=sum(one.calls_used for one in told),
        problems=problems,
    )


@may("write")
def apply(
    actor: Actor,
    installation: Installation,
    told: Forecast,
    *,
    answers: Mapping[str, Answers] = NONE,
    host_companies: Mapping[str, str] = NAMELESS,
) -> Imported:
    """Import the companies of a forecast as it stands, those too that look like a link.

    The other arguments, and what is raised: as :func:`boekhaak.service.importing.import_companies`.
    """
    return import_companies(actor, installation, told.listed, answers=answers, host_companies=host_companies)


@dataclass(frozen=True)
class _Answer:
    """What a package estimates of a company, and the way on which it was asked."""

    listed: ListedCompany
    streams: tuple[Estimate, ...]
    http: Http

    def windows(self, installation: Installation, *, shared: bool = False) -> Windows:
        """Return what is left of the windows that an import would use; with ``shared`` of those only that companies share."""
        known = [one for one in self.http.package.windows if not shared or is_shared(one.scopes)]
        scope = Scope(self.http.app, self.http.login, self.listed.company.id, "")
        with installation.store.reading() as tx:
            return left_of(tx, self.http.package.key, known, scope, installation.clock.now())


def _asked(actor: Actor, installation: Installation, listed: ListedCompany) -> _Answer:
    """Ask a package; what came before an error counts, and of what it left out nothing is known."""
    connection = usable(actor, installation, listed)
    with installation.store.reading() as tx:
        link = links.get(tx, actor, listed.link_id) if listed.link_id is not None else None
    package = installation.packages[connection.package]
    http = session(installation, connection, listed.company)
    found: dict[str, Estimate] = {}
    problem = ""
    try:
        for estimate in package.estimate(listed.company, link.settings if link else {}, http):
            found[estimate.stream] = estimate
    except BoekhaakError as error:
        problem = f"{error.what}. {error.way_out}."
    finally:
        http.finish()
    every = (COMPANY, *(stream.key for stream in package.info.streams))
    return _Answer(listed, tuple(found.get(stream) or unknown(stream, problem) for stream in every), http)


def _company(installation: Installation, asked: _Answer, linked: tuple[Link, ...]) -> CompanyForecast:
    streams = asked.streams
    records, calls = added([one.records for one in streams]), added([one.calls for one in streams])
    needed = calls[0], _more(calls[1], REPEATED, least=1)
    looks_like, because = _alike(asked.listed, linked)
    return CompanyForecast(
        listed=asked.listed,
        records=(math.floor(records[0] * (1 - MEANWHILE)), _more(records[1], MEANWHILE)),
        calls=needed,
        time=duration(needed, asked.windows(installation), installation.clock.now()),
        streams=streams,
        problems=_problems(streams),
        looks_like=looks_like,
        because=because,
        calls_used=asked.http.requests,
    )


def _problems(streams: Sequence[Estimate]) -> tuple[str, ...]:
    """Return each problem once, with the streams that it is about unless it is about all."""
    met: dict[str, list[str]] = {}
    for one in streams:
        if one.problem:
            met.setdefault(one.problem, []).append(one.stream)
    every = len(streams) - 1  # the call that begins a run may be known of a company that is closed
    return tuple(
        problem if len(about) >= every else f"{problem} Streams: {', '.join(about)}." for problem, about in met.items()
    )


def _more(high: int | None, share: float, least: int = 0) -> int | None:
    return None if high is None else high + max(least, math.ceil(high * share))


def _in_all(installation: Installation, asked: Sequence[_Answer], told: Sequence[CompanyForecast]) -> Duration:
    """Return how long all companies take: at least as all at once, but for the windows that they share; at most in turn."""
    now, soonest = installation.clock.now(), [one.time[0] for one in told]
    for key in {one.http.package.key for one in asked}:
        several = [one for one in asked if one.http.package.key == key]
        calls = sum(one.calls[0] for of, one in zip(asked, told, strict=True) if of.http.package.key == key)
        soonest.append(least_wait(calls, several[0].windows(installation, shared=True), now))
    highs = [one.time[1] for one in told]
    known = [high for high in highs if high is not None]
    return max(soonest, default=timedelta()), sum(known, timedelta()) if len(known) == len(highs) else None


def _alike(listed: ListedCompany, linked: Sequence[Link]) -> tuple[int | None, tuple[str, ...]]:
    """Return the link of another id that looks most like the company, and why: numbers say more than names."""
    mine = (listed.package, listed.company.region, listed.company.id)
    others = [link for link in linked if (link.package, link.company.region, link.company.id) != mine]
    found = [(link.id, why) for link in others if (why := _same(listed.company, link.company))]
    return max(found, key=lambda one: (len(one[1]), one[1] != ("name",), -one[0]), default=(None, ()))


def _same(company: Company, other: Company) -> tuple[str, ...]:
    country = company.country or other.country
    ours = registration_key(company.registration_number, country), vat_key(company.vat_number, country)
    theirs = registration_key(other.registration_number, country), vat_key(other.vat_number, country)
    numbers = zip(("registration number", "VAT number"), ours, theirs, strict=True)
    found = tuple(what for what, one, another in numbers if one and one == another)
    return (*found, "name") if likeness(name(company.name), name(other.name)) == "same" else found
