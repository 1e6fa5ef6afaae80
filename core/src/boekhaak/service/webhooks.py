"""Webhooks: addresses of the host that are told what happens, signed, at least once, and in order for each link."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

from boekhaak.errors import InvalidInput
from boekhaak.http import is_link_local
from boekhaak.installation import Installation
from boekhaak.models.event import EventKind
from boekhaak.models.link import Actor
from boekhaak.models.webhook import NewSecret, Webhook
from boekhaak.service import feeding
from boekhaak.service.rights import may
from boekhaak.service.signing import new_secret
from boekhaak.store import audit, events, webhooks
from boekhaak.store.database import Transaction

BOTH_SECRETS = timedelta(days=1)
"""So long after a change of secret messages carry a signature of the former one, too."""
LONGEST_URL = 2000


@may("administer")
def add(actor: Actor, installation: Installation, url: str, kinds: Sequence[EventKind] = ()) -> NewSecret:
    """Add an address that is told what happens from now on, of all kinds or of those named. Its secret is told this once.

    Raises: InvalidInput for an address that is not told anything, or a kind that there is not.
    """
    feeding.check_kinds(kinds)
    _check_address(url)
    secret, store = new_secret(), installation.store
    installation.redactor.learn(secret)
    with store.writing() as tx:
        added = webhooks.add(store, tx, actor, installation.vault, url=url, kinds=kinds, secret=secret)
        audit.add(store, tx, actor, "webhook added", details={"webhook": added, "kinds": tuple(kinds)})
        return NewSecret(webhook=webhooks.get(tx, actor, added), secret=secret)


@may("administer")
def listed(actor: Actor, installation: Installation) -> tuple[Webhook, ...]:
    """Return the environment's webhooks, with how much each is still to be told."""
    with installation.store.reading() as tx:
        return webhooks.listed(tx, actor.environment)


@may("administer")
def remove(actor: Actor, installation: Installation, webhook_id: int) -> None:
    """Tell an address nothing any more. Raises: NotFound."""
    with installation.store.writing() as tx:
        webhooks.get(tx, actor, webhook_id)
        webhooks.remove(tx, webhook_id)
        audit.add(installation.store, tx, actor, "webhook removed", details={"webhook": webhook_id})


@may("administer")
def pause(actor: Actor, installation: Installation, webhook_id: int) -> Webhook:
    """Send nothing until somebody resumes it; what happens meanwhile is kept for it. Raises: NotFound."""
    with installation.store.writing() as tx:
        webhooks.get(tx, actor, webhook_id)
        webhooks.pause(tx, webhook_id, f"paused by {actor.user}")
        return _changed(actor, installation, tx, webhook_id, "paused")


@may("administer")
def resume(actor: Actor, installation: Installation, webhook_id: int) -> Webhook:
    """Go on where it was; what failed is tried at once. Raises: NotFound."""
    with installation.store.writing() as tx:
        webhooks.get(tx, actor, webhook_id)
        webhooks.resume(installation.store, tx, webhook_id)
        return _changed(actor, installation, tx, webhook_id, "resumed")


@may("administer")
def replay(actor: Actor, installation: Installation, webhook_id: int, *, after: int) -> Webhook:
    """Deliver again what happened after an event, with the ids that the messages had.

    Raises: NotFound; InvalidInput when events after that number are kept no more, or when there is no such number yet.
    """
    with installation.store.writing() as tx:
        webhooks.get(tx, actor, webhook_id)
        events.hold(tx, actor.environment)  # nobody may forget meanwhile what is to be told again
        feeding.check_number(tx, actor.environment, after)
        webhooks.replay(tx, webhook_id, after)
        return _changed(actor, installation, tx, webhook_id, "replayed", after=after)


@may("administer")
def change_secret(actor: Actor, installation: Installation, webhook_id: int) -> NewSecret:
    """Sign with a new secret, which is told this once; for a day the former one signs too. Raises: NotFound."""
    secret, until = new_secret(), installation.clock.now() + BOTH_SECRETS
    installation.redactor.learn(secret)
    with installation.store.writing() as tx:
        webhooks.get(tx, actor, webhook_id)
        webhooks.change_secret(tx, installation.vault, webhook_id, secret, until)
        return NewSecret(webhook=_changed(actor, installation, tx, webhook_id, "secret changed"), secret=secret)


def _changed(
    actor: Actor, installation: Installation, tx: Transaction, webhook_id: int, what: str, **more: int
) -> Webhook:
    """Write the deed down, and return the webhook as it is now."""
    audit.add(installation.store, tx, actor, "webhook changed", details={"webhook": webhook_id, "what": what, **more})
    return webhooks.get(tx, actor, webhook_id)


def _check_address(url: str) -> None:
    """Raise InvalidInput unless something may be sent to an address: over TLS, or to this machine itself."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = SplitResult("", "", "", "", ""), ""
    unfit = not url.isascii() or not url.isprintable() or " " in url or len(url) > LONGEST_URL or parts.fragment
    if not host or unfit:
        raise InvalidInput("the address of a webhook is no address", way_out="Give one like https://host.example/path")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise InvalidInput(
            "a webhook's address has to begin with https://",
            way_out="Serve it with TLS; http:// is for a receiver on this machine (127.0.0.1, localhost)",
        )
    if parts.username is not None or parts.password is not None:
        raise InvalidInput(
            "a webhook's address holds a user name or a password", way_out="Leave it out: messages are signed"
        )
    if is_link_local(host):
        # a hosting platform tells a machine its own credentials there; names that lead there are refused when connecting
        raise InvalidInput(
            f"{host} is a link-local address, to which nothing is sent", way_out="Give the receiver's own address"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
