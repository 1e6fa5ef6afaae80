"""Webhooks: signed, at least once, in order for each link, and never given up silently."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.jobs.postman import THREADS
from boekhaak.models.event import EventKind
from boekhaak.models.link import Actor
from boekhaak.models.policy import Policy
from boekhaak.models.webhook import Delivered, Webhook
from boekhaak.service import auditing, delivering, feeding, rotating, webhooks
from boekhaak.service.delivering import BACK_OFF, BATCH, FAILURES, GIVEN_UP
from boekhaak.service.webhooks import MOST
from boekhaak.store import events
from boekhaak.store import webhooks as stored
from support.receiver import CUT, Receiver, receiving


@pytest.fixture
def clock() -> ScaledClock:
    """Return a clock that stands still now: receivers refuse what was signed long ago."""
    return ScaledClock(datetime.now(UTC))


@pytest.fixture(autouse=True)
def allowed(installation: Installation) -> None:
    """Let webhooks lead to this machine, where the tests' receivers are."""
    installation.policy = Policy(webhooks_on_this_machine=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


Happen = Callable[..., list[int]]


@pytest.fixture
def happen(actor: Actor, installation: Installation) -> Happen:
    """Let events happen to links, 0 meaning none; returns their numbers."""

    def made(*link_ids: int, kind: EventKind = "records_changed", by: Actor = actor) -> list[int]:
        store, numbers = installation.store, []
        for link_id in link_ids:
            with store.writing() as tx:
                numbers.append(events.add(store, tx, by.environment, kind, link_id=link_id or None, data={"run": 7}))
        return numbers

    return made


@pytest.fixture
def hook(actor: Actor, installation: Installation, receiver: Receiver) -> int:
    """Return a webhook to the receiver, which knows its secret."""
    return added(actor, installation, receiver)


def added(actor: Actor, installation: Installation, receiver: Receiver, *kinds: EventKind) -> int:
    made = webhooks.add(actor, installation, receiver.address, kinds)
    receiver.secret = made.secret.get_secret_value()
    return made.webhook.id


def deliver(actor: Actor, installation: Installation) -> Delivered:
    (done,) = delivering.deliver(actor, installation)
    return done


def later(installation: Installation, by: timedelta) -> None:
    """Let time pass."""
    assert isinstance(installation.clock, ScaledClock)
    installation.clock.advance(by)


def only(actor: Actor, installation: Installation) -> Webhook:
    (found,) = webhooks.listed(actor, installation)
    return found


def test_what_happens_is_told_signed_and_in_order(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    numbers = happen(0, 1, 2, 1)

    assert deliver(actor, installation) == Delivered(webhook_id=hook, delivered=4)

    assert (receiver.numbers(), receiver.refused) == (numbers, 0)
    first = receiver.came[0]
    assert first.pop("at").endswith("+00:00")
    assert first == {
        "type": "records_changed", "environment": "acme", "number": numbers[0], "package": "", "link": None,
        "connection": None, "data": {"run": 7},
    }  # fmt: skip
    assert deliver(actor, installation).delivered == 0


def test_a_webhook_is_told_only_what_it_wants_and_nothing_from_before(
    actor: Actor, installation: Installation, receiver: Receiver, happen: Happen
) -> None:
    happen(1, kind="link_broken")
    added(actor, installation, receiver, "link_broken", "link_mended")

    happen(*[1] * 3)
    wanted = happen(1, kind="link_broken") + happen(2, kind="link_mended")
    deliver(actor, installation)

    assert receiver.numbers() == wanted
    assert only(actor, installation).waiting == 0


def test_an_event_that_fails_holds_back_only_its_link(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    numbers = happen(1, 2, 1, 0, 2, 1)
    receiver.answer = lambda told, _: 500 if told["number"] == numbers[0] else 200

    done = deliver(actor, installation)

    assert (done.delivered, done.failed, done.waiting) == (3, 1, 3)
    assert only(actor, installation).last_error == "it answered 500 Internal Server Error"
    receiver.answer = lambda *_: 200
    assert deliver(actor, installation).delivered == 0  # it is too early
    later(installation, BACK_OFF[0])
    assert deliver(actor, installation).waiting == 0
    assert receiver.numbers(1) == [numbers[0], numbers[2], numbers[5]]
    assert receiver.numbers(2) == [numbers[1], numbers[4]]
    assert sorted(receiver.numbers()) == numbers


def test_an_answer_that_is_lost_makes_a_double_with_the_same_id(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    numbers = happen(1, 1, 1)
    receiver.answer = lambda told, time: CUT if told["number"] == numbers[1] and time == 0 else 200

    assert deliver(actor, installation).failed == 1
    later(installation, BACK_OFF[0])
    deliver(actor, installation)

    assert [one["number"] for one in receiver.came] == [numbers[0], numbers[1], numbers[1], numbers[2]]
    assert receiver.numbers() == numbers
    assert len({headers["webhook-id"] for headers in receiver.headers}) == 3


def test_a_receiver_that_is_down_is_left_alone_then_loses_nothing(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    links = tuple(range(1, FAILURES + 6))
    numbers, asked = happen(*links, *links), []
    receiver.answer = lambda told, _: asked.append(told["number"]) or 503  # type: ignore[func-returns-value]

    deliver(actor, installation)

    assert len(asked) == FAILURES
    assert only(actor, installation).rests_until == installation.clock.now() + BACK_OFF[0]
    assert delivering.waiting_webhooks(installation) == ()
    receiver.answer = lambda *_: 200
    later(installation, BACK_OFF[0])
    assert delivering.waiting_webhooks(installation) == (hook,)
    deliver(actor, installation)
    assert sorted(receiver.numbers()) == numbers
    assert all(receiver.numbers(link) == sorted(receiver.numbers(link)) for link in links)


def test_after_days_of_failures_a_webhook_is_paused_and_goes_on_where_it_was(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    numbers = happen(1, 1)
    receiver.secret, receiver.answer = "", lambda *_: 500
    deliver(actor, installation)
    later(installation, GIVEN_UP)
    deliver(actor, installation)

    paused = only(actor, installation)
    assert (paused.state, paused.waiting) == ("paused", 2)
    assert paused.reason == (
        f"event {numbers[0]} could not be delivered for 5 days (it answered 500 Internal Server Error)"
    )
    meanwhile = happen(1)
    assert delivering.deliver(actor, installation) == ()
    receiver.answer = lambda *_: 200
    assert webhooks.resume(actor, installation, hook).reason == ""
    deliver(actor, installation)
    assert receiver.numbers() == numbers + meanwhile


def test_a_receiver_that_is_gone_for_good_is_told_nothing_more(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    happen(1, 2)
    receiver.answer = lambda *_: 410

    assert deliver(actor, installation).failed == 1

    assert only(actor, installation).reason == "the receiver wants nothing any more (it answered 410 Gone)"


def test_what_happens_during_a_pause_is_told_after_it(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    assert webhooks.pause(actor, installation, hook).reason == "paused by bo"
    numbers = happen(1, 2)
    assert delivering.deliver(actor, installation) == ()

    webhooks.resume(actor, installation, hook)
    deliver(actor, installation)

    assert receiver.numbers() == numbers


def test_a_replay_tells_again_with_the_same_ids(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    numbers = happen(1, 2, 1)
    deliver(actor, installation)

    webhooks.replay(actor, installation, hook, after=numbers[0])
    deliver(actor, installation)

    assert [one["number"] for one in receiver.came] == [*numbers, *numbers[1:]]
    assert receiver.numbers() == numbers
    with pytest.raises(InvalidInput, match="no event 99"):
        webhooks.replay(actor, installation, hook, after=99)


def test_a_replay_from_beyond_what_was_told_skips_nothing(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    webhooks.pause(actor, installation, hook)
    numbers = happen(*[1] * 4)

    webhooks.replay(actor, installation, hook, after=numbers[2])
    webhooks.resume(actor, installation, hook)
    deliver(actor, installation)

    assert receiver.numbers() == numbers


@pytest.mark.parametrize("taken_in", [True, False])
def test_a_webhook_that_is_paused_too_long_loses_what_waits_and_whoever_resumes_it_is_told(
    actor: Actor, installation: Installation, receiver: Receiver, happen: Happen, taken_in: bool
) -> None:
    hook = added(actor, installation, receiver, "link_broken")
    receiver.secret, receiver.answer = "", lambda *_: 500
    happen(1)
    if taken_in:
        (lost,) = happen(1, kind="link_broken")
        assert deliver(actor, installation).failed == 1
        webhooks.pause(actor, installation, hook)
    else:
        webhooks.pause(actor, installation, hook)
        (lost,) = happen(1, kind="link_broken")
    later(installation, timedelta(days=installation.settings.keep_events + 1))
    (kept,) = happen(1, kind="link_broken")

    assert feeding.forget_old(installation) == lost
    feeding.forget_old(installation)

    receiver.answer = lambda *_: 200
    with pytest.raises(InvalidInput, match=f"events up to {lost} is kept no more") as refused:
        webhooks.resume(actor, installation, hook)
    assert f"boekhaak webhook replay {hook} --after {lost}" in refused.value.way_out
    webhooks.replay(actor, installation, hook, after=lost)
    webhooks.resume(actor, installation, hook)
    deliver(actor, installation)
    assert receiver.numbers() == [kept]


def test_a_webhook_that_is_paused_long_and_missed_nothing_it_wants_is_resumed(
    actor: Actor, installation: Installation, receiver: Receiver, happen: Happen
) -> None:
    hook = added(actor, installation, receiver, "link_broken")
    webhooks.pause(actor, installation, hook)
    happen(1, 2)
    later(installation, timedelta(days=installation.settings.keep_events + 1))
    assert feeding.forget_old(installation) == 2
    receiver.secret, numbers = "", happen(1, kind="link_broken")

    webhooks.resume(actor, installation, hook)
    deliver(actor, installation)

    assert receiver.numbers() == numbers


@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
def test_a_webhook_is_removed_while_it_takes_events_in(
    actor: Actor, installation: Installation, hook: int, happen: Happen, databases: object
) -> None:
    happen(1)
    with ThreadPoolExecutor(1) as pool, installation.store.writing() as tx:
        assert stored.take_in(installation.store, tx, hook)
        removing = pool.submit(webhooks.remove, actor, installation, hook)
        with pytest.raises(TimeoutError):
            removing.result(0.05)
        tx.commit()
        removing.result(10)

    assert webhooks.listed(actor, installation) == ()


def test_what_a_webhook_is_still_to_be_told_is_not_forgotten(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    first, second = happen(1, 1)
    receiver.answer = lambda told, _: 500 if told["number"] == second else 200
    deliver(actor, installation)
    later(installation, timedelta(days=installation.settings.keep_events + 1))

    assert feeding.forget_old(installation) == 1

    assert [one.number for one in feeding.changes(actor, installation).events] == [second]
    with pytest.raises(InvalidInput, match="kept no more"):
        webhooks.replay(actor, installation, hook, after=first - 1)
    webhooks.remove(actor, installation, hook)
    assert feeding.forget_old(installation) == 1


def test_both_secrets_sign_for_a_day(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    former = receiver.secret
    changed = webhooks.change_secret(actor, installation, hook).secret.get_secret_value()
    happen(1)
    deliver(actor, installation)
    assert (len(receiver.came), receiver.refused) == (1, 0)

    receiver.secret = changed
    happen(1)
    deliver(actor, installation)
    assert (len(receiver.came), receiver.refused) == (2, 0)

    receiver.secret = ""
    later(installation, timedelta(days=1))
    happen(1)
    deliver(actor, installation)
    assert changed != former
    assert [len(headers["webhook-signature"].split()) for headers in receiver.headers] == [2, 2, 1]


def test_a_wrong_signature_is_refused_by_the_library_of_others(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    happen(1)
    receiver.secret = webhooks.add(actor, installation, receiver.address).secret.get_secret_value()

    done = delivering.deliver(actor, installation)

    assert [one.failed for one in done] == [1, 0]
    assert (receiver.refused, receiver.came) == (1, [])
    own = Verifier(receiver.secret)
    with pytest.raises(WebhookVerificationError):
        own.verify(b"{}", {"webhook-id": "evt_1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"})


def test_a_redirect_is_not_followed(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    happen(1)
    receiver.answer = lambda *_: 307

    assert deliver(actor, installation).failed == 1
    assert only(actor, installation).last_error == "it answered 307 Temporary Redirect"


def test_every_secret_is_sealed_and_stays_when_the_key_is_changed(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    with installation.store.reading() as tx:
        (stored,) = tx.exec_driver_sql("select secret from boekhaak_webhook").one()
    assert receiver.secret not in stored

    rotating.rotate_key(installation)

    with installation.store.reading() as tx:
        assert tx.exec_driver_sql("select secret from boekhaak_webhook").scalar_one() != stored
    happen(1)
    assert deliver(actor, installation).delivered == 1


def test_no_secret_is_told_in_logs_audit_or_errors(
    actor: Actor,
    installation: Installation,
    receiver: Receiver,
    happen: Happen,
    caplog: pytest.LogCaptureFixture,
) -> None:
    added(actor, installation, receiver)
    secret = receiver.secret
    happen(1)
    receiver.answer = lambda *_: 500
    with caplog.at_level(logging.DEBUG):
        deliver(actor, installation)
        logging.getLogger("boekhaak").warning("it is %s", secret)

    deeds = auditing.trail(actor, installation)
    assert [one.action for one in deeds if "webhook" in one.details] == ["webhook added"]
    told = caplog.text + repr(deeds) + repr(webhooks.listed(actor, installation))
    assert "a webhook could not be told" in caplog.text
    assert secret not in told


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://host.example/told", "https://"),
        ("ftp://host.example/told", "https://"),
        ("https://", "no address"),
        ("nonsense", "no address"),
        ("https://host.example/a b", "no address"),
        ("https://host.example:99999/", "no address"),
        ("https://host.example/#part", "no address"),
        ("https://bo:secret@host.example/", "password"),
        ("https://169.254.169.254/latest", "link-local"),
        ("https://[fe80::1]/", "link-local"),
        ("https://[::ffff:169.254.169.254]/", "link-local"),
        ("https://a..b/x", "no address"),
        ("https://.example/x", "no address"),
        (f"https://{'a' * 64}.example/x", "no address"),
        ("https://-a.example/x", "no address"),
        ("https://host.example:0/x", "no address"),
        ("http://127.0.0.1:8080/admin", "the machine that tells"),
        ("https://localhost/", "the machine that tells"),
        ("https://[::1]/", "the machine that tells"),
        ("https://0.0.0.0/", "the machine that tells"),
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_bad_address_is_refused(
    actor: Actor, installation: Installation, url: str, why: str, databases: object
) -> None:
    installation.policy = Policy()
    with pytest.raises(InvalidInput, match=why) as refused:
        webhooks.add(actor, installation, url)

    assert "secret" not in str(refused.value)
    assert webhooks.listed(actor, installation) == ()


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_name_that_turns_out_to_lead_to_this_machine_is_told_nothing(
    actor: Actor, installation: Installation, receiver: Receiver, happen: Happen, databases: object
) -> None:
    webhooks.add(actor, installation, receiver.address.replace("127.0.0.1", "localhost"))
    installation.policy = Policy()
    happen(1)

    assert deliver(actor, installation).failed == 1

    assert only(actor, installation).last_error == "its address leads to this machine itself, to which nothing is sent"
    assert receiver.came == []


def test_an_environment_has_a_few_webhooks_only(actor: Actor, stranger: Actor, installation: Installation) -> None:
    for number in range(MOST):
        webhooks.add(actor, installation, f"https://host.example/{number}")

    with pytest.raises(InvalidInput, match=f"“acme” has {MOST} webhooks"):
        webhooks.add(actor, installation, "https://host.example/more")

    webhooks.add(stranger, installation, "https://host.example/other")
    assert MOST < THREADS


def test_webhooks_belong_to_their_environment(
    actor: Actor, stranger: Actor, installation: Installation, receiver: Receiver, happen: Happen
) -> None:
    hook = added(actor, installation, receiver)
    happen(1, by=stranger)

    assert webhooks.listed(stranger, installation) == ()
    for use in (webhooks.remove, webhooks.pause, webhooks.resume, webhooks.change_secret):
        with pytest.raises(NotFound, match=f"“other” has no webhook {hook}"):
            use(stranger, installation, hook)
    with pytest.raises(NotFound):
        webhooks.replay(stranger, installation, hook, after=0)
    with pytest.raises(AccessMissing):
        webhooks.listed(actor.model_copy(update={"role": "user"}), installation)
    assert deliver(actor, installation).delivered == 0
    assert receiver.came == []


def test_a_long_backlog_goes_in_one_pass(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    numbers = happen(*range(1, 4)) + happen(*[1] * BATCH)

    assert deliver(actor, installation).delivered == BATCH + 3

    assert receiver.numbers() == numbers


def test_a_webhook_that_another_is_at_is_left_to_it(
    actor: Actor, installation: Installation, receiver: Receiver, hook: int, happen: Happen
) -> None:
    happen(1)
    with ExitStack() as held:
        assert held.enter_context(delivering._alone(installation, hook))

        assert deliver(actor, installation).busy

    assert deliver(actor, installation).delivered == 1
