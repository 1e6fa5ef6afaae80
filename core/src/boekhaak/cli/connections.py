"""Connections after the sign-in: listing, disconnecting, handing over; integration users; logins that two environments use."""

from __future__ import annotations

from typing import Any

import click

from boekhaak.cli.options import acting, chosen, environment_option, example, json_option
from boekhaak.cli.output import give, table
from boekhaak.cli.plans import give_plan
from boekhaak.models.link import Connection
from boekhaak.models.plan import Plan
from boekhaak.service import connecting, disconnecting, handing_over, integration_users, plans, taking_over
from boekhaak.service.integration_users import Mailbox, Preparation

plan_option = click.option(
    "--plan", "only_plan", is_flag=True, help="Only show what it would do, as a plan to apply later."
)


@click.command("connections", epilog=example("boekhaak connections"))
@click.option("--package", default=None, help="Only this package.")
@environment_option
@json_option
def connections(package: str | None, environment: str | None, as_json: bool) -> None:
    """List the connections, how each stands, and why."""
    with acting(environment) as (actor, installation):
        found = connecting.connections_listed(actor, installation, chosen(installation, package))
    rows = [
        (one.id, one.package, _login(one), one.owner or "environment", one.state.replace("_", " "), one.reason)
        for one in found
    ]
    shown: Any = (
        table("", ("id", "package", "login", "owner", "state", "reason"), rows) if rows else "Nobody is signed in."
    )
    give(as_json, found, shown)


@click.command(epilog=example("boekhaak disconnect 3 --keep"))
@click.argument("connection", type=int)
@click.option("--keep", is_flag=True, help="Keep what was read.")
@click.option("--erase", is_flag=True, help="Erase the companies and their records.")
@plan_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@environment_option
@json_option
def disconnect(
    connection: int, keep: bool, erase: bool, only_plan: bool, yes: bool, environment: str | None, as_json: bool
) -> None:  # fmt: skip
    """Use a connection no more: throw its tokens away, and keep or erase what was read by it."""
    if keep == erase:
        raise click.UsageError("say what becomes of what was read: --keep or --erase")
    if only_plan:
        with acting(environment) as (actor, installation):
            plan = disconnecting.plan_disconnect(actor, installation, connection, erase=erase)
        give_plan(as_json, plan)
        return
    if erase and not yes:
        click.confirm(
            f"Everything that was read by connection {connection} is erased for good. Go on?", abort=True, err=True
        )
    with acting(environment) as (actor, installation):
        done = disconnecting.disconnect(actor, installation, connection, erase=not keep)
    what = (
        f"{done.links} companies and {done.erased} records were erased"
        if not keep
        else f"{done.links} companies keep their data"
    )
    give(as_json, done, f"Connection {connection} is used no more; {what}.")


@click.command("hand-over", epilog=example("boekhaak hand-over 3 8"))
@click.argument("former", type=int)
@click.argument("successor", type=int)
@plan_option
@environment_option
@json_option
def hand_over(former: int, successor: int, only_plan: bool, environment: str | None, as_json: bool) -> None:
    """Let the companies of one connection live by another, whose login proves to see the same ones."""
    with acting(environment) as (actor, installation):
        if only_plan:
            give_plan(as_json, handing_over.plan_hand_over(actor, installation, former, successor))
            return
        done = handing_over.hand_over(actor, installation, former, successor)
    sentence = f"{len(done.links)} companies of connection {former} live by connection {successor} now."
    give(as_json, done, sentence)


@click.command("reauthorise", epilog=example("boekhaak reauthorise 3 8"))
@click.argument("former", type=int)
@click.argument("successor", type=int)
@plan_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@environment_option
@json_option
def reauthorise(
    former: int, successor: int, only_plan: bool, yes: bool, environment: str | None, as_json: bool
) -> None:  # fmt: skip
    """Use another login in the place of a former one: what it proves to see goes on, the rest is read no more and stays."""
    with acting(environment) as (actor, installation):
        plan = handing_over.plan_reauthorise(actor, installation, former, successor)
        if not only_plan:
            if not yes:
                click.confirm(f"{_moves(plan)} Go on?", abort=True, err=True)
            plan = plans.apply(actor, installation, plan.id)
    give_plan(as_json, plan)


def _moves(plan: Plan) -> str:
    """Return in a sentence what a plan to use another login does."""
    becomes = plan.totals.links
    going, lost, asked = becomes.get("linked", 0), becomes.get("orphaned", 0), len(plan.questions)
    question = f", {asked} of them only when somebody names them" if asked else ""
    return f"Plan {plan.id}: {going} companies go on by the other login{question}; {lost} are read no more."


@click.group("integration-user")
def integration_user() -> None:
    """Users at a package that programs sign in as."""


@integration_user.command(
    "prepare",
    epilog=example("boekhaak integration-user prepare twentyfour_seven --mailbox customer --email books@acme.example"),
)
@click.argument("package")
@click.option("--mailbox", type=click.Choice(["host", "customer"]), required=True, help="Who manages the mailbox.")
@click.option("--email", required=True, help="An address that no user has at the package yet.")
@click.option("--region", default="", help="The package's first one when left out.")
@environment_option
@json_option
def prepare(
    package: str, mailbox: Mailbox, email: str, region: str, environment: str | None, as_json: bool
) -> None:  # fmt: skip
    """Begin with an integration user, and print what is to be done."""
    with acting(environment) as (actor, installation):
        _give(as_json, integration_users.prepare(
            actor, installation, package=package, mailbox=mailbox, email=email, region=region
        ))  # fmt: skip


@integration_user.command("told", epilog=example("boekhaak integration-user told 3"))
@click.argument("connection", type=int)
@environment_option
@json_option
def told(connection: int, environment: str | None, as_json: bool) -> None:
    """Tell that the present step is done, and print the next one."""
    with acting(environment) as (actor, installation):
        _give(as_json, integration_users.told(actor, installation, connection))


@integration_user.command("show", epilog=example("boekhaak integration-user show 3"))
@click.argument("connection", type=int)
@environment_option
@json_option
def show(connection: int, environment: str | None, as_json: bool) -> None:
    """Print what is to be done now."""
    with acting(environment) as (actor, installation):
        _give(as_json, integration_users.preparation(actor, installation, connection))


@click.group("take-over")
def take_over() -> None:
    """Logins that two environments use, where the package allows one connection per login."""


@take_over.command("ask", epilog=example('boekhaak take-over ask exact_online --note "Kim of Acme" -e acme'))
@click.argument("package")
@click.option("--note", default="", help="What the other environment is told of who asks.")
@environment_option
@json_option
def ask(package: str, note: str, environment: str | None, as_json: bool) -> None:
    """Ask the environment that has connected a login to leave it to this one, within an hour of signing in with it."""
    with acting(environment) as (actor, installation):
        asked = taking_over.ask(actor, installation, chosen(installation, package) or "", note)
    give(
        as_json, asked, f"The other environment was asked for the login {asked.login}; until it agrees nothing changes."
    )


@take_over.command("list", epilog=example("boekhaak take-over list"))
@environment_option
@json_option
def asked_of(environment: str | None, as_json: bool) -> None:
    """List what other environments ask of this one."""
    with acting(environment) as (actor, installation):
        found = taking_over.asked_of(actor, installation)
    rows = [(one.id, one.package, one.login, one.note, one.asked_at) for one in found]
    shown: Any = table("", ("id", "package", "login", "note", "asked at"), rows) if rows else "Nobody asks for a login."
    give(as_json, found, shown)


@take_over.command("agree", epilog=example("boekhaak take-over agree 1"))
@click.argument("identifier", metavar="ID", type=int)
@environment_option
@json_option
def agree(identifier: int, environment: str | None, as_json: bool) -> None:
    """Leave the login to the environment that asks: the links here break until somebody signs in with another."""
    with acting(environment) as (actor, installation):
        taking_over.agree(actor, installation, identifier)
    give(as_json, {"agreed": identifier}, "The login was left to the other environment.")


@take_over.command("refuse", epilog=example("boekhaak take-over refuse 1"))
@click.argument("identifier", metavar="ID", type=int)
@environment_option
@json_option
def refuse(identifier: int, environment: str | None, as_json: bool) -> None:
    """Keep the login."""
    with acting(environment) as (actor, installation):
        taking_over.refuse(actor, installation, identifier)
    give(as_json, {"refused": identifier}, "The login stays here.")


def _login(connection: Connection) -> str:
    login = connection.login
    return login.name or login.email or login.id or connection.email


def _give(as_json: bool, found: Preparation) -> None:
    who = "The host" if found.who == "host" else "The customer"
    state = found.connection.state.replace("_", " ")
    steps = [f"{place}. {step}" for place, step in enumerate(found.steps, 1)]
    give(as_json, found, f"Connection {found.connection.id} is {state}. {who} acts next:", *steps)


COMMANDS: tuple[click.Command, ...] = (connections, disconnect, hand_over, reauthorise, integration_user, take_over)
