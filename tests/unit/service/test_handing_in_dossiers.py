"""Lists of dossiers as people hand them in: numbers as spreadsheets write them, corrected rows, and what is no dossier."""

from __future__ import annotations

from typing import Any

import pytest

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Actor, Connection
from boekhaak.service import importing, plans, relinking
from boekhaak.service.dossiers import adopt, adopt_by_plan, plan_adopt
from support.paper_office import PaperOffice


def dossier(host: str = "D1", name: str = "Bakery", **known: str) -> Dossier:
    return Dossier(host_company=host, name=name, **known)


def test_numbers_lose_the_decimal_of_a_spreadsheet(actor: Actor, installation: Installation) -> None:
    given = dossier(company_id="100001.0", registration_number="99225953.0", country="NL")

    (link,) = adopt(actor, installation, [given, dossier("7.0", company_id="1.05")]).links[:1]

    assert (link.company.id, link.company.registration_number) == ("100001", "99225953")
    kept = importing.links_listed(actor, installation)[1]
    assert (kept.host_company, kept.company.id) == ("7.0", "1.05")


@pytest.mark.parametrize(
    ("country", "vat", "kept"),
    [
        ("NL", "4495445B01", "4495445B01"),
        ("NO", "988077917", "988077917"),
        ("BE", "NL004495445B01", "NL004495445B01"),
        ("", "12 34 56", "12 34 56"),
        ("NL", "n.v.t.", ""),
        ("", "0", ""),
    ],
)
def test_a_vat_number_is_taken_in_all_ways_that_people_write_it(
    actor: Actor, installation: Installation, country: str, vat: str, kept: str
) -> None:
    (link,) = adopt(actor, installation, [dossier(vat_number=vat, country=country)]).links

    assert link.company.vat_number == kept


def test_a_plan_tells_which_numbers_are_placeholders(actor: Actor, installation: Installation) -> None:
    given = dossier(company_id="7", registration_number="12345678", vat_number="NL123456789B01", country="NL")

    (step,) = plan_adopt(actor, installation, [given]).steps

    assert step.words == (
        "only its id at the package 7 is known: a person will have to name its company",
        "its registration number 12345678 is a placeholder and not used",
        "its VAT number NL123456789B01 is a placeholder and not used",
    )


def test_a_corrected_row_is_told_to_differ_from_what_is_kept(actor: Actor, installation: Installation) -> None:
    first = [dossier(registration_number="99225953", vat_number="NL 990128052B01", country="NL"), dossier("D2")]
    link, other = adopt(actor, installation, first).links
    mended = first[0].model_copy(update={"registration_number": "12345679", "vat_number": "990128052B01"})
    told = (
        f"it is here already as link {link.id} and keeps what was known of it; its registration number differs: "
        "undo it (`boekhaak plans undo`) and adopt it again"
    )

    made = plan_adopt(actor, installation, [mended, first[1]])
    done = adopt_by_plan(actor, installation, [mended, first[1]])

    assert [step.words for step in made.steps] == [(told,), (f"it is here already as link {other.id}",)]
    assert made.problems == done.problems == (f"“Bakery” (D1): {told}.",)
    assert (done.plan, done.kept) == (None, (link.id, other.id))
    assert importing.links_listed(actor, installation) == (link, other)


def test_a_row_that_was_linked_since_is_no_correction(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    given = dossier(region="nl", company_id="1", vat_number="NL001234567B01")
    adopt(actor, installation, [given])
    office.company("1", "Bakery", vat_number="NL001234567B01")
    relinking.relink(actor, installation)

    assert adopt(actor, installation, [given.model_copy(update={"vat_number": "NL990128052B01"})]).problems == ()


def test_one_row_is_taken_back_mended_and_adopted_again(actor: Actor, installation: Installation) -> None:
    rows = [dossier("D1", registration_number="99225953", country="NL"), dossier("D2"), dossier("D3")]
    done = adopt_by_plan(actor, installation, rows)
    rows[0] = rows[0].model_copy(update={"registration_number": "12345679"})

    plans.undo(actor, installation, done.plan or 0, only=[1])
    again = adopt_by_plan(actor, installation, rows)

    assert [link.id for link in done.links] == list(done.added)
    assert (again.added, again.kept) == ((again.links[0].id,), done.added[1:])
    assert again.links[0].company.registration_number == "12345679"
    assert again.plan not in {None, done.plan}


def test_any_iterable_of_dossiers_is_taken(actor: Actor, installation: Installation) -> None:
    made = plan_adopt(actor, installation, (dossier(f"D{number}") for number in range(3)))

    assert len(made.steps) == 3
    assert len(adopt(actor, installation, {"a": dossier("D1")}.values()).added) == 1


@pytest.mark.parametrize("take", [adopt, adopt_by_plan, plan_adopt])
def test_nothing_and_what_is_no_dossier_is_refused(actor: Actor, installation: Installation, take: Any) -> None:
    with pytest.raises(InvalidInput, match="there are no dossiers"):
        take(actor, installation, [])
    with pytest.raises(InvalidInput, match="dossier 2 is no Dossier but a dict"):
        take(actor, installation, [dossier(), {"host_company": "D2", "name": "Atelier"}])

    assert importing.links_listed(actor, installation) == ()
    assert plans.plans_listed(actor, installation) == ()
