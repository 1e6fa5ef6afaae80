from __future__ import annotations

import pytest

from boekhaak.errors import InvalidInput
from boekhaak.service import configuring, importing, listing
from boekhaak.service.listing import ListedCompany
from support.bookings import contact
from support.desk import Desk, stream


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    """Return the desk of a bakery with forty contacts, nothing of which is imported."""
    desk.office.page_size = 15
    desk.enter(*(contact(f"c{number:02}") for number in range(40)))
    return desk


def listed(desk: Desk) -> ListedCompany:
    seen = listing.list_companies(desk.actor, desk.installation).companies
    return importing.choose(seen, desk.link.company.id)


def choose(desk: Desk, *codes: str) -> None:
    configuring.choose(desk.actor, desk.installation, listed(desk), {"known_contacts": codes})


def contacts(desk: Desk) -> list[str]:
    return sorted(record_id for kind, record_id in desk.alive() if kind == "contact")


def test_choices_are_the_packages_records_before_anything_is_imported(crowd: Desk) -> None:
    (choice,) = configuring.choices(crowd.actor, crowd.installation, listed(crowd))

    assert [option.code for option in choice.options] == [f"c{number:02}" for number in range(40)]
    assert choice.options[0].name == "Contact c00"
    assert choice.chosen == ()
    assert crowd.alive() == {}


def test_a_company_that_is_not_bound_is_bound_by_a_choice(crowd: Desk) -> None:
    new = listed(crowd).model_copy(update={"link_id": None})
    assert configuring.choices(crowd.actor, crowd.installation, new)[0].chosen == ()

    link = configuring.choose(crowd.actor, crowd.installation, new, {"known_contacts": ["c03"]})

    assert link.settings == {"known_contacts": ("c03",)}
    assert configuring.choices(crowd.actor, crowd.installation, listed(crowd))[0].chosen == ("c03",)


def test_only_what_was_chosen_is_read(crowd: Desk) -> None:
    choose(crowd, "c07", "c03")

    assert crowd.import_all().complete
    assert contacts(crowd) == ["c03", "c07"]


def test_a_narrower_choice_takes_the_others_away_with_the_next_run(crowd: Desk) -> None:
    crowd.import_all()
    choose(crowd, "c07")

    run = crowd.synchronise()

    assert (stream(run, "contacts").swept, stream(run, "contacts").warning) == (39, "")
    assert contacts(crowd) == ["c07"]
    assert not crowd.states()["contacts"].chosen_anew


def test_a_wider_choice_brings_them_back(crowd: Desk) -> None:
    choose(crowd, "c07")
    crowd.import_all()
    choose(crowd)

    run = crowd.import_all()

    assert stream(run, "contacts").changed == 39
    assert len(contacts(crowd)) == 40


def test_a_choice_that_takes_everything_away_is_still_refused_by_the_guard(crowd: Desk) -> None:
    crowd.import_all()
    choose(crowd, "c07")
    crowd.strike("contact", "c07")

    run = crowd.synchronise()

    assert len(contacts(crowd)) == 40
    assert "were kept" in stream(run, "contacts").warning


def test_the_guard_stands_again_after_the_choice_took_effect(crowd: Desk) -> None:
    choose(crowd, *(f"c{number:02}" for number in range(39)))
    crowd.import_all()
    crowd.strike("contact", *(f"c{number:02}" for number in range(30)))

    run = crowd.import_all(again=True)

    assert len(contacts(crowd)) == 39
    assert "30 of 39 records" in stream(run, "contacts").warning


def test_the_same_choice_again_reads_nothing_anew(crowd: Desk) -> None:
    choose(crowd, "c07")
    crowd.import_all()
    choose(crowd, "c07")

    assert crowd.import_all().streams == ()


@pytest.mark.parametrize(
    ("given", "what"),
    [({"colour": ["red"]}, "has no setting “colour”"), ({"known_contacts": ["c99"]}, "“c99” is none of the contacts")],
)
def test_what_the_package_does_not_have_is_refused_and_nothing_changes(
    crowd: Desk, given: dict[str, list[str]], what: str
) -> None:
    choose(crowd, "c07")

    with pytest.raises(InvalidInput, match=what):
        configuring.choose(crowd.actor, crowd.installation, listed(crowd), given)

    assert configuring.choices(crowd.actor, crowd.installation, listed(crowd))[0].chosen == ("c07",)


def test_a_setting_that_is_not_named_keeps_its_choice(crowd: Desk) -> None:
    choose(crowd, "c07")

    link = configuring.choose(crowd.actor, crowd.installation, listed(crowd), {})

    assert link.settings == {"known_contacts": ("c07",)}
