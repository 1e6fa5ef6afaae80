"""Codes of administrations: which they have, which they may have, choosing one and giving it up before it is used."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.administration_code import AdministrationCode, own_code, suggested
from boekhaak.models.link import Actor
from boekhaak.models.policy import Feature
from boekhaak.models.value import Value
from boekhaak.service.rights import may, refuse_without
from boekhaak.store import audit
from boekhaak.store import codes as stored
from boekhaak.store.code_checks import Facts, other_holder
from boekhaak.store.database import Transaction

FEATURE: Feature = "contacts_of_several_administrations"
"""The feature that codes belong to."""

CodeState = Literal["none", "chosen", "used", "reserved"]
"""Whether an administration has no code, one that can be changed, one that cannot, or was erased after its code was used."""


class ListedCode(Value):
    """An administration and its code. ``number`` is one of its ledger that holds the code, or another that is its own.

    ``problem`` says what is wrong with the code since it was chosen: numbers that were read later hold it elsewhere.
    """

    link_id: int
    company: str
    state: CodeState
    code: str = ""
    chosen_by: str = ""
    chosen_at: datetime | None = None
    first_used_at: datetime | None = None
    number: str = ""
    problem: str = ""


class SuggestedCode(Value):
    """A code that an administration may have. ``number`` is one of its ledger that holds it; empty for a new code."""

    link_id: int
    company: str
    code: str
    number: str = ""


@may("read")
def codes_listed(actor: Actor, installation: Installation) -> tuple[ListedCode, ...]:
    """Return the administrations that the actor may see with their codes, and the codes that erased ones have reserved.

    Raises: AccessMissing, with whom to ask, where the feature is off.
    """
    with installation.store.reading() as tx:
        refuse_without(tx, actor, installation, FEATURE)
        known = stored.facts(tx, actor)
    here = [_listed(known, link_id) for link_id in known.names]
    if actor.companies is not None:
        return tuple(here)
    gone = [one for link_id, one in known.register.items() if link_id not in known.there]
    return (*here, *(_with_code(one, company="", state="reserved") for one in gone))


@may("read")
def suggested_codes(actor: Actor, installation: Installation) -> tuple[SuggestedCode, ...]:
    """Return a code for each administration without one, none twice: what its numbers hold already, else a free one.

    Raises: AccessMissing where the feature is off.
    """
    with installation.store.reading() as tx:
        refuse_without(tx, actor, installation, FEATURE)
        known = stored.facts(tx, actor)
    wanting = [link_id for link_id in known.names if link_id not in known.register]
    found = suggested(wanting, known.held, known.taken)
    return tuple(
        SuggestedCode(link_id=link_id, company=known.names[link_id], code=one.code, number=one.number)
        for link_id, one in found.items()
    )


@may("write")
def choose_code(actor: Actor, installation: Installation, link_id: int, code: str) -> AdministrationCode:
    """Give an administration a code, in the place of one that was not used yet; the one it has already stays as it is.

    Raises: InvalidInput for what is no code, is another's, stands in numbers of another or was reserved by one, or where its own
    code was used; NotFound; AccessMissing.
    """
    with installation.store.writing() as tx:
        refuse_without(tx, actor, installation, FEATURE)
        return stored.chosen(installation.store, tx, actor, {link_id: code})[link_id]


@may("write")
def give_up_code(actor: Actor, installation: Installation, link_id: int) -> AdministrationCode:
    """Take an administration's code away, for others to have, and return it.

    Raises: InvalidInput for one that was used; NotFound where there is none; AccessMissing.
    """
    with installation.store.writing() as tx:
        refuse_without(tx, actor, installation, FEATURE)
        stored.hold(tx, actor, [link_id])
        known = stored.facts(tx, actor)
        if (one := known.register.get(link_id)) is None:
            raise codeless(known, link_id)
        if known.used(link_id):
            raise InvalidInput(
                f"its code {one.code} was used in numbers of invoices and stays for good",
                way_out="Leave it as it is; nothing was changed",
                company=known.names[link_id],
            )
        stored.drop(tx, actor.environment, [link_id])
        audit.add(
            installation.store, tx, actor, "administration code given up", link_id=link_id, details={"code": one.code}
        )
        return one


def clashes(tx: Transaction, actor: Actor, link_ids: Collection[int]) -> tuple[str, ...]:
    """Return what is wrong with codes since they were chosen: numbers that were read later hold them elsewhere."""
    known = stored.facts(tx, actor)
    there = [one for link_id, one in sorted(known.register.items()) if link_id in link_ids]
    return tuple(
        f"{known.names.get(one.link_id, one.link_id)}: {told}" for one in there if (told := _problem(known, one))
    )


def codeless(known: Facts, link_id: int) -> NotFound:
    """Return the error of who needs the code of an administration without one."""
    return NotFound(
        "it has no code yet",
        way_out=f"Choose one: `boekhaak codes choose {link_id} {known.free(link_id) or 'CODE'}`",
        company=known.names[link_id],
    )


def _listed(known: Facts, link_id: int) -> ListedCode:
    """Return an administration as it is listed."""
    company, one = known.names[link_id], known.register.get(link_id)
    if one is None:
        return ListedCode(link_id=link_id, company=company, state="none")
    told = _with_code(one, company=company, state="used" if known.used(link_id) else "chosen")
    if (there := known.holds(link_id, one.code)) is not None:
        return told.model_copy(update={"number": there.highest, "problem": _problem(known, one)})
    own = own_code(known.held.get(link_id, ()))
    return told.model_copy(update={"number": own.highest if own else "", "problem": _problem(known, one)})


def _problem(known: Facts, one: AdministrationCode) -> str:
    """Return what is wrong with a code that was chosen before the numbers were read."""
    clash = other_holder(known, one.link_id, one.code)
    return clash.what if clash else ""


def _with_code(one: AdministrationCode, *, company: str, state: CodeState) -> ListedCode:
    return ListedCode(
        link_id=one.link_id,
        company=company,
        state=state,
        code=one.code,
        chosen_by=one.chosen_by,
        chosen_at=one.chosen_at,
        first_used_at=one.first_used_at,
    )
