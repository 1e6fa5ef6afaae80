"""The one list of contacts: those of all administrations, each once, with whose value leads; and handing it to the host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from pydantic import JsonValue

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.matching.folding import Chosen
from boekhaak.matching.leading import conflicts, leading
from boekhaak.models.contacts import Card, Decision, LeadingValue, MergedContact, Part, Source
from boekhaak.models.link import Actor, Link
from boekhaak.models.value import unchecked
from boekhaak.service.deciding import admit
from boekhaak.service.rights import may
from boekhaak.store import cards, codes, decisions, links
from boekhaak.store import merged as merged_store
from boekhaak.store.database import Transaction

What = Literal["decisions", "contacts"]
"""What is exported: all entries of the ledger, or the contacts that they come to."""

PAGE, MOST = 1_000, 1_000
"""So many rows of an export are read at a time; so many contacts are listed at once at most."""

Row = dict[str, JsonValue]

_merged_contact, _part = unchecked(MergedContact), unchecked(Part)


@may("read")
def merged_listed(
    actor: Actor, installation: Installation, after: str = "", limit: int = 100, *, only_merged: bool = False
) -> tuple[MergedContact, ...]:
    """Return the contacts of all administrations, each once, in the order of their keys, after that key.

    ``only_merged``: those that stand in two places or more. Raises: AccessMissing; InvalidInput for what is no key.
    """
    beyond = _source(after)
    with installation.store.reading() as tx:
        admit(tx, actor, installation)
        found = _page(tx, actor, beyond, max(0, min(limit, MOST)), only_merged=only_merged)
    return tuple(one.contact for one in found)


@may("read")
def merged(actor: Actor, installation: Installation, source: Source) -> MergedContact:
    """Return the contact that one of an administration is part of. Raises: NotFound, AccessMissing."""
    with installation.store.reading() as tx:
        admit(tx, actor, installation)
        links.get(tx, actor, source.link_id)
        group = merged_store.groups(tx, actor.environment, (source,))[source]
        (found,) = _shown(tx, actor, [(group[0], *group)]) or (None,)
    if found is None or source not in {part.source for part in found.contact.parts}:
        raise NotFound(
            f"link {source.link_id} has no contact “{source.contact_id}”, or it was deleted at its package",
            way_out="Synchronise the administration, and look at its contacts again",
        )
    return found.contact


@may("read")
def exported(actor: Actor, installation: Installation, what: What = "decisions", after: str = "") -> Iterator[Row]:
    """Yield the ledger or the one list as rows of JSON, after the number of an entry or the key of a contact.

    Contacts are read a page at a time: what is decided meanwhile may be in it or not. Raises: AccessMissing, InvalidInput.
    """
    if what not in get_args(What):
        raise InvalidInput(f"there is no export of “{what}”", way_out=f"Choose one of: {', '.join(get_args(What))}")
    with installation.store.reading() as tx:
        admit(tx, actor, installation)
    if what == "contacts":
        return _contacts(actor, installation, _source(after))
    if after and not (after.isascii() and after.isdecimal()):
        raise InvalidInput(
            f"“{after}” is no number of an entry", way_out="Go on after the number of the last row you have"
        )
    return _entries(actor, installation, int(after or 0))


class _Shown(NamedTuple):
    """A merged contact and the links of its parts."""

    contact: MergedContact
    links: dict[int, Link]


def _page(
    tx: Transaction, actor: Actor, after: Source | None, limit: int, *, only_merged: bool = False
) -> list[_Shown]:
    seen = [link.id for link in links.listed(tx, actor)]
    return _shown(tx, actor, merged_store.page(tx, actor, seen, after, limit, only_merged=only_merged))


def _shown(tx: Transaction, actor: Actor, groups: Sequence[tuple[Source, ...]]) -> list[_Shown]:
    """Return merged contacts, each told by its lowest source and then its parts, as far as these are there and shown."""
    sources = {source for _, *parts in groups for source in parts}
    seen = {link.id: link for link in links.listed(tx, actor)}
    there = {source: card for source, card in cards.of(tx, sources).items() if source.link_id in seen}
    chosen = decisions.chosen(tx, actor.environment, sources)
    given = {link_id: one.code for link_id, one in codes.of(tx, actor.environment).items()}
    shown = []
    for key, *parts in groups:
        live = [there[source] for source in parts if source in there]
        if live:
            contact = _contact(key, live, chosen, seen, given)
            shown.append(_Shown(contact, {card.source.link_id: seen[card.source.link_id] for card in live}))
    return shown


def _contact(
    key: Source, live: Sequence[Card], chosen: Chosen, seen: dict[int, Link], given: dict[int, str]
) -> MergedContact:
    return _merged_contact(
        key=_key(key),
        parts=tuple(
            _part(
                source=card.source,
                company=seen[card.source.link_id].company.name,
                code=given.get(card.source.link_id, ""),
                name=card.name,
                is_customer=card.is_customer,
                is_supplier=card.is_supplier,
                blocked=card.blocked,
            )
            for card in live
        ),
        leading=leading(live, chosen),
        conflicts=conflicts(live, chosen),
    )


def _contacts(actor: Actor, installation: Installation, after: Source | None) -> Iterator[Row]:
    while True:
        with installation.store.reading() as tx:
            found = _page(tx, actor, after, PAGE)
        yield from (_row(one) for one in found)
        if not found:
            return
        after = _source(found[-1].contact.key)


def _entries(actor: Actor, installation: Installation, after: int) -> Iterator[Row]:
    while True:
        with installation.store.reading() as tx:
            found = decisions.listed(tx, actor.environment, after, PAGE)
        yield from (_entry(one) for one in found)
        if not found:
            return
        after = found[-1].number


def _row(one: _Shown) -> Row:
    contact = one.contact
    return {
        "key": contact.key,
        "sources": [_exported(part, one.links[part.source.link_id]) for part in contact.parts],
        "leading": {value.field: _led(value) for value in contact.leading},
        "conflicts": list(contact.conflicts),
    }


def _exported(part: Part, link: Link) -> JsonValue:
    return {
        **_named(part.source),
        "package": link.package,
        "company_id": link.company.id,
        "company": part.company,
        "host_company": link.host_company,
        "code": part.code,
        "name": part.name,
        "is_customer": part.is_customer,
        "is_supplier": part.is_supplier,
        "blocked": part.blocked,
    }


def _led(value: LeadingValue) -> JsonValue:
    return {"value": value.value, "source": _named(value.source), "why": value.why, "decided": value.decided}


def _entry(entry: Decision) -> Row:
    return {
        **entry.model_dump(mode="json", exclude={"environment", "sources"}),
        "sources": [_named(source) for source in entry.sources],
    }


def _named(source: Source) -> dict[str, JsonValue]:
    return {"link_id": source.link_id, "contact_id": source.contact_id}


def _key(source: Source) -> str:
    """Return the key of a merged contact: that of its lowest source."""
    return f"{source.link_id}:{source.contact_id}"


def _source(key: str) -> Source | None:
    """Return the contact that a key names; None for none. Raises: InvalidInput."""
    link_id, colon, contact_id = key.partition(":")
    if not key:
        return None
    if not (colon and contact_id and link_id.isascii() and link_id.isdecimal()):
        raise InvalidInput(f"“{key}” is no key of a contact", way_out="Go on after the key of the last one you have")
    return Source(int(link_id), contact_id)
