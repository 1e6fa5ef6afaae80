"""Whose value leads in a merged contact, why, and where people have to choose."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from boekhaak.matching.folding import Chosen
from boekhaak.matching.leading import ALL, ALONE, FIELDS, FIRST, MOST, ONLY, conflicts, leading, seen
from boekhaak.models.contacts import Card, Decision, LeadingValue, Place, Source

AT = datetime(2026, 3, 2, tzinfo=UTC)


def card(number: int, **given: object) -> Card:
    return Card(**{"source": Source(number, "1"), "name": "Bakery", "home": "NL"} | given)


def place(
    line1: str, postcode: str = "8011 AA", city: str = "Zwolle", type_: str = "visit", *, main: bool = True
) -> Place:
    return Place(type_, line1, "", "", postcode, city, "NL", main)


def choice(number: int, source: Source, field: str, *, by: str = "kim", of: tuple[str, ...] = ()) -> Chosen:
    rule = "" if by else "contacts/1"
    entry = Decision(
        environment="acme",
        number=number,
        at=AT,
        by=by,
        rule=rule,
        kind="leading",
        sources=(source,),
        field=field,
        seen=of,
    )
    return {(source, field): entry}


def led(cards: list[Card], field: str, chosen: Chosen | None = None) -> LeadingValue:
    return next(one for one in leading(cards, chosen or {}) if one.field == field)


def test_what_most_have_leads_and_then_what_comes_first() -> None:
    two, three = [card(1, email="a@x.example"), card(2, email="b@x.example")], card(3, email="B@x.example ")

    assert (led(two, "email").value, led(two, "email").why) == ("a@x.example", FIRST)
    found = led([three, *two], "email")
    assert (found.value, found.source, found.why) == ("b@x.example", Source(2, "1"), MOST)
    assert [value.sources for value in found.values] == [(Source(2, "1"), Source(3, "1")), (Source(1, "1"),)]


def test_why_tells_when_there_is_nothing_to_choose() -> None:
    both = [card(1, phone="038-1234567"), card(2)]

    assert led(both, "name").why == ALL
    assert led(both, "phone").why == ONLY
    assert led(both[:1], "phone").why == ALONE
    assert {one.field for one in leading(both, {})} == {"name", "phone"}


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("name", "Bakkerij Jansen B.V.", "bakkerij  Jansen BV"),
        ("registration_number", "24318675", "2431.8675"),
        ("vat_number", "NL 004495445 B01", "NL004495445B01"),
        ("email", "Info@x.example", "info@x.example"),
        ("phone", "038-4250000", "+31 38 425 0000"),
        ("website", "https://www.x.example/", "x.example"),
        ("ibans", ("NL91 ABNA 0417 1643 00",), ("NL91ABNA0417164300",)),
        ("places", (place("Dorpsstraat 1"),), (place("dorpsstr. 1", "8011AA", "ZWOLLE"),)),
    ],
)
def test_writing_alone_makes_no_other_value(field: str, one: object, other: object) -> None:
    both = [card(1, **{field: one}), card(2, **{field: other})]
    of = {"ibans": "iban", "places": "address"}.get(field, field)

    assert len(led(both, of).values) == 1
    assert len(seen(both, of)) == 1
    assert of in FIELDS


def test_a_choice_leads_a_person_s_before_a_rule_s_and_a_later_before_an_earlier() -> None:
    cards = [card(1, email="a@x.example"), card(2, email="b@x.example"), card(3, email="b@x.example")]
    rule, old, new = (
        choice(9, cards[2].source, "email", by=""),
        choice(1, cards[0].source, "email"),
        choice(2, cards[1].source, "email"),
    )

    assert led(cards, "email", rule).why == "the rule contacts/1 chose it"
    assert (led(cards, "email", rule | old).value, led(cards, "email", rule | old).why) == (
        "a@x.example",
        "kim chose it",
    )
    assert (led(cards, "email", rule | old | new).source, led(cards, "email", rule | old | new).decided) == (
        cards[1].source,
        2,
    )


def test_a_choice_of_who_has_nothing_or_is_no_part_does_not_lead() -> None:
    cards = [card(1, email="a@x.example"), card(2)]

    assert led(cards, "email", choice(1, cards[1].source, "email")).decided is None
    assert led(cards, "email", choice(1, Source(9, "9"), "email")).decided is None


def test_the_address_of_visits_leads_before_the_main_one() -> None:
    both = card(1, places=(place("Postbus 1", type_="postal"), place("Dorpsstraat 1", main=False)))

    assert led([both], "address").value == "Dorpsstraat 1, 8011 AA Zwolle, NL"


def test_the_result_does_not_rest_on_the_order_of_the_parts() -> None:
    cards = [card(number, email=f"{number % 3}@x.example", name=f"N{number % 2}") for number in range(6)]

    assert leading(cards, {}) == leading(cards[::-1], {})


def test_addresses_that_differ_are_asked_until_somebody_chose_of_them_all() -> None:
    moved = [card(1, places=(place("Dorpsstraat 1"),)), card(2, places=(place("Havenweg 20", "9700 BB", "Groningen"),))]
    chosen = choice(1, moved[0].source, "address", of=seen(moved, "address"))
    third = card(3, places=(place("Kerkplein 5", "7400 CC", "Deventer"),))

    assert conflicts(moved, {}) == ("address",)
    assert conflicts(moved, chosen) == ()
    assert conflicts([*moved, third], chosen) == ("address",)
    assert conflicts([moved[0], card(2, places=moved[0].places)], {}) == ()
    assert conflicts(moved[:1], {}) == ()


@pytest.mark.parametrize("other", [place("Dorpsstr 1", "8011aa"), place("", "8011 AA"), place("Dorpsstraat 1", "")])
def test_an_address_that_lacks_a_part_or_is_shortened_is_no_conflict(other: Place) -> None:
    assert conflicts([card(1, places=(place("Dorpsstraat 1"),)), card(2, places=(other,))], {}) == ()
