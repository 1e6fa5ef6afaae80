"""Relinking: letting broken links work again after a new sign-in, on evidence, with their ids and records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Company, Evidence, Verdict
from boekhaak.models.link import Actor, Cause, Connection, Link
from boekhaak.models.plan import Plan, Step
from boekhaak.models.value import Value
from boekhaak.recognition.assignment import Recognised, recognise
from boekhaak.recognition.portfolio import Seen
from boekhaak.registry import Package
from boekhaak.service import planning
from boekhaak.service.carrying_out import carry_out
from boekhaak.service.looking import Look, evidence_of, look
from boekhaak.service.planning import Changed, Done, Draft, Way, as_it_was_made, digest, stands
from boekhaak.service.rebinding import LEFT, bind_again, undo
from boekhaak.service.rights import may
from boekhaak.store import connections, links
from boekhaak.store.database import Transaction

NUMBERS = frozenset({"registration_number", "vat_number", "fingerprint"})
"""The facts of which one that contradicts tells of another company's books."""
OFFICES = "it is for the accounting office to activate it again"
"""What is said of a company that only an accounting office's login sees."""
SILENT = "somebody could not be asked, who may see another company that fits"
"""What is said of a proof by numbers alone while not all is seen."""


class Relinked(Value):
    """What became of one broken link: bound again on ``evidence``, or still broken for ``reason``."""

    link: Link
    bound: bool
    verdict: Verdict | None = None
    evidence: Evidence = Evidence()
    reason: str = ""


class BrokenLinks(Value):
    """The links of an environment that do not work, for the warning beside *Relink companies*; what was read stays readable."""

    links: tuple[Link, ...]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.links)

    @property
    def causes(self) -> dict[Cause, int]:
        """How many of them broke for which cause."""
        return dict(Counter(link.cause for link in self.links))


class Taken(Value):
    """What a consent did in the guided loop: the ``links`` that it proved; ``done`` of ``total`` links of the package work now.

    ``opened`` are the companies that the consent opens. ``questions`` are steps that a person has to decide about, in words.
    ``left`` are links that are still broken.
    """

    links: tuple[Link, ...]
    done: int
    total: int
    opened: tuple[Company, ...] = ()
    questions: tuple[Step, ...] = ()
    left: tuple[Link, ...] = ()


@may("read")
def broken(actor: Actor, installation: Installation, package: str | None = None) -> BrokenLinks:
    """Return the broken links that the actor may see, each with its cause and reason. Nobody is asked for it."""
    with installation.store.reading() as tx:
        return BrokenLinks(links=links.listed(tx, actor, package, state="broken"))


@may("write")
def plan(actor: Actor, installation: Installation, package: str | None = None) -> Plan:
    """Return what relinking the broken links of the environment would do: each with its verdict and evidence.

    The packages are asked for their lists, and closely about companies that the lists leave in doubt. Nothing is changed.
    Raises: ConsentRequired when nobody is signed in; the package's own error when none of them can be asked.
    """
    looked = look(actor, installation, package)
    looked.ask()
    found = looked.recognised()
    draft = Draft(
        kind="relink",
        package=package or "",
        steps=_steps(looked, found),
        problems=tuple(looked.problems),
        calls_used=looked.calls,
        reversible=True,
    )
    return planning.write_down(actor, installation, draft)


@may("write")
def relink(actor: Actor, installation: Installation, package: str | None = None) -> tuple[Relinked, ...]:
    """Bind every broken link whose company the present logins prove to see, at once; tell what became of each.

    It is :func:`plan`, and that applied without a question. Raises: ConsentRequired when nobody is signed in.
    """
    if not broken(actor, installation, package).count:
        return ()
    done = relink_at_once(actor, installation, package)
    with installation.store.reading() as tx:
        now = {link.id: link for link in links.listed(tx, actor, package)}
    return tuple(_told(step, now[step.link_id]) for step in done.steps if step.link_id in now)


@may("write")
def relink_at_once(
    actor: Actor, installation: Installation, package: str | None = None, only: Collection[int] | None = None
) -> Plan:
    """Make a plan and apply what of it is proved, or the links that are named: the packages are asked once.

    Raises: as :func:`plan` and :func:`boekhaak.service.plans.apply`.
    """
    made = plan(actor, installation, package)
    return carry_out(actor, installation, replace(RELINK, anew=as_it_was_made), made.id, only)


def _told(step: Step, link: Link) -> Relinked:
    bound = step.state == "applied"
    reason = "" if bound else step.reason or "; ".join(step.words)
    return Relinked(link=link, bound=bound, verdict=step.verdict, evidence=step.evidence, reason=reason)


@may("write")
def take(actor: Actor, installation: Installation, connection_id: int) -> Taken:
    """Take a consent to the links that it proves: the step of a guided loop where each consent opens one company.

    What it opens is weighed against all broken links of its package; only a proof binds. Raises: NotFound; as the calls of the
    package.
    """
    with installation.store.reading() as tx:
        connection = connections.get(tx, actor, connection_id)
    looked = look(actor, installation, connection.package)
    looked.ask()
    mine = [step for step in _steps(looked, looked.recognised()) if step.connection_id == connection_id]
    bound = [step.link_id for step in mine if step.verdict == "proved" and _took(actor, installation, step)]
    with installation.store.reading() as tx:
        every = links.listed(tx, actor, connection.package)
    return Taken(
        links=tuple(link for link in every if link.id in bound),
        done=sum(link.state == "ok" for link in every),
        total=len(every),
        opened=looked.opened_by(connection_id),
        questions=tuple(step for step in mine if step.verdict != "proved"),
        left=tuple(link for link in every if link.state == "broken"),
    )


def _took(actor: Actor, installation: Installation, step: Step) -> bool:
    """Bind a link that a consent proved, unless something came in between."""
    try:
        with installation.store.writing() as tx:
            bind_again(actor, installation, tx, step, plan_id=None)
    except Changed:
        return False
    return True


def relink_through(
    actor: Actor, installation: Installation, link: Link, connection: Connection, companies: tuple[Company, ...]
) -> Relinked:
    """Bind one link, which a person named, to its company among those that a connection opens: with its id, if it has one.

    A dossier without an id is bound to what it likely is, unless that is another broken link's company. A number that contradicts
    forbids it.
    """
    there = look(actor, installation, link.package)
    others = tuple(one for one in there.broken if one.id != link.id)
    looked = Look(installation, actor, (link,), tuple(one for one in there.working if one.id != link.id))
    looked.saw(connection, companies)
    (one,) = looked.recognised()
    (step,) = _steps(looked, (one,))
    reason = "; ".join(step.words) if one.candidate is not None else "it fits nothing that is known of the company"
    other = _rightful(looked, others, connection, companies, step) if step.verdict == "likely" else None
    if other is not None:
        reason = f"it is the company of “{other.company.name}” (link {other.id})"
        step = step.model_copy(update={"to": None})
    if step.verdict not in {"proved", "likely"} or step.to is None:
        return Relinked(link=link, bound=False, verdict=one.verdict, evidence=one.evidence, reason=reason)
    try:
        with installation.store.writing() as tx:
            bind_again(actor, installation, tx, step, plan_id=None)
            bound = links.get(tx, actor, link.id)
    except Changed as changed:
        return Relinked(link=link, bound=False, verdict=one.verdict, evidence=one.evidence, reason=str(changed))
    return Relinked(link=bound, bound=True, verdict=one.verdict, evidence=one.evidence)


def _rightful(
    looked: Look, others: tuple[Link, ...], connection: Connection, companies: tuple[Company, ...], step: Step
) -> Link | None:
    """Return another broken link that has, or is proved to be, the company of a step that is only likely."""
    beside = Look(looked.installation, looked.actor, others, looked.working)
    beside.saw(connection, companies)
    for other, one in zip(others, beside.recognised(closely=False), strict=True):
        theirs = one.candidate.company if one.candidate and one.verdict == "proved" else other.company
        if step.to is not None and (theirs.region, theirs.id) == (step.to.region, step.to.id):
            return other
    return None


def contradiction(package: Package, link: Link, candidate: Candidate) -> tuple[Evidence, str]:
    """Return what speaks for and against the link's company being that one, and what of it forbids it, or nothing."""
    evidence = evidence_of(package, link, candidate)
    against = ", ".join(sorted(evidence.contradicts & NUMBERS)).replace("_", " ")
    return evidence, against or ("" if "id" in evidence.agrees else "id")


def _steps(looked: Look, found: Sequence[Recognised]) -> tuple[Step, ...]:
    """Return the steps of a plan, in the order of the links."""
    with looked.installation.store.reading() as tx:
        held = planning.records_held(tx, looked.actor.environment, looked.broken)
    already = _already(looked, found)
    steps = []
    for number, (link, one) in enumerate(zip(looked.broken, found, strict=True), start=1):
        step = Step(
            number=number,
            link_id=link.id,
            name=link.company.name,
            package=link.package,
            becomes="unchanged",
            host_company=link.host_company,
            records=held[link.id],
            former_id=link.company.id,
            verdict=one.verdict,
            evidence=one.evidence,
            words=already.get(link.id, one.words),
            facts=(stands(link), digest(one.verdict)),
        )
        steps.append(_linked(looked, link, one, step))
    return tuple(steps)


def _already(looked: Look, found: Sequence[Recognised]) -> dict[int, tuple[str, ...]]:
    """Return of links that no company was found for which working link has theirs, as far as can be told."""
    missed = [link for link, one in zip(looked.broken, found, strict=True) if one.candidate is None]
    taken = [Seen(link.package, link.company, (link.login,)) for link in looked.working]
    pairs = zip(missed, recognise(missed, taken, looked.evidence), strict=True)
    return {
        link.id: (
            f"its company, “{one.candidate.company.name}”, is link {looked.working[one.place].id} already",
            *one.words,
        )
        for link, one in pairs
        if one.candidate is not None and one.place is not None
    }


def _linked(looked: Look, link: Link, one: Recognised, step: Step) -> Step:
    """Complete the step of a link that a company was found for."""
    if one.candidate is None and (link.package, link.company.region, link.company.id) in looked.offices:
        return step.model_copy(update={"verdict": "no_rights", "words": (OFFICES,)})
    if one.candidate is None or one.place is None or one.verdict not in {"proved", "likely", "conflict"}:
        return step
    if link.cause == "overwritten" and (other := _taken_by(looked, link)):
        words = (f"“{other.company.name}” has taken its place",)
        return step.model_copy(update={"verdict": "conflict", "words": words})
    company = one.candidate.company
    if closed := looked.closed.get((link.package, company.region, company.id)):
        return step.model_copy(update={"verdict": "no_rights", "words": (closed, *one.words)})
    doubtful = one.verdict == "proved" and not link.company.id and link.package in looked.silent
    verdict = "likely" if doubtful else one.verdict
    words = (*one.words, *((SILENT,) if doubtful else ()))
    former_id = link.company.id or (LEFT if link.connection_id is not None else "")
    by, listed = looked.way(link, (link.package, company.region, company.id))
    return step.model_copy(
        update={
            "becomes": "linked",
            "calls": planning.calls_of(looked.installation, link.package),
            "to": company,
            "connection_id": by.id,
            "login": by.login.id,
            "former_id": former_id,
            "verdict": verdict,
            "words": words,
            "facts": (
                step.facts[0],
                digest(verdict, listed, company, one.candidate.fingerprint, str(by.id), str(by.usable)),
            ),
        }
    )


def _taken_by(looked: Look, link: Link) -> Link | None:
    return next((one for one in looked.working if one.package == link.package), None)


def _anew(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:
    """Return the steps as they would be now: the packages are asked anew, as closely as when the plan was made."""
    looked = look(actor, installation, made.package or None)
    looked.ask()
    return _steps(looked, looked.recognised())


def _one(actor: Actor, installation: Installation, tx: Transaction, made: Plan, step: Step) -> Done:
    return bind_again(actor, installation, tx, step, plan_id=made.id)


RELINK = Way(right="write", anew=_anew, one=_one, undo=undo)
"""How plans for relinking are applied and undone."""
