"""Steps of a succession: what becomes of a former connection's links by what a successor's login sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Evidence, Verdict
from boekhaak.models.link import Actor, Link
from boekhaak.models.plan import Becomes, Step
from boekhaak.recognition.assignment import Recognised, recognise
from boekhaak.recognition.portfolio import Seen
from boekhaak.registry import Package
from boekhaak.service import planning
from boekhaak.service.looking import evidence_of
from boekhaak.service.planning import digest, stands
from boekhaak.service.succession import Sight, Succession, fitting, is_still, proved, sight, succession
from boekhaak.store import links

SAME_ID = "the login sees the company of the same id and name, and nothing contradicts"
NOT_SEEN = "the successor's login does not see it"

Kind = Literal["hand_over", "reauthorise"]


class Drawn(NamedTuple):
    """A plan as the package answers now: its steps, what stands for the rest, and how many calls that took.

    ``unseen`` counts the companies of an office's clients that the successor does not see.
    """

    planned: Succession
    steps: tuple[Step, ...]
    unseen: int
    calls: int

    @property
    def facts(self) -> str:
        """Return what stands for all that is no step."""
        return facts_of(self.planned, self.unseen)


def facts_of(planned: Succession, unseen: int) -> str:
    """Return what stands for all of a hand-over that is no step."""
    return digest(planned.facts, str(unseen))


def drawn(installation: Installation, actor: Actor, kind: Kind, former_id: int, successor_id: int) -> Drawn:
    """Return what would be done now; the package is asked. Raises: as the plans of both kinds."""
    with installation.store.reading() as tx:
        planned = succession(installation, tx, actor, former_id, successor_id)
        every = links.listed(tx, Actor(environment=actor.environment, user=""), planned.former.package)
        held = planning.records_held(tx, actor.environment, planned.own)
    package = fitting(installation, actor, planned)
    if kind == "reauthorise" and planned.clients:
        raise InvalidInput(
            f"clients live by connection {former_id}",
            way_out=f"Hand it over with them: `boekhaak hand-over {former_id} {successor_id}`",
            package=package.info.name,
        )
    seen = sight(installation, package, planned)
    found = _recognised(package, planned, seen, every)
    recognition = _Recognition(found, held, planning.calls_of(installation, package.key), orphans=kind == "reauthorise")
    unseen = sum(not proved(package, link, seen, planned.successor) for link in planned.of_clients)
    return Drawn(planned, _steps(planned, recognition), unseen, seen.calls)


def sentences(kind: Kind, one: Drawn) -> tuple[str, ...]:
    """Return what concerns no link alone, for people."""
    former, left = one.planned.former, any(step.becomes == "unchanged" for step in one.steps)
    asked = any(step.verdict == "likely" and step.becomes != "unchanged" for step in one.steps)
    told = [
        f"Applied as a whole, connection {former.id} is used no more, and its tokens are thrown away unless somebody else "
        "lives by them: that cannot be undone.",
        "Links that are named are moved alone, be it all of them, and can be moved back while nothing was read of them: "
        f"connection {former.id} stays in use until `boekhaak disconnect {former.id}`.",
    ]
    if asked:
        told.append(
            f"Links that are only likely are to be named first: until then connection {former.id} stays in use."
        )
    if one.planned.clients:
        told.append(f"{len(one.planned.of_clients)} companies of {len(one.planned.clients)} clients go along.")
    if one.unseen:
        told.append(f"{one.unseen} companies of clients are not seen by the successor's login.")
    if kind == "hand_over" and (left or one.unseen):
        told.append("It cannot be applied as a whole: that takes a proof of every company.")
    return tuple(told)


class _Recognition(NamedTuple):
    """What the links of a connection are recognised as, in their order, with the records that they have by their ids.

    ``calls`` are those of a link's next reading; ``orphans`` tells that what is not seen is read no more.
    """

    found: tuple[Recognised, ...]
    held: Mapping[int, int]
    calls: int
    orphans: bool


def _recognised(package: Package, planned: Succession, seen: Sight, every: Sequence[Link]) -> tuple[Recognised, ...]:
    """Return what each link is among the companies of a successor's login; ``every`` link of the environment has its own."""
    login = planned.successor.login.id
    mine = {link.id for link in planned.own}

    def evidence(link: Link, candidate: Candidate) -> Evidence:
        return evidence_of(package, link, candidate)

    return recognise(
        planned.own,
        [Seen(package.key, company, (login,)) for company in seen.companies.values()],
        evidence,
        working=[link for link in every if link.state == "ok" and link.id not in mine],
        asked={package.key: frozenset({login})},
    )


def _steps(planned: Succession, recognition: _Recognition) -> tuple[Step, ...]:
    """Return what becomes of each link of the former connection."""
    pairs = zip(planned.own, recognition.found, strict=True)
    return tuple(_step(planned, recognition, link, one, number) for number, (link, one) in enumerate(pairs, start=1))


def _step(planned: Succession, recognition: _Recognition, link: Link, one: Recognised, number: int) -> Step:
    """Return one link's step: proved, or the same as it was, it goes on by the successor's login; else it does not.

    What is only likely is a question where another login takes the place, or the id is the same.
    """
    fits = one.candidate is not None and one.place is not None and one.verdict in {"proved", "likely"}
    seen = one.candidate.company if one.candidate is not None else None
    still = fits and seen is not None and is_still(link, seen, one.evidence)
    verdict: Verdict | None = None if still and one.verdict == "likely" else one.verdict
    linked = fits and ("id" in one.evidence.agrees or one.verdict == "proved" or recognition.orphans)
    becomes: Becomes = "linked" if linked else "orphaned" if recognition.orphans else "unchanged"
    to = seen if linked else None
    by = planned.successor if linked else planned.former
    why = (SAME_ID,) if linked and verdict is None else () if linked or one.place is not None else (NOT_SEEN,)
    return Step(
        number=number,
        link_id=link.id,
        name=link.company.name,
        package=link.package,
        becomes=becomes,
        host_company=link.host_company,
        records=recognition.held.get(link.id, 0),
        calls=recognition.calls if linked else 0,
        verdict=None if becomes == "orphaned" else verdict,
        to=to,
        connection_id=by.id,
        login=by.login.id,
        former_id=link.company.id,
        evidence=one.evidence,
        words=(*why, *(one.words if one.candidate is not None else ())),
        facts=(stands(link), digest(becomes, verdict, to, str(planned.successor.id))),
    )
