"""Deciding about contacts: each call adds one entry and tells of it, or is refused with the way out and changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from boekhaak.errors import AccessMissing, BoekhaakError, Busy, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.matching.folding import folded, kept_apart
from boekhaak.models.contacts import Source
from boekhaak.models.event import Event
from boekhaak.models.link import Actor
from boekhaak.models.policy import Policy
from boekhaak.service import auditing, deciding, feeding
from boekhaak.store import decisions, merged
from support.contact_lists import Shelf, account, address, administrations, contact, strike

Say = Callable[[], object]
Told = tuple[type[BoekhaakError], str]


@pytest.fixture
def shelf(actor: Actor, installation: Installation) -> Shelf:
    """Return three administrations with a contact “B” each, a bakery."""
    made = Shelf(actor, installation.store, administrations(installation.store, actor, 3))
    made.same_in_all("B", "Bakery")
    return made


@pytest.fixture
def user(shelf: Shelf) -> Actor:
    """Return kim, who is no administrator."""
    return Actor(environment=shelf.actor.environment, user="kim")


@pytest.fixture
def bakeries(shelf: Shelf) -> list[Source]:
    return shelf.at(range(3), "B")


def groups(shelf: Shelf) -> list[tuple[Source, ...]]:
    """Return the merged contacts that are stored, which are those of a replay."""
    with shelf.store.reading() as tx:
        assert merged.leads(tx, "acme") == decisions.replayed(tx, "acme")
        return list(decisions.replay(tx, "acme").groups)


def refused(shelf: Shelf, installation: Installation, say: Say, error: type[BoekhaakError], match: str) -> None:
    """Assert that something is refused, and that nothing was changed by it."""
    before = (groups(shelf), deciding.decisions_listed(shelf.actor, installation), events(shelf, installation))

    with pytest.raises(error, match=match) as caught:
        say()

    assert caught.value.way_out
    assert before == (groups(shelf), deciding.decisions_listed(shelf.actor, installation), events(shelf, installation))


def events(shelf: Shelf, installation: Installation) -> tuple[Event, ...]:
    return feeding.changes(shelf.actor, installation, kinds=("contacts_decided",)).events


def test_saying_the_same_makes_one_contact_and_tells_of_it(
    shelf: Shelf, installation: Installation, user: Actor, bakeries: list[Source]
) -> None:
    made = deciding.say_same(user, installation, bakeries, why="the owner says so")

    assert groups(shelf) == [tuple(bakeries)]
    assert (made.number, made.by, made.kind, made.sources, made.why) == (
        1,
        "kim",
        "same",
        tuple(bakeries),
        "the owner says so",
    )
    assert deciding.decisions_listed(user, installation) == (made,)
    (deed,) = auditing.trail(shelf.actor, installation)[:1]
    assert (deed.actor, deed.action, deed.details) == ("kim", "contacts decided", {"from": 1, "to": 1})
    assert [one.data for one in events(shelf, installation)] == [{"from": 1, "to": 1}]


def test_what_was_said_is_undone_and_brought_back(
    shelf: Shelf, installation: Installation, user: Actor, bakeries: list[Source]
) -> None:
    deciding.say_same(user, installation, bakeries)

    undone = deciding.undo(user, installation, 1)
    assert (undone.undoes, undone.sources, groups(shelf)) == (1, tuple(bakeries), [])
    refused(
        shelf,
        installation,
        lambda: deciding.undo(user, installation, 1),
        InvalidInput,
        "undone already: entry 2, by kim",
    )

    deciding.undo(user, installation, 2)
    assert groups(shelf) == [tuple(bakeries)]
    assert [one.data["to"] for one in events(shelf, installation)] == [1, 2, 3]


def test_who_is_not_the_same_is_remembered(
    shelf: Shelf, installation: Installation, user: Actor, bakeries: list[Source]
) -> None:
    first, second, third = bakeries
    deciding.say_same(user, installation, [first, second])
    deciding.say_not_same(user, installation, second, [third])

    refused(
        shelf, installation, lambda: deciding.say_same(user, installation, [first, third]),
        InvalidInput, r"not to be the same: entry 2, by kim, of 2026-03-02.*undo entry 2 first",
    )  # fmt: skip
    refused(
        shelf,
        installation,
        lambda: deciding.say_not_same(user, installation, third, [second]),
        InvalidInput,
        "was said before: entry 2",
    )

    deciding.undo(user, installation, 2)
    deciding.say_same(user, installation, [first, third])
    assert groups(shelf) == [tuple(bakeries)]


def test_a_contact_is_taken_out_and_the_others_stay_one(
    shelf: Shelf, installation: Installation, user: Actor, bakeries: list[Source]
) -> None:
    for other in bakeries[1:]:
        deciding.say_same(user, installation, [bakeries[0], other])

    deciding.take_apart(user, installation, bakeries[0])

    assert groups(shelf) == [tuple(bakeries[1:])]
    refused(
        shelf,
        installation,
        lambda: deciding.take_apart(user, installation, bakeries[0]),
        InvalidInput,
        "“Bakery” is one with no other contact",
    )


def test_a_value_is_chosen_with_all_that_were_seen(
    shelf: Shelf, installation: Installation, user: Actor, bakeries: list[Source]
) -> None:
    for place in range(2):
        shelf.put(place, address("B", f"Dorpsstraat {place + 1}"))
    deciding.say_same(user, installation, bakeries)

    made = deciding.lead(user, installation, bakeries[1], "address")

    assert (made.kind, made.field, made.sources, len(made.seen)) == ("leading", "address", (bakeries[1],), 2)
    refused(
        shelf,
        installation,
        lambda: deciding.lead(user, installation, bakeries[2], "address"),
        InvalidInput,
        "“Bakery” has no address",
    )
    refused(
        shelf,
        installation,
        lambda: deciding.lead(user, installation, bakeries[0], "colour"),
        InvalidInput,
        "no field “colour”.*name, registration_number",
    )


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ((0, 0), (InvalidInput, "named twice")),
        ((0,), (InvalidInput, "one contact alone")),
        ((0, "gone"), (NotFound, r"has no contact “G”, or it was deleted at its package.*Synchronise")),
        ((0, "absent"), (NotFound, "has no contact “Z”")),
        ((0, "no link"), (NotFound, "has no link 987654")),
        ((0, "theirs"), (NotFound, r"environment “acme” has no link \d")),
    ],
)
def test_who_is_not_there_is_refused(
    shelf: Shelf, installation: Installation, stranger: Actor, named: tuple[int | str, ...], told: Told
) -> None:
    shelf.put(1, contact("G"))
    strike(shelf.store, shelf.links[1], "contact", "G")
    (theirs,) = administrations(installation.store, stranger, 1)
    there = {
        0: shelf.at([0], "B")[0], "gone": shelf.at([1], "G")[0], "absent": shelf.at([1], "Z")[0], "no link": Source(987_654, "B"),
        "theirs": Source(theirs.id, "B"),
    }  # fmt: skip
    sources = [there[one] for one in named]

    refused(shelf, installation, lambda: deciding.say_same(shelf.actor, installation, sources), *told)
    refused(
        shelf, installation, lambda: deciding.say_not_same(shelf.actor, installation, sources[0], sources[1:]), *told
    )
    if named[-1] != 0:
        refused(shelf, installation, lambda: deciding.lead(shelf.actor, installation, sources[-1], "name"), *told)
        refused(shelf, installation, lambda: deciding.take_apart(shelf.actor, installation, sources[-1]), *told)


def test_those_that_are_one_already_are_not_said_again(
    shelf: Shelf, installation: Installation, bakeries: list[Source]
) -> None:
    deciding.say_same(shelf.actor, installation, bakeries)

    refused(
        shelf,
        installation,
        lambda: deciding.say_same(shelf.actor, installation, bakeries[1:]),
        InvalidInput,
        "one contact already",
    )
    refused(shelf, installation, lambda: deciding.undo(shelf.actor, installation, 7), NotFound, "has no entry 7")


def test_numbers_that_contradict_keep_contacts_apart_also_over_a_third(
    shelf: Shelf, installation: Installation
) -> None:
    for place, number in enumerate(("", "24318675", "30123450")):
        shelf.put(place, contact("K", "Jansen", registration_number=number))
    first, second, third = shelf.at(range(3), "K")
    deciding.say_same(shelf.actor, installation, [first, second])

    for say in (
        lambda: deciding.say_same(shelf.actor, installation, [first, third]),
        lambda: deciding.say_same(shelf.actor, installation, [second, third]),
    ):
        refused(
            shelf,
            installation,
            say,
            InvalidInput,
            "of Company 2 and “Jansen” of Company 3 cannot be one contact: registration numbers differ",
        )


def test_an_undoing_makes_none_one_that_cannot_be(shelf: Shelf, installation: Installation) -> None:
    first, second, _ = shelf.same_in_all("K", "Jansen")
    deciding.say_same(shelf.actor, installation, [first, second])
    deciding.undo(shelf.actor, installation, 1)
    shelf.put(0, contact("K", "Jansen", registration_number="24318675"))
    shelf.put(1, contact("K", "Jansen", registration_number="30123450"))

    refused(
        shelf,
        installation,
        lambda: deciding.undo(shelf.actor, installation, 2),
        InvalidInput,
        "registration numbers differ",
    )


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [((True, False, False, True), True), ((True, False, True, True), False), ((False, False, False, False), False)],
)
def test_one_administration_has_one_customer_and_one_supplier_of_a_contact(
    shelf: Shelf, installation: Installation, roles: tuple[bool, bool, bool, bool], allowed: bool
) -> None:
    shelf.put(
        0,
        contact("1", is_customer=roles[0], is_supplier=roles[1]),
        contact("2", is_customer=roles[2], is_supplier=roles[3]),
    )
    both = [*shelf.at([0], "1"), *shelf.at([0], "2")]

    if allowed:
        assert deciding.say_same(shelf.actor, installation, both).number == 1
    else:
        refused(
            shelf,
            installation,
            lambda: deciding.say_same(shelf.actor, installation, both),
            InvalidInput,
            "of one administration.*Merge them at its package, then synchronise",
        )


def test_decisions_about_a_contact_that_was_deleted_stay_and_can_be_undone(
    shelf: Shelf, installation: Installation, bakeries: list[Source]
) -> None:
    deciding.say_same(shelf.actor, installation, bakeries)
    strike(shelf.store, shelf.links[0], "contact", "B")
    assert groups(shelf) == [tuple(bakeries)]

    deciding.undo(shelf.actor, installation, 1)

    assert groups(shelf) == []


def services(installation: Installation, actor: Actor, source: Source) -> Iterator[Say]:
    """Yield every decision that there is."""
    yield lambda: deciding.say_same(actor, installation, [source, source])
    yield lambda: deciding.say_not_same(actor, installation, source, [source])
    yield lambda: deciding.take_apart(actor, installation, source)
    yield lambda: deciding.lead(actor, installation, source, "name")
    yield lambda: deciding.undo(actor, installation, 1)
    yield lambda: deciding.decisions_listed(actor, installation)


def test_where_the_feature_is_off_nothing_is_decided(
    installation: Installation, user: Actor, bakeries: list[Source]
) -> None:
    installation.policy = Policy(contacts_of_several_administrations="helpdesk")

    for say in services(installation, user, bakeries[0]):
        with pytest.raises(
            AccessMissing, match=r"“contacts of several administrations” is not switched on.*Ask the helpdesk"
        ):
            say()


def test_who_does_not_see_all_companies_decides_nothing(
    installation: Installation, user: Actor, bakeries: list[Source]
) -> None:
    narrowed = user.model_copy(update={"companies": frozenset({"c1"})})

    for say in services(installation, narrowed, bakeries[0]):
        with pytest.raises(AccessMissing, match="kim does not see all companies"):
            say()


def test_what_two_people_decide_at_once_breaks_nothing(shelf: Shelf, installation: Installation) -> None:
    for id_, numbers in (("K", ("24318675", "", "30123450")), ("L", ("", "", ""))):
        for place, number in enumerate(numbers):
            shelf.put(place, contact(id_, registration_number=number), account(id_, "NL91ABNA0417164300"))
    everybody = [*shelf.at(range(3), "K"), *shelf.at(range(3), "L")]
    together, faults = threading.Barrier(4), list[Exception]()

    def decide(turn: int) -> None:
        together.wait()
        who = shelf.actor.model_copy(update={"user": f"user{turn}"})
        for one, other in zip(everybody, everybody[turn % 2 + 1 :], strict=False):
            try:
                if turn == 3:
                    deciding.say_not_same(who, installation, one, [other])
                else:
                    deciding.say_same(who, installation, [one, other])
            except (InvalidInput, Busy):
                continue
            except Exception as error:  # noqa: BLE001 - whatever it is, it is one too many
                faults.append(error)

    threads = [threading.Thread(target=decide, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    with shelf.store.reading() as tx:
        entries = tuple(decisions.whole(tx, "acme"))
    now, apart = folded(entries), kept_apart(entries)
    assert [one.number for one in entries] == list(range(1, len(entries) + 1))
    for group in groups(shelf):
        assert not any(other in apart.get(one, ()) for one in group for other in group)
        assert not {everybody[0], everybody[2]} <= set(group)
        assert len({source.link_id for source in group}) == len(group)
    assert now.groups == tuple(groups(shelf))
    assert [one.data["from"] for one in events(shelf, installation)] == list(range(1, len(entries) + 1))
