"""Contacts as they are compared: each with its addresses and bank accounts, as a card."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter

from sqlalchemy import ColumnElement, Select, Table, select

from boekhaak.models.contacts import Card, Place, Source
from boekhaak.store.database import MANY, Found, Transaction
from boekhaak.store.record_tables import TABLES
from boekhaak.store.tables import LinkRow, table

_links = table(LinkRow)
_contacts, _addresses, _accounts = TABLES["contact"], TABLES["address"], TABLES["bank_account"]
_COLUMNS = {
    _contacts: ("id", "name", "is_customer", "is_supplier", "blocked", "registration_number", "vat_number", "email",
                "phone", "website"),
    _addresses: ("contact_id", "id", "type", "line1", "line2", "line3", "postcode", "city", "country", "main"),
    _accounts: ("contact_id", "id", "iban", "number", "main"),
}  # fmt: skip
"""What is read of each: moments alone would cost as much as all the rest."""

Which = Callable[[ColumnElement[str]], ColumnElement[bool]]
"""Tells of a column of contacts' ids what holds for those that are read together."""

BATCH = 2_000
"""So many contacts are in memory at a time."""


def read(tx: Transaction, link_ids: Iterable[int], after: Source | None = None) -> Iterator[Card]:
    """Yield the cards of the live contacts of links, in the order of links and of ids within each; after one, if named."""
    wanted = sorted(set(link_ids))
    homes = _homes(tx, wanted)
    for link_id in wanted:
        if after is not None and link_id < after.link_id:
            continue
        last = after.contact_id if after is not None and link_id == after.link_id else None
        while rows := _batch(tx, link_id, last):
            first, last = rows[0].id, rows[-1].id
            yield from _cards(tx, (link_id, homes.get(link_id, "")), rows, partial(_between, first, last))


def of(tx: Transaction, sources: Iterable[Source]) -> dict[Source, Card]:
    """Return the cards of contacts that are there."""
    found: dict[Source, Card] = {}
    ordered = sorted(set(sources))
    homes = _homes(tx, sorted({source.link_id for source in ordered}))
    for link_id, theirs in groupby(ordered, key=attrgetter("link_id")):
        ids = [source.contact_id for source in theirs]
        for start in range(0, len(ids), MANY):
            some = ids[start : start + MANY]
            rows = tx.execute(_live(_contacts, link_id).where(_contacts.c.id.in_(some))).all()
            cards = _cards(tx, (link_id, homes.get(link_id, "")), rows, partial(_one_of, some))
            found |= {card.source: card for card in cards}
    return found


def digest(card: Card) -> str:
    """Return a short hash of what a card holds of its contact; where that stands and its administration's country are no part."""
    held = (
        card.name, card.is_customer, card.is_supplier, card.blocked, card.registration_number, card.vat_number,
        card.email, card.phone, card.website, card.places, card.ibans,
    )  # fmt: skip
    return blake2b(json.dumps(held, separators=(",", ":")).encode(), digest_size=8).hexdigest()


def _homes(tx: Transaction, link_ids: Sequence[int]) -> dict[int, str]:
    """Return the country of each link's administration."""
    homes: dict[int, str] = {}
    for start in range(0, len(link_ids), MANY):
        some = _links.c.id.in_(link_ids[start : start + MANY])
        homes |= {row.id: row.country for row in tx.execute(select(_links.c.id, _links.c.country).where(some))}
    return homes


def _batch(tx: Transaction, link_id: int, after: str | None) -> Sequence[Found]:
    query = _live(_contacts, link_id).order_by(_contacts.c.id).limit(BATCH)
    return tx.execute(query if after is None else query.where(_contacts.c.id > after)).all()


def _live(rows: Table, link_id: int) -> Select[tuple[object, ...]]:
    return select(*(rows.c[name] for name in _COLUMNS[rows])).where(
        rows.c.link_id == link_id, rows.c.deleted_at.is_(None)
    )


def _between(first: str, last: str, column: ColumnElement[str]) -> ColumnElement[bool]:
    return column.between(first, last)


def _one_of(ids: Sequence[str], column: ColumnElement[str]) -> ColumnElement[bool]:
    return column.in_(ids)


def _cards(tx: Transaction, of: tuple[int, str], rows: Sequence[Found], which: Which) -> Iterator[Card]:
    """Yield the cards of rows of contacts of a link, which is told with its administration's country."""
    link_id, home = of
    places, ibans = defaultdict[str, list[Found]](list), defaultdict[str, list[Found]](list)
    for held, table_ in ((places, _addresses), (ibans, _accounts)):
        for row in tx.execute(_live(table_, link_id).where(which(table_.c.contact_id))):
            held[row.contact_id].append(row)
    for row in rows:
        yield Card(
            source=Source(link_id, row.id),
            name=row.name,
            is_customer=row.is_customer,
            is_supplier=row.is_supplier,
            blocked=row.blocked,
            registration_number=row.registration_number,
            vat_number=row.vat_number,
            email=row.email,
            phone=row.phone,
            website=row.website,
            places=tuple(map(_place, sorted(places.get(row.id, ()), key=_rank))),
            ibans=tuple(dict.fromkeys(filter(None, map(_iban, sorted(ibans.get(row.id, ()), key=_rank))))),
            home=home,
        )


def _rank(row: Found) -> tuple[bool, str]:
    """Put the main one first, and the others in the order of their ids."""
    return not row.main, row.id


def _place(row: Found) -> Place:
    return Place(row.type or "", row.line1, row.line2, row.line3, row.postcode, row.city, row.country, row.main)


def _iban(row: Found) -> str:
    iban: str = row.iban or row.number
    return iban
