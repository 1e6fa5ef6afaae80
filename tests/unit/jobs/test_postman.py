"""The postman: one process at a time delivers, and nobody waits for a receiver that is slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConfigurationError
from boekhaak.installation import Installation
from boekhaak.jobs.host import Jobs
from boekhaak.jobs.postman import Postman
from boekhaak.models.link import Actor
from boekhaak.models.policy import Policy
from boekhaak.service import feeding, webhooks
from boekhaak.store import environments, events
from support.receiver import Receiver, receiving

PATIENCE = 10.0


@pytest.fixture
def clock() -> ScaledClock:
    return ScaledClock(datetime.now(UTC))


@pytest.fixture(autouse=True)
def allowed(installation: Installation) -> None:
    """Let webhooks lead to this machine, where the tests' receivers are."""
    installation.policy = Policy(webhooks_on_this_machine=True)


@pytest.fixture
def postman(installation: Installation) -> Iterator[Postman]:
    made = Postman(installation)
    yield made
    made.close()


def until(so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def happen(actor: Actor, installation: Installation) -> None:
    with installation.store.writing() as tx:
        events.add(installation.store, tx, actor.environment, "connected")


def test_a_slow_receiver_holds_up_no_other(actor: Actor, installation: Installation, postman: Postman) -> None:
    done = threading.Event()
    with receiving(Receiver(answer=lambda *_: 200 if done.wait(PATIENCE) else 500)) as slow, receiving() as quick:
        for receiver in (slow, quick):
            webhooks.add(actor, installation, receiver.address)

        for count in (1, 2):
            happen(actor, installation)
            until(lambda told=count: postman.step() and len(quick.came) == told)

        assert slow.came == []
        done.set()
        until(lambda: postman.step() and slow.numbers() == quick.numbers())


def test_one_process_at_a_time_has_the_duty(installation: Installation, postman: Postman) -> None:
    other = Postman(installation)

    assert (postman.step(), other.step()) == (True, False)

    postman.close()
    assert other.step()
    other.close()


def test_a_copy_of_a_database_delivers_nothing(installation: Installation, postman: Postman) -> None:
    with installation.store.writing() as tx:
        environments.adopt(tx, "another place")

    with pytest.raises(ConfigurationError):
        postman.step()


def test_what_is_older_than_events_are_kept_is_forgotten(
    actor: Actor, installation: Installation, postman: Postman, clock: ScaledClock
) -> None:
    happen(actor, installation)
    clock.advance(timedelta(days=installation.settings.keep_events + 1))

    postman.step()

    assert feeding.changes(actor, installation).events == ()
    assert feeding.newest(actor, installation) == 1


def test_what_went_wrong_is_logged_and_not_tried_again_at_once(
    actor: Actor, installation: Installation, postman: Postman, caplog: pytest.LogCaptureFixture
) -> None:
    hook = webhooks.add(actor, installation, "https://host.example/told").webhook.id
    with installation.store.writing() as tx:
        tx.exec_driver_sql("update boekhaak_webhook set secret = 'spoilt', kinds = 'null'")
    happen(actor, installation)

    until(lambda: postman.step() and caplog.records)
    for _ in range(3):
        postman.step()
    postman.close()

    assert [(one.getMessage(), bool(one.exc_info)) for one in caplog.records] == [
        (f"a webhook could not be told webhook={hook}", True)
    ]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_jobs_of_a_host_deliver_by_themselves(actor: Actor, installation: Installation, databases: object) -> None:
    with receiving() as receiver, Jobs(installation, threads=1, pause=0.05):
        webhooks.add(actor, installation, receiver.address)
        happen(actor, installation)

        until(lambda: len(receiver.came) == 1)
