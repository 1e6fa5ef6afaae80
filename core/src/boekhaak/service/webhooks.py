"""Webhooks: addresses of the host that are told what happens, signed, at least once, and in order for each link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from boekhaak.errors import AccessMissing, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.event import EventKind
from boekhaak.models.link import Actor
from boekhaak.models.policy import Policy
from boekhaak.models.webhook import NewSecret, Webhook
from boekhaak.service import feeding
from boekhaak.service.rights import may
from boekhaak.service.signing import new_secret
from boekhaak.store import audit, events, webhooks
from boekhaak.store.database import Transaction
from boekhaak.telling import HERE, LINK_LOCAL, leads_to

BOTH_SECRETS = timedelta(days=1)
"""So long after a change of secret messages carry a signature of the former one, too."""
LONGEST_URL = 2000
MOST = 5
"""So many webhooks an environment may have: fewer than are told at a time, so that it cannot hold up all others."""
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,254}}$){_LABEL}(?:\.{_LABEL})*\.?", re.ASCII)
"""What a machine's name looks like; it holds for an address of four numbers too."""


@may("administer")
def add(actor: Actor, installation: Installation, url: str, kinds: Sequence[EventKind] = ()) -> NewSecret:
    """Add an address that is told what happens from now on, of all kinds or of those named. Its secret is told this once.

    Raises: InvalidInput for an address that is not told anything, a kind that there is not, or one webhook too many;
    AccessMissing for somebody of an accounting office, as for all that follows here.
    """
    refuse_office(actor)
    feeding.check_kinds(kinds)
    _check_address(url, installation.policy)
    secret, store = new_secret(), installation.store
    installation.redactor.learn(secret)
    with store.writing() as tx:
        events.hold(tx, actor.environment)  # one is counted at a time, and is told what happens from this moment on
        _check_number_of(actor, len(webhooks.listed(tx, actor.environment)))
        added = webhooks.add(store, tx, actor, installation.vault, url=url, kinds=kinds, secret=secret)
        audit.add(store, tx, actor, "webhook added", details={"webhook": added, "kinds": tuple(kinds)})
        return NewSecret(webhook=webhooks.get(tx, actor, added), secret=secret)


@may("administer")
def listed(actor: Actor, installation: Installation) -> tuple[Webhook, ...]:
    """Return the environment's webhooks, with how much each is still to be told."""
    refuse_office(actor)
    with installation.store.reading() as tx:
        return webhooks.listed(tx, actor.environment)


@may("administer")
def remove(actor: Actor, installation: Installation, webhook_id: int) -> None:
    """Tell an address nothing any more. Raises: NotFound."""
    refuse_office(actor)
    with installation.store.writing() as tx:
        webhooks.get(tx, actor, webhook_id)
        webhooks.remove(tx, webhook_id)
        audit.add(installation.store, tx, actor, "webhook removed", details={"webhook": webhook_id})


@may("administer")
def pause(actor: Actor, installation: Installation, webhook_id: int) -> Webhook:
    """Send nothing until somebody resumes it; what happens meanwhile is kept for it as long as events are. Raises: NotFound."""
    refuse_office(actor)
    with installation.store.writing() as tx:
        webhooks.get(tx, actor, webhook_id)
        webhooks.pause(tx, webhook_id, f"paused by {actor.user}")
        return _changed(actor, installation, tx, webhook_id, "paused")


@may("administer")
def resume(actor: Actor, installation: Installation, webhook_id: int) -> Webhook:
    """Go on where it was; what failed is tried at once.

    Raises: NotFound; InvalidInput when something that it was to be told is kept no more: it goes on after a replay only.
    """
    refuse_office(actor)
    with installation.store.writing() as tx:
        found = webhooks.get(tx, actor, webhook_id)
        events.hold(tx, actor.environment)  # nobody may forget meanwhile what it is to be told
        _check_nothing_lost(found, events.forgotten(tx, actor.environment))
        webhooks.resume(installation.store, tx, webhook_id)
        return _changed(actor, installation, tx, webhook_id, "resumed")


@may("administer")
def replay(actor: Actor, installation: Installation, webhook_id: int, *, after: int) -> Webhook:
    """Deliver again what happened after an event, with the ids that the messages had.

    Raises: NotFound; InvalidInput when events after that number are kept no more, or when there is no such number yet.
    """
    refuse_office(actor)
    with installation.store.writing() as tx:
        webhooks.get(tx, actor, webhook_id)
        events.hold(tx, actor.environment)  # nobody may forget meanwhile what is to be told again
        feeding.check_number(tx, actor.environment, after)
        webhooks.replay(tx, webhook_id, after)
        return _changed(actor, installation, tx, webhook_id, "replayed", after=after)


@may("administer")
def change_secret(actor: Actor, installation: Installation, webhook_id: int) -> NewSecret:
    """Sign with a new secret, which is told this once; for a day the former one signs too. Raises: NotFound."""
    refuse_office(actor)
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


def refuse_office(actor: Actor) -> None:
    """Raise AccessMissing for somebody of an accounting office: what it is told must end with its access, and no webhook does."""
    if actor.portal:
        raise AccessMissing(
            f"webhooks of “{actor.environment}” are for its own people, not for an accounting office",
            way_out="Ask an administrator of the environment, or read the change feed",
        )


def _check_number_of(actor: Actor, there: int) -> None:
    if there >= MOST:
        raise InvalidInput(
            f"environment “{actor.environment}” has {there} webhooks, and may have {MOST}",
            way_out="Remove one (`boekhaak webhook remove`), or let one receiver pass on what it is told",
        )


def _check_nothing_lost(found: Webhook, forgotten: int) -> None:
    if found.read_until < forgotten:
        raise InvalidInput(
            f"webhook {found.id} was paused so long that what it was to be told of events up to {forgotten} is kept no more",
            way_out=f"Let the receiver read the records anew, then `boekhaak webhook replay {found.id} "
            f"--after {forgotten}`, and resume it",
        )


def _check_address(url: str, policy: Policy) -> None:
    """Raise InvalidInput unless something may be sent to an address: over TLS, or to this machine where that is allowed."""
    scheme, host = _read(url)
    here = leads_to(host) == HERE or host == "localhost" or host.endswith(".localhost")
    if scheme != "https" and not (scheme == "http" and here):
        raise InvalidInput("a webhook's address has to begin with https://", way_out="Serve it with TLS")
    # names that lead to either of these are refused when connecting
    if leads_to(host) == LINK_LOCAL:  # a hosting platform tells a machine its own credentials there
        raise InvalidInput(
            f"{host} is a link-local address, to which nothing is sent", way_out="Give the receiver's own address"
        )
    if here and not policy.webhooks_on_this_machine:
        raise InvalidInput(
            f"{host} is the machine that tells webhooks, to which nothing is sent",
            way_out="Give an address elsewhere; to try it out, the host's policy allows it (webhooks_on_this_machine)",
        )


def _read(url: str) -> tuple[str, str]:
    """Return the scheme and the host of an address. Raises: InvalidInput for one that is none, or that holds a password."""
    wrong = InvalidInput("the address of a webhook is no address", way_out="Give one like https://host.example/path")
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > LONGEST_URL:
        raise wrong
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    if parts.fragment or port == 0 or not (_NAME.fullmatch(host) or ":" in host):
        raise wrong
    if parts.username is not None or parts.password is not None:
        raise InvalidInput(
            "a webhook's address holds a user name or a password", way_out="Leave it out: messages are signed"
        )
    return parts.scheme, host.rstrip(".")
