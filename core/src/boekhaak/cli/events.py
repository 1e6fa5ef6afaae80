"""What happened, for programs and people; and webhooks, which tell the host."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import Any, cast

import click

from boekhaak.cli.options import acting, environment_option, example, json_option
from boekhaak.cli.output import give, plain, table
from boekhaak.installation import Installation
from boekhaak.models.event import Event, EventKind
from boekhaak.models.link import Actor
from boekhaak.models.webhook import NewSecret, Webhook
from boekhaak.service import delivering, feeding, webhooks

LOOKS_SECONDS = 1.0
COLUMNS = ("number", "at", "kind", "package", "link", "connection", "data")

kind_option = click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; can be given again.")


@click.command("events", epilog=example("boekhaak events --after 120 --json"))
@click.option(
    "--after", type=click.IntRange(0), default=None, help="Go on after this number; else from the oldest kept."
)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--follow", is_flag=True, help="Go on, one JSON value a line, until it is stopped.")
@kind_option
@environment_option
@json_option
def events(
    after: int | None, limit: int, follow: bool, kinds: tuple[str, ...], environment: str | None, as_json: bool
) -> None:
    """Show what happened, oldest first, by number. A program keeps the number that was looked up to, and goes on after it."""
    wanted = cast(tuple[EventKind, ...], kinds)
    with acting(environment) as (actor, installation):
        if follow:
            _follow(actor, installation, after, wanted)
            return
        found = feeding.changes(actor, installation, after=after, limit=limit, kinds=wanted)
    rows = [_row(event) for event in found.events]
    give(as_json, found, table("", COLUMNS, rows, right=("number",)), f"Looked up to event {found.upto}.")


def _follow(actor: Actor, installation: Installation, after: int | None, kinds: Sequence[EventKind]) -> None:
    """Print events as they come; where others were passed over, up to which number, so that a program can go on after it."""
    while True:
        found = feeding.changes(actor, installation, after=after, kinds=kinds)
        for event in found.events:
            click.echo(json.dumps(plain(event), ensure_ascii=False))
        if found.upto > (found.events[-1].number if found.events else after or 0):
            click.echo(json.dumps({"upto": found.upto}))
        after = found.upto
        if not found.events:
            threading.Event().wait(LOOKS_SECONDS)


def _row(event: Event) -> tuple[object, ...]:
    data = json.dumps(event.data, ensure_ascii=False) if event.data else ""
    return event.number, event.at, event.kind, event.package, event.link_id, event.connection_id, data


@click.group("webhook")
def webhook() -> None:
    """Tell addresses of the host what happens, signed."""


@webhook.command("add", epilog=example("boekhaak webhook add https://host.example/boekhaak --kind records_changed"))
@click.argument("url")
@kind_option
@environment_option
@json_option
def add(url: str, kinds: tuple[str, ...], environment: str | None, as_json: bool) -> None:
    """Tell an address what happens from now on. The secret that signs is shown this once: give it to the receiver."""
    with acting(environment) as (actor, installation):
        added = webhooks.add(actor, installation, url, cast(tuple[EventKind, ...], kinds))
    _give_secret(as_json, added, f"Webhook {added.webhook.id} is told what happens from now on.")


@webhook.command("list", epilog=example("boekhaak webhook list"))
@environment_option
@json_option
def listed(environment: str | None, as_json: bool) -> None:
    """Show the webhooks, how far each is, and what holds it up."""
    with acting(environment) as (actor, installation):
        found = webhooks.listed(actor, installation)
    columns = ("id", "url", "kinds", "state", "read until", "waiting", "reason")
    rows = [
        (
            one.id,
            one.url,
            " ".join(one.kinds) or "all",
            one.state,
            one.read_until,
            one.waiting,
            one.reason or one.last_error,
        )
        for one in found
    ]
    give(as_json, found, table("", columns, rows, right=("read until", "waiting")))


@webhook.command("remove", epilog=example("boekhaak webhook remove 1"))
@click.argument("webhook_id", metavar="ID", type=int)
@environment_option
@json_option
def remove(webhook_id: int, environment: str | None, as_json: bool) -> None:
    """Tell an address nothing any more."""
    with acting(environment) as (actor, installation):
        webhooks.remove(actor, installation, webhook_id)
    give(as_json, {"removed": webhook_id}, f"Webhook {webhook_id} is told nothing any more.")


@webhook.command("pause", epilog=example("boekhaak webhook pause 1"))
@click.argument("webhook_id", metavar="ID", type=int)
@environment_option
@json_option
def pause(webhook_id: int, environment: str | None, as_json: bool) -> None:
    """Send nothing until it is resumed; what happens meanwhile is kept for it, as long as events are kept."""
    with acting(environment) as (actor, installation):
        found = webhooks.pause(actor, installation, webhook_id)
    give(as_json, found, f"Webhook {webhook_id} is paused; what happens is kept for it, as long as events are.")


@webhook.command("resume", epilog=example("boekhaak webhook resume 1"))
@click.argument("webhook_id", metavar="ID", type=int)
@environment_option
@json_option
def resume(webhook_id: int, environment: str | None, as_json: bool) -> None:
    """Go on where it was; what failed is tried at once. One that lost something is refused until it is replayed."""
    with acting(environment) as (actor, installation):
        found = webhooks.resume(actor, installation, webhook_id)
    give(as_json, found, f"Webhook {webhook_id} goes on after event {_told(found)}.")


@webhook.command("replay", epilog=example("boekhaak webhook replay 1 --after 120"))
@click.argument("webhook_id", metavar="ID", type=int)
@click.option("--after", type=click.IntRange(0), required=True, help="The last event that the receiver has.")
@environment_option
@json_option
def replay(webhook_id: int, after: int, environment: str | None, as_json: bool) -> None:
    """Deliver again what happened after an event."""
    with acting(environment) as (actor, installation):
        found = webhooks.replay(actor, installation, webhook_id, after=after)
    give(as_json, found, f"Webhook {webhook_id} is told again what happened after event {after}.")


@webhook.command("secret", epilog=example("boekhaak webhook secret 1"))
@click.argument("webhook_id", metavar="ID", type=int)
@environment_option
@json_option
def secret(webhook_id: int, environment: str | None, as_json: bool) -> None:
    """Sign with a new secret, shown this once; for a day the former one signs too."""
    with acting(environment) as (actor, installation):
        changed = webhooks.change_secret(actor, installation, webhook_id)
    _give_secret(as_json, changed, f"Webhook {webhook_id} signs with a new secret; for a day the former one signs too.")


@webhook.command("deliver", epilog=example("boekhaak webhook deliver"))
@environment_option
@json_option
def deliver(environment: str | None, as_json: bool) -> None:
    """Deliver by hand, once, what `boekhaak worker` and Jobs deliver by themselves."""
    with acting(environment) as (actor, installation):
        done = delivering.deliver(actor, installation)
    columns = ("webhook", "delivered", "failed", "waiting", "")
    rows = [
        (one.webhook_id, one.delivered, one.failed, one.waiting, "another process is at it" if one.busy else "")
        for one in done
    ]
    give(as_json, done, table("", columns, rows, right=("delivered", "failed", "waiting")))


def _give_secret(as_json: bool, told: NewSecret, sentence: str) -> None:
    secret = told.secret.get_secret_value()
    value: dict[str, Any] = {**dict(told.webhook), "secret": secret}
    give(as_json, value, sentence, "Its secret, which is not shown again:", secret)


def _told(found: Webhook) -> str:
    waiting = f", with {found.waiting} still to be delivered" if found.waiting else ""
    return f"{found.read_until}{waiting}"


COMMANDS: tuple[click.Command, ...] = (events, webhook)
