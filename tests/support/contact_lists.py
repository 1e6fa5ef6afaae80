"""Administrations whose contacts stand in the database without any package, and somebody who decides about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from boekhaak.models.company import Company
from boekhaak.models.contacts import Source
from boekhaak.models.link import Actor, Environment, Link
from boekhaak.models.page import Deletion
from boekhaak.models.records import Address, BankAccount, Contact, Record
from boekhaak.store import environments, links, records
from boekhaak.store.database import Store

RUN = 1


def administrations(store: Store, actor: Actor, count: int, country: str = "NL") -> tuple[Link, ...]:
    """Return so many new links of the actor's environment, which is made where it is new; nothing is connected."""
    with store.writing() as tx:
        if actor.environment not in {one.id for one in environments.listed(tx)}:
            environments.add(store, tx, Environment(id=actor.environment, name=actor.environment))
        ids = links.adopt(store, tx, actor, [_link(actor, number, country) for number in range(1, count + 1)])
        return tuple(links.get(tx, actor, id_) for id_ in ids)


def _link(actor: Actor, number: int, country: str) -> Link:
    return Link(
        id=0,
        environment=actor.environment,
        package="paper",
        company=Company(id=f"c{number}", region="nl", name=f"Company {number}", country=country),
        connection_id=None,
        login="",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def enter(store: Store, link: Link, *entered: Record) -> None:
    """Store records of a link, as a page of a package would."""
    with store.writing() as tx:
        records.send(store, tx, link, RUN, entered)()


def strike(store: Store, link: Link, kind: str, *ids: str) -> None:
    """Delete records of a link, as they are deleted at a package."""
    with store.writing() as tx:
        records.delete(store, tx, link, RUN, [Deletion(kind=kind, id=one) for one in ids])


def contact(id_: str, name: str = "", **given: object) -> Contact:
    """Return a customer."""
    ordinary = {"id": id_, "code": id_, "name": name or f"Contact {id_}", "is_customer": True}
    return Contact(**ordinary | given)


def address(contact_id: str, line1: str, city: str = "Zwolle", **given: object) -> Address:
    """Return the main address at which a contact is visited."""
    ordinary = {
        "id": f"a-{contact_id}",
        "contact_id": contact_id,
        "type": "visit",
        "line1": line1,
        "city": city,
        "main": True,
    }
    return Address(**ordinary | given)


def account(contact_id: str, iban: str, **given: object) -> BankAccount:
    """Return the main bank account of a contact."""
    return BankAccount(**{"id": f"b-{contact_id}", "contact_id": contact_id, "iban": iban, "main": True} | given)


def source(link: Link, contact_id: str) -> Source:
    """Return what a contact of an administration is named by."""
    return Source(link.id, contact_id)


@dataclass
class Shelf:
    """Three administrations of an environment, and who decides there."""

    actor: Actor
    store: Store
    links: Sequence[Link]

    def put(self, place: int, *entered: Record) -> None:
        """Store records of the administration at that place."""
        enter(self.store, self.links[place], *entered)

    def same_in_all(self, id_: str, name: str = "", **given: object) -> tuple[Source, ...]:
        """Store a contact of the same id and name in each administration."""
        for place in range(len(self.links)):
            self.put(place, contact(id_, name, **given))
        return tuple(self.at(range(len(self.links)), id_))

    def at(self, places: Iterable[int], id_: str) -> list[Source]:
        """Return the contacts of that id in administrations."""
        return [source(self.links[place], id_) for place in places]
