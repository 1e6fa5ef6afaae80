"""Signing in: what can go wrong, and that what can be saved is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boekhaak.errors import AccessMissing, ConfigurationError, ConsentRequired, PackageUnavailable
from boekhaak.service import listing, registering, relinking
from boekhaak_twentyfour_seven.simulator import SimulatedLogin
from support.site import Site, errors

Open = Callable[..., Site]


def test_the_login_and_its_companies_are_told(opened: Open) -> None:
    site = opened(signed_in=False)

    connection = site.sign_in()

    seen = listing.list_companies(site.actor, site.installation).companies
    assert connection.login.id == site.simulator.logins[0].user_id
    assert [one.company.name for one in seen] == sorted(one.name for one in site.simulator.books.companies)


@pytest.mark.parametrize("given", [{"password": "wrong"}, {"username": "nobody@example.com"}])
def test_wrong_credentials_name_the_ways_out(opened: Open, given: dict[str, str]) -> None:
    site = opened(signed_in=False)

    with pytest.raises(ConsentRequired) as caught:
        site.sign_in(**given)

    assert "application id" in str(caught.value)
    assert "wrong" not in str(caught.value)


def test_an_application_id_that_is_no_guid_is_told_as_that(opened: Open) -> None:
    site = opened(signed_in=False)
    app = site.simulator.registration(site.address).model_copy(update={"client_id": "our-app"})
    registering.register_app(None, site.installation, app)

    with pytest.raises(ConfigurationError, match=r"application id of the app cannot be read there\. Compare it"):
        site.sign_in()


def test_an_address_that_nobody_answers_at_is_unavailable(opened: Open) -> None:
    site = opened(signed_in=False)
    app = site.simulator.registration("http://127.0.0.1:9")
    registering.register_app(None, site.installation, app)

    with pytest.raises(PackageUnavailable):
        site.sign_in()


def test_a_login_without_an_accepted_invitation_is_told_to_accept_one(opened: Open) -> None:
    site = opened(signed_in=False, faults=["invitation_pending"])

    with pytest.raises(AccessMissing, match="invitation"):
        site.sign_in()


def test_a_login_whose_default_identity_is_lost_signs_in_with_another(opened: Open) -> None:
    site = opened(signed_in=False, faults=["withdrawn_identity"])

    site.sign_in()
    listed = {
        one.company.name: one.company.active for one in listing.list_companies(site.actor, site.installation).companies
    }

    first, second = (one.name for one in site.simulator.books.companies)
    assert listed == {first: False, second: True}


def test_a_login_that_lost_every_identity_is_told_so(opened: Open) -> None:
    site = opened(signed_in=False, faults=["withdrawn_identity"])
    site.simulator.withdraw_identity(site.simulator.books.companies[1].name)

    with pytest.raises(AccessMissing, match="every company"):
        site.sign_in()


def test_a_withdrawn_identity_breaks_its_link_by_name_and_leaves_the_other_alone(opened: Open) -> None:
    site = opened()
    link, other = site.link_all()
    site.imported(link)
    site.simulator.withdraw_identity(link.company.name)

    run = site.synchronised(link)
    (text,) = set(errors(run).values())

    assert link.company.name in text
    assert "invitation" in text
    assert errors(site.imported(other)) == {}


def test_a_changed_password_asks_for_the_new_one_and_links_go_on_with_it(opened: Open) -> None:
    site = opened()
    link, _ = site.link_all()
    site.imported(link)
    site.simulator.revoke_consents()

    refused = errors(site.synchronised(link))
    site.sign_in()
    relinking.relink(site.actor, site.installation)

    assert "not accepted" in " ".join(refused.values())
    assert errors(site.synchronised(link)) == {}


def test_a_throttled_sign_in_waits(opened: Open) -> None:
    site = opened(signed_in=False, logins_per_hour=1)
    site.sign_in()

    with pytest.raises(PackageUnavailable) as caught:
        site.sign_in()

    assert caught.value.retry_after is not None
    assert caught.value.retry_after > site.clock.now()


def test_each_company_has_a_session_of_its_own_and_none_changes_its_identity(opened: Open) -> None:
    site = opened()
    for link in site.link_all():
        site.imported(link)

    calls = site.simulator.calls

    assert calls["Login"] == 3
    assert calls["GetIdentitiesWithCredential"] == 2
    assert not {"SetIdentity", "SetIdentityById", "HasSession"} & {name for name, count in calls.items() if count}


def test_a_session_is_begun_anew_before_it_lapses(opened: Open) -> None:
    site = opened()
    link, _ = site.link_all()
    site.imported(link)

    site.clock.sleep(19 * 60)
    run = site.synchronised(link)

    assert errors(run) == {}
    assert site.simulator.calls["Login"] >= 3


def test_sessions_that_die_early_are_begun_anew(opened: Open) -> None:
    site = opened(faults=["session_expiry"])
    link, _ = site.link_all()

    run = site.imported(link)

    assert errors(run) == {}
    assert SimulatedLogin().password not in str(run)


def test_no_session_is_written_into_an_error(opened: Open, caplog: Any) -> None:
    site = opened(faults=["malformed"])
    link, _ = site.link_all()

    text = str(errors(site.imported(link))) + caplog.text

    assert not [one for one in site.simulator.handed_out if one in text]
