"""The register of administrations' codes: who has which, choosing several at once, and what stays when a link is erased."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from boekhaak.models.administration_code import AdministrationCode, codes_in
from boekhaak.models.link import Actor
from boekhaak.store import audit, environments, links
from boekhaak.store.code_checks import Facts, refuse_unusable
from boekhaak.store.code_tables import AdministrationCodeRow
from boekhaak.store.database import MANY, Found, Store, Transaction, inserting
from boekhaak.store.invoice_numbers import series
from boekhaak.store.tables import table

_register = table(AdministrationCodeRow)


def of(tx: Transaction, environment: str) -> dict[int, AdministrationCode]:
    """Return the codes of an environment by link, those too that are reserved because a link that was erased had used them."""
    mine = select(_register).where(_register.c.environment_id == environment).order_by(_register.c.code)
    return {row.link_id: _code(row) for row in tx.execute(mine)}


def facts(tx: Transaction, actor: Actor) -> Facts:
    """Return all that a choice of codes in the actor's environment rests on; the names are those that the actor may know."""
    names = {link.id: link.company.name for link in links.listed(tx, actor)}
    everybody = actor.model_copy(update={"packages": None, "companies": None})
    there = frozenset(link.id for link in links.listed(tx, everybody))
    return Facts(names, there, of(tx, actor.environment), codes_in(series(tx, actor.environment)))


def chosen(store: Store, tx: Transaction, actor: Actor, wanted: Mapping[int, str]) -> dict[int, AdministrationCode]:
    """Give administrations codes, all or none, and return those they have then; a code that one has already stays as it is.

    Call it late in a transaction: it holds the links, and then the environment. Raises: NotFound or AccessMissing for a link;
    InvalidInput with all codes that cannot be used.
    """
    hold(tx, actor, wanted)
    known = facts(tx, actor)
    refuse_unusable(known, wanted)
    now_has = {link_id: one.code for link_id, one in known.register.items()}
    fresh = {link_id: code for link_id, code in wanted.items() if now_has.get(link_id) != code}
    used = {link_id for link_id, code in fresh.items() if known.holds(link_id, code)}
    put(store, tx, actor, fresh, used)
    for link_id, code in fresh.items():
        audit.add(store, tx, actor, "administration code chosen", link_id=link_id, details={"code": code})
    return {link_id: one for link_id, one in of(tx, actor.environment).items() if link_id in wanted}


def hold(tx: Transaction, actor: Actor, link_ids: Collection[int]) -> None:
    """Let nobody else choose or use a code in the actor's environment, or erase these links, before this transaction ends.

    Raises: NotFound or AccessMissing for a link.
    """
    for link_id in link_ids:
        links.get(tx, actor, link_id)
    links.hold(tx, sorted(link_ids))
    for link_id in link_ids:  # one that was being erased is gone now
        links.get(tx, actor, link_id)
    environments.hold(tx, actor.environment)
    mine = select(_register.c.code).where(_register.c.environment_id == actor.environment).order_by(_register.c.code)
    tx.execute(mine.with_for_update())


def hold_one(tx: Transaction, environment: str, link_id: int) -> AdministrationCode | None:
    """Return the code of a link, if it has one, and let nobody else use or change it before this transaction ends."""
    its = select(_register).where(_register.c.environment_id == environment, _register.c.link_id == link_id)
    for _ in range(2):  # one that was waited for may be gone, with another in its place
        if (row := tx.execute(its.with_for_update()).first()) is not None:
            return _code(row)
    return None


def put(store: Store, tx: Transaction, actor: Actor, codes: Mapping[int, str], used: Collection[int]) -> None:
    """Give links codes in the place of those they had; ``used`` are the links whose numbers hold theirs already.

    A code that is reserved goes on with its sequences. Everything was checked before.
    """
    drop(tx, actor.environment, list(codes))
    now = store.clock.now()
    for link_id, code in codes.items():
        values: dict[str, object] = {
            "link_id": link_id,
            "chosen_by": actor.user,
            "chosen_at": now,
            "first_used_at": now if link_id in used else None,
        }
        row = inserting(tx, _register).values(environment_id=actor.environment, code=code, **values)
        values["first_used_at"] = func.coalesce(_register.c.first_used_at, row.excluded.first_used_at)
        tx.execute(row.on_conflict_do_update(index_elements=["environment_id", "code"], set_=values))


def drop(tx: Transaction, environment: str, link_ids: Sequence[int]) -> None:
    """Let links have no code any more; their codes were never used."""
    mine = _register.c.environment_id == environment
    for start in range(0, len(link_ids), MANY):
        tx.execute(_register.delete().where(mine, _register.c.link_id.in_(link_ids[start : start + MANY])))


def forget_links(tx: Transaction, link_ids: Sequence[int]) -> None:
    """Let go of the codes of links that are about to be erased with their records; those that were used stay reserved."""
    for start in range(0, len(link_ids), MANY):
        these = link_ids[start : start + MANY]
        unused = select(_register).where(_register.c.link_id.in_(these), _register.c.first_used_at.is_(None))
        for row in tx.execute(unused.order_by(_register.c.code).with_for_update()).all():
            held = codes_in(series(tx, row.environment_id, [row.link_id])).get(row.link_id, ())
            one = (_register.c.environment_id == row.environment_id, _register.c.code == row.code)
            if any(found.code == row.code for found in held):
                tx.execute(_register.update().where(*one).values(first_used_at=row.chosen_at))
            else:
                tx.execute(_register.delete().where(*one))


def mark_used(tx: Transaction, one: AdministrationCode, moment: datetime) -> None:
    """Write down when a code was first used."""
    its = (_register.c.environment_id == one.environment, _register.c.code == one.code)
    tx.execute(_register.update().where(*its).values(first_used_at=moment))


def _code(row: Found) -> AdministrationCode:
    return AdministrationCode(
        environment=row.environment_id,
        code=row.code,
        link_id=row.link_id,
        chosen_by=row.chosen_by,
        chosen_at=row.chosen_at,
        first_used_at=row.first_used_at,
    )
