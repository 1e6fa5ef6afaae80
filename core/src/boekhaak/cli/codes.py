"""Codes of administrations, and numbers of invoices that are made with them."""

from __future__ import annotations

from typing import Any

import click

from boekhaak.cli.options import OfEnvironment, acting, environment_option, example, json_option
from boekhaak.cli.output import give, table
from boekhaak.service import codes as service
from boekhaak.service import invoice_numbers
from boekhaak.service.codes import ListedCode, SuggestedCode


@click.group("codes", cls=OfEnvironment, invoke_without_command=True, epilog=example("boekhaak codes acme"))
@environment_option
@json_option
@click.pass_context
def codes(context: click.Context, environment: str | None, as_json: bool) -> None:
    """List the codes of an environment's administrations, or choose one, drop it, or make a number with it.

    The environment may follow at once: `boekhaak codes acme`.
    """
    if context.invoked_subcommand is not None:
        return
    with acting(environment) as (actor, installation):
        listed = service.codes_listed(actor, installation)
        may_have = {one.link_id: one for one in service.suggested_codes(actor, installation)}
    rows = [_row(one, may_have.get(one.link_id)) for one in listed]
    shown: Any = (
        table("", ("link", "company", "code", "state", "used in"), rows) if rows else "No company is imported yet."
    )
    problems = [f"{one.company} (link {one.link_id}): {one.problem}." for one in listed if one.problem]
    first = next(iter(may_have.values()), None)
    hint = [f"Choose one: `boekhaak codes choose {first.link_id} {first.code}`"] if first else []
    give(as_json, {"codes": listed, "suggested": tuple(may_have.values())}, shown, *problems, *hint)


@codes.command("choose", epilog=example("boekhaak codes choose 3 001"))
@click.argument("link_id", metavar="LINK", type=click.IntRange(1, 10**18))
@click.argument("code")
@environment_option
@json_option
def choose(link_id: int, code: str, environment: str | None, as_json: bool) -> None:
    """Give an administration a code of three digits; it may be changed until a number is made with it."""
    with acting(environment) as (actor, installation):
        chosen = service.choose_code(actor, installation, link_id, code)
    stays = "stays: numbers hold it already" if chosen.first_used_at else "may be changed until it is used"
    give(as_json, chosen, f"Link {link_id} has code {chosen.code}; it {stays}.")


@codes.command("drop", epilog=example("boekhaak codes drop 3"))
@click.argument("link_id", metavar="LINK", type=click.IntRange(1, 10**18))
@environment_option
@json_option
def drop(link_id: int, environment: str | None, as_json: bool) -> None:
    """Take a code away that was never used; others may have it then."""
    with acting(environment) as (actor, installation):
        dropped = service.give_up_code(actor, installation, link_id)
    give(as_json, dropped, f"Link {link_id} has no code any more; {dropped.code} is free.")


@codes.command("next", epilog=example("boekhaak codes next 3 --year 2026"))
@click.argument("link_id", metavar="LINK", type=click.IntRange(1, 10**18))
@click.option("--year", type=int, default=None, metavar="YEAR", help="Of which year; without it, of this one.")
@environment_option
@json_option
def next_number(link_id: int, year: int | None, environment: str | None, as_json: bool) -> None:
    """Make the next number of an administration's invoices: nobody is given it again, and the code stays for good."""
    with acting(environment) as (actor, installation):
        wanted = installation.clock.now().year if year is None else year
        number = invoice_numbers.next_invoice_number(actor, installation, link_id, wanted)
    give(as_json, {"number": str(number), **dict(number)}, str(number))


def _row(one: ListedCode, may_have: SuggestedCode | None) -> tuple[object, ...]:
    """Return a line of the table; of an administration without a code, what it may have."""
    if may_have is not None:
        return one.link_id, one.company, "", f"may have {may_have.code}", may_have.number
    return one.link_id, one.company or "(erased)", one.code, one.state, one.number


COMMANDS: tuple[click.Command, ...] = (codes,)
