"""The one list of contacts: each once, page by page, with whose value leads; and what a host is handed of it."""

from __future__ import annotations

import json

import pytest

from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.contacts import MergedContact, Source
from boekhaak.models.link import Actor
from boekhaak.models.policy import Policy
from boekhaak.service import deciding, merged_contacts, switching
from boekhaak.store import codes, erasing
from support.contact_lists import Shelf, address, administrations, contact, enter, strike


@pytest.fixture
def shelf(actor: Actor, installation: Installation) -> Shelf:
    """Return three administrations: each has a bakery and a contact of its own; the bakeries are one."""
    made = Shelf(actor, installation.store, administrations(installation.store, actor, 3))
    made.same_in_all("B", "Bakery")
    for place in range(3):
        made.put(place, contact(f"own{place}"))
    deciding.say_same(actor, installation, made.at(range(3), "B"))
    return made


def listed(shelf: Shelf, installation: Installation, **given: object) -> list[list[Source]]:
    found = merged_contacts.merged_listed(shelf.actor, installation, **given)  # type: ignore[arg-type]
    return [[part.source for part in one.parts] for one in found]


def test_every_contact_is_listed_once_and_page_by_page(shelf: Shelf, installation: Installation) -> None:
    own = [shelf.at([place], f"own{place}") for place in range(3)]
    every = [shelf.at(range(3), "B"), *own]

    assert listed(shelf, installation) == every
    assert listed(shelf, installation, only_merged=True) == every[:1]
    after, seen = "", list[MergedContact]()
    while page := merged_contacts.merged_listed(shelf.actor, installation, after, 1):
        seen, after = [*seen, *page], page[-1].key
    assert [[part.source for part in one.parts] for one in seen] == every
    assert after == f"{shelf.links[2].id}:own2"
    with pytest.raises(InvalidInput, match="“x” is no key of a contact"):
        merged_contacts.merged_listed(shelf.actor, installation, "x")


def test_a_contact_is_shown_with_its_parts_and_whose_value_leads(shelf: Shelf, installation: Installation) -> None:
    shelf.put(1, address("B", "Dorpsstraat 1", postcode="8011 AA"))
    shelf.put(
        2, address("B", "Havenweg 20", "Groningen", postcode="9711 BB"), contact("B", "Bakkerij", email="b@x.example")
    )
    (first, second, third) = shelf.at(range(3), "B")

    found = merged_contacts.merged(shelf.actor, installation, second)

    assert found.key == f"{first.link_id}:B"
    assert [(part.company, part.name) for part in found.parts] == [
        ("Company 1", "Bakery"),
        ("Company 2", "Bakery"),
        ("Company 3", "Bakkerij"),
    ]
    told = {one.field: (one.value, one.source, one.why) for one in found.leading}
    assert told["name"] == ("Bakery", first, "most administrations have it")
    assert told["email"] == ("b@x.example", third, "no administration has another")
    assert found.conflicts == ("address",)

    deciding.lead(shelf.actor, installation, third, "address")

    now = merged_contacts.merged(shelf.actor, installation, first)
    led = next(one for one in now.leading if one.field == "address")
    assert (led.value, led.why, led.decided, now.conflicts) == ("Havenweg 20, 9711 BB Groningen", "bo chose it", 2, ())
    shelf.put(0, address("B", "Kerkplein 5", "Deventer", postcode="7411 CC"))
    assert merged_contacts.merged(shelf.actor, installation, first).conflicts == ("address",)


def test_a_contact_that_was_deleted_is_not_shown_and_the_others_are(shelf: Shelf, installation: Installation) -> None:
    first, second, third = shelf.at(range(3), "B")
    strike(shelf.store, shelf.links[0], "contact", "B", "own0")

    assert listed(shelf, installation)[0] == [second, third]
    assert listed(shelf, installation, only_merged=True) == [[second, third]]
    with pytest.raises(NotFound, match="deleted at its package"):
        merged_contacts.merged(shelf.actor, installation, first)
    strike(shelf.store, shelf.links[1], "contact", "B")
    assert listed(shelf, installation, only_merged=True) == []
    assert listed(shelf, installation)[0] == [third]
    shelf.put(0, contact("B", "Bakery"))
    assert listed(shelf, installation)[0] == [first, third]


def test_an_administration_that_is_erased_or_switched_off_is_not_shown(
    shelf: Shelf, installation: Installation
) -> None:
    _, second, third = shelf.at(range(3), "B")
    with shelf.store.writing() as tx:
        erasing.erase(tx, shelf.links[:1])
    assert listed(shelf, installation) == [[second, third], shelf.at([1], "own1"), shelf.at([2], "own2")]

    switching.switch_off(shelf.actor, installation, "paper")

    assert listed(shelf, installation) == []
    with pytest.raises(AccessMissing):
        merged_contacts.merged(shelf.actor, installation, second)


def test_the_ledger_is_exported_with_its_numbers(
    shelf: Shelf, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merged_contacts, "PAGE", 2)
    deciding.lead(shelf.actor, installation, shelf.at([1], "B")[0], "name")
    deciding.undo(shelf.actor, installation, 2)

    rows = list(merged_contacts.exported(shelf.actor, installation, "decisions"))

    assert [(row["number"], row["kind"], row["undoes"], row["by"]) for row in rows] == [
        (1, "same", None, "bo"), (2, "leading", None, "bo"), (3, "undo", 2, "bo"),
    ]  # fmt: skip
    assert rows[1]["sources"] == [{"link_id": shelf.links[1].id, "contact_id": "B"}]
    assert json.loads(json.dumps(rows)) == rows
    assert list(merged_contacts.exported(shelf.actor, installation, "decisions", "2")) == rows[2:]
    with pytest.raises(InvalidInput, match="is no number"):
        merged_contacts.exported(shelf.actor, installation, "decisions", "two")
    with pytest.raises(InvalidInput, match="no export of “people”"):
        merged_contacts.exported(shelf.actor, installation, "people")  # type: ignore[arg-type]


def test_the_one_list_is_exported_with_codes_and_whose_value_leads(
    shelf: Shelf, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merged_contacts, "PAGE", 1)
    with shelf.store.writing() as tx:
        codes.chosen(shelf.store, tx, shelf.actor, {shelf.links[1].id: "102"})

    rows = list(merged_contacts.exported(shelf.actor, installation, "contacts"))

    assert [row["key"] for row in rows] == [one.key for one in merged_contacts.merged_listed(shelf.actor, installation)]
    assert [(one["company"], one["company_id"], one["code"]) for one in rows[0]["sources"]] == [  # type: ignore[index, union-attr]
        ("Company 1", "c1", ""), ("Company 2", "c2", "102"), ("Company 3", "c3", ""),
    ]  # fmt: skip
    first = {"link_id": shelf.links[0].id, "contact_id": "B"}
    assert rows[0]["leading"]["name"] == {
        "value": "Bakery",
        "source": first,
        "why": "all administrations have it",
        "decided": None,
    }  # type: ignore[index, call-overload]
    assert json.loads(json.dumps(rows)) == rows
    assert list(merged_contacts.exported(shelf.actor, installation, "contacts", str(rows[0]["key"]))) == rows[1:]


def test_the_list_of_another_environment_is_another(shelf: Shelf, installation: Installation, stranger: Actor) -> None:
    (theirs,) = administrations(installation.store, stranger, 1)
    enter(installation.store, theirs, contact("B", "Bakery"))

    found = merged_contacts.merged_listed(stranger, installation)

    assert [part.source for one in found for part in one.parts] == [Source(theirs.id, "B")]
    with pytest.raises(NotFound, match="has no link"):
        merged_contacts.merged(stranger, installation, shelf.at([0], "B")[0])
    assert list(merged_contacts.exported(stranger, installation, "decisions")) == []


def test_nobody_sees_the_list_where_it_is_off_or_without_all_companies(
    shelf: Shelf, installation: Installation
) -> None:
    narrowed = shelf.actor.model_copy(update={"companies": frozenset({"c1"})})
    source = shelf.at([0], "B")[0]

    def refused(actor: Actor, match: str) -> None:
        with pytest.raises(AccessMissing, match=match):
            merged_contacts.merged_listed(actor, installation)
        with pytest.raises(AccessMissing, match=match):
            merged_contacts.merged(actor, installation, source)
        with pytest.raises(AccessMissing, match=match):
            merged_contacts.exported(actor, installation, "contacts")

    refused(narrowed, "does not see all companies")
    installation.policy = Policy(contacts_of_several_administrations="administrator")
    refused(shelf.actor, "Ask an administrator")
