"""Accounting offices: their portals and clients, what clients permit them, and the accounts that a person may switch between."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
from pydantic import ValidationError

from boekhaak.cli.options import Place, acting, environment_option, example, json_option, opened, operator
from boekhaak.cli.output import give, plain, table
from boekhaak.cli.plans import give_plan
from boekhaak.errors import InvalidInput
from boekhaak.models.link import Billing
from boekhaak.service import activating, granting, overwriting, people, portals
from boekhaak.service.weighing import ActivationPlan


class Until(click.ParamType[datetime]):
    """A day, to its end (UTC), or a moment with its time zone."""

    name = "until"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment."""
        if isinstance(value, datetime):
            return value
        try:
            if len(value) == len("2026-12-31"):
                day = date.fromisoformat(value)
                return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
            return datetime.fromisoformat(value)
        except (ValueError, OverflowError):
            self.fail(f"“{value}” is no day and no moment: write 2026-12-31 or 2026-12-31T17:00+01:00", param, ctx)


@click.group()
def portal() -> None:
    """Portals: accounting offices that read their clients' companies by a sign-in of their own."""


@portal.command(
    "open",
    epilog=example(
        'boekhaak portal open office --name "Bean & Counter" --email office@accountants.example '
        '--billed-to "Bean & Counter B.V." --address "Kade 1, Delft"'
    ),
)
@click.argument("identifier", metavar="ID")
@click.option("--name", required=True, help="A name for people.")
@click.option("--email", required=True, help="The address by which clients let the office in.")
@click.option("--billed-to", required=True, help="The name for the bill.")
@click.option("--address", required=True, help="The address for the bill.")
@click.option("--vat-number", default="")
@json_option
def portal_open(
    identifier: str, name: str, email: str, billed_to: str, address: str, vat_number: str, as_json: bool
) -> None:
    """Open a portal for an accounting office; clients that let its address in before are its clients at once."""
    billing = Billing(name=billed_to, address=address, vat_number=vat_number)
    with opened() as installation:
        made = portals.open_portal(operator(identifier), installation, name=name, email=email, billing=billing)
    give(as_json, made, f"Portal {made.id} is open; clients let it in as {made.email}.")


@portal.command("clients", epilog=example("boekhaak portal clients -e office"))
@environment_option
@json_option
def portal_clients(environment: str | None, as_json: bool) -> None:
    """List the office's clients, how their access stands, and what may be done with the office's sign-in at each package."""
    with acting(environment) as (actor, installation):
        found = portals.clients_listed(actor, installation)
    rows = [
        (
            one.environment,
            one.name,
            f"{one.access}, {one.scope}" if one.access == "granted" else one.access,
            one.ends_at,
            ", ".join(f"{package}: {action}" for package, action in sorted(one.actions.items())),
        )
        for one in found
    ]
    count = ", ".join(f"{number} {state}" for state, number in sorted(portals.counts(found).items()))
    told = {"clients": found, "counts": portals.counts(found)}
    give(
        as_json, told,
        table("", ("client", "name", "access", "until", "may be done"), rows) if found else "There are no clients yet.",
        *((f"{count}.",) if found else ()),
    )  # fmt: skip


@portal.command("ask", epilog=example("boekhaak portal ask bakery -e office"))
@click.argument("client")
@environment_option
@json_option
def portal_ask(client: str, environment: str | None, as_json: bool) -> None:
    """Ask an environment for access. Its administrators see that, if there is one of that id."""
    with acting(environment) as (actor, installation):
        granting.ask(actor, installation, client)
    give(as_json, {"asked": client}, f"{client} was asked; once it grants access, `boekhaak portal clients` shows it.")


@portal.command("add-client", epilog=example('boekhaak portal add-client cobbler --name "Cobbler B.V." -e office'))
@click.argument("client")
@click.option("--name", default="", help="A name for people.")
@environment_option
@json_option
def portal_add_client(client: str, name: str, environment: str | None, as_json: bool) -> None:
    """Add an environment for a client; it is billed to the office."""
    with acting(environment) as (actor, installation):
        added = portals.add_client(actor, installation, client, name)
    give(as_json, added, f"Environment {added.id} is there, billed to {added.billed_to}.")


@portal.command("companies", epilog=example("boekhaak portal companies exact_online -e office"))
@click.argument("package")
@environment_option
@json_option
def portal_companies(package: str, environment: str | None, as_json: bool) -> None:
    """List the companies that the office's sign-ins see at a package, and which client has which."""
    with acting(environment) as (actor, installation):
        there = activating.choices(actor, installation, package)
    rows = [
        (one.listed.company.region, one.listed.company.id, one.listed.company.name, ", ".join(one.clients))
        for one in there.companies
    ]
    missing = f"A company is missing? {there.missing}" if there.missing else ""
    give(
        as_json, there,
        table("", ("region", "id", "name", "clients"), rows), *there.problems, *((missing,) if missing else ()),
    )  # fmt: skip


@portal.command(
    "activate",
    epilog=example(
        "boekhaak portal activate bakery exact_online 100001 --plan plan.json -e office\n"
        "  boekhaak portal activate --apply plan.json -e office"
    ),
)
@click.argument("client", default="")
@click.argument("package", default="")
@click.argument("company", default="")
@click.option("--plan", "to", type=Place(), help="Write the plan to this file, and change nothing.")
@click.option("--apply", "of", type=Place(), help="Apply exactly the plan of this file.")
@environment_option
@json_option
def portal_activate(
    client: str, package: str, company: str, to: Path | None, of: Path | None, environment: str | None, as_json: bool
) -> None:
    """Let the office's sign-in read a company for a client: activate it, or overwrite what the client has.

    Without --apply it only shows what would change.
    """
    if (of is None) != bool(client and package and company) or (of is not None and to is not None):
        raise InvalidInput(
            "it is not clear what to activate", way_out="Name client, package and company; or give --apply with a plan"
        )
    with acting(environment) as (actor, installation):
        if of is not None:
            planned = _read(of)
            link = activating.activate(actor, installation, planned)
            done = f"“{link.company.name}” is read for {planned.client} by the office's sign-in (link {link.id} there)."
            give(as_json, link, done)
            return
        planned = activating.plan(actor, installation, client, package, company)
    if to is not None:
        to.write_text(json.dumps(plain(planned), ensure_ascii=False, indent=2))
    kept = f"Nothing was changed yet. Apply it with `boekhaak portal activate --apply {to or 'FILE'}`."
    give(as_json, planned, f"{planned.action.capitalize()}: {planned.client}, {planned.name}", *planned.sentences, kept)


@portal.command("plan", epilog=example("boekhaak portal plan bakery exact_online 100001 -e office"))
@click.argument("client")
@click.argument("package")
@click.argument("company")
@environment_option
@json_option
def portal_plan(client: str, package: str, company: str, environment: str | None, as_json: bool) -> None:
    """Make a plan of what activating a company for a client would change, to apply it later."""
    with acting(environment) as (actor, installation):
        plan = overwriting.plan_overwrite(actor, installation, client, package, company)
    give_plan(as_json, plan)


@portal.command("activate-again", epilog=example("boekhaak portal activate-again exact_online -e office"))
@click.argument("package")
@environment_option
@json_option
def portal_activate_again(package: str, environment: str | None, as_json: bool) -> None:
    """After the office signed in anew: let the links of all its clients that broke with its sign-in be read again."""
    with acting(environment) as (actor, installation):
        again = activating.activate_again(actor, installation, package)
    give(as_json, {"links": again}, f"{len(again)} links of clients are read again.")


def _read(file: Path) -> ActivationPlan:
    try:
        return ActivationPlan.model_validate_json(file.read_text())
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{file} holds no plan",
            way_out="Write one with `boekhaak portal activate CLIENT PACKAGE COMPANY --plan FILE`",
        ) from error


@click.group()
def access() -> None:
    """What an environment permits accounting offices."""


@access.command("grant", epilog=example("boekhaak access grant office@accountants.example --scope write -e bakery"))
@click.argument("email")
@click.option("--scope", type=click.Choice(["read", "write"]), default="write", show_default=True)
@click.option(
    "--company", "companies", multiple=True, metavar="ID", help="Only this company, by its id at the package."
)
@click.option("--until", "ends_at", type=Until(), metavar="DAY", help="To the end of this day.")
@environment_option
@json_option
def access_grant(
    email: str,
    scope: str,
    companies: tuple[str, ...],
    ends_at: datetime | None,
    environment: str | None,
    as_json: bool,
) -> None:
    """Let the accounting office of that address in. What it was permitted before is replaced."""
    with acting(environment) as (actor, installation):
        granted = granting.grant(
            actor,
            installation,
            email,
            scope="read" if scope == "read" else "write",
            companies=frozenset(companies) or None,
            ends_at=ends_at,
        )
    there = "" if granted.portal else " No office has this address yet; it holds once one does."
    give(as_json, granted, f"Access {granted.id}: {granted.email} may {granted.scope} here.{there}")


@access.command("withdraw", epilog=example("boekhaak access withdraw 1 -e bakery"))
@click.argument("access_id", metavar="ID", type=int)
@environment_option
@json_option
def access_withdraw(access_id: int, environment: str | None, as_json: bool) -> None:
    """Take an access back, or refuse it to an office that asks. What its sign-in reads here stops at once; the data stays."""
    with acting(environment) as (actor, installation):
        taken = granting.withdraw(actor, installation, access_id)
    give(as_json, taken, f"Access {taken.id} of {taken.email} is {taken.state}.")


@access.command("list", epilog=example("boekhaak access list -e bakery"))
@environment_option
@json_option
def access_list(environment: str | None, as_json: bool) -> None:
    """List what offices are permitted, were permitted, and ask for."""
    with acting(environment) as (actor, installation):
        there = granting.access_listed(actor, installation)
    rows = [
        (
            one.id,
            one.email,
            one.state,
            one.scope,
            ", ".join(sorted(one.companies or ())) or "all",
            one.ends_at,
            one.reason,
        )
        for one in there
    ]
    columns = ("id", "office", "state", "scope", "companies", "until", "reason")
    give(as_json, there, table("", columns, rows) if there else "No office was ever let in or asks to be.")


@click.command("accounts", epilog=example("boekhaak accounts olga"))
@click.argument("user")
@json_option
def accounts(user: str, as_json: bool) -> None:
    """List the environments that a user may switch between: his own, and the clients of his accounting office."""
    with opened() as installation:
        there = people.accounts(installation, user)
    rows = [(one.actor.environment, one.name, one.kind, one.actor.role, one.actor.portal) for one in there]
    shown = table("", ("environment", "name", "kind", "role", "as office"), rows)
    give(as_json, there, shown if there else f"{user} is in no environment.")


COMMANDS: tuple[click.Command, ...] = (portal, access, accounts)
