from __future__ import annotations

import subprocess
import sys

import pytest

from boekhaak.errors import Busy
from boekhaak.leases import holder
from boekhaak.models.link import Actor, Link
from boekhaak.store import fences, links, records
from boekhaak.store.database import Store
from support.bookings import contact
from support.stored import Linked, Stored

LONG, OVER = 60.0, -1.0
"""The seconds of a lease that holds, and of one that has ended."""


def lease(store: Store, link: Link, owner: str, seconds: float = LONG) -> int:
    with store.writing() as tx:
        return fences.lease(store, tx, link, owner, seconds)


def save_page(store: Store, link: Link, fence: int, name: str) -> None:
    with store.writing() as tx:
        records.send(store, tx, link, 1, [contact("c1", name=name)])()
        fences.prolong(store, tx, link.id, fence, LONG)


def test_a_leased_link_is_busy_for_others(store: Store, link: Link) -> None:
    lease(store, link, "one")

    with pytest.raises(Busy, match="Company 1: another run is reading this company"):
        lease(store, link, "two")


def test_a_lease_on_one_link_leaves_the_others_free(store: Store, linked: Linked) -> None:
    lease(store, linked("acme", "1"), "one")

    lease(store, linked("acme", "2"), "two")


def test_a_lease_that_has_ended_can_be_taken_by_others(store: Store, link: Link) -> None:
    first = lease(store, link, "one", OVER)

    second = lease(store, link, "two")

    assert second == first + 1


def test_the_page_of_a_run_that_was_overtaken_is_refused(store: Store, link: Link, stored: Stored) -> None:
    zombie = lease(store, link, "one", OVER)
    newer = lease(store, link, "two")
    save_page(store, link, newer, "New")

    with pytest.raises(Busy, match="another run took this company over"):
        save_page(store, link, zombie, "Old")

    assert stored(link, "contact")["c1"][0] == contact("c1", name="New")


def test_a_run_whose_lease_has_ended_goes_on_while_nobody_overtook_it(store: Store, link: Link, stored: Stored) -> None:
    slow = lease(store, link, "one", OVER)

    save_page(store, link, slow, "Late")

    assert stored(link, "contact")["c1"][0] == contact("c1", name="Late")
    with pytest.raises(Busy):
        lease(store, link, "two")


def test_a_lease_that_was_given_back_is_free(store: Store, link: Link) -> None:
    fence = lease(store, link, "one")

    with store.writing() as tx:
        fences.release(tx, link.id, fence)

    assert lease(store, link, "two") == fence + 1


def test_a_zombie_cannot_give_back_the_lease_of_its_successor(store: Store, link: Link) -> None:
    zombie = lease(store, link, "one", OVER)
    lease(store, link, "two")

    with store.writing() as tx:
        fences.release(tx, link.id, zombie)

    with pytest.raises(Busy):
        lease(store, link, "three")


def test_leasing_is_no_reason_to_see_the_link_otherwise(store: Store, link: Link, acme: Actor) -> None:
    lease(store, link, "one")

    with store.reading() as tx:
        assert links.get(tx, acme, link.id) == link


def test_the_lease_of_a_process_that_is_gone_need_not_run_out(store: Store, link: Link, dead_holder: str) -> None:
    first = lease(store, link, dead_holder)

    second = lease(store, link, "two")

    assert second == first + 1


@pytest.fixture
def dead_holder() -> str:
    """Return the name of a holder whose process has ended."""
    machine, _, unique = holder().split("/")
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return f"{machine}/{process.pid}/{unique}"
