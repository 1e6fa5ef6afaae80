from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConsentRequired
from boekhaak.models.company import Candidate, Company, Evidence
from boekhaak.models.link import Actor, Link
from boekhaak.service import connecting, importing, listing, relinking
from boekhaak.service.relinking import Relinked, default_evidence
from support.desk import Desk


@pytest.fixture
def broken(bakery: Desk, clock: ScaledClock) -> Desk:
    """Return the desk when the bakery was imported and its consent has died."""
    bakery.import_all()
    bakery.office.revoke()
    clock.advance(timedelta(minutes=10))
    with pytest.raises(ConsentRequired):
        listing.list_companies(bakery.actor, bakery.installation)
    return bakery


def sign_in(desk: Desk, login: str = "anna") -> None:
    begun = connecting.begin(desk.actor, desk.installation, package="paper")
    connecting.complete(desk.actor, desk.installation, desk.office.sign_in(begun.url, login))


def relinked(desk: Desk) -> tuple[Relinked, ...]:
    return relinking.relink(desk.actor, desk.installation)


def test_a_link_works_again_with_its_id_and_its_records(broken: Desk) -> None:
    before = broken.stored()
    sign_in(broken)

    (one,) = relinked(broken)

    assert one.bound
    assert (one.link.id, one.link.state, one.link.reason) == (broken.link.id, "ok", "")
    assert one.evidence.agrees == {"id", "vat_number", "name", "login"}
    assert broken.stored() == before
    assert broken.synchronise().complete


def test_a_link_may_be_bound_again_through_another_login(broken: Desk) -> None:
    sign_in(broken, "dirk")

    (one,) = relinked(broken)

    assert one.bound
    assert one.link.login == "dirk"
    assert one.link.connection_id != broken.link.connection_id
    assert one.evidence.contradicts == {"login"}
    assert broken.synchronise().complete


def test_a_company_that_has_another_name_now_is_bound_and_renamed(broken: Desk) -> None:
    broken.office.companies["1"].name = "Patisserie"
    sign_in(broken)

    (one,) = relinked(broken)

    assert one.bound
    assert one.link.company.name == "Patisserie"


def test_a_vat_number_that_contradicts_leaves_the_link_broken(broken: Desk) -> None:
    broken.office.companies["1"].vat_number = "NL999"
    sign_in(broken)

    (one,) = relinked(broken)

    assert not one.bound
    assert one.reason == "its vat_number is another one now"
    assert _state(broken) == "broken"


def test_a_number_that_nobody_tells_any_more_contradicts_nothing(broken: Desk) -> None:
    broken.office.companies["1"].vat_number = ""
    sign_in(broken)

    (one,) = relinked(broken)

    assert one.bound


def test_a_company_that_nobody_sees_leaves_the_link_broken(broken: Desk) -> None:
    del broken.office.companies["1"]
    broken.office.company("2", "Bakery", vat_number="NL001")
    sign_in(broken)

    (one,) = relinked(broken)

    assert not one.bound
    assert one.reason == "no login that is signed in can see this company"
    assert _state(broken) == "broken"


def test_before_anybody_has_signed_in_nothing_is_relinked(broken: Desk) -> None:
    with pytest.raises(ConsentRequired, match="Paper Office knows this grant no longer"):
        relinked(broken)

    assert _state(broken) == "broken"


def test_working_links_are_left_alone(bakery: Desk) -> None:
    assert relinked(bakery) == ()


def test_the_links_of_another_environment_are_left_alone(broken: Desk, stranger: Actor) -> None:
    sign_in(broken)

    assert relinking.relink(stranger, broken.installation) == ()
    assert _state(broken) == "broken"


def test_the_packages_own_evidence_is_what_counts(broken: Desk) -> None:
    _let_the_package_say(broken, Evidence(contradicts=frozenset({"registration_number"})))
    sign_in(broken)

    (one,) = relinked(broken)

    assert one.reason == "its registration_number is another one now"


def test_evidence_without_the_same_id_does_not_bind(broken: Desk) -> None:
    _let_the_package_say(broken, Evidence(agrees=frozenset({"name"})))
    sign_in(broken)

    (one,) = relinked(broken)

    assert not one.bound


def _let_the_package_say(desk: Desk, evidence: Evidence) -> None:
    def said(link: Link, candidate: Candidate) -> Evidence:
        return evidence

    desk.installation.packages["paper"].relink = said  # type: ignore[method-assign]


def _state(desk: Desk) -> str:
    (found,) = importing.links_listed(desk.actor, desk.installation)
    return found.state


@pytest.mark.parametrize(
    ("theirs", "agrees", "contradicts"),
    [
        ({}, {"id", "name", "vat_number", "registration_number"}, set()),
        ({"id": "2"}, {"name", "vat_number", "registration_number"}, {"id"}),
        ({"region": "be"}, {"name", "vat_number", "registration_number"}, {"id"}),
        ({"name": "BAKERY"}, {"id", "name", "vat_number", "registration_number"}, set()),
        ({"name": ""}, {"id", "vat_number", "registration_number"}, set()),
        ({"vat_number": "NL2"}, {"id", "name", "registration_number"}, {"vat_number"}),
        ({"registration_number": ""}, {"id", "name", "vat_number"}, set()),
    ],
)
def test_what_both_sides_know_speaks_for_or_against(
    clock: ScaledClock, theirs: dict[str, str], agrees: set[str], contradicts: set[str]
) -> None:
    ours = {"id": "1", "region": "nl", "name": "Bakery", "vat_number": "NL1", "registration_number": "123"}
    link = Link(
        id=1,
        environment="acme",
        package="paper",
        company=Company(**ours),
        connection_id=1,
        login="",
        created_at=clock.now(),
    )

    evidence = default_evidence(link, Candidate(package="paper", company=Company(**ours | theirs)))

    assert (set(evidence.agrees), set(evidence.contradicts)) == (agrees, contradicts)
