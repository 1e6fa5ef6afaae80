"""Dossiers of the host that were never linked here: adopting makes broken links of them, which a relink binds by proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.audit import Details
from boekhaak.models.company import Company
from boekhaak.models.dossier import Adopted, Dossier
from boekhaak.models.link import Actor, Answers, Link
from boekhaak.models.plan import Plan, Step
from boekhaak.service import planning, rights
from boekhaak.service.answering import missing, stage_of
from boekhaak.service.binding import refuse_more
from boekhaak.service.carrying_out import carry_out
from boekhaak.service.dossier_words import problems, sentences, words
from boekhaak.service.planning import Changed, Done, Draft, Way, as_it_was_made, digest
from boekhaak.service.rebinding import refuse_read_since
from boekhaak.service.rights import may
from boekhaak.service.vetting import Vetted, handed_in, refuse_wrong, vetted
from boekhaak.store import audit, environments, erasing, events, links, plans
from boekhaak.store.database import Transaction

REASON = "it comes from another way of getting data and was never linked here"
"""Why the link of an adopted dossier is broken."""


@may("administer")
def adopt(actor: Actor, installation: Installation, dossiers: Iterable[Dossier]) -> Adopted:
    """Take in dossiers, all or none, as broken links that `boekhaak relink` then binds; those that are here already stay.

    It cannot be undone: :func:`plan_adopt` and :func:`boekhaak.service.plans.apply` can. No package is asked, and no event is
    written. Raises: InvalidInput with everything that is wrong and the dossiers that it is about, or for more companies than
    the policy allows, or none; AccessMissing with whom to ask.
    """
    given = handed_in(dossiers)
    with installation.store.writing() as tx:
        _hold(actor, installation, tx)
        found = vetted(actor, installation, given, _everything(tx, actor))
        refuse_wrong(found)
        fresh = [one.dossier for one in found if one.there is None]
        added = _added(actor, installation, tx, fresh)
        if added:
            _write_down(actor, installation, tx, fresh, {"added": len(added), "kept": len(found) - len(fresh)})
        return _adopted(tx, actor, found, added)


@may("administer")
def adopt_by_plan(actor: Actor, installation: Installation, dossiers: Iterable[Dossier]) -> Adopted:
    """Take in dossiers as :func:`adopt` does, by a plan that can be undone; without one where all are here already.

    Raises: as :func:`adopt`.
    """
    found = _looked_at(actor, installation, dossiers)
    made = None
    if any(one.there is None for one in found):
        made = planning.write_down(actor, installation, _draft(found))
        made = carry_out(actor, installation, replace(ADOPT, anew=as_it_was_made), made.id)
    added = [step.link_id for step in made.steps if step.state == "applied"] if made else []
    with installation.store.reading() as tx:
        done = _adopted(tx, actor, found, [id_ for id_ in added if id_ is not None])
    return done.model_copy(update={"plan": made.id if made else None})


@may("administer")
def plan_adopt(actor: Actor, installation: Installation, dossiers: Iterable[Dossier]) -> Plan:
    """Return what adopting would do: each dossier with what its company can be recognised by. Nothing is changed.

    Raises: as :func:`adopt`.
    """
    return planning.write_down(actor, installation, _draft(_looked_at(actor, installation, dossiers)))


def _looked_at(actor: Actor, installation: Installation, dossiers: Iterable[Dossier]) -> tuple[Vetted, ...]:
    """Return dossiers that may be taken in, as they are written here. Raises: as :func:`adopt`."""
    given = handed_in(dossiers)
    with installation.store.reading() as tx:
        there, several = _everything(tx, actor), _several(tx, actor, installation)
    found = vetted(actor, installation, given, there)
    refuse_wrong(found)
    fresh = [one.dossier for one in found if one.there is None]
    refuse_more(actor, installation, there, [one.package for one in fresh], several=several)
    return found


def _draft(found: Sequence[Vetted]) -> Draft:
    return Draft(
        kind="adopt",
        package=_one_package([one.dossier for one in found]),
        steps=_steps(found),
        subject={"dossiers": [one.dossier.model_dump(mode="json", exclude_defaults=True) for one in found]},
        problems=problems(found),
        sentences=sentences(found),
        reversible=True,
    )


def _adopted(tx: Transaction, actor: Actor, found: Sequence[Vetted], added: Sequence[int]) -> Adopted:
    """Return what adopting came to, where the dossiers that are new became the links of those ids, in their order."""
    ids, now = iter(added), {link.id: link for link in _everything(tx, actor)}
    kept = tuple(one.there.id for one in found if one.there is not None)
    wanted = [one.there.id if one.there is not None else next(ids) for one in found]
    return Adopted(links=tuple(now[id_] for id_ in wanted), added=tuple(added), kept=kept, problems=problems(found))


def _hold(actor: Actor, installation: Installation, tx: Transaction) -> None:
    """Let nobody else bind companies in the environment before this transaction ends, nor an office where they are counted."""
    if not _several(tx, actor, installation) or installation.policy.imports == "one":
        environments.alone(tx)
    environments.hold(tx, actor.environment)


def _several(tx: Transaction, actor: Actor, installation: Installation) -> bool:
    return rights.is_on(tx, actor, installation, "several_administrations")


def _everything(tx: Transaction, actor: Actor) -> tuple[Link, ...]:
    return links.listed(tx, actor.model_copy(update={"packages": None, "companies": None}))


def _added(actor: Actor, installation: Installation, tx: Transaction, fresh: Sequence[Dossier]) -> tuple[int, ...]:
    """Take in dossiers that were vetted; return the ids of their links. Raises: as the policy says."""
    several, policy = _several(tx, actor, installation), installation.policy
    there = _everything(tx, actor) if policy.imports == "one" or not several else ()
    refuse_more(actor, installation, there, [one.package for one in fresh], several=several)
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
            update={"package": one.package, "host_company": one.host_company, "company": one.company},
        )
        for one in fresh
    ]
    return links.adopt(installation.store, tx, actor, broken)


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
            words=words(one),
            facts=(digest(one.dossier), digest(*one.wrong)),
        )
        for number, one in enumerate(found, start=1)
    )


def _dossiers(made: Plan) -> dict[int, Dossier]:
    """Return the dossiers of a plan by the numbers of their steps."""
    return {number: Dossier.model_validate(one) for number, one in enumerate(made.subject.get("dossiers", []), start=1)}


def _anew(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:
    with installation.store.reading() as tx:
        there = _everything(tx, actor)
    return _steps(vetted(actor, installation, list(_dossiers(made).values()), there))


def _one(actor: Actor, installation: Installation, tx: Transaction, made: Plan, step: Step) -> Done:
    """Take in one dossier: of the environment's links only those are looked at that may be its. Raises: Changed."""
    _hold(actor, installation, tx)
    dossier = Dossier.model_validate(made.subject["dossiers"][step.number - 1])
    there = links.of_dossier(tx, actor.environment, dossier.host_company, dossier.company_id)
    return _applied(actor, installation, tx, made, {step.number: dossier}, there=there)[step.number]


def _whole(actor: Actor, installation: Installation, tx: Transaction, made: Plan) -> Mapping[int, Done]:
    _hold(actor, installation, tx)
    open_ = {step.number for step in made.steps if step.state == "open" and step.becomes != "unchanged"}
    dossiers = {number: dossier for number, dossier in _dossiers(made).items() if number in open_}
    return _applied(actor, installation, tx, made, dossiers, there=_everything(tx, actor))


def _applied(
    actor: Actor,
    installation: Installation,
    tx: Transaction,
    made: Plan,
    dossiers: Mapping[int, Dossier],
    *,
    there: Sequence[Link],
) -> dict[int, Done]:
    """Take in dossiers by their steps' numbers. Raises: Changed when one is here already, or may no longer be taken in."""
    found = vetted(actor, installation, list(dossiers.values()), there)
    if changed := [one for one in found if one.there is not None or one.wrong]:
        one = changed[0]
        why = "; ".join(one.wrong) or "it is here already"
        raise Changed(f"“{one.dossier.name}” cannot be adopted any more: {why}")
    fresh = [one.dossier for one in found]
    added = _added(actor, installation, tx, fresh)
    _write_down(actor, installation, tx, fresh, {"added": len(added), "kept": 0, "plan": made.id})
    unread: dict[str, Any] = {"plan": made.id, "read": []}  # as before a step that is applied to a link that is there
    return {number: Done(id_, unread) for number, id_ in zip(dossiers, added, strict=True)}


def _undo(actor: Actor, installation: Installation, tx: Transaction, step: Step, former: Mapping[str, Any]) -> None:
    """Erase the link of a dossier that was never bound: nothing was read by it."""
    links.hold(tx, [step.link_id or 0])
    link = links.get(tx, actor, step.link_id or 0)
    if link.connection_id is not None:
        raise InvalidInput(
            "it was linked since, so adopting it cannot be undone",
            way_out="Undo the relink first: `boekhaak plans` lists it",
            company=link.company.name,
        )
    refuse_read_since(tx, link, former)
    plans.let_go(tx, former["plan"], step.number)
    erasing.erase(tx, [link])
    told: Details = {"plan": former["plan"]}
    audit.add(installation.store, tx, actor, "adoption undone", package=link.package, link_id=link.id, details=told)
    events.add(installation.store, tx, link.environment, "company_erased", package=link.package, link_id=link.id)


ADOPT = Way(right="administer", anew=_anew, one=_one, whole=_whole, undo=_undo)
"""How plans for adopting dossiers are applied and undone."""
