"""The assignment of a whole portfolio: one company a link, one link a company, and words for what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from boekhaak.models.company import Candidate, Evidence
from boekhaak.models.link import Link
from boekhaak.recognition import assignment
from boekhaak.recognition.assignment import Recognised
from boekhaak.recognition.evidence import default_evidence
from boekhaak.recognition.portfolio import Seen
from support.dossiers import a_link, seen

NUMBERLESS = {"registration_number": "", "vat_number": ""}
OTHER = {"id": "2", "name": "Garage Dekker", "registration_number": "30999999", "vat_number": "NL001234567B01"}


def recognise(links: Sequence[Link], companies: Sequence[Seen], working: Sequence[Link] = ()) -> list[Recognised]:
    return list(assignment.recognise(links, companies, default_evidence, working, {"paper": frozenset({"anna"})}))


def verdicts(found: Sequence[Recognised]) -> list[tuple[str, int | None]]:
    return [(one.verdict, one.place) for one in found]


def test_each_link_gets_its_company_in_the_links_order() -> None:
    found = recognise([a_link(8, **OTHER), a_link(3)], [seen(), seen(**OTHER)])

    assert [one.link_id for one in found] == [8, 3]
    assert verdicts(found) == [("proved", 1), ("proved", 0)]
    assert found[1].words[0] == "the id 100001 is the same"


def test_the_links_own_login_is_named_where_it_sees_the_company() -> None:
    (same,), (moved,) = recognise([a_link()], [seen("bert", "anna")]), recognise([a_link()], [seen("bert", "cees")])

    assert same.candidate is not None
    assert same.candidate.login == "anna"
    assert moved.candidate is not None
    assert moved.candidate.login == "bert"
    assert "another login sees it" in moved.words


def test_companies_of_another_package_are_no_candidates() -> None:
    assert verdicts(recognise([a_link()], [seen(package="other")])) == [("gone", None)]


def test_a_company_that_its_login_sees_no_more_is_gone_and_else_rights_are_missing() -> None:
    gone, elsewhere, dossier = recognise([a_link(), a_link(2, login="bert"), a_link(3, login="", id="")], [])

    assert (gone.verdict, gone.words) == ("gone", ("its login sees no company 100001 any more",))
    assert (elsewhere.verdict, dossier.verdict) == ("no_rights", "no_rights")
    assert elsewhere.words == ("no login that is signed in sees it, and its own is not",)


def test_two_links_never_get_one_company() -> None:
    first, second = recognise(
        [a_link(1), a_link(2, login="", id="", vat_number="", name="Bakkerij Jansen oud")], [seen()]
    )

    assert (first.verdict, first.place) == ("proved", 0)
    assert (second.verdict, second.place) == ("no_rights", None)
    assert "“Bakkerij Jansen B.V.” (100001), fits another link better" in second.words[1]


def test_two_links_of_the_same_company_are_only_likely() -> None:
    one, other = recognise([a_link(1), a_link(2)], [seen()])

    assert [one.verdict, other.verdict] == ["likely", "conflict"]
    assert "2 links fit this company equally well" in one.words
    assert "another link fits this company better" in other.words


def test_a_link_that_fits_two_companies_equally_well_is_only_likely() -> None:
    (found,) = recognise([a_link(region="", **NUMBERLESS)], [seen(), seen(region="be")])

    assert found.verdict == "likely"
    assert "it fits 2 companies equally well" in found.words


def test_as_good_a_right_makes_both_only_likely_whoever_told_the_evidence() -> None:
    def told(link: Link, candidate: Candidate) -> Evidence:
        return Evidence(agrees=frozenset({"id", "fingerprint", "name"}))

    found = assignment.recognise([a_link()], [seen(id="8"), seen(id="9", name="Bakkerij Jansen")], told)

    assert [one.verdict for one in found] == ["likely"]
    assert "it fits 2 companies equally well" in found[0].words


def test_a_dossier_without_an_id_is_only_likely_beside_a_namesake_without_numbers() -> None:
    dossier = a_link(login="", id="")

    assert verdicts(recognise([dossier], [seen()])) == [("proved", 0)]
    assert verdicts(recognise([dossier], [seen(), seen(id="2", **NUMBERLESS)])) == [("likely", 0)]


def test_numbers_of_working_links_and_of_all_companies_make_a_number_shared() -> None:
    dossier = a_link(login="", id="")
    sister = {"id": "2", "name": "Bakkerij Jansen Utrecht"}

    assert verdicts(recognise([dossier], [seen(), seen(**sister)])) == [("likely", 0)]
    assert verdicts(recognise([dossier], [seen()], [a_link(9, **sister)])) == [("likely", 0)]


def test_a_number_of_two_companies_does_not_prove_a_renamed_one() -> None:
    renamed, sister = a_link(vat_number="", name="Garage Dekker"), seen(id="2", name="Bakkerij Jansen Utrecht")

    assert verdicts(recognise([renamed], [seen()])) == [("proved", 0)]
    assert verdicts(recognise([renamed], [seen(), sister])) == [("likely", 0)]


def test_the_place_of_a_working_link_is_taken() -> None:
    (same, other) = recognise([a_link(1), a_link(2, id="", login="")], [seen()], [a_link(9)])

    assert (same.verdict, same.place, same.words) == ("conflict", None, ("the company 100001 is linked already",))
    assert (other.verdict, other.place) == ("no_rights", None)


def test_swapped_ids_are_conflicts_and_never_proved() -> None:
    found = recognise([a_link(1), a_link(2, **OTHER)], [seen(id="2"), seen(**{**OTHER, "id": "100001"})])

    assert {one.verdict for one in found} == {"conflict"}


def test_swapped_ids_of_branches_are_told_by_the_name_of_the_other_link() -> None:
    utrecht, hoorn = {"name": "Bakkerij Jansen Utrecht"}, {"name": "Bakkerij Jansen Hoorn", "id": "2"}
    (found, _) = recognise(
        [a_link(1, **utrecht), a_link(2, **hoorn, **NUMBERLESS)], [seen(name="Bakkerij Jansen Hoorn")]
    )

    assert found.verdict == "likely"


def test_an_own_id_at_a_company_that_contradicts_is_a_conflict_although_that_went_to_its_link() -> None:
    mistyped = a_link(2, id="100001", name="Garage Dekker", registration_number="30999999", vat_number="")
    right, wrong = recognise([a_link(1), mistyped], [seen()])

    assert (right.verdict, right.place) == ("proved", 0)
    assert (wrong.verdict, wrong.place) == ("conflict", None)
    assert "the registration number is another one: 30999999 here, 30123457 there" in wrong.words


def test_a_copy_and_its_original_go_each_to_its_own_link() -> None:
    copy = {"id": "2", "name": "Bakkerij Jansen B.V. (kopie)"}
    found = recognise([a_link(1), a_link(2, **copy)], [seen(**copy), seen()])

    assert verdicts(found) == [("proved", 1), ("proved", 0)]


def test_a_misspelt_name_without_any_number_is_found() -> None:
    others = [seen(id=str(number), name=f"Firma Nummer {number}", **NUMBERLESS) for number in range(50)]
    (found,) = recognise([a_link(login="", id="", name="Bakery Jansen", **NUMBERLESS)], [*others, seen(**NUMBERLESS)])

    assert (found.verdict, found.place) == ("likely", 50)


def test_the_order_of_links_and_companies_changes_no_verdict() -> None:
    links = [a_link(1), a_link(2, **OTHER), a_link(3, login="", id="", name="Slagerij Vos", **NUMBERLESS)]
    companies = [seen(), seen(**OTHER), seen(id="3", name="Slagerij Vos", **NUMBERLESS)]
    straight = recognise(links, companies)
    turned = recognise(links[::-1], companies[::-1])

    assert [(one.link_id, one.verdict, one.candidate) for one in straight] == [
        (one.link_id, one.verdict, one.candidate) for one in turned[::-1]
    ]


def test_companies_of_one_name_and_one_vat_number_are_compared_a_few_at_a_time() -> None:
    asked = 0

    def counted(link: Link, candidate: Candidate) -> Evidence:
        nonlocal asked
        asked += 1
        return default_evidence(link, candidate)

    same = {"registration_number": "", "name": "Jansen Vastgoed"}
    links = [a_link(number, id=str(number), **same) for number in range(1, 301)]
    found = assignment.recognise(links, [seen(id=str(number), **same) for number in range(1, 301)], counted)

    assert asked <= 12 * len(links)
    assert [one.place for one in found] == list(range(300))
