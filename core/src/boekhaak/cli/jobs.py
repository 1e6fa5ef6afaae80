"""Work that goes on by itself: workers, schedules, what is due, and how things stand."""

from __future__ import annotations

import signal
import threading
from datetime import datetime, timedelta
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from boekhaak.cli.options import acting, environment_option, example, json_option, opened
from boekhaak.cli.output import give, table
from boekhaak.errors import ConfigurationError, InvalidInput
from boekhaak.installation import Installation
from boekhaak.jobs.host import THREADS, Jobs
from boekhaak.models.due import Schedule
from boekhaak.models.link import Stage
from boekhaak.service import queueing, scheduling
from boekhaak.service.standing import Standing, Stretched, standing

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
NEVER = "never"
BROKEN = 20
"""So many broken links are shown: an environment may have nothing else."""
WAITS: dict[Stage, str] = {
    "awaiting_set_up": "its answers: boekhaak set-up LINK",
    "awaiting_confirmation": "boekhaak confirm LINK",
    "ready": "",
}
"""What the first reading of a company waits for."""


class Every(click.ParamType[timedelta | None]):
    """How often: a number with m, h or d, or “never”."""

    name = "every"

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta | None:
        """Return the time between two readings; None for never."""
        if isinstance(value, timedelta):
            return value
        if value == NEVER:
            return None
        number, unit = value[:-1], value[-1:]
        if unit not in UNITS or not number.isdecimal() or len(number) > 4:
            self.fail(f"“{value}” is no time between readings: write 30m, 2h, 1d or never", param, ctx)
        return UNITS[unit] * int(number)


@click.command("worker", epilog=example("boekhaak worker --threads 8"))
@click.option(
    "--threads", default=THREADS, show_default=True, type=click.IntRange(1, 64), help="So many links at a time."
)
@click.option(
    "--alone", is_flag=True, help="On PostgreSQL, too, work in this process only, without the queue for many."
)
def worker(threads: int, alone: bool) -> None:
    """Read what is due, until it is told to end (Ctrl-C, SIGTERM): then each run ends after its page.

    On PostgreSQL start as many as wanted, on as many machines; on SQLite one.
    """
    with opened() as installation:
        if alone or not installation.store.many_machines:
            _alone(installation, threads)
        else:
            _one_of_many(installation, threads)


def _alone(installation: Installation, threads: int) -> None:
    told = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: told.set())
    with Jobs(installation, threads=threads):
        click.echo(f"Reading what is due, {_links(threads)} at a time. Stop it with Ctrl-C.", err=True)
        told.wait()


def _one_of_many(installation: Installation, threads: int) -> None:
    try:
        from boekhaak.jobs.workers import Worker  # noqa: PLC0415 - the extra “worker” may be missing
    except ImportError as error:
        raise ConfigurationError(
            f"workers on PostgreSQL need a library that is missing ({error})",
            way_out="Install boekhaak with its extra: pip install 'boekhaak[worker]'; or give --alone",
        ) from error
    click.echo(f"One of this database's workers: {_links(threads)} at a time. Stop it with Ctrl-C.", err=True)
    Worker(installation, threads=threads).run()


def _links(count: int) -> str:
    return "one link" if count == 1 else f"{count} links"


@click.command("schedule", epilog=example("boekhaak schedule --every 2h --link 1 --stream documents"))
@click.option("--every", type=Every(), default=None, help="30m, 2h, 1d, or never: only when somebody asks.")
@click.option("--default", "default", is_flag=True, help="Take a choice back.")
@click.option("--link", "link_id", type=int, default=None, help="Only of this link.")
@click.option("--stream", default="", help="Only this stream.")
@environment_option
@json_option
@click.pass_context
def schedule(
    context: click.Context, every: timedelta | None, default: bool, link_id: int | None, stream: str,
    environment: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Choose how often the environment's companies are read, or show what is chosen. The most special choice counts."""
    choosing = context.get_parameter_source("every") is not click.core.ParameterSource.DEFAULT
    if choosing and default:
        raise InvalidInput("it is not clear what is chosen", way_out="Give --every or --default, not both")
    if not choosing and not default and (link_id is not None or stream):
        raise InvalidInput(
            "it is not said how often",
            way_out="Give --every or --default as well; alone, `boekhaak schedule` shows all",
        )
    with acting(environment) as (actor, installation):
        if default:
            scheduling.forget(actor, installation, link_id, stream)
        elif choosing:
            scheduling.choose(actor, installation, Schedule(link_id=link_id, stream=stream, every=every))
        there = scheduling.chosen(actor, installation)
        usual = installation.settings.synchronise_every
    rows = [("all", "all", _span(usual) + " (the installation's setting)")]
    rows += [(str(one.link_id or "all"), one.stream or "all", _span(one.every)) for one in there]
    told = [{**dict(one), "every": one.every.total_seconds() if one.every else None} for one in there]
    give(as_json, told, table("", ("link", "stream", "every"), rows))


@click.command("cancel", epilog=example("boekhaak cancel 1"))
@click.argument("link", type=int)
@environment_option
@json_option
def cancel(link: int, environment: str | None, as_json: bool) -> None:
    """Call off what is due or being read of a link, until somebody asks for it again. What was read stays."""
    with acting(environment) as (actor, installation):
        at_work = queueing.cancel(actor, installation, link)
    sentence = "Its run ends at its next page." if at_work else "Nothing was being read."
    give(as_json, {"running": at_work}, f"Link {link} is not read until somebody asks. {sentence}")


@click.command("due", epilog=example("boekhaak due 1"))
@click.argument("link", type=int, required=False)
@environment_option
@json_option
def due(link: int | None, environment: str | None, as_json: bool) -> None:
    """Show when streams are read next, and why then."""
    with acting(environment) as (actor, installation):
        turns = queueing.turns(actor, installation, link)
    rows = [
        (
            one.link_id,
            one.stream,
            _next(one.state, one.next_at),
            one.priority.name.lower().replace("_", " "),
            one.reason,
        )
        for one in turns
    ]
    give(as_json, turns, table("", ("link", "stream", "next", "priority", "reason"), rows))


@click.command("status", epilog=example("boekhaak status"))
@environment_option
@json_option
def status(environment: str | None, as_json: bool) -> None:
    """Show at a glance what is due and being read, what waits and why, what is left of limits, and which links fail."""
    with acting(environment) as (actor, installation):
        now = standing(actor, installation)
    give(as_json, now, *_lines(now))


def _lines(now: Standing) -> list[str | Table]:
    """Return how things stand as people read it: only what there is to tell."""
    workers = f", {now.workers} workers" if now.workers else ""
    shown: list[str | Table] = [
        f"Dispatching{workers}."
        if now.dispatching
        else "Nobody is dispatching: start `boekhaak worker`, or Jobs in the host.",
        f"{now.links} links, {now.due_now} due now{f', the next at {now.next_at:%Y-%m-%d %H:%M:%S} UTC' if now.next_at else ''}.",
    ]
    broken = [one for one in now.failing if one.state == "broken"]
    if broken:
        several = "1 link is broken" if len(broken) == 1 else f"{len(broken)} links are broken"
        shown.append(
            f"{several}: after a sign-in `boekhaak relink` shows what can be mended; what was read stays readable."
        )
    shown += [stretched(one) for one in now.stretched]
    tables: list[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]] = [
        (
            "Being read", ("link", "company", "stream", "records", "of", "a second", "expected end"),
            [
                (one.link_id, one.company, one.stream, one.done, one.total, f"{one.rate:.1f}", one.expected_end)
                for one in now.running
            ],
        ),
        (
            "Waiting", ("links", "streams", "until", "reason"),
            [(one.links, one.streams, _next("due", one.until), one.reason) for one in now.waiting],
        ),
        (
            "Limits", ("package", "limit", "counted for", "used", "of", "anew at"),
            [(one.package, one.window, _scope(one.scope), one.used, one.allowed, one.resets_at) for one in now.windows],
        ),
        (
            "Left alone", ("package", "company", "endpoint", "until", "because"),
            [(one.package, one.company, one.endpoint, one.until, one.said) for one in now.parked],
        ),
        (
            "Not ready", ("link", "company", "state", "waits for"),
            [
                (one.link_id, one.company, "set up" if one.set_up else Text("not set up", style="red"), WAITS[one.stage])
                for one in now.not_ready
            ],
        ),
        (
            "Failing", ("link", "company", "last success", "reasons"),
            [
                (one.link_id, one.company, one.last_success or "never", " ".join(one.reasons))
                for one in (*[one for one in now.failing if one.state == "ok"], *broken[:BROKEN])
            ],
        ),
    ]  # fmt: skip
    right = ("records", "of", "a second", "links", "streams", "used")
    return shown + [table(title, columns, rows, right=right) for title, columns, rows in tables if rows]


def _scope(scope: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in scope.items() if value) or "all"


def _next(state: str, moment: datetime) -> object:
    if state == "stopped":
        return "when asked"
    return "when asked" if moment >= scheduling.NEVER else moment


def stretched(one: Stretched) -> str:
    """Return in one line what a package's limits, or too few workers, make of its schedule."""
    because = f"because of {' and '.join(one.limits)}" if one.limits else "because there are too few workers"
    waiting = f"{one.package}: {one.links} links wait for their turn, the first since {one.since:%Y-%m-%d %H:%M} UTC"
    if one.every is None or one.period is None:
        return f"{waiting}, {because}."
    return f"{waiting}: each is read about every {_span(one.period)} instead of every {_span(one.every)}, {because}."


def _span(span: timedelta | None) -> str:
    """Return a time in words, as short as it is exact to the minute."""
    if span is None:
        return "only when asked"
    minutes = round(span.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(part for part in parts if part) or "less than a minute"


COMMANDS: tuple[click.Command, ...] = (worker, schedule, cancel, due, status)
