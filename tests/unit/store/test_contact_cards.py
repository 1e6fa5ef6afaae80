"""Cards: contacts with their addresses and bank accounts, in a fixed order, of many in few questions."""

from __future__ import annotations

import tracemalloc

import pytest
from sqlalchemy import event

from boekhaak.models.contacts import Card, Place, Source
from boekhaak.models.link import Actor, Link
from boekhaak.store import cards
from boekhaak.store.database import Store
from support.contact_lists import account, address, administrations, contact, enter, source, strike

ACME = Actor(environment="acme", user="kim")


@pytest.fixture
def two(store: Store) -> tuple[Link, ...]:
    """Return two administrations, one of the Netherlands and one of Belgium."""
    (first,) = administrations(store, ACME, 1)
    (second,) = administrations(store, Actor(environment="other", user="kim"), 1, country="BE")
    return first, second


def read(store: Store, *links: Link, after: Source | None = None) -> list[Card]:
    with store.reading() as tx:
        return list(cards.read(tx, [link.id for link in links], after))


def test_a_card_holds_all_of_a_contact_the_main_things_first(store: Store, two: tuple[Link, ...]) -> None:
    given = {
        "registration_number": "24318675",
        "vat_number": "NL1",
        "email": "a@b.example",
        "phone": "1",
        "website": "w",
    }
    enter(
        store, two[0], contact("1", "Bakery", is_supplier=True, blocked=True, **given),
        address("1", "Street 2", id="a", main=False, type=None), address("1", "Street 1", id="b", country="NL"),
        account("1", "", id="x", number="123", main=False), account("1", "NL02ABNA0123456789", id="y"),
        account("1", "NL02ABNA0123456789", id="z", main=False),
    )  # fmt: skip

    assert read(store, two[0]) == [
        Card(
            source=source(two[0], "1"), name="Bakery", is_customer=True, is_supplier=True, blocked=True, **given,
            places=(
                Place("visit", "Street 1", "", "", "", "Zwolle", "NL", True),
                Place("", "Street 2", "", "", "", "Zwolle", "", False),
            ),
            ibans=("NL02ABNA0123456789", "123"), home="NL",
        )
    ]  # fmt: skip


def test_what_was_deleted_is_on_no_card(store: Store, two: tuple[Link, ...]) -> None:
    enter(store, two[0], contact("1"), contact("2"), address("1", "Street 1"), account("1", "X"))
    strike(store, two[0], "contact", "2")
    strike(store, two[0], "address", "a-1")
    strike(store, two[0], "bank_account", "b-1")

    (card,) = read(store, two[0])
    assert (card.source.contact_id, card.places, card.ibans) == ("1", (), ())


def test_cards_come_in_order_and_go_on_after_one(
    store: Store, two: tuple[Link, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "BATCH", 2)
    for link in two:
        enter(
            store,
            link,
            *(contact(f"c{number}") for number in range(5)),
            *(address(f"c{number}", "Street") for number in range(5)),
        )

    every = read(store, *two[::-1])

    assert [card.source for card in every] == [source(link, f"c{number}") for link in two for number in range(5)]
    assert [card.home for card in every] == ["NL"] * 5 + ["BE"] * 5
    assert all(card.places for card in every)
    assert read(store, *two, after=source(two[0], "c3")) == every[4:]
    assert read(store, *two, after=source(two[1], "c4")) == []


def test_cards_are_had_by_their_sources(store: Store, two: tuple[Link, ...]) -> None:
    enter(store, two[0], contact("1"), address("1", "Street 1"))
    enter(store, two[1], contact("1"), contact("2"))
    wanted = [source(two[0], "1"), source(two[1], "2"), source(two[1], "none")]

    with store.reading() as tx:
        found = cards.of(tx, wanted)

    assert found == {card.source: card for card in read(store, *two) if card.source in wanted}
    assert len(found) == 2


def test_a_digest_stands_for_what_a_card_holds_and_not_for_where_it_is(store: Store, two: tuple[Link, ...]) -> None:
    for link in two:
        enter(store, link, contact("1", "Bakery"), address("1", "Street 1"))
    one, other = map(cards.digest, read(store, *two))
    enter(store, two[0], address("1", "Street 2"))

    changed = cards.digest(read(store, two[0])[0])

    assert one == other != changed
    assert len(one) == 16


def test_many_contacts_take_few_questions_and_little_memory(store: Store, two: tuple[Link, ...]) -> None:
    count = 6_000
    enter(store, two[0], *(contact(f"c{number:05}") for number in range(count)))
    enter(store, two[0], *(address(f"c{number:05}", "Street 1") for number in range(count)))
    asked: list[str] = []

    with store.reading() as tx:
        event.listen(tx, "before_cursor_execute", lambda *given: asked.append(given[2]))
        tracemalloc.start()
        seen = sum(1 for card in cards.read(tx, [two[0].id]) if card.places)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert seen == count
    assert len(asked) < 4 * (count // cards.BATCH + 2)
    assert peak < 12_000_000
