"""Evidence: what speaks for and against a company, and in which words."""

from __future__ import annotations

import pytest

from boekhaak.models.company import Evidence
from boekhaak.recognition.evidence import default_evidence, words
from boekhaak.recognition.facts import FACTS, fact
from support.dossiers import a_candidate, a_link

ALL = {"id", "registration_number", "vat_number", "name", "login", "country", "currency"}


@pytest.mark.parametrize(
    ("theirs", "agrees", "contradicts"),
    [
        ({}, ALL, set()),
        ({"id": "100002"}, ALL - {"id"}, {"id"}),
        ({"region": "be"}, ALL - {"id"}, {"id"}),
        ({"package": "other"}, ALL - {"id"}, {"id"}),
        ({"name": "BAKKERIJ JANSEN"}, ALL, set()),
        ({"name": "Bakkerij Jansen Utrecht"}, ALL - {"name"}, set()),
        ({"name": "Garage Dekker"}, ALL - {"name"}, {"name"}),
        ({"name": ""}, ALL - {"name"}, set()),
        ({"registration_number": "KvK 3012 3457"}, ALL, set()),
        ({"registration_number": "00000000"}, ALL - {"registration_number"}, set()),
        ({"registration_number": "30123458"}, ALL - {"registration_number"}, {"registration_number"}),
        ({"vat_number": "4495445B01"}, ALL, set()),
        ({"vat_number": ""}, ALL - {"vat_number"}, set()),
        ({"vat_number": "NL004495445B02"}, ALL - {"vat_number"}, {"vat_number"}),
        ({"country": ""}, ALL - {"country"}, set()),
        ({"country": "BE"}, ALL - {"country"}, {"country"}),
        ({"currency": "SEK"}, ALL - {"currency"}, {"currency"}),
        ({"login": "bert"}, ALL - {"login"}, {"login"}),
        ({"fingerprint": "books"}, ALL, set()),
    ],
)
def test_what_both_sides_know_speaks_for_or_against(
    theirs: dict[str, str], agrees: set[str], contradicts: set[str]
) -> None:
    evidence = default_evidence(a_link(), a_candidate(**theirs))

    assert (set(evidence.agrees), set(evidence.contradicts)) == (agrees, contradicts)


def test_a_dossier_without_an_id_or_a_region_says_nothing_of_them() -> None:
    without_id = default_evidence(a_link(id="", region=""), a_candidate())
    without_region = default_evidence(a_link(region=""), a_candidate())

    assert "id" not in without_id.agrees | without_id.contradicts
    assert "id" in without_region.agrees


def test_a_number_of_a_dossier_without_a_country_is_read_by_the_companys() -> None:
    evidence = default_evidence(
        a_link(country="", registration_number="3457891", vat_number="4495445B01"),
        a_candidate(registration_number="03457891"),
    )

    assert {"registration_number", "vat_number"} <= evidence.agrees


@pytest.mark.parametrize(("theirs", "side"), [("books", "agrees"), ("others", "contradicts")])
def test_fingerprints_of_books_are_compared_where_both_are_known(theirs: str, side: str) -> None:
    evidence = default_evidence(a_link(fingerprint="books"), a_candidate(fingerprint=theirs))

    assert "fingerprint" in getattr(evidence, side)


def test_evidence_is_told_in_words_the_strongest_first() -> None:
    link = a_link()
    candidate = a_candidate(registration_number="30999999", name="Bakkerij Jansen Utrecht", login="bert")

    said = words(link, candidate, default_evidence(link, candidate), frozenset({"vat_number"}))

    assert said == (
        "the id 100001 is the same",
        "the VAT number NL004495445B01 is the same",
        "several companies have the VAT number NL004495445B01",
        "the country NL is the same",
        "the currency EUR is the same",
        "the names are near each other: “Bakkerij Jansen B.V.” here, “Bakkerij Jansen Utrecht” there",
        "the registration number is another one: 30123457 here, 30999999 there",
        "another login sees it",
    )


def test_another_region_is_named() -> None:
    link, candidate = a_link(), a_candidate(region="be")

    said = words(link, candidate, default_evidence(link, candidate))

    assert "the id is another one: 100001 in nl here, 100001 in be there" in said


def test_a_fact_that_only_a_plugin_knows_weighs_as_little_as_an_attribute_and_has_words() -> None:
    evidence = Evidence(agrees=frozenset({"bank_account"}), contradicts=frozenset({"chart_of_accounts"}))

    said = words(a_link(name=""), a_candidate(), evidence)

    assert said == ("the bank account is the same", "the chart of accounts is another one")
    assert not fact("bank_account").identifier
    assert fact("bank_account").weight == min(one.weight for one in FACTS.values())


def test_every_identifier_weighs_more_than_all_attributes_together_but_the_name() -> None:
    rest = sum(one.weight for key, one in FACTS.items() if not one.identifier and key != "name")

    assert all(one.weight > rest for one in FACTS.values() if one.identifier)
