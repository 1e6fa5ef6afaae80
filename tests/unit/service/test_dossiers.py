"""Dossiers that were never linked here: taken in all or none, planned before, and no trouble to anything else."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Actor, Link
from boekhaak.models.plan import Plan, Step
from boekhaak.service import auditing, importing, plans, relinking
from boekhaak.service.carrying_out import carry_out
from boekhaak.service.dossiers import ADOPT, REASON, adopt, plan_adopt
from support.desk import Desk
from support.policies import decide, told
from support.statements import statements


def dossier(host: str = "D1", name: str = "Bakery", **known: str) -> Dossier:
    return Dossier(host_company=host, name=name, **known)


def there(actor: Actor, installation: Installation) -> tuple[Link, ...]:
    return importing.links_listed(actor, installation)


def test_dossiers_become_broken_links_in_their_order(actor: Actor, installation: Installation) -> None:
    known = dossier(region="nl", company_id="1", registration_number="12 34 56 79", country="nl", currency="eur")

    done = adopt(actor, installation, [dossier("D2", "Atelier"), known])

    assert [(link.host_company, link.state, link.cause, link.connection_id) for link in done.links] == [
        ("D2", "broken", "migrated", None),
        ("D1", "broken", "migrated", None),
    ]
    company = done.links[1].company
    assert (company.id, company.region, company.registration_number) == ("1", "nl", "12345679")
    assert (company.country, company.currency, done.links[1].reason) == ("NL", "EUR", REASON)
    assert (done.links[0].package, done.links[0].company.id) == ("paper", "")
    assert done.added == tuple(link.id for link in done.links)
    assert there(actor, installation) == done.links
    (entry,) = auditing.trail(actor, installation)[:1]
    assert (entry.action, entry.package, entry.details) == ("dossiers adopted", "paper", {"added": 2, "kept": 0})
    assert told(installation, "acme", "company_imported", "link_broken") == []


def test_adopting_the_same_list_again_changes_nothing(actor: Actor, installation: Installation) -> None:
    first = adopt(actor, installation, [dossier("D1"), dossier("D2")])

    again = adopt(actor, installation, [dossier("D3"), dossier("D2"), dossier("D1", "Another name")])

    assert again.kept == (first.links[1].id, first.links[0].id)
    assert again.links[1:] == (first.links[1], first.links[0])
    assert again.added == (again.links[0].id,)
    assert len(there(actor, installation)) == 3


WRONG = {
    "its host id is missing": dossier(" "),
    "its name is missing": dossier(name=""),
    "its name holds a character that cannot be printed (U+0007)": dossier(name="Ding\a"),
    "its name holds a character that cannot be printed (U+D800)": dossier(name="\ud800"),
    "its host id is longer than 200 characters": dossier("x" * 201),
    "there is no package “stone”: choose from paper": dossier(package="stone"),
    "Paper Office has no region “xx”: choose from nl, be": dossier(region="xx"),
    "“HOLLAND” is no code of a country: it has 2 letters, as NL": dossier(country="Holland"),
    "“1 July” is no beginning of a financial year": dossier(year_start="1 July"),
    "“02-30” is no beginning of a financial year": dossier(year_start="02-30"),
    "“hello” is no VAT number: it has letters and digits": dossier(vat_number="hello"),
    "“NL123” is no VAT number as they are written in NL": dossier(vat_number="NL123"),
    "“XX99” is no VAT number: it has letters and digits, 5 digits or more": dossier(vat_number="XX99"),
    "“990128052” is no VAT number as they are written in SE": dossier(vat_number="990128052", country="SE"),
    "“99999999x” is no registration number of the Netherlands": dossier(country="NL", registration_number="99999999x"),
    "“12” is no registration number of the Netherlands": dossier(country="NL", registration_number="12"),
    "“0123456788” is no registration number of Belgium": dossier(country="BE", registration_number="0123456788"),
    "“–” is no registration number: it holds no letter and no digit": dossier(registration_number="–"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_dossier_that_cannot_be_right_is_refused(actor: Actor, installation: Installation, what: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        adopt(actor, installation, [dossier("good"), WRONG[what]])

    assert what in str(refused.value)
    assert "dossier 2" in str(refused.value)
    assert str(refused.value).encode()
    assert there(actor, installation) == ()


def test_all_that_is_wrong_is_told_at_once(desk: Desk) -> None:
    given = [
        dossier("D1", region="nl", company_id="1"),
        dossier("D2", "", country="NL", registration_number="1"),
        dossier("D2", region="be", company_id="7"),
        dossier("D3", region="be", company_id="7"),
    ]

    with pytest.raises(InvalidInput) as refused:
        adopt(desk.actor, desk.installation, given)

    assert refused.value.what.startswith(f"dossier 1 (D1): the company 1 is link {desk.link.id} already, “Bakery”; ")
    assert "dossier 2 (D2): its name is missing" in refused.value.what
    assert "dossier 2 (D2): “1” is no registration number of the Netherlands" in refused.value.what
    assert "dossier 2 (D2), dossier 3 (D2): its host id is there twice" in refused.value.what
    assert "dossier 3 (D2), dossier 4 (D3): the company 7 is there twice" in refused.value.what
    assert there(desk.actor, desk.installation) == (desk.link,)


def test_of_a_thousand_wrong_dossiers_a_hundred_are_told(actor: Actor, installation: Installation) -> None:
    with pytest.raises(InvalidInput) as refused:
        adopt(actor, installation, [dossier(f"D{number}", "") for number in range(1_000)])

    assert refused.value.what.count("(D") == 100
    assert "those of 900 more dossiers" in refused.value.way_out


@pytest.mark.parametrize(
    ("country", "given", "kept"),
    [
        ("NL", "1234568", "01234568"),  # a spreadsheet took the zero
        ("BE", "403.170.701", "0403170701"),
        ("uk", "SC123456", "SC123456"),
        ("NL", "n.v.t.", ""),
        ("NL", "00000000", ""),
        ("", "HRB 1234", "HRB 1234"),
        ("PL", "0000123456", "0000123456"),
    ],
)
def test_a_registration_number_is_written_in_its_countrys_form(
    actor: Actor, installation: Installation, country: str, given: str, kept: str
) -> None:
    done = adopt(actor, installation, [dossier(country=country, registration_number=given)])

    assert done.links[0].company.registration_number == kept


def test_a_package_that_is_switched_off_takes_no_dossiers(actor: Actor, installation: Installation) -> None:
    decide(installation, enabling="helpdesk")

    with pytest.raises(InvalidInput, match="no package is there for it"):
        adopt(actor, installation, [dossier()])
    with pytest.raises(InvalidInput, match="Paper Office is not switched on for environment “acme”"):
        adopt(actor, installation, [dossier(package="paper")])


def test_only_an_administrator_adopts(actor: Actor, installation: Installation) -> None:
    with pytest.raises(AccessMissing, match="kim is no administrator"):
        adopt(Actor(environment="acme", user="kim"), installation, [dossier()])


def test_no_more_are_adopted_than_the_policy_allows(actor: Actor, installation: Installation) -> None:
    decide(installation, imports="one")
    with pytest.raises(InvalidInput, match="has one company of a package, not 2"):
        adopt(actor, installation, [dossier("D1"), dossier("D2")])
    decide(installation, several_administrations="helpdesk")
    with pytest.raises(AccessMissing, match=r"“several administrations” is not switched on .* would have 2"):
        plan_adopt(actor, installation, [dossier("D1"), dossier("D2")])

    assert there(actor, installation) == ()
    assert len(adopt(actor, installation, [dossier("D1")]).added) == 1


def test_a_dossier_waits_for_answers_as_an_import_does(actor: Actor, installation: Installation) -> None:
    decide(installation, questions=[{"key": "division"}], first_synchronisation="after_set_up")

    (link,) = adopt(actor, installation, [dossier()]).links

    assert (link.set_up, link.stage) == (False, "awaiting_set_up")


def test_ten_thousand_dossiers_take_some_seconds(actor: Actor, installation: Installation) -> None:
    many = [dossier(f"D{n}", f"Company {n}", region="nl", company_id=str(n)) for n in range(10_000)]

    began = time.monotonic()
    done = adopt(actor, installation, many)

    assert time.monotonic() - began < 10
    assert [link.host_company for link in done.links] == [one.host_company for one in many]
    assert len(set(done.added)) == 10_000


def test_a_plan_tells_what_each_dossier_is_recognised_by(actor: Actor, installation: Installation) -> None:
    adopt(actor, installation, [dossier("D0")])

    made = plan_adopt(
        actor,
        installation,
        [
            dossier("D0"),
            dossier("D1", company_id="1", registration_number="12345679"),
            dossier("D2", vat_number="NL123456782B01"),
            dossier("D3"),
        ],
    )

    assert [(one.becomes, one.verdict, one.link_id is None) for one in made.steps] == [
        ("unchanged", None, False),
        *[("broken", None, True)] * 3,
    ]
    assert [one.words[0] for one in made.steps] == [
        f"it is here already as link {made.steps[0].link_id}",
        "it can be recognised by its id at the package 1 and its registration number 12345679",
        "only its VAT number NL123456782B01 is known: a person will have to name its company",
        "nothing but its name is known: a person will have to name its company",
    ]
    assert made.sentences == (
        "3 companies will have a broken link until somebody signs in and relinks.",
        "What the host has of them stays as it is; they need not be imported.",
        "Of 2 companies too little is known for a proof: a person will have to name what they are.",
        "1 company is here already: nothing changes for them.",
    )
    assert len(there(actor, installation)) == 1


def test_a_plan_is_applied_for_some_dossiers_and_then_for_the_rest_and_undone(
    actor: Actor, installation: Installation
) -> None:
    made = plan_adopt(actor, installation, [dossier(f"D{number}") for number in range(1, 5)])

    some = plans.apply(actor, installation, made.id, only=[3])
    assert [step.state for step in some.steps] == ["open", "open", "applied", "open"]
    assert [link.host_company for link in there(actor, installation)] == ["D3"]
    done = plans.apply(actor, installation, made.id)
    assert (done.state, {step.state for step in done.steps}) == ("applied", {"applied"})
    assert plans.apply(actor, installation, made.id) == done
    assert [link.host_company for link in there(actor, installation)] == ["D3", "D1", "D2", "D4"]

    plans.undo(actor, installation, made.id, only=[4])
    assert [link.host_company for link in there(actor, installation)] == ["D3", "D1", "D2"]
    undone = plans.undo(actor, installation, made.id)
    assert there(actor, installation) == ()
    assert [(step.name, step.state) for step in undone.steps] == [("Bakery", "undone")] * 4
    assert [event.link_id for event in told(installation, "acme", "company_erased")] != []


def test_to_adopt_named_dossiers_not_all_links_are_read_for_each(actor: Actor, installation: Installation) -> None:
    made = plan_adopt(actor, installation, [dossier(f"D{number}") for number in range(20)])
    of_all = "WHERE boekhaak_link.environment_id = "
    counted = []

    for some in ([1, 2], range(3, 19)):
        with statements(installation) as seen:
            plans.apply(actor, installation, made.id, only=list(some))
        counted.append(sum(of_all in one and " AND " not in one.split(of_all)[1] for one in seen))

    assert counted[0] == counted[1] > 0
    assert len(there(actor, installation)) == 18


def test_a_named_dossier_that_came_otherwise_at_the_last_moment_is_refused(
    actor: Actor, installation: Installation
) -> None:
    made = plan_adopt(actor, installation, [dossier("D1"), dossier("D2", region="nl", company_id="7")])

    def anew(actor: Actor, installation: Installation, made: Plan) -> tuple[Step, ...]:
        found = ADOPT.anew(actor, installation, made)
        adopt(actor, installation, [dossier("D9", "Miller", region="nl", company_id="7")])
        return found

    done = carry_out(actor, installation, replace(ADOPT, anew=anew), made.id, [2])

    assert [step.state for step in done.steps] == ["open", "refused"]
    assert "the company 7 is link" in done.steps[1].reason
    assert [link.host_company for link in there(actor, installation)] == ["D9"]


def test_an_adoption_is_taken_back_after_its_relink_only(desk: Desk, installation: Installation) -> None:
    desk.office.company("2", "Butcher", vat_number="NL007654321B01", registration_number="24318683")
    known = dossier("D2", "Butcher", region="nl", company_id="2", vat_number="NL007654321B01", country="NL")
    made = plans.apply(desk.actor, installation, plan_adopt(desk.actor, installation, [known]).id)
    bound = relinking.plan(desk.actor, installation)
    plans.apply(desk.actor, installation, bound.id)

    with pytest.raises(InvalidInput, match="linked since"):
        plans.undo(desk.actor, installation, made.id)
    plans.undo(desk.actor, installation, bound.id)
    plans.undo(desk.actor, installation, made.id)

    assert [link.host_company for link in there(desk.actor, installation)] == [desk.link.host_company]


def test_a_dossier_without_a_region_is_found_where_its_id_is_in_one(desk: Desk, installation: Installation) -> None:
    wrong = [
        dossier("D1", company_id="1"),
        dossier("D2", company_id="7", region="be"),
        dossier("D3", company_id="7"),
    ]

    with pytest.raises(InvalidInput) as refused:
        adopt(desk.actor, installation, wrong)

    assert refused.value.what == (
        f"dossier 1 (D1): the company 1 is link {desk.link.id} already, “Bakery” (name its region, if it is another one); "
        "dossier 2 (D2): the company 7 is there twice; "
        "dossier 3 (D3): the company 7 is there twice (name its region, if it is another one)"
    )
    assert len(adopt(desk.actor, installation, [dossier("D1", region="be", company_id="1")]).added) == 1


def test_a_plan_whose_dossier_came_otherwise_meanwhile_is_refused(actor: Actor, installation: Installation) -> None:
    made = plan_adopt(actor, installation, [dossier("D1"), dossier("D2", region="nl", company_id="7")])
    adopt(actor, installation, [dossier("D9", "Miller", region="nl", company_id="7")])

    with pytest.raises(InvalidInput, match=f"what plan {made.id} rests on has changed: “Bakery”"):
        plans.apply(actor, installation, made.id)

    assert len(there(actor, installation)) == 1


def test_what_another_environment_has_is_neither_told_nor_in_the_way(
    desk: Desk, stranger: Actor, installation: Installation
) -> None:
    adopt(desk.actor, installation, [dossier("D1", "Their own")])

    done = adopt(stranger, installation, [dossier("D1"), dossier("D2", region="nl", company_id="1")])

    assert (len(done.added), done.kept) == (2, ())
    assert {link.company.name for link in there(stranger, installation)} == {"Bakery"}
    assert [link.company.name for link in there(desk.actor, installation)] == ["Bakery", "Their own"]
