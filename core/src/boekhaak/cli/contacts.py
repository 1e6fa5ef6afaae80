"""Contacts of the one list, and what was decided about them: looking, deciding, undoing, exporting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import click

from boekhaak.cli.options import Place, acting, environment_option, example, json_option
from boekhaak.cli.output import give, plain, table
from boekhaak.errors import InvalidInput
from boekhaak.models.contacts import MergedContact, Source
from boekhaak.service import deciding, merged_contacts

why_option = click.option("--why", default="", help="Your reason, in a sentence; it stays in the ledger.")
LONGEST = 18
"""So many digits an id has at most."""


class Contact(click.ParamType[Source]):
    """A contact of an administration: the id of its link, a colon, and its own id at the package."""

    name = "contact"

    def convert(self, value: str | Source, param: click.Parameter | None, ctx: click.Context | None) -> Source:
        """Return the contact."""
        if isinstance(value, Source):
            return value
        link, colon, contact_id = value.partition(":")
        if not (colon and contact_id and link.isascii() and link.isdigit() and len(link) <= LONGEST):
            self.fail(f"“{value}” names no contact: write link and id, as 3:C12", param, ctx)
        return Source(int(link), contact_id)


@click.command("list")
@click.option("--merged", "only_merged", is_flag=True, help="Only those of several administrations.")
@click.option("--after", default="", help="After the contact with that key.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@environment_option
@json_option
def list_(only_merged: bool, after: str, limit: int, environment: str | None, as_json: bool) -> None:
    """List the contacts of all administrations, each once."""
    with acting(environment) as (actor, installation):
        found = merged_contacts.merged_listed(actor, installation, after=after, limit=limit, only_merged=only_merged)
    nothing = "No contact is merged." if only_merged else "There are no contacts."
    more = (f"More: --after {found[-1].key}",) if len(found) == limit else ()
    give(as_json, found, _contacts(found) if found else nothing, *more)


@click.command("show", epilog=example("boekhaak contacts show 3:C12"))
@click.argument("contact", metavar="LINK:ID", type=Contact())
@environment_option
@json_option
def show(contact: Source, environment: str | None, as_json: bool) -> None:
    """Show a contact: where it comes from, and whose value leads in each field, and why."""
    with acting(environment) as (actor, installation):
        found = merged_contacts.merged(actor, installation, contact)
    rows = [(one.field, one.value, f"{one.source.link_id}:{one.source.contact_id}", one.why) for one in found.leading]
    parts = ", ".join(f"{part.company} ({part.source.link_id}:{part.source.contact_id})" for part in found.parts)
    conflicts = f"Differ, and nobody chose: {', '.join(found.conflicts)}" if found.conflicts else ""
    give(as_json, found, f"Of {parts}", table("", ("field", "leading", "of", "why"), rows), *filter(None, (conflicts,)))


@click.command("same", epilog=example("boekhaak contacts same 3:C12 4:77"))
@click.argument("sources", metavar="LINK:ID LINK:ID…", nargs=-1, required=True, type=Contact())
@why_option
@environment_option
@json_option
def same(sources: tuple[Source, ...], why: str, environment: str | None, as_json: bool) -> None:
    """Say that contacts are one."""
    with acting(environment) as (actor, installation):
        made = deciding.say_same(actor, installation, sources, why=why)
    give(as_json, made, f"Decision {made.number}: they are one. `boekhaak contacts undo {made.number}` undoes it")


@click.command("not-same", epilog=example("boekhaak contacts not-same 3:C12 4:77"))
@click.argument("source", metavar="LINK:ID", type=Contact())
@click.argument("others", metavar="LINK:ID…", nargs=-1, required=True, type=Contact())
@why_option
@environment_option
@json_option
def not_same(source: Source, others: tuple[Source, ...], why: str, environment: str | None, as_json: bool) -> None:
    """Say that a contact is none of the others; it is remembered."""
    with acting(environment) as (actor, installation):
        made = deciding.say_not_same(actor, installation, source, others, why=why)
    give(as_json, made, f"Decision {made.number}: not the same. `boekhaak contacts undo {made.number}` undoes it")


@click.command("apart", epilog=example("boekhaak contacts apart 3:C12"))
@click.argument("source", metavar="LINK:ID", type=Contact())
@why_option
@environment_option
@json_option
def apart(source: Source, why: str, environment: str | None, as_json: bool) -> None:
    """Take a contact out of the one that it is part of; the others stay one."""
    with acting(environment) as (actor, installation):
        made = deciding.take_apart(actor, installation, source, why=why)
    give(as_json, made, f"Decision {made.number}: it is apart. `boekhaak contacts undo {made.number}` undoes it")


@click.command("lead", epilog=example("boekhaak contacts lead 3:C12 address"))
@click.argument("source", metavar="LINK:ID", type=Contact())
@click.argument("field")
@why_option
@environment_option
@json_option
def lead(source: Source, field: str, why: str, environment: str | None, as_json: bool) -> None:
    """Let a contact's value of a field lead in the contact that it is part of."""
    with acting(environment) as (actor, installation):
        made = deciding.lead(actor, installation, source, field, why=why)
    give(as_json, made, f"Decision {made.number}: its {field} leads. `boekhaak contacts undo {made.number}` undoes it")


@click.command("undo", epilog=example("boekhaak contacts undo 12"))
@click.argument("number", type=click.IntRange(1, 10**LONGEST))
@why_option
@environment_option
@json_option
def undo(number: int, why: str, environment: str | None, as_json: bool) -> None:
    """Undo a decision, a rule's or a person's: it counts no more, and stays in the ledger."""
    with acting(environment) as (actor, installation):
        made = deciding.undo(actor, installation, number, why=why)
    give(as_json, made, f"Decision {made.number} undoes {number}; undoing {made.number} brings it back")


@click.command("decisions")
@click.option("--after", default=0, type=int, help="After the decision with that number.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@environment_option
@json_option
def decisions(after: int, limit: int, environment: str | None, as_json: bool) -> None:
    """List what was decided: who, when, by which rule, and why."""
    with acting(environment) as (actor, installation):
        found = deciding.decisions_listed(actor, installation, after=after, limit=limit)
    rows = [
        (
            one.number,
            one.at,
            one.by or one.rule,
            f"{one.kind.replace('_', ' ')}{f' {one.undoes}' if one.undoes else ''}",
            " ".join(f"{source.link_id}:{source.contact_id}" for source in one.sources),
            one.field,
            one.why,
        )
        for one in found
    ]
    columns = ("number", "at", "by", "says", "contacts", "field", "why")
    more = (f"More: --after {found[-1].number}",) if len(found) == limit else ()
    give(as_json, found, table("", columns, rows) if rows else "Nothing was decided.", *more)


@click.command("export", epilog=example("boekhaak contacts export decisions decisions.jsonl"))
@click.argument("what", type=click.Choice(["decisions", "contacts"]))
@click.argument("file", type=Place())
@environment_option
@json_option
def export(what: Literal["decisions", "contacts"], file: Path, environment: str | None, as_json: bool) -> None:
    """Write all decisions, or all contacts with their sources, as one JSON object a line."""
    if file.is_dir() or file.exists():
        raise InvalidInput(f"{file} is there already", way_out="Name a file that is not there; nothing was written")
    if not file.parent.is_dir():
        raise InvalidInput(f"there is no folder {file.parent}", way_out="Make it first; nothing was written")
    with acting(environment) as (actor, installation):
        rows = merged_contacts.exported(actor, installation, what)
        with file.open("w", encoding="utf-8") as lines:
            count = sum(1 for row in rows if lines.write(json.dumps(plain(row), ensure_ascii=False) + "\n"))
    give(as_json, {"file": str(file), "rows": count}, f"{count} {what} are in {file}.")


def _contacts(found: Sequence[MergedContact]) -> Any:  # noqa: ANN401 - what is printed
    rows = [
        (
            one.key,
            next((value.value for value in one.leading if value.field == "name"), ""),
            ", ".join(part.company for part in one.parts),
            ", ".join(one.conflicts),
        )
        for one in found
    ]
    return table("", ("key", "name", "of", "differ"), rows)


COMMANDS: tuple[click.Command, ...] = (list_, show, same, not_same, apart, lead, undo, decisions, export)
"""What stands below `boekhaak contacts`."""
