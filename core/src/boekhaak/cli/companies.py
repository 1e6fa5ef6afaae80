"""Companies: listing, importing, synchronising, relinking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import click

from boekhaak.cli.options import acting, chosen, environment_option, example, json_option
from boekhaak.cli.output import PATIENCE, failures, give, progress, table
from boekhaak.errors import BoekhaakError, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.due import Due
from boekhaak.models.link import Actor, Link
from boekhaak.models.run import RunSummary, StreamResult
from boekhaak.service import configuring, importing, listing, queueing, relinking, synchronising


@click.command("companies", epilog=example("boekhaak companies"))
@click.option("--package", default=None, help="Only this package.")
@click.option("--known", multiple=True, metavar="ID", help="A company that is surely open: ask through it.")
@environment_option
@json_option
def companies(package: str | None, known: tuple[str, ...], environment: str | None, as_json: bool) -> None:
    """List the companies that the connections may see, and which are imported; also those whose link is broken."""
    with acting(environment) as (actor, installation):
        only = chosen(installation, package)
        seen = listing.list_companies(actor, installation, only, known)
        states = {link.id: link for link in importing.links_listed(actor, installation, only)}
    rows = [
        (one.package, one.company.region, one.company.id, one.company.name, _state(states.get(one.link_id or 0)))
        for one in seen.companies
    ]
    shown = {one.link_id for one in seen.companies}
    rows += [
        (link.package, link.company.region, link.company.id, link.company.name, _state(link))
        for link in states.values()
        if link.state == "broken" and link.id not in shown
    ]
    told = {"companies": seen.companies, "problems": seen.problems}
    give(as_json, told, table("", ("package", "region", "id", "name", "state"), rows), *seen.problems)


@click.command("import", epilog=example("boekhaak import 100001 100002    or    boekhaak import --all"))
@click.argument("wanted", metavar="[COMPANY]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Import every company that can be seen.")
@click.option("--again", is_flag=True, help="Read everything anew, also of companies that are imported already.")
@click.option(
    "--later", is_flag=True, help="Only bind them: whoever reads what is due, such as a worker, reads the books."
)
@click.option("--package", default=None, help="Only this package.")
@environment_option
@json_option
@click.pass_context
def import_(
    context: click.Context, wanted: tuple[str, ...], everything: bool, again: bool, later: bool, package: str | None,
    environment: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Import companies, named by id or name: bind them, and read their books.

    An import that was interrupted goes on where it stopped.
    """
    if bool(wanted) == everything:
        raise InvalidInput("it is not clear what to import", way_out="Name companies, or give --all")
    if again and later:
        raise InvalidInput("reading anew is not done later", way_out="Give --again or --later, not both")
    with acting(environment) as (actor, installation):
        seen = listing.list_companies(actor, installation, chosen(installation, package))
        meant = seen.companies if everything else tuple(_named(seen, one) for one in wanted)
        if not meant:
            raise NotFound(
                "no company can be seen", way_out="Give the app and the login access to companies at the package"
            )
        links = [importing.link_company(actor, installation, one) for one in meant]
        if later:
            _give_due(as_json, [queueing.queue_import(actor, installation, link.id) for link in links], links)
            return
        read = partial(importing.import_link, actor, installation, again=again)
        told = [_read(read, link, as_json, alone=len(links) == 1) for link in links]
    for one in told:
        if isinstance(one, RunSummary) and not one.streams:
            click.echo(f"Note: {one.company} was imported before: synchronise it, or import it --again.", err=True)
    if everything:
        _note(seen.problems)
    _give_runs(context, as_json, told)


@click.command("settings", epilog=example("boekhaak settings 100001 --set transaction_types=1,2"))
@click.argument("wanted", metavar="COMPANY")
@click.option("--set", "given", multiple=True, metavar="KEY=CODE,…", help="Choose these; none after = means all.")
@click.option("--package", default=None, help="Only this package.")
@environment_option
@json_option
def settings(
    wanted: str, given: tuple[str, ...], package: str | None, environment: str | None, as_json: bool
) -> None:  # fmt: skip
    """Show what may be chosen for a company, named by id or name, and choose. A changed choice takes effect with the next run."""
    asked = _settings(given)
    with acting(environment) as (actor, installation):
        company = _named(listing.list_companies(actor, installation, chosen(installation, package)), wanted)
        if asked:
            link = configuring.choose(actor, installation, company, asked)
            company = company.model_copy(update={"link_id": link.id})
        choices = configuring.choices(actor, installation, company)
    rows = [
        (
            one.setting.key,
            option.code,
            option.name,
            "chosen" if option.code in one.chosen else "" if one.chosen else "all",
        )
        for one in choices
        for option in one.options
    ]
    name = installation.packages[company.package].info.name
    shown: Any = table("", ("setting", "code", "name", "state"), rows) if rows else f"{name} leaves nothing to choose."
    give(as_json, choices, *(f"{one.setting.name} ({one.setting.key}): {one.setting.help}" for one in choices), shown)


@click.command("synchronise", epilog=example("boekhaak synchronise"))
@click.argument("wanted", metavar="[LINK]...", nargs=-1, type=int)
@click.option("--stream", "streams", multiple=True, help="Only this stream, whether it is due or not.")
@click.option("--later", is_flag=True, help="Let whoever reads what is due, such as a worker, read them soon.")
@environment_option
@json_option
@click.pass_context
def synchronise(
    context: click.Context, wanted: tuple[int, ...], streams: tuple[str, ...], later: bool, environment: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Read what changed, of the links that are named or of all."""
    with acting(environment) as (actor, installation):
        links = _links(actor, installation, wanted)
        if later:
            queued = [queueing.queue_synchronisation(actor, installation, link.id, streams) for link in links]
            _give_due(as_json, queued, links)
            return
        read = partial(synchronising.synchronise_link, actor, installation, streams=streams)
        told = [_read(read, link, as_json, alone=len(links) == 1) for link in links]
    _give_runs(context, as_json, told)


def _read(read: Callable[..., RunSummary], link: Link, as_json: bool, *, alone: bool) -> RunSummary | BoekhaakError:
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


@click.command("relink", epilog=example("boekhaak relink"))
@click.option("--package", default=None, help="Only this package.")
@environment_option
@json_option
@click.pass_context
def relink(context: click.Context, package: str | None, environment: str | None, as_json: bool) -> None:
    """Let broken links work again after a new sign-in; each keeps its id and its records."""
    with acting(environment) as (actor, installation):
        done = relinking.relink(actor, installation, chosen(installation, package))
    rows = [
        (one.link.id, one.link.company.name, "relinked" if one.bound else "broken",
         ", ".join(sorted(one.evidence.agrees)) if one.bound else one.reason)
        for one in done
    ]  # fmt: skip
    shown: Any = table("", ("link", "company", "state", "evidence or reason"), rows) if rows else "No link is broken."
    give(as_json, done, shown)
    broken = [one for one in done if not one.bound]
    for one in broken:
        sentence = (
            f"{one.link.company.name}: {one.reason}. Sign in with a login that sees the same company, then relink"
        )
        click.echo(f"Error: {sentence}.", err=True)
    context.exit(1 if broken else 0)


def _links(actor: Actor, installation: Installation, wanted: tuple[int, ...]) -> list[Link]:
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


def _named(seen: listing.Listing, wanted: str) -> listing.ListedCompany:
    """Return the company that is named; where there is none, tell of the connections that could not be asked."""
    try:
        return importing.choose(seen.companies, wanted)
    except NotFound:
        _note(seen.problems)
        raise


def _note(problems: Sequence[str]) -> None:
    """Tell of the connections that could not be asked: what they see is not in the list."""
    for problem in dict.fromkeys(problems):
        click.echo(f"Note: {problem}", err=True)


def _settings(given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the codes that are chosen by their key."""
    asked: dict[str, tuple[str, ...]] = {}
    for one in given:
        key, codes = _setting(one)
        if key in asked:
            raise InvalidInput(f"{key} is chosen twice", way_out=f"Write all codes in one --set {key}=CODE,CODE")
        asked[key] = codes
    return asked


def _setting(given: str) -> tuple[str, tuple[str, ...]]:
    """Return the key and the codes of a choice."""
    key, sign, codes = given.partition("=")
    if not sign or not key.strip():
        raise InvalidInput(f"“{given}” names no choice", way_out="Write KEY=CODE,CODE, or KEY= for all")
    return key.strip(), tuple(code for one in codes.split(",") if (code := one.strip()))


def _state(link: Link | None) -> str:
    if link is None:
        return "new"
    return f"link {link.id}" if link.state == "ok" else f"link {link.id} is broken: {link.reason}"


def _give_runs(context: click.Context, as_json: bool, done: Sequence[RunSummary | BoekhaakError]) -> None:
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


def _give_due(as_json: bool, queued: Sequence[tuple[Due, ...]], links: Sequence[Link]) -> None:
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


COMMANDS: tuple[click.Command, ...] = (companies, settings, import_, synchronise, relink)
