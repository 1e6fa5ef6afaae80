"""What the simulator counts and tells of renewals, and what a reused token may do."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from exact_site import Client

from boekhaak.clock import ScaledClock


def test_renewals_are_counted_by_what_became_of_them(client: Client, clock: ScaledClock) -> None:
    client.refresh()
    clock.advance(timedelta(seconds=570))
    client.refresh()
    client.refresh()

    assert client.simulator.refreshes == {"early": 1, "granted": 1, "reused": 1}


@pytest.mark.parametrize(("switched_on", "status"), [(True, 400), (False, 200)])
def test_a_reused_token_ends_its_whole_chain_where_that_is_switched_on(
    client: Client, clock: ScaledClock, switched_on: bool, status: int
) -> None:
    client.simulator.faults = {"revoke_on_reuse"} if switched_on else set()
    clock.advance(timedelta(seconds=570))
    newest = client.refresh().json()["refresh_token"]
    reused = client.refresh()
    clock.advance(timedelta(seconds=570))

    answer = client.refresh(newest)

    assert reused.status_code == 401
    assert answer.status_code == status


def test_somebody_may_be_told_once_a_renewed_pair_was_sent(client: Client, clock: ScaledClock) -> None:
    told = threading.Event()
    client.simulator.on_refreshed = told.set
    client.refresh()
    too_early = told.is_set()
    clock.advance(timedelta(seconds=570))

    client.refresh()

    assert told.wait(5)
    assert not too_early
