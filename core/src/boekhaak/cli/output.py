"""What the commands print: tables and sentences for people, one JSON value for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from boekhaak.errors import BoekhaakError, PackageUnavailable
from boekhaak.models.run import COMPANY, RunSummary
from boekhaak.models.value import Value
from boekhaak.service.reading import Progress as Told

PATIENCE = timedelta(hours=26)
"""How long a command in the foreground waits for a window of the package: a day's window, and some."""

UNLIMITED = 1_000_000
"""The width of what is no terminal, in characters: a table takes of it what it needs."""


def plain(value: Any) -> Any:  # noqa: ANN401 - anything a command prints
    """Return a value as JSON knows it: amounts as text, moments in ISO 8601."""
    if isinstance(value, Value | dict):
        return {str(key): plain(one) for key, one in dict(value).items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str | int | float | bool | None):
        return value
    return str(value)


def money(amount: Decimal) -> str:
    """Return an amount with two decimals, more only where it has more."""
    cents = amount.quantize(Decimal("0.01"))
    return f"{cents if cents == amount else amount.normalize():f}"


def give(as_json: bool, value: Any, *lines: str | Table) -> None:  # noqa: ANN401 - anything a command prints
    """Print the value as JSON, or the lines and tables for people."""
    if as_json:
        click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else UNLIMITED)
    for line in lines:
        console.print(line, markup=False) if isinstance(line, str) else console.print(line)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[str] = ()) -> Table:
    """Return a table; the columns named in ``right`` are aligned to the right.

    Where it is too wide, texts are wrapped between words, and nothing else is: a word, an id, an amount, a day or a
    moment stays in one piece, even if the lines get longer than the terminal is wide.
    """
    heading = Text(title, style="table.title") if title else None
    made = Table(title=heading, title_justify="left", show_edge=False, pad_edge=False)
    for place, column in enumerate(columns):
        width = max((_least(column, row[place]) for row in rows), default=0)
        justify: JustifyMethod = "right" if column in right else "left"
        whole = all(cell_len(_cell(row[place])) <= width for row in rows)
        made.add_column(column, justify=justify, min_width=width, no_wrap=whole, overflow="fold")
    for row in rows:
        made.add_row(*(value if isinstance(value, Text) else Text(_cell(value)) for value in row))
    return made


def _least(column: str, value: object) -> int:
    """Return the width that a value needs in order not to be broken."""
    whole = not isinstance(value, str) or column == "id" or column.endswith("_id")
    pieces = _cell(value).splitlines() if whole else _cell(value).split()
    return max(map(cell_len, pieces), default=0)


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "" if value is None else str(value)  # of a rich text, what it says


def complain(as_json: bool, error: BoekhaakError) -> None:
    """Print an error: what happened, where, and the way out."""
    if as_json:
        told = {"type": type(error).__name__, "what": error.what, "way_out": error.way_out}
        told |= {"package": error.package, "company": error.company}
        if isinstance(error, PackageUnavailable) and error.retry_after:
            told["retry_after"] = error.retry_after.isoformat()
        click.echo(json.dumps({"error": told}, ensure_ascii=False, indent=2))
    click.echo(f"Error: {error}", err=True)


def failures(run: RunSummary) -> list[str]:
    """Return what went wrong in a run: each sentence once, with the streams that it is about."""
    met: dict[str, list[str]] = {}
    for one in run.streams:
        if one.error:
            met.setdefault(one.error, []).append(one.stream)
    return [
        error if streams == [COMPANY] else f"{error} Streams: {', '.join(streams)}." for error, streams in met.items()
    ]


@contextmanager
def progress(title: str, as_json: bool) -> Iterator[Told]:
    """Show what a run reads, on a terminal; elsewhere and with JSON say nothing."""
    if as_json or not sys.stderr.isatty():
        yield _silent
        return
    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} records"),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task(title, total=None)
        yield lambda stream, count: bar.update(task, description=f"{title}: {stream}", completed=count)


def _silent(stream: str, count: int) -> None:
    """Tell nobody."""
