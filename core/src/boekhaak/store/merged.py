"""Merged contacts as the ledger of decisions makes them: kept for lists, in the transaction of each entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from boekhaak.models.contacts import Source
from boekhaak.models.link import Actor
from boekhaak.store.database import MANY, Found, Transaction, inserting
from boekhaak.store.decision_tables import MergedContactRow
from boekhaak.store.links import seen_by
from boekhaak.store.record_tables import TABLES
from boekhaak.store.tables import LinkRow, table

_merged, _links = table(MergedContactRow), table(LinkRow)
_contacts = TABLES["contact"]

Groups = Sequence[tuple[Source, ...]]


def in_parts(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """Yield contacts in order, so many at a time as go into one question."""
    ordered = sorted(set(sources))
    for start in range(0, len(ordered), MANY // 2):
        yield ordered[start : start + MANY // 2]


def is_one_of(rows: FromClause, sources: Sequence[Source], of: str = "") -> ColumnElement[bool]:
    """Return what holds for rows about these contacts; ``of`` is what their columns begin with."""
    link, contact = rows.c[f"{of}link_id"], rows.c[f"{of}contact_id"]
    by_link: dict[int, list[str]] = {}
    for source in sources:
        by_link.setdefault(source.link_id, []).append(source.contact_id)
    return or_(false(), *(and_(link == link_id, contact.in_(ids)) for link_id, ids in by_link.items()))


def there(tx: Transaction, environment: str, groups: Groups) -> Groups:
    """Return groups without the contacts of links that were erased; one that is left alone is no group."""
    named = sorted({source.link_id for group in groups for source in group})
    mine: set[int] = set()
    for start in range(0, len(named), MANY):
        some = (_links.c.environment_id == environment, _links.c.id.in_(named[start : start + MANY]))
        mine.update(tx.execute(select(_links.c.id).where(*some)).scalars())
    if len(mine) == len(named):
        return groups
    left = (tuple(source for source in group if source.link_id in mine) for group in groups)
    return [group for group in left if len(group) > 1]


def write(tx: Transaction, environment: str, groups: Groups, former: Mapping[Source, Source | None]) -> None:
    """Let contacts be merged in these groups, and all others whose former lead is told in none."""
    leads = {source: group[0] for group in groups for source in group}
    gone = [source for source, lead in former.items() if lead is not None and source not in leads]
    if gone:
        one = (
            _merged.c.environment_id == environment,
            _merged.c.link_id == bindparam("of_link"),
            _merged.c.contact_id == bindparam("of_contact"),
        )
        tx.execute(
            _merged.delete().where(*one), [{"of_link": one.link_id, "of_contact": one.contact_id} for one in gone]
        )
    rows = [
        {
            "environment_id": environment,
            "link_id": source.link_id,
            "contact_id": source.contact_id,
            "lead_link_id": lead.link_id,
            "lead_contact_id": lead.contact_id,
        }
        for source, lead in leads.items()
        if former.get(source) != lead
    ]
    if rows:
        insert = inserting(tx, _merged)
        changed = {name: insert.excluded[name] for name in ("lead_link_id", "lead_contact_id")}
        keys = ["environment_id", "link_id", "contact_id"]
        tx.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def leads(tx: Transaction, environment: str) -> dict[Source, Source]:
    """Return of each contact that is stored as one with others the lowest of them."""
    mine = select(_merged).where(_merged.c.environment_id == environment)
    return {_source(row): _lead(row) for row in tx.execute(mine)}


def leads_of(tx: Transaction, environment: str, sources: Iterable[Source]) -> dict[Source, Source]:
    """Return of those of these contacts that are stored as one with others the lowest of them."""
    found: dict[Source, Source] = {}
    for some in in_parts(sources):
        mine = select(_merged).where(_merged.c.environment_id == environment, is_one_of(_merged, some))
        for row in tx.execute(mine):
            found[Source(row.link_id, row.contact_id)] = Source(row.lead_link_id, row.lead_contact_id)
    return found


def groups(tx: Transaction, environment: str, sources: Iterable[Source]) -> dict[Source, tuple[Source, ...]]:
    """Return of each of these contacts all that are one with it, itself among them, in order."""
    wanted, lead_of = set(sources), dict[Source, Source]()
    for some in in_parts(wanted):
        mine = select(_merged).where(_merged.c.environment_id == environment, is_one_of(_merged, some))
        lead_of |= {_source(row): _lead(row) for row in tx.execute(mine)}
    led = members(tx, environment, lead_of.values())
    return {source: led[lead_of[source]] if source in lead_of else (source,) for source in wanted}


def members(tx: Transaction, environment: str, of: Iterable[Source]) -> dict[Source, tuple[Source, ...]]:
    """Return the groups whose lowest contacts these are, in order, by them."""
    found: dict[Source, list[Source]] = {}
    for some in in_parts(of):
        query = select(_merged).where(_merged.c.environment_id == environment, is_one_of(_merged, some, "lead_"))
        for row in tx.execute(query):
            found.setdefault(_lead(row), []).append(_source(row))
    return {lead: tuple(sorted(group)) for lead, group in found.items()}


def leave(tx: Transaction, environment: str, link_ids: Sequence[int]) -> None:
    """Take the contacts of links that are erased out of what they are merged in; who is left alone is merged with nobody."""
    theirs = select(_merged.c.lead_link_id, _merged.c.lead_contact_id).where(
        _merged.c.environment_id == environment, _merged.c.link_id.in_(link_ids)
    )
    lead = tuple_(_merged.c.lead_link_id, _merged.c.lead_contact_id)
    former: dict[Source, Source | None] = {}
    by_lead: dict[Source, list[Source]] = {}
    for row in tx.execute(select(_merged).where(_merged.c.environment_id == environment, lead.in_(theirs))):
        source, of = _source(row), _lead(row)
        former[source] = of
        if source.link_id not in link_ids:
            by_lead.setdefault(of, []).append(source)
    write(tx, environment, [tuple(sorted(left)) for left in by_lead.values() if len(left) > 1], former)


def page(
    tx: Transaction, actor: Actor, link_ids: Iterable[int], after: Source | None, limit: int, *, only_merged: bool
) -> list[tuple[Source, ...]]:
    """Return the next merged contacts of an environment in the order of their lowest: that one, and then all that are there.

    ``link_ids`` are those of all links that the actor may see. One that was deleted at its package is not there.
    """
    mine = _merged.c.environment_id == actor.environment
    led = set(tx.execute(select(_merged.c.lead_link_id).where(mine).distinct()).scalars())
    seen, found = set(link_ids), list[Source]()
    for link_id in sorted(seen | led):
        if after is not None and link_id < after.link_id:
            continue
        beyond = after.contact_id if after is not None and link_id == after.link_id else ""
        arms = [_led(actor, link_id, beyond, limit - len(found), only_merged=only_merged)] if link_id in led else []
        if link_id in seen and not only_merged:
            arms.append(_alone(actor, link_id, beyond, limit - len(found)))
        if not arms:
            continue
        either = union_all(*(select(arm.subquery()) for arm in arms)).subquery()
        query = select(either).order_by(either.c.contact_id).limit(limit - len(found))
        found += [Source(link_id, contact_id) for contact_id in tx.execute(query).scalars()]
        if len(found) >= limit:
            break
    return _with_members(tx, actor, found)


def _led(actor: Actor, link_id: int, beyond: str, limit: int, *, only_merged: bool) -> Select[tuple[str]]:
    """Return what finds the groups whose lowest contact is of a link."""
    query = (
        select(_merged.c.lead_contact_id.label("contact_id"))
        .join(_contacts, _live())
        .where(
            _merged.c.environment_id == actor.environment,
            _merged.c.lead_link_id == link_id,
            _merged.c.lead_contact_id > beyond,
            seen_by(actor, _merged.c.link_id),
        )
        .group_by(_merged.c.lead_contact_id)
        .order_by(_merged.c.lead_contact_id)
        .limit(limit)
    )
    return query.having(func.count() > 1) if only_merged else query


def _alone(actor: Actor, link_id: int, beyond: str, limit: int) -> Select[tuple[str]]:
    """Return what finds the contacts of a link that are one with nobody."""
    with_others = select(literal(1)).where(
        _merged.c.environment_id == actor.environment,
        _merged.c.link_id == _contacts.c.link_id,
        _merged.c.contact_id == _contacts.c.id,
    )
    return (
        select(_contacts.c.id.label("contact_id"))
        .where(
            _contacts.c.link_id == link_id,
            _contacts.c.deleted_at.is_(None),
            _contacts.c.id > beyond,
            ~with_others.exists(),
        )
        .order_by(_contacts.c.id)
        .limit(limit)
    )


def _live() -> ColumnElement[bool]:
    return and_(
        _contacts.c.link_id == _merged.c.link_id,
        _contacts.c.id == _merged.c.contact_id,
        _contacts.c.deleted_at.is_(None),
    )


def _with_members(tx: Transaction, actor: Actor, found: Sequence[Source]) -> list[tuple[Source, ...]]:
    """Return leads, each with the contacts that are there: itself where it is alone."""
    led: dict[Source, list[Source]] = {}
    for some in in_parts(found):
        query = (
            select(_merged)
            .join(_contacts, _live())
            .where(
                _merged.c.environment_id == actor.environment,
                is_one_of(_merged, some, "lead_"),
                seen_by(actor, _merged.c.link_id),
            )
        )
        for row in tx.execute(query):
            led.setdefault(_lead(row), []).append(_source(row))
    return [(lead, *sorted(led.get(lead, [lead]))) for lead in found]


def _source(row: Found) -> Source:
    return Source(row.link_id, row.contact_id)


def _lead(row: Found) -> Source:
    return Source(row.lead_link_id, row.lead_contact_id)
