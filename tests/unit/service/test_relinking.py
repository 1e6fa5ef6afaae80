from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConsentRequired
from boekhaak.models.company import Candidate, Evidence
from boekhaak.models.link import Actor, Link
from boekhaak.service import connecting, importing, listing, relinking
from boekhaak.service.relinking import Relinked
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
    assert one.evidence.agrees == {"id", "registration_number", "vat_number", "currency", "name", "login"}
    assert one.verdict == "proved"
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
    broken.office.companies["1"].vat_number = "NL007654321B01"
    sign_in(broken)

    (one,) = relinked(broken)

    assert not one.bound
    assert (one.verdict, "the VAT number is another one" in one.reason) == ("conflict", True)
    assert _state(broken) == "broken"


def test_a_number_that_nobody_tells_any_more_contradicts_nothing(broken: Desk) -> None:
    broken.office.companies["1"].vat_number = ""
    sign_in(broken)

    (one,) = relinked(broken)

    assert one.bound


def test_a_company_that_nobody_sees_leaves_the_link_broken(broken: Desk) -> None:
    del broken.office.companies["1"]
    broken.office.company("2", "Mill")
    sign_in(broken)

    (one,) = relinked(broken)

    assert not one.bound
    assert (one.verdict, one.reason) == ("gone", "its login sees no company 1 any more")
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
    _let_the_package_say(broken, Evidence(agrees=frozenset({"id"}), contradicts=frozenset({"registration_number"})))
    sign_in(broken)

    (one,) = relinked(broken)

    assert (one.verdict, one.bound) == ("conflict", False)


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
