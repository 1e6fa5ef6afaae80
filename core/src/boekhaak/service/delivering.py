"""Delivering events to webhooks: each at least once, those of a link in their order, and none given up silently.

A pass over a webhook takes its new events in, then sends what is to be sent now. An event that fails holds back the later
ones of its link and no others. Whoever was killed half-way has written down all that he knows was delivered; the rest is
sent again under the same id.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pydantic import SecretStr

from boekhaak import logs
from boekhaak.installation import Installation
from boekhaak.leases import holder
from boekhaak.models.event import Event
from boekhaak.models.link import Actor
from boekhaak.models.webhook import Delivered, Webhook
from boekhaak.service import signing
from boekhaak.service.rights import may
from boekhaak.service.webhooks import refuse_office
from boekhaak.store import audit, duties, events, webhooks
from boekhaak.store.webhooks import Waiting
from boekhaak.telling import tell

log = logs.get_logger()

BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600))
"""How long after each failure an event is tried again; the last holds for all that follow."""
GIVEN_UP = timedelta(days=5)
"""A webhook that could not be told something for so long is paused."""
PASS_SECONDS = 20.0
"""After so long a pass ends, and the next goes on: a slow receiver must not keep what others wait for."""
LEASE_SECONDS = 60.0
"""Well above what a pass takes with the last message (:data:`boekhaak.telling.TOLD_SECONDS`): two would break the order."""
FAILURES = 5
"""After so many failures in a row the receiver is left alone for a while: it is down, not one event bad."""
BATCH = 100
GONE = 410
"""The status with which a receiver says that it wants nothing any more."""


@may("administer")
def deliver(actor: Actor, installation: Installation) -> tuple[Delivered, ...]:
    """Make one pass over each active webhook of the environment, and return what each came to. Raises: AccessMissing."""
    refuse_office(actor)
    installation.store.check_belongs_here()
    with installation.store.reading() as tx:
        mine = webhooks.listed(tx, actor.environment)
    return tuple(deliver_to(installation, one.id) for one in mine if one.state == "active")


def waiting_webhooks(installation: Installation) -> tuple[int, ...]:
    """Return the webhooks of all environments for which there is something to do now."""
    with installation.store.reading() as tx:
        return webhooks.due(tx, installation.clock.now())


def deliver_to(installation: Installation, webhook_id: int) -> Delivered:
    """Make one pass over a webhook: for a while, or until nothing can be sent now."""
    with _alone(installation, webhook_id) as on_duty:
        if not on_duty:
            return Delivered(webhook_id=webhook_id, busy=True)
        done = _Pass(installation, webhook_id)
        done.run()
    with installation.store.reading() as tx:
        waiting = webhooks.count(tx, webhook_id)
    return Delivered(webhook_id=webhook_id, delivered=done.delivered, failed=done.failed, waiting=waiting)


@contextmanager
def _alone(installation: Installation, webhook_id: int) -> Iterator[bool]:
    """Let one process at a time deliver to a webhook; two would only send doubles. Tells whether it is this one."""
    store, owner, duty = installation.store, holder(), f"webhook {webhook_id}."
    with store.writing() as tx:
        taken = duties.take(store, tx, duty, owner, LEASE_SECONDS)
    try:
        yield taken
    finally:
        if taken:
            with store.writing() as tx:
                duties.leave(store, tx, duty, owner)


class _Pass:
    """One pass over one webhook."""

    def __init__(self, installation: Installation, webhook_id: int) -> None:
        self._installation = installation
        self._id = webhook_id
        self._until = time.monotonic() + PASS_SECONDS
        self._in_a_row = 0
        self.delivered = 0
        self.failed = 0

    def run(self) -> None:
        """Take new events in and send what is to be sent, batch by batch."""
        store, goes_on = self._installation.store, True
        while goes_on:
            with store.writing() as tx:
                new = webhooks.take_in(store, tx, self._id)
                webhook = webhooks.find(tx, self._id)
                if webhook is None or webhook.state != "active":
                    return
                now = self._installation.clock.now()
                signed_with = webhooks.secrets(tx, self._installation.vault, self._id, now)
                batch = webhooks.waiting(tx, self._id, now, BATCH)
                found = events.numbered(tx, webhook.environment, [one.number for one in batch])
            self._installation.redactor.learn(*signed_with, SecretStr(urlsplit(webhook.url).query))
            goes_on = (new or bool(batch)) and self._send(webhook, signed_with, batch, found)

    def _send(
        self,
        webhook: Webhook,
        signed_with: tuple[SecretStr, ...],
        batch: tuple[Waiting, ...],
        found: dict[int, Event],
    ) -> bool:
        """Send a batch, without what comes after a failed event of the same link; tell whether to go on."""
        held_back: set[int] = set()
        line = self._installation.sessions.line(f"webhook {self._id}", webhook.url)
        here = self._installation.policy.webhooks_on_this_machine
        for one in batch:
            if one.lane in held_back:
                continue
            if self._installation.stopping.is_set() or time.monotonic() > self._until:
                return False
            content, sent_as = signing.message(found[one.number]), signing.message_id(found[one.number])
            headers = signing.headers(signed_with, sent_as, self._installation.clock.now(), content)
            status, said = tell(line, content, headers, this_machine=here)
            if 200 <= status < 300:
                goes_on = self._came(one)
            else:
                held_back.add(one.lane)
                goes_on = self._failed(webhook, one, status, said)
            if not goes_on:
                return False
        return True

    def _came(self, one: Waiting) -> bool:
        """Write down that an event was delivered; tell whether the webhook is still to be told more."""
        self.delivered += 1
        self._in_a_row = 0
        with self._installation.store.writing() as tx:
            webhooks.delivered(tx, self._id, one.number)
            return webhooks.is_active(tx, self._id)

    def _failed(self, webhook: Webhook, one: Waiting, status: int, said: str) -> bool:
        """Write down that an event was not delivered, and what follows from it; tell whether to try others."""
        self.failed += 1
        self._in_a_row += 1
        now = self._installation.clock.now()
        again = now + BACK_OFF[min(one.attempts, len(BACK_OFF) - 1)]
        log.warning("a webhook could not be told", webhook=self._id, event_number=one.number, why=said)
        with self._installation.store.writing() as tx:
            webhooks.failed(tx, self._id, one, now=now, again=again, why=said)
            if reason := _hopeless(one, status, said, now):
                webhooks.pause(tx, self._id, reason)
                nobody = Actor(environment=webhook.environment, user="")
                details: dict[str, bool | int | str | tuple[str, ...]] = {"webhook": self._id, "what": "paused"}
                audit.add(self._installation.store, tx, nobody, "webhook changed", details=details)
            elif self._in_a_row >= FAILURES:
                webhooks.rest(tx, self._id, again)
            return not reason and self._in_a_row < FAILURES and webhooks.is_active(tx, self._id)


def _hopeless(one: Waiting, status: int, said: str, now: datetime) -> str:
    """Return why nothing is to be sent any more until somebody says so; "" where it is only tried again later."""
    if status == GONE:
        return f"the receiver wants nothing any more ({said})"
    if one.failed_since is not None and now - one.failed_since >= GIVEN_UP:
        return f"event {one.number} could not be delivered for {GIVEN_UP.days} days ({said})"
    return ""
