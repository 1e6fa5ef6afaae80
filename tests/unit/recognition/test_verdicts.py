"""The rule: what proves a company, what only makes it likely, and what forbids it."""

from __future__ import annotations

import pytest

from boekhaak.models.company import Candidate, Evidence
from boekhaak.models.link import Link
from boekhaak.recognition.evidence import default_evidence
from boekhaak.recognition.verdicts import weighed
from support.dossiers import NORWEGIAN, a_candidate, a_link

NUMBERLESS = {"registration_number": "", "vat_number": ""}
NEITHER = {"id": "", "login": ""}


def verdict(link: Link, candidate: Candidate, *shared: str) -> str | None:
    judged = weighed(link, candidate, default_evidence(link, candidate), frozenset(shared))
    return judged.verdict if judged else None


@pytest.mark.parametrize(
    "ours",
    [
        {},
        {"login": "bert"},
        {"registration_number": ""},
        {"vat_number": ""},
        NEITHER,
        NUMBERLESS,
        {"name": "Bakery Dekker"},
        {"name": "Bakkerij Jansn", **NEITHER},
    ],
)
def test_two_independent_identifiers_prove_and_so_do_id_login_and_name(ours: dict[str, str]) -> None:
    assert verdict(a_link(**ours), a_candidate()) == "proved"


@pytest.mark.parametrize(
    "ours",
    [
        {**NUMBERLESS, "login": "bert"},
        {**NUMBERLESS, "login": ""},
        {"id": "", "name": "Garage Dekker"},
        {**NUMBERLESS, "name": "Garage Dekker"},
        {**NUMBERLESS, "name": "Bakkerij Jansen Utrecht"},
        {**NUMBERLESS, "currency": "SEK"},
        {**NEITHER, "registration_number": ""},
        {**NEITHER, **NUMBERLESS},
        {**NEITHER, "name": "Garage Dekker"},
        {**NEITHER, "name": "Bakkerij Jansen Utrecht"},
        {**NEITHER, "name": "Bakkerij Jansen (test)"},
        {**NEITHER, "name": ""},
        {"name": "Garage Dekker", "registration_number": ""},
        {"name": "Garage Dekker", "login": ""},
        {"country": "BE"},
        {"currency": "SEK"},
    ],
)
def test_less_than_that_is_likely(ours: dict[str, str]) -> None:
    assert verdict(a_link(**ours), a_candidate()) == "likely"


@pytest.mark.parametrize("fact", ["id", "registration_number", "vat_number"])
def test_an_identifier_that_contradicts_is_a_conflict_with_what_else_speaks_for_it(fact: str) -> None:
    other = {"id": "2", "registration_number": "30999999", "vat_number": "NL001234567B01"}[fact]

    assert verdict(a_link(**{fact: other}), a_candidate()) == "conflict"
    assert verdict(a_link(**{**NUMBERLESS, "id": "", fact: other}), a_candidate()) == "conflict"
    assert verdict(a_link(**{**NUMBERLESS, "id": "", fact: other, "name": "Garage Dekker"}), a_candidate()) is None


def test_other_books_are_a_conflict_although_all_else_agrees() -> None:
    assert verdict(a_link(fingerprint="ours"), a_candidate(fingerprint="theirs")) == "conflict"


def test_a_company_of_the_same_vat_group_is_no_conflict_but_none_at_all() -> None:
    link = a_link(id="2", registration_number="30999999", name="Garage Dekker")

    assert verdict(link, a_candidate(), "vat_number") is None


def test_a_vat_number_that_holds_the_registration_number_counts_once() -> None:
    assert verdict(a_link(**NEITHER, **NORWEGIAN), a_candidate(**NORWEGIAN)) == "likely"
    assert verdict(a_link(**NORWEGIAN), a_candidate(**NORWEGIAN)) == "proved"


def test_a_shared_number_counts_only_beside_the_id_and_a_name_that_is_nobody_elses() -> None:
    without = {"vat_number": ""}

    assert verdict(a_link(login="bert", **without), a_candidate(), "registration_number") == "proved"
    assert verdict(a_link(login="bert", **without), a_candidate(), "registration_number", "name") == "likely"
    assert verdict(a_link(name="Bakkerij Jansn", **without), a_candidate(), "registration_number") == "likely"
    assert verdict(a_link(**NEITHER), a_candidate(), "registration_number") == "likely"


def test_a_renamed_company_is_proved_by_its_own_number_but_not_under_the_name_of_another() -> None:
    renamed = a_link(name="Garage Dekker")

    assert verdict(renamed, a_candidate()) == "proved"
    assert verdict(renamed, a_candidate(), "registration_number") == "likely"
    assert verdict(renamed, a_candidate(), "name") == "likely"


def test_id_login_and_name_prove_nothing_where_another_has_the_name() -> None:
    assert verdict(a_link(**NUMBERLESS), a_candidate(), "name") == "likely"


def test_a_name_alone_is_likely_and_another_name_is_nothing() -> None:
    assert verdict(a_link(**NEITHER, **NUMBERLESS), a_candidate(id="7")) == "likely"
    assert verdict(a_link(**NEITHER, **NUMBERLESS, name="Bakkerij Jansen Utrecht"), a_candidate()) == "likely"
    assert verdict(a_link(**NEITHER, **NUMBERLESS, name="Garage Dekker"), a_candidate()) is None


def test_facts_of_a_plugin_prove_nothing_and_forbid_only_what_must_not_contradict_at_all() -> None:
    link, candidate = a_link(**NUMBERLESS), a_candidate()
    told = default_evidence(link, candidate)
    against = Evidence(agrees=told.agrees, contradicts=frozenset({"chart"}))
    alone = Evidence(agrees=frozenset({"chart", "bank"}))

    assert (judged := weighed(link, candidate, against)) is not None
    assert judged.verdict == "likely"
    assert weighed(a_link(name="Garage Dekker"), candidate, alone) is None


def test_the_more_agrees_the_higher_the_score() -> None:
    def score(link: Link) -> int:
        judged = weighed(link, a_candidate(), default_evidence(link, a_candidate()))
        assert judged is not None
        return judged.score

    assert score(a_link()) > score(a_link(login="bert")) > score(a_link(login="bert", vat_number=""))
