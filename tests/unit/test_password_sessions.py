from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from importlib_metadata import EntryPoint
from pydantic import SecretStr

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput, PackageUnavailable
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.auth import Credentials
from boekhaak.models.company import Company
from boekhaak.models.link import Actor, Connection
from boekhaak.registry import GROUP, Registry
from boekhaak.service import connecting, importing, listing, registering
from boekhaak.testing.simulator import served
from support import booth
from support.booth_vendor import Booth
from support.paper_office import PaperOffice

ONE, TWO = (Company(id=id_, region="all", name=f"Company {id_}", currency="NOK") for id_ in ("1", "2"))


@pytest.fixture
def registry() -> Registry:
    """Return a registry with a package of each way to sign in."""
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in ("booth", "paper")))


@pytest.fixture
def vendor(clock: ScaledClock, actor: Actor, installation: Installation) -> Iterator[Booth]:
    """Return the vendor's side, whose app the installation knows."""
    vendor = Booth(clock)
    with served(vendor.app) as address:
        registering.register_app(None, installation, vendor.registration(address))
        yield vendor


def signed_in(actor: Actor, installation: Installation, password: str = "opened") -> Connection:
    given = Credentials(username="anna@host.example", password=SecretStr(password))
    return connecting.sign_in(actor, installation, given, package="booth")


@pytest.fixture
def http(actor: Actor, installation: Installation, vendor: Booth) -> Http:
    """Return the way to the vendor, signed in."""
    return listing.session(installation, signed_in(actor, installation))


def here(http: Http, company: Company) -> str:
    told: str = booth.ask(http, "here", {}, company)["company"]
    return told


def test_a_login_with_a_password_lists_its_companies(actor: Actor, installation: Installation, vendor: Booth) -> None:
    connection = signed_in(actor, installation)

    listed = listing.list_companies(actor, installation).companies

    assert (connection.login.id, connection.state) == ("anna", "authorised")
    assert [one.company.id for one in listed] == ["1", "2"]
    assert vendor.logins == ["1"]


def test_each_company_has_a_session_of_its_own_and_keeps_it(http: Http, vendor: Booth) -> None:
    for _ in range(3):
        assert (here(http, ONE), here(http, TWO)) == ("1", "2")

    assert sorted(vendor.logins) == ["1", "1", "2"]


def test_another_process_goes_on_with_the_sessions(
    actor: Actor, installation: Installation, vendor: Booth, http: Http
) -> None:
    here(http, TWO)
    (connection,) = connecting.connections_listed(actor, installation)

    assert here(listing.session(installation, connection), TWO) == "2"

    assert vendor.logins == ["1", "2"]


def test_companies_that_are_asked_side_by_side_do_not_mix(http: Http, vendor: Booth) -> None:
    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda number: here(http, (ONE, TWO)[number % 2]), range(20)))

    assert told == ["1", "2"] * 10


def test_a_session_is_begun_again_before_it_lapses(http: Http, vendor: Booth, clock: ScaledClock) -> None:
    here(http, TWO)
    clock.advance(booth.LIFETIME - booth.MARGIN + timedelta(seconds=1))

    assert here(http, TWO) == "2"

    assert vendor.logins == ["1", "2", "2"]
    assert vendor.requests.count("here") == 2


def test_a_session_that_ended_early_is_begun_again_once(http: Http, vendor: Booth) -> None:
    here(http, TWO)
    vendor.sessions.clear()

    assert here(http, TWO) == "2"

    assert vendor.logins == ["1", "2", "2"]


def test_a_changed_password_breaks_the_links_and_a_new_one_mends_them(
    actor: Actor, installation: Installation, vendor: Booth, http: Http
) -> None:
    for one in listing.list_companies(actor, installation).companies:
        importing.link_company(actor, installation, one)
    vendor.password = "changed"
    vendor.sessions.clear()

    with pytest.raises(ConsentRequired, match="password is refused"):
        here(http, TWO)

    assert {link.state for link in importing.links_listed(actor, installation)} == {"broken"}
    with pytest.raises(ConsentRequired):
        signed_in(actor, installation)
    connection = signed_in(actor, installation, "changed")
    assert here(listing.session(installation, connection), TWO) == "2"
    assert here(listing.session(installation, connection), ONE) == "1"


def test_a_company_that_was_withdrawn_leaves_the_others_alone(http: Http, vendor: Booth) -> None:
    here(http, ONE)
    vendor.companies.remove("2")

    with pytest.raises(AccessMissing, match="no longer enter"):
        here(http, TWO)

    assert here(http, ONE) == "1"


def test_signing_in_is_tried_once_and_asking_a_few_times(
    actor: Actor, installation: Installation, vendor: Booth
) -> None:
    vendor.broken = 1
    with pytest.raises(PackageUnavailable):
        signed_in(actor, installation)
    assert vendor.requests == ["login"]

    http = listing.session(installation, signed_in(actor, installation))
    here(http, TWO)
    vendor.broken = 1
    assert here(http, TWO) == "2"


def test_password_and_session_are_shown_nowhere(
    actor: Actor, installation: Installation, vendor: Booth, http: Http, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here(http, TWO)
    session = next(iter(vendor.sessions))

    told = installation.redactor.redact(f"opened {session}")

    assert "opened" not in told
    assert session not in told
    assert "opened" not in caplog.text
    with installation.store.reading() as tx:
        stored = tx.exec_driver_sql("select access_token, refresh_token from boekhaak_token_chain").all()
    assert stored
    assert not any("opened" in cell or "session" in cell for row in stored for cell in row)


def test_each_package_is_signed_in_at_in_its_own_way(
    actor: Actor, installation: Installation, vendor: Booth, office: PaperOffice
) -> None:
    registering.register_app(None, installation, office.registration())
    with pytest.raises(InvalidInput, match="user name and a password") as by_redirect:
        connecting.begin(actor, installation, package="booth")
    with pytest.raises(InvalidInput, match="by redirect") as by_password:
        connecting.sign_in(actor, installation, Credentials(username="a", password=SecretStr("b")), package="paper")

    assert "--username" in by_redirect.value.way_out
    assert "boekhaak connect paper" in by_password.value.way_out
