"""Companies: listing, what is chosen for them, synchronising."""

from __future__ import annotations

from functools import partial
from typing import Any

import click
from rich.text import Text

from boekhaak.cli.options import acting, chosen, environment_option, example, json_option
from boekhaak.cli.output import give, table
from boekhaak.cli.reading import give_due, give_runs, links_named, named, read_one
from boekhaak.errors import InvalidInput
from boekhaak.models.link import Link
from boekhaak.service import configuring, importing, listing, queueing, synchronising

EMPTY = {
    "all_imported": "Nothing is new: all companies that can be seen are imported.",
    "nothing_visible": "No company can be seen; `boekhaak why PACKAGE COMPANY` tells why one is missing.",
}
"""What is said of a list with nothing new in it."""


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
    told = {
        "companies": seen.companies,
        "problems": seen.problems,
        "empty": seen.empty,
        "not_set_up": [link.id for link in states.values() if not link.set_up],
    }
    hints = [EMPTY[seen.empty]] if seen.empty else []
    give(as_json, told, table("", ("package", "region", "id", "name", "state"), rows), *hints, *seen.problems)


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
        company = named(listing.list_companies(actor, installation, chosen(installation, package)), wanted)
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
        links = links_named(actor, installation, wanted)
        if later:
            queued = [queueing.queue_synchronisation(actor, installation, link.id, streams) for link in links]
            give_due(as_json, queued, links)
            return
        read = partial(synchronising.synchronise_link, actor, installation, streams=streams)
        told = [read_one(read, link, as_json, alone=len(links) == 1) for link in links]
    give_runs(context, as_json, told)


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


def _state(link: Link | None) -> str | Text:
    """Return in a word or two how a company stands; one that is not set up in red."""
    if link is None:
        return "new"
    if link.state == "broken":
        return f"link {link.id} is broken: {link.reason}"
    if not link.set_up:
        return Text(f"link {link.id}, not set up", style="red")
    return f"link {link.id}, to be confirmed" if link.stage == "awaiting_confirmation" else f"link {link.id}"


COMMANDS: tuple[click.Command, ...] = (companies, settings, synchronise)
