"""What commands share that read companies: naming one, reading it in the foreground, and telling what that came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from boekhaak.cli.output import PATIENCE, failures, give, progress, table
from boekhaak.errors import BoekhaakError, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.due import Due
from boekhaak.models.link import Actor, Link
from boekhaak.models.run import RunSummary, StreamResult
from boekhaak.service import importing, listing


def named(seen: listing.Listing, wanted: str) -> listing.ListedCompany:
    """Return the company that is named; where there is none, tell of the connections that could not be asked."""
    try:
        return importing.choose(seen.companies, wanted)
    except NotFound:
        note(seen.problems)
        raise


def links_named(actor: Actor, installation: Installation, wanted: tuple[int, ...]) -> list[Link]:
    """Return the links that are named, or all. Raises: NotFound."""
    there = importing.links_listed(actor, installation)
    if not there:
        raise NotFound(
            f"environment “{actor.environment}” has no links yet",
            way_out="Import a company first: `boekhaak companies`",
        )
    by_id = {link.id: link for link in there}
    if missing := [one for one in wanted if one not in by_id]:
        raise NotFound(
            f"environment “{actor.environment}” has no link {missing[0]}",
            way_out=f"Choose from: {', '.join(str(one) for one in by_id)}",
        )
    return [by_id[one] for one in wanted] or list(there)


def note(problems: Sequence[str]) -> None:
    """Tell what did not go as asked, once each: connections that could not be asked, answers that were not taken."""
    for problem in dict.fromkeys(problems):
        click.echo(f"Note: {problem}", err=True)


def read_one(read: Callable[..., RunSummary], link: Link, as_json: bool, *, alone: bool) -> RunSummary | BoekhaakError:
    """Read one link; one that cannot be read does not stop the others."""
    try:
        with progress(link.company.name, as_json) as tell:
            return read(link.id, patience=PATIENCE, progress=tell)
    except InvalidInput:
        raise
    except BoekhaakError as error:
        if alone:
            raise
        return error


def give_runs(context: click.Context, as_json: bool, done: Sequence[RunSummary | BoekhaakError]) -> None:
    """Print what runs came to; end with 1 when a stream or a link failed."""
    summaries = [one for one in done if isinstance(one, RunSummary)]
    refused = [str(one) for one in done if isinstance(one, BoekhaakError)]
    rows = [
        (
            summary.link_id,
            summary.company,
            one.stream,
            one.records,
            one.changed,
            one.deletions + one.swept,
            _stream_state(one),
        )
        for summary in summaries
        for one in summary.streams
    ]
    columns = ("link", "company", "stream", "records", "changed", "deleted", "state")
    told = {"runs": summaries, "errors": refused}
    give(as_json, told, table("", columns, rows, right=("records", "changed", "deleted")))
    problems = refused + [failure for summary in summaries for failure in failures(summary)]
    for summary in summaries:
        for one in summary.streams:
            if one.warning:
                click.echo(f"Note: {summary.company}, {one.stream}: {one.warning}", err=True)
    for problem in problems:
        click.echo(f"Error: {problem}", err=True)
    context.exit(1 if problems else 0)


def give_due(as_json: bool, queued: Sequence[tuple[Due, ...]], links: Sequence[Link]) -> None:
    """Print what was marked due."""
    names = ", ".join(f"{link.company.name} (link {link.id})" for link in links)
    give(
        as_json,
        {"due": [one for turns in queued for one in turns]},
        f"Due now: {names}. `boekhaak status` shows how it goes.",
    )


def _stream_state(result: StreamResult) -> str:
    """Return a stream's state in a word; the sentences follow below the table."""
    return "failed" if result.error else "note" if result.warning else "ok"
