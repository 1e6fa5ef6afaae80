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
from boekhaak.recognition.assignment import Recognised
from boekhaak.recognition.evidence import default_evidence
from boekhaak.registry import Package
from boekhaak.service import planning
from boekhaak.service.carrying_out import carry_out
from boekhaak.service.looking import Look, LookedAt, Place, look
from boekhaak.service.planning import Changed, Done, Draft, Way, digest, stands
from boekhaak.service.rebinding import bind_again, undo
from boekhaak.service.rights import may
from boekhaak.store import connections, links
from boekhaak.store.database import Transaction

NUMBERS = frozenset({"registration_number", "vat_number", "fingerprint"})
"""The facts of which one that contradicts tells of another company's books."""
OFFICES = "it is for the accounting office to activate it again"
"""What is said of a company that only an accounting office's login sees."""


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

    ``questions`` are steps that a person has to decide about, in words. ``left`` are links that are still broken.
    """

    links: tuple[Link, ...]
    done: int
    total: int
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
    subject = {"looked_at": [one.model_dump(mode="json") for one in looked.closely.values()]}
    draft = Draft(
        kind="relink",
        package=package or "",
        steps=_steps(looked, found),
        subject=subject,
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
    return carry_out(actor, installation, replace(RELINK, anew=_as_it_was_made), made.id, only)


def _as_it_was_made(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:  # noqa: ARG001 - as _anew
    return made.steps


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
    looked.ask(connection_id)
    mine = [step for step in _steps(looked, looked.recognised()) if step.connection_id == connection_id]
    bound = [step.link_id for step in mine if step.verdict == "proved" and _took(actor, installation, step)]
    with installation.store.reading() as tx:
        every = links.listed(tx, actor, connection.package)
    return Taken(
        links=tuple(link for link in every if link.id in bound),
        done=sum(link.state == "ok" for link in every),
        total=len(every),
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

    A dossier without an id is bound to what it likely is. A number that contradicts forbids it.
    """
    others = tuple(one for one in look(actor, installation, link.package).working if one.id != link.id)
    looked = Look(installation, actor, (link,), others)
    looked.saw(connection, companies)
    (one,) = looked.recognised()
    (step,) = _steps(looked, (one,))
    if step.verdict not in {"proved", "likely"}:
        return Relinked(link=link, bound=False, verdict=one.verdict, evidence=one.evidence, reason="; ".join(one.words))
    with installation.store.writing() as tx:
        bind_again(actor, installation, tx, step, plan_id=None)
        bound = links.get(tx, actor, link.id)
    return Relinked(link=bound, bound=True, verdict=one.verdict, evidence=one.evidence)


def contradiction(package: Package, link: Link, candidate: Candidate) -> tuple[Evidence, str]:
    """Return what speaks for and against the link's company being that one, and what of it forbids it, or nothing."""
    evidence = package.relink(link, candidate) or default_evidence(link, candidate)
    against = ", ".join(sorted(evidence.contradicts & NUMBERS)).replace("_", " ")
    return evidence, against or ("" if "id" in evidence.agrees else "id")


def _steps(looked: Look, found: Sequence[Recognised]) -> tuple[Step, ...]:
    """Return the steps of a plan, in the order of the links."""
    with looked.installation.store.reading() as tx:
        held = planning.records_held(tx, looked.actor.environment, looked.broken)
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
            words=one.words,
            facts=(stands(link), digest(one.verdict)),
        )
        steps.append(_linked(looked, link, one, step))
    return tuple(steps)


def _linked(looked: Look, link: Link, one: Recognised, step: Step) -> Step:
    """Complete the step of a link that a company was found for."""
    if closed := looked.closed.get((link.package, link.company.region, link.company.id)):
        return step.model_copy(update={"verdict": "no_rights", "words": (closed,)})
    if one.candidate is None and (link.package, link.company.region, link.company.id) in looked.offices:
        return step.model_copy(update={"verdict": "no_rights", "words": (OFFICES,)})
    if one.candidate is None or one.place is None or one.verdict not in {"proved", "likely", "conflict"}:
        return step
    if link.cause == "overwritten" and (other := _taken_by(looked, link)):
        words = (f"“{other.company.name}” has taken its place",)
        return step.model_copy(update={"verdict": "conflict", "words": words})
    company = one.candidate.company
    by, listed = looked.way(link, (link.package, company.region, company.id))
    return step.model_copy(
        update={
            "becomes": "linked",
            "calls": planning.calls_of(looked.installation, link.package),
            "to": company,
            "connection_id": by.id,
            "login": by.login.id,
            "facts": (step.facts[0], digest(one.verdict, listed, str(by.id), str(by.usable))),
        }
    )


def _taken_by(looked: Look, link: Link) -> Link | None:
    return next((one for one in looked.working if one.package == link.package), None)


def _anew(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:
    """Return the steps as they would be now: lists are asked anew, companies that were looked at closely are not."""
    looked = look(actor, installation, made.package or None)
    kept = [LookedAt.model_validate(one) for one in made.subject.get("looked_at", [])]
    looked.closely = {_place(one): one for one in kept}
    looked.ask()
    done = {step.link_id for step in made.steps if step.state == "applied"}
    return tuple(step for step in _steps(looked, looked.recognised(closely=False)) if step.link_id not in done)


def _place(one: LookedAt) -> Place:
    return one.package, one.listed.region, one.listed.id


def _one(actor: Actor, installation: Installation, tx: Transaction, made: Plan, step: Step) -> Done:
    return bind_again(actor, installation, tx, step, plan_id=made.id)


RELINK = Way(right="write", anew=_anew, one=_one, undo=undo)
"""How plans for relinking are applied and undone."""
