"""Dossiers of the host that were never linked here: adopting makes broken links of them, which a relink binds by proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.audit import Details
from boekhaak.models.company import Company
from boekhaak.models.dossier import Adopted, Dossier
from boekhaak.models.link import Actor, Answers, Link
from boekhaak.models.plan import Plan, Step
from boekhaak.recognition.numbers import derived, registration_key, vat_key
from boekhaak.service import planning, rights
from boekhaak.service.answering import missing, stage_of
from boekhaak.service.binding import refuse_more
from boekhaak.service.planning import Changed, Done, Draft, Way, digest
from boekhaak.service.rights import may
from boekhaak.service.vetting import Vetted, refuse_wrong, vetted
from boekhaak.store import audit, environments, erasing, events, links, plans, runs
from boekhaak.store.database import Transaction

REASON = "it comes from another way of getting data and was never linked here"
"""Why the link of an adopted dossier is broken."""
PROOF = 2
"""So many identifiers that do not follow from each other prove a company."""


@may("administer")
def adopt(actor: Actor, installation: Installation, dossiers: Sequence[Dossier]) -> Adopted:
    """Take in dossiers, all or none, as broken links that `boekhaak relink` then binds; those that are here already stay.

    No package is asked, and no event is written. Raises: InvalidInput with everything that is wrong and the dossiers that it
    is about, or for more companies than the policy allows; AccessMissing with whom to ask.
    """
    with installation.store.writing() as tx:
        _hold(actor, installation, tx)
        there = _everything(tx, actor)
        found = vetted(actor, installation, dossiers, there)
        refuse_wrong(found)
        fresh = [one.dossier for one in found if one.there is None]
        added = _added(actor, installation, tx, fresh, there)
        kept = tuple(one.there.id for one in found if one.there is not None)
        if added:
            _write_down(actor, installation, tx, fresh, {"added": len(added), "kept": len(kept)})
        ids = iter(added)
        wanted = [one.there.id if one.there is not None else next(ids) for one in found]
        now = {link.id: link for link in _everything(tx, actor)}
    return Adopted(links=tuple(now[id_] for id_ in wanted), added=added, kept=kept)


@may("administer")
def plan_adopt(actor: Actor, installation: Installation, dossiers: Sequence[Dossier]) -> Plan:
    """Return what adopting would do: each dossier with what its company can be recognised by. Nothing is changed.

    Raises: as :func:`adopt`.
    """
    with installation.store.reading() as tx:
        there, several = _everything(tx, actor), _several(tx, actor, installation)
    found = vetted(actor, installation, dossiers, there)
    refuse_wrong(found)
    fresh = [one.dossier for one in found if one.there is None]
    refuse_more(actor, installation, there, [one.package for one in fresh], several=several)
    draft = Draft(
        kind="adopt",
        package=_one_package([one.dossier for one in found]),
        steps=_steps(found),
        subject={"dossiers": [one.dossier.model_dump(mode="json", exclude_defaults=True) for one in found]},
        sentences=_sentences(found),
        reversible=True,
    )
    return planning.write_down(actor, installation, draft)


def _hold(actor: Actor, installation: Installation, tx: Transaction) -> None:
    """Let nobody else bind companies in the environment before this transaction ends, nor an office where they are counted."""
    if not _several(tx, actor, installation) or installation.policy.imports == "one":
        environments.alone(tx)
    environments.hold(tx, actor.environment)


def _several(tx: Transaction, actor: Actor, installation: Installation) -> bool:
    return rights.is_on(tx, actor, installation, "several_administrations")


def _everything(tx: Transaction, actor: Actor) -> tuple[Link, ...]:
    return links.listed(tx, actor.model_copy(update={"packages": None, "companies": None}))


def _added(
    actor: Actor, installation: Installation, tx: Transaction, fresh: Sequence[Dossier], there: Sequence[Link]
) -> tuple[int, ...]:
    """Take in dossiers that were vetted; return the ids of their links. Raises: as the policy says."""
    several = _several(tx, actor, installation)
    refuse_more(actor, installation, there, [one.package for one in fresh], several=several)
    policy = installation.policy
    set_up = policy.set_up == "answers" and not missing(policy, Answers())
    like = Link(
        id=0,
        environment=actor.environment,
        package="",
        company=Company(id="", region="", name=""),
        connection_id=None,
        login="",
        state="broken",
        cause="migrated",
        reason=REASON,
        set_up=set_up,
        stage=stage_of(policy, set_up=set_up),
        created_at=installation.clock.now(),
    )
    broken = [
        like.model_copy(
            update={"package": one.package, "host_company": one.host_company, "company": _company(one)},
        )
        for one in fresh
    ]
    return links.adopt(installation.store, tx, actor, broken)


def _company(dossier: Dossier) -> Company:
    return Company(
        id=dossier.company_id,
        region=dossier.region,
        name=dossier.name,
        country=dossier.country,
        currency=dossier.currency,
        year_start=dossier.year_start,
        registration_number=dossier.registration_number,
        vat_number=dossier.vat_number,
    )


def _one_package(dossiers: Sequence[Dossier]) -> str:
    """Return the package of all dossiers, or nothing where they have several."""
    packages = {one.package for one in dossiers}
    return packages.pop() if len(packages) == 1 else ""


def _write_down(
    actor: Actor, installation: Installation, tx: Transaction, fresh: Sequence[Dossier], details: Details
) -> None:
    audit.add(installation.store, tx, actor, "dossiers adopted", package=_one_package(fresh), details=details)


def _steps(found: Sequence[Vetted]) -> tuple[Step, ...]:
    """Return what adopting does to each dossier, in their order; what is wrong with one is a fact that it rests on."""
    return tuple(
        Step(
            number=number,
            link_id=one.there.id if one.there is not None else None,
            name=one.dossier.name,
            package=one.dossier.package,
            becomes="broken" if one.there is None else "unchanged",
            host_company=one.dossier.host_company,
            words=_words(one),
            facts=(digest(one.dossier), digest(*one.wrong)),
        )
        for number, one in enumerate(found, start=1)
    )


def _known(dossier: Dossier) -> dict[str, str]:
    """Return what identifies a dossier's company, in words, without what follows from the rest or stands for nothing."""
    number, vat, country = dossier.registration_number, dossier.vat_number, dossier.country
    known = {
        "its id at the package": dossier.company_id,
        "its registration number": number if registration_key(number, country) else "",
        "its VAT number": vat if vat_key(vat, country) and not derived(number, vat, country) else "",
    }
    return {what: value for what, value in known.items() if value}


def _words(one: Vetted) -> tuple[str, ...]:
    """Say what a dossier's company can be recognised by."""
    if one.there is not None:
        return (f"it is here already as link {one.there.id}",)
    known = _known(one.dossier)
    each = [f"{what} {value}" for what, value in known.items()]
    told = " and ".join([", ".join(each[:-1]), *each[-1:]] if len(each) > 1 else each)
    if len(known) >= PROOF:
        return (f"it can be recognised by {told}",)
    only = f"only {told} is known" if told else "nothing but its name is known"
    return (f"{only}: a person will have to name its company",)


def _sentences(found: Sequence[Vetted]) -> tuple[str, ...]:
    """Say what adopting means for people, before it is done."""
    fresh = [one.dossier for one in found if one.there is None]
    named = sum(len(_known(one)) < PROOF for one in fresh)
    told = []
    if fresh:
        told = [
            f"{_companies(len(fresh))} will have a broken link until somebody signs in and relinks.",
            "What the host has of them stays as it is; they need not be imported.",
        ]
    if named:
        told.append(
            f"Of {_companies(named)} too little is known for a proof: a person will have to name what they are."
        )
    if here := len(found) - len(fresh):
        told.append(f"{_companies(here)} {'is' if here == 1 else 'are'} here already: nothing changes for them.")
    return tuple(told)


def _companies(count: int) -> str:
    return "1 company" if count == 1 else f"{count} companies"


def _dossiers(made: Plan) -> dict[int, Dossier]:
    """Return the dossiers of a plan by the numbers of their steps."""
    return {number: Dossier.model_validate(one) for number, one in enumerate(made.subject.get("dossiers", []), start=1)}


def _anew(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:
    with installation.store.reading() as tx:
        there = _everything(tx, actor)
    return _steps(vetted(actor, installation, list(_dossiers(made).values()), there))


def _one(actor: Actor, installation: Installation, tx: Transaction, made: Plan, step: Step) -> Done:
    return _applied(actor, installation, tx, made, [step])[step.number]


def _whole(actor: Actor, installation: Installation, tx: Transaction, made: Plan) -> Mapping[int, Done]:
    steps = [step for step in made.steps if step.state == "open" and step.becomes != "unchanged"]
    return _applied(actor, installation, tx, made, steps)


def _applied(
    actor: Actor, installation: Installation, tx: Transaction, made: Plan, steps: Sequence[Step]
) -> dict[int, Done]:
    """Take in the dossiers of steps. Raises: Changed when one is here already, or may no longer be taken in."""
    _hold(actor, installation, tx)
    dossiers, there = _dossiers(made), _everything(tx, actor)
    found = vetted(actor, installation, [dossiers[step.number] for step in steps], there)
    if changed := [one for one in found if one.there is not None or one.wrong]:
        one = changed[0]
        why = "; ".join(one.wrong) or "it is here already"
        raise Changed(f"“{one.dossier.name}” cannot be adopted any more: {why}")
    fresh = [one.dossier for one in found]
    added = _added(actor, installation, tx, fresh, there)
    _write_down(actor, installation, tx, fresh, {"added": len(added), "kept": 0, "plan": made.id})
    return {step.number: Done(id_, {"plan": made.id}) for step, id_ in zip(steps, added, strict=True)}


def _undo(actor: Actor, installation: Installation, tx: Transaction, step: Step, former: Mapping[str, Any]) -> None:
    """Erase the link of a dossier that was never bound: nothing was read by it."""
    links.hold(tx, [step.link_id or 0])
    link = links.get(tx, actor, step.link_id or 0)
    if link.connection_id is not None or runs.calls_until_now(tx, link.id):
        raise InvalidInput(
            "it was linked since, so adopting it cannot be undone",
            way_out="Undo the relink first: `boekhaak plans` lists it",
            company=link.company.name,
        )
    plans.let_go(tx, former["plan"], step.number)
    erasing.erase(tx, [link])
    told: Details = {"plan": former["plan"]}
    audit.add(installation.store, tx, actor, "adoption undone", package=link.package, link_id=link.id, details=told)
    events.add(installation.store, tx, link.environment, "company_erased", package=link.package, link_id=link.id)


ADOPT = Way(right="administer", anew=_anew, one=_one, whole=_whole, undo=_undo)
"""How plans for adopting dossiers are applied and undone."""
