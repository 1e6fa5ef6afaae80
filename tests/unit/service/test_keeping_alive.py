from __future__ import annotations

from datetime import timedelta

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.service import connecting, importing
from boekhaak.service.keeping_alive import UNKNOWN, keep_alive
from support.paper_office import PaperOffice
from support.renewals import chain_of, failing, refreshes, sign_in

A_SECOND = timedelta(seconds=1)


def lapses_after(installation: Installation, lifetime: timedelta) -> None:
    """Let the package tell after how long what renews its tokens lapses."""
    package = installation.packages["paper"]
    auth = package.info.auth.model_copy(update={"refresh_lifetime": lifetime})
    package.info = package.info.model_copy(update={"auth": auth})


def test_a_login_that_nobody_reads_by_is_renewed_after_a_week(
    installation: Installation, connection: Connection, office: PaperOffice, clock: ScaledClock
) -> None:
    clock.advance(UNKNOWN)
    assert keep_alive(installation).renewed == 0
    clock.advance(A_SECOND)

    kept = keep_alive(installation)

    assert (kept.renewed, kept.failed) == (1, ())
    assert (refreshes(office), chain_of(installation, connection).generation) == (1, 2)
    assert keep_alive(installation).renewed == 0


def test_it_is_renewed_after_a_third_of_the_time_that_the_package_gives(
    installation: Installation, connection: Connection, office: PaperOffice, clock: ScaledClock
) -> None:
    lapses_after(installation, timedelta(days=9))
    clock.advance(timedelta(days=3) + A_SECOND)

    assert keep_alive(installation).renewed == 1


def test_a_dead_login_is_left_alone(
    installation: Installation, connection: Connection, office: PaperOffice, clock: ScaledClock, link: Link
) -> None:
    office.revoke()
    clock.advance(UNKNOWN + A_SECOND)

    (why,) = keep_alive(installation).failed

    assert "Paper Office knows this grant no longer" in why
    assert [one.state for one in importing.links_listed(Actor(environment="acme", user="bo"), installation)] == [
        "broken"
    ]
    assert keep_alive(installation).failed == ()
    assert refreshes(office) == 1


def test_a_login_that_fails_is_tried_again_and_leaves_the_others_alone(
    actor: Actor, installation: Installation, connection: Connection, office: PaperOffice, clock: ScaledClock
) -> None:
    other = sign_in(actor, installation, office, "dirk")
    clock.advance(UNKNOWN + A_SECOND)
    office.faults.append(failing(503))
    assert len(keep_alive(installation).failed) == 2
    office.faults.clear()

    assert keep_alive(installation).renewed == 2

    assert {chain_of(installation, one).generation for one in (connection, other)} == {2}
    assert [one.state for one in connecting.connections_listed(actor, installation)] == ["authorised"] * 2
