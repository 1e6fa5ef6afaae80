"""Contacts are compared in one form of all the ways that people write them, and two legal persons are never one."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.matching.clustering import clustered
from boekhaak.matching.comparing import Comparison
from boekhaak.matching.contacts import CONTACTS, Contact, contradiction, record
from boekhaak.matching.finding import found
from boekhaak.matching.words import why
from boekhaak.models.contacts import Card, Place, Source

KVK, OTHER_KVK = "33014286", "27312152"
IBAN = "NL91ABNA0417164300"
VAT, OTHER_VAT = "NL004495445B01", "NL123456782B90"


def card(name: str, street: str = "", postcode: str = "", city: str = "", **more: object) -> Card:
    """Return a contact of a Dutch administration."""
    places = (Place("visit", street, "", "", postcode, city, "", True),) if street or city else ()
    return replace(Card(Source(1, "1"), name, places=places, home="NL"), **more)  # type: ignore[arg-type]


BAKERY = card("Bakkerij Kwartelveld B.V.", "Dorpsstraat 12", "3511 AB", "Utrecht", vat_number="NL004495445B01",
              email="info@kwartelveld.example", phone="030-2345678")  # fmt: skip


def verdict(one: Card, other: Card) -> str:
    """Return what a matcher says of two contacts, or nothing where it finds no match."""
    return next((match.verdict for match in found([record(one), record(other)], CONTACTS)), "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"vat_number": "NL 0044.95.445.B01"}, {"vat_number": "004495445B01"}),
        ({"phone": "030-234 56 78"}, {"phone": "+31 (0)30 2345678"}),
        ({"phone": "0031302345678"}, {"phone": "+31302345678"}),
        ({"email": "Info@Kwartelveld.example"}, {"email": "info@kwartelveld.example "}),
        ({"ibans": ("NL91 ABNA 0417 1643 00",)}, {"ibans": ("NL91ABNA0417164300",)}),
        ({"registration_number": "3301.4286"}, {"registration_number": "33014286"}),
        ({"website": "https://www.kwartelveld.example/contact"}, {"website": "kwartelveld.example"}),
    ],
)
def test_ways_to_write_one_value_are_one(one: dict[str, object], other: dict[str, object]) -> None:
    assert record(card("", **one)) == record(card("", **other))
    assert any(value is not None for value in record(card("", **one)))


@pytest.mark.parametrize(
    "nothing",
    [
        {"vat_number": "onbekend"}, {"vat_number": "NL000000000B00"}, {"vat_number": "NL004495446B01"},
        {"registration_number": "12345678"}, {"registration_number": "n.v.t."}, {"phone": "0000000000"}, {"phone": "geen"},
        {"email": "geen"}, {"email": "noreply@kwartelveld"}, {"ibans": ("NL91ABNA0417164301",)}, {"ibans": ("417164300",)},
    ],
)  # fmt: skip
def test_placeholders_and_wrong_check_digits_are_unknown(nothing: dict[str, object]) -> None:
    assert all(value is None for value in record(card("", **nothing)))


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"name": "BV bakkerij kwartelveld"}, "typed otherwise"),
        ({"name": "Bakkerij Kwartelvled BV", "vat_number": ""}, "misspelt"),
        ({"name": "Bakk. Kwartelveld", "vat_number": ""}, "shortened"),
        ({"places": (Place("visit", "Kade 3", "", "", "8011 AA", "Zwolle", "", True),)}, "moved"),
        ({"name": "Novum Brood BV", "registration_number": KVK}, "renamed"),
        ({"email": "", "phone": "", "vat_number": ""}, "name and address"),
    ],
)
def test_one_company_is_the_same_however_it_was_written(changed: dict[str, object], kind: str) -> None:
    bakery = replace(BAKERY, registration_number=KVK) if "registration_number" in changed else BAKERY
    assert verdict(bakery, replace(bakery, **changed)) == "same", kind  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (card("Jansen BV Utrecht", "Kade 3", "3511 AA", "Utrecht", vat_number=VAT, registration_number=KVK),
         card("Jansen BV Zwolle", "Weg 5", "8011 AA", "Zwolle", vat_number=VAT, registration_number=KVK), "maybe"),
        (card("Jansen Bouw BV", "Kade 3", "3511 AA", "Utrecht"), card("Jansen Bouw BV", "Weg 5", "8011 AA", "Zwolle"), ""),
        (card("Jansen Holding BV", "Kade 3", "3511 AA", "Utrecht", phone="0302345678", vat_number=VAT),
         card("Jansen Bouw BV", "Kade 3", "3511 AA", "Utrecht", phone="0302345678", vat_number=VAT), "maybe"),
        (card("Jansen Bouw BV"), card("Jansen Bouw BV"), "maybe"),
        (card("J. Jansen", city="Utrecht"), card("J. Jansen"), "maybe"),
        (card("Kwartelveld Timmerbedrijf BV", phone="0302345678"),
         card("Kwartelveld Timmerbedrijf BV", phone="0387654321"), "maybe"),
        (card("Jansen Bouw BV", vat_number=VAT), card("Jansen Bouw Montage BV", vat_number=VAT), "maybe"),
        (card("Jansen BV filiaal", "Kade 3", "3511 AA", "Utrecht", vat_number=VAT),
         card("Jansen BV", "Weg 5", "8011 AA", "Zwolle", vat_number=VAT), "maybe"),
        (replace(BAKERY, registration_number=KVK), replace(BAKERY, registration_number=OTHER_KVK), ""),
        (replace(BAKERY, registration_number=KVK), replace(BAKERY, registration_number="33014268"), "maybe"),
        (replace(BAKERY, registration_number="12345678"), replace(BAKERY, registration_number=KVK), "same"),
    ],
    ids=["branch", "other town", "sister", "name alone", "one-man firm", "other phone", "fiscal unity", "branch without a place",
         "other number", "number a slip apart", "placeholder"],
)  # fmt: skip
def test_another_company_is_asked_at_most(one: Card, other: Card, said: str) -> None:
    assert verdict(one, other) == said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (card("Kwartelveld Timmerbedrijf BV"), card("B.V. Kwartelveld Timmerbedrijf", "Kade 3", "3511 AA", "Utrecht")),
        (card("Jansen Bouw BV", vat_number=VAT, ibans=(IBAN,)), card("Jansen Bouw Montage BV", vat_number=VAT, ibans=(IBAN,))),
        (card("Jansen Zwolle", "Weg 5", "8011 AA", "Zwolle"), card("Jansen filiaal Zwolle", "Weg 5", "8011 AA", "Zwolle")),
        (card("Zorgbos Coöperatie U.A.", "Weg 5", "8011 AA", "Zwolle"), card("Zorgbos", "Weg 5", "8011 AA", "Zwolle")),
        (card("St. Zorgbos", "Weg 5", "8011 AA", "Zwolle"), card("Stichting Zorgbos", "Weg 5", "8011 AA", "Zwolle")),
    ],
    ids=["telling name alone", "VAT number and IBAN", "branch twice", "legal form left out", "legal form shortened"],
)  # fmt: skip
def test_one_company_is_the_same_by_little_that_proves_much(one: Card, other: Card) -> None:
    assert verdict(one, other) == "same"


OFFICE = {"phone": "0302345678", "email": "info@kwartelveld.example", "website": "kwartelveld.example"}


def at_one_office(name: str, **more: object) -> Card:
    """Return a contact that is reached as all others of its office are."""
    return card(name, "Kade 3", "3511 AA", "Utrecht", **OFFICE | more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. Jansen", "W. Jansen"), ("Fonds A B.V.", "Fonds B B.V."), ("Jansen Beheer I B.V.", "Jansen Beheer II B.V."),
        ("Jan de Vries sr.", "Jan de Vries jr."), ("Jan de Vries senior", "Jan de Vries"), ("Jan Jansen", "Johan Jansen"),
        ("Anna Bakker", "Anne Bakker"), ("Peter Smit", "Petra Smit"), ("Jansen Kas B.V.", "Jansen Klas B.V."),
        ("Huisarts Jansen", "Apotheek Jansen"), ("Basisschool De Beer", "Personeelsvereniging Zon"),
        ("Jansen B.V.", "Personeelsvereniging Jansen"), ("Jansen Schilders B.V.", "Jansen Schilders V.O.F."),
        ("Jansen Bouw B.V.", "Jansen Bouw Holdingg"), ("Jansen Bouw B.V.", "Jansen Bouw Hold."),
        ("Jansen Consulting Holding B.V.", "Jansen Cons. B.V."),
    ],
)  # fmt: skip
def test_another_name_at_one_office_is_asked_and_the_iban_proves_it(one: str, other: str) -> None:
    assert verdict(at_one_office(one), at_one_office(other)) == "maybe"
    assert verdict(at_one_office(one, ibans=(IBAN,)), at_one_office(other, ibans=(IBAN,))) == "same"


@pytest.mark.parametrize(
    "other", ["Huisarts Jansen", "Stichting Zonnebloem", "Personeelsvereniging Jansen", "W. Jansen"]
)
def test_another_name_with_one_vat_number_may_be_of_a_fiscal_unity(other: str) -> None:
    assert verdict(at_one_office("J. Jansen", vat_number=VAT), at_one_office(other, vat_number=VAT)) == "maybe"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bakkerij Kwartelveld", "Bakkerij Kwartelvled"), ("Gebrüder Müller", "Gebr. Mueller"), ("H. Jäger", "H. Jaeger"),
        ("Piet van den Berg", "Piet v. d. Berg"), ("(eenmanszaak) Zilverberk", "Zilverberk"),
        ("The Quail Co.", "The Quail Company"),
        ("Jansen Schoonmaak", "Jansen Schoonmaakdiensten"), ("Jansen Holding", "Jansen Hold."),
    ],
)  # fmt: skip
def test_another_way_to_write_a_name_at_one_office_is_the_same(one: str, other: str) -> None:
    assert verdict(at_one_office(one), at_one_office(other)) == "same"


def test_a_short_word_misspelt_is_the_same_with_one_vat_number() -> None:
    assert verdict(card("Kaas Smit", vat_number=VAT), card("Kas Smit", vat_number=VAT)) == "same"


def test_a_short_word_that_no_other_name_has_is_misspelt_and_one_that_others_have_is_a_name() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = [record(card(f"Peter {one}{two}{one}{two}")) for one in letters for two in letters[:20]]
    many += [record(card(f"Petra {one}{two}{one}{two}")) for one in letters for two in letters[:20]]

    def said(one: str, other: str) -> list[str]:
        contacts = [*many, record(at_one_office(one)), record(at_one_office(other))]
        matches = found(contacts, CONTACTS, fresh={len(many), len(many) + 1})
        return [match.verdict for match in matches if match.left == len(many)]

    assert said("Peter Smit", "Petra Smit") == ["maybe"]
    assert said("Peter Smit", "Petre Smit") == ["same"]


def test_a_domain_proves_nothing_beside_an_equal_address_at_it() -> None:
    one, other = record(card("", **OFFICE)), record(card("", **OFFICE))
    mail = record(replace(card("", **OFFICE), email="kwartelveld@gmail.com"))

    def said(ours: Contact, theirs: Contact) -> str:
        comparison = Comparison([ours, theirs], CONTACTS)
        scored = comparison.score(ours, theirs, -1000.0)
        assert scored is not None
        return next(seen.word for seen in comparison.compared(scored[1]) if seen.field == "domain")

    assert said(one, other) == "not comparable"
    assert said(one, mail) == said(mail, mail) == "equal"


def test_a_telling_name_that_is_seen_in_two_towns_is_asked() -> None:
    name = "Kwartelveld Timmerbedrijf BV"
    three = [card(name), card(name, "Kade 3", "3511 AA", "Utrecht"), card(name, "Weg 5", "8011 AA", "Zwolle")]

    assert [match.verdict for match in found(list(map(record, three)), CONTACTS)] == ["maybe", "maybe"]


def test_a_name_without_a_legal_form_proves_more_when_a_word_of_it_is_seen_to_be_rare() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = [record(card(f"Bouwman {one}{two}{one}{two}a")) for one in letters for two in letters[:20]] * 2
    many += [record(card(f"Bouwman {one}{two}{one}{two}e")) for one in letters for two in letters[:20]]
    two = [record(card("Bouwman Kwartelveld"))] * 2
    plain = [record(card("Bouwman Bouwman"))] * 2

    def verdicts(contacts: list[Contact]) -> list[str]:
        last = range(len(contacts) - 1, len(contacts))
        return [match.verdict for match in found(contacts, CONTACTS, fresh=last) if match.left == len(contacts) - 2]

    assert verdicts(two) == ["maybe"]
    assert verdicts(many + two) == ["same"]
    assert verdicts(many + plain) == ["maybe"]


def test_different_valid_numbers_of_one_country_contradict_and_others_do_not() -> None:
    ours = record(card("A", registration_number=KVK, vat_number=VAT))

    assert contradiction(ours, record(card("A", registration_number=OTHER_KVK))) == "registration numbers differ"
    assert contradiction(ours, record(card("A", vat_number=OTHER_VAT))) == "VAT numbers differ"
    assert contradiction(ours, record(card("A", registration_number="33014268"))) == "registration numbers differ"
    assert not contradiction(ours, record(card("A", registration_number="00000000", vat_number="NL004495446B01")))
    assert not contradiction(ours, record(card("A", vat_number="BE0403170701")))
    assert not contradiction(ours, ours)


def test_a_vat_number_that_holds_the_registration_number_contradicts_another_one() -> None:
    ours = record(card("A", vat_number="BE0403170701"))

    assert not contradiction(ours, record(card("A", registration_number="0403.170.701", vat_number="BE0403170701")))
    assert contradiction(ours, record(replace(card("A", registration_number="0403199702"), home="BE")))


def test_the_phone_of_an_accountant_on_many_contacts_proves_nothing() -> None:
    many = [
        card(f"{word} Advies", phone="0302345678")
        for word in ["Abel", "Bram", "Cato", "Dirk", "Evert", "Floor", "Gijs", "Hugo", "Ida", "Joris"]
    ]
    two = [card("Vermeer", phone="0302345678"), card("Vermeer", phone="0302345678")]

    assert [match.verdict for match in found(list(map(record, two)), CONTACTS)] == ["same"]
    assert "same" not in {match.verdict for match in found(list(map(record, many + two)), CONTACTS)}


def test_a_match_is_told_without_a_value_of_the_contacts() -> None:
    moved = replace(
        BAKERY, places=(Place("visit", "Kade 3", "", "", "8011 AA", "Zwolle", "", True),), phone="", email=""
    )

    (match,) = found([record(BAKERY), record(moved)], CONTACTS)

    assert why(match) == "VAT number equal; name equal; address differs in 4 of 5"


def test_new_contacts_are_compared_with_all_and_the_others_not_again() -> None:
    records = [record(BAKERY)] * 4

    again = found(records, CONTACTS, fresh={3})

    assert [(match.left, match.right) for match in again] == [(0, 3), (1, 3), (2, 3)]
    assert found(records, CONTACTS, fresh=()) == []
    told: list[tuple[int, int]] = []
    found(records, CONTACTS, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (4, 4)


def test_ten_thousand_contacts_without_any_identifier_are_no_trouble() -> None:
    dice = random.Random(5)
    words = ["".join(dice.choices("aeioklmnrst", k=6)) for _ in range(300)]
    cards = [card(f"{dice.choice(words)} {dice.choice(words)}") for _ in range(9_500)] + [card("Jansen")] * 500
    began = time.process_time()

    matches = found([record(one) for one in cards], CONTACTS)

    assert not clustered(matches, len(cards), lambda *_: False).groups
    assert len(matches) < 20 * len(cards)
    assert time.process_time() - began < 20


TEXT = st.sampled_from(
    ["", "Jansen", "Jansen Bouw BV", "Jansen Bouw Utrecht", "J. Jansen", "De Vries & Zn", "Jansn Bouw", "Vries II"]
)
CARD = st.builds(
    card, TEXT,
    st.sampled_from(["", "Dorpsstraat 12", "Dorpsstr. 12a", "Kade"]),
    st.sampled_from(["", "3511 AB", "8011AA"]),
    st.sampled_from(["", "Utrecht", "Zwolle"]),
    vat_number=st.sampled_from(["", VAT, OTHER_VAT, "BE0403170701"]),
    registration_number=st.sampled_from(["", KVK, OTHER_KVK, "33014268"]),
    email=st.sampled_from(["", "info@jansen.example", "inof@jansen.example"]),
    ibans=st.sampled_from([(), ("NL91ABNA0417164300",)]),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(CARD, CARD)
def test_comparing_is_the_same_both_ways_and_a_contact_is_itself(one: Card, other: Card) -> None:
    ours, theirs = record(one), record(other)
    comparison = Comparison([ours, theirs], CONTACTS)

    assert comparison.score(ours, theirs, -1000.0) == comparison.score(theirs, ours, -1000.0)
    assert contradiction(ours, theirs) == contradiction(theirs, ours)
    itself = comparison.score(ours, record(one), -1000.0)
    assert itself is not None
    assert {seen.word for seen in comparison.compared(itself[1])} <= {
        "equal", "equal but plain", "in the same town", "unknown", "not comparable",
    }  # fmt: skip
