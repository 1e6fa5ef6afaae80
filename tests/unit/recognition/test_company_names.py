"""Names of companies: what is one name, what is near, and what is another company's."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boekhaak.recognition.names import NEAR, alike, closeness, likeness, name
from support.admins import FAMILIES, PLACES, TRADES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jansen Bouw B.V.", "jansen bouw bv"),
        ("Jansen Bouw B.V.", "Jansen Bouw besloten vennootschap"),
        ("Jansen Bouw B.V.", "B.V. Jansen Bouw"),
        ("Jansen Bouw", "Bouw Jansen BV"),
        ("Jansen & Bakker VOF", "Jansen en Bakker v.o.f."),
        ("Dakwerken Maes BVBA", "Dakwerken Maes BV"),
        ("Dubois SPRL", "Dubois SRL"),
        ("Immo Maes NV", "Immo Maes SA"),
        ("Ærø Bygg A/S", "AERO BYGG AS"),
        ("Bø og Lund ENK", "Bo & Lund Enkeltpersonforetak"),
        ("AB Lund och Berg", "Lund Berg Aktiebolag"),
        ("Lind Måleri HB", "LIND MALERI Handelsbolag"),
        ("Lind Kommanditbolag", "Lind KB"),
        ("Groß Bäckerei GmbH", "Gross Backerei Gesellschaft mit beschränkter Haftung"),
        ("Weber Druck GmbH & Co. KG", "Weber Druck KG"),
        ("Weber UG (haftungsbeschränkt)", "Weber UG"),
        ("Łódź Fish Ltd.", "Lodz Fish Limited"),
        ("Smith Public Limited Company", "Smith plc"),
        ("Smith LLP", "Smith Limited Liability Partnership"),
        ("S.à r.l. Dupont", "Dupont SARL"),
        ("Dupont S.A.S.", "Dupont société par actions simplifiée"),
        ("Holm ApS", "Holm Anpartsselskab"),
        ("García y López S.L.", "Garcia Lopez Sociedad Limitada"),
        ("'t Hoekje", "’t hoekje"),
        ("Bouwgroep Jansen", "Bouw groep Jansen"),
        ("Jansen (kopie)", "Jansen copy"),
        ("Vastgoed II BV", "Vastgoed 02 B.V."),
        ("Test", "Test BV"),
    ],
)
def test_one_name_is_the_same_in_the_ways_people_write_it(one: str, other: str) -> None:
    assert likeness(name(one), name(other)) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jansen Bouw", "Jansen Bouw (test)"),
        ("Jansen Bouw", "Jansen Bouw kopie"),
        ("Jansen Bouw proef", "Jansen Bouw kopie"),
        ("Jansen Bouw", "Jansen Bouw Holding"),
        ("Jansen Bouw", "Jansen Bouw Utrecht"),
        ("Jansen Bouw BV", "Jansen Bouw VOF"),
        ("Jansen Bouw", "Jansen Bouw 2"),
        ("Jansen Bouw", "Janssen Bouw 2"),
        ("Jansen Bouw", "Janssen Bouw test"),
        ("Jansen Bouw Hoorn", "Jansen Bouw Doorn"),
        ("Jansen Bouw Ede", "Jansen Bouw Epe"),
        ("Jansen Bouw Goes", "Jansen Bouw Does"),
    ],
)
def test_a_copy_a_daughter_and_a_branch_are_near_and_not_alike(one: str, other: str) -> None:
    assert likeness(name(one), name(other)) == likeness(name(other), name(one)) == "near"
    assert not alike(name(one), name(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jansen Bouw", "De Vries Transport"), ("Vastgoed 1 BV", "Vastgoed 2 BV"), ("Jansen Utrecht", "Jansen Amsterdam")],
)
def test_other_names_are_other(one: str, other: str) -> None:
    assert likeness(name(one), name(other)) == "other"
    assert not alike(name(one), name(other))


@pytest.mark.parametrize("other", ["Bakkerij Peeters", "Bakkerij Pteers", "Baakkerij Peters BV", "PETERS BAKERIJ"])
def test_a_slip_of_the_pen_leaves_a_name_alike(other: str) -> None:
    assert alike(name("Bakkerij Peters B.V."), name(other))


@pytest.mark.parametrize("text", ["", " ", "-", "…"])
def test_of_no_name_nothing_is_known(text: str) -> None:
    assert likeness(name(text), name("Jansen")) == "unknown"
    assert not alike(name(text), name(text))


def test_the_threshold_parts_misspelt_names_from_those_of_other_companies() -> None:
    random = Random(1)
    names = [
        (f"{trade} {family}", country)
        for country in TRADES
        for trade, family in zip(TRADES[country].split("|"), FAMILIES[country].split("|"), strict=False)
    ]
    misspelt = [(one, one[:at] + one[at + 1 :]) for one, _ in names for at in range(len(one))]
    others = [
        tuple(f"{random.choice(TRADES[country].split('|'))} {family}" for family in random.sample(families, 2))
        for country, families in ((country, FAMILIES[country].split("|")) for _, country in names * 20)
    ]

    found = sum(closeness(name(one), name(typed)) >= NEAR for one, typed in misspelt) / len(misspelt)
    mistaken = sum(closeness(name(one), name(other)) >= NEAR for one, other in others) / len(others)

    assert found >= 0.99, f"{found:.2%} of the misspelt names are near"
    assert mistaken <= 0.04, f"{mistaken:.2%} of other companies' names are near"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_folded_and_compared_alike_from_both_sides(one: str, other: str) -> None:
    ours, theirs = name(one), name(other)

    assert likeness(ours, theirs) == likeness(theirs, ours)
    assert alike(ours, theirs) == alike(theirs, ours)
    assert likeness(ours, ours) in {"same", "unknown"}


def test_no_place_of_a_country_is_taken_for_another_one() -> None:
    for places in PLACES.values():
        branches = [name(f"Lund {place}") for place in places.split("|")]
        assert not [1 for one in branches for other in branches if one != other and alike(one, other)]
