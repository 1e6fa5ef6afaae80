"""Plans: relinking, and looking at plans of all kinds, applying, undoing and dropping them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import click
from rich.text import Text

from boekhaak.cli.options import acting, chosen, environment_option, example, json_option
from boekhaak.cli.output import give, table
from boekhaak.models.company import Verdict
from boekhaak.models.plan import Becomes, Plan, Step
from boekhaak.service import plans as service
from boekhaak.service import relinking

DONE: dict[Becomes, str] = {
    "broken": "to be relinked",
    "orphaned": "read no more",
    "read_again": "read again",
    "erased": "erased",
}
"""What is said of links that do not go on as they are."""
FEW = 5
"""So many links are named in a hint."""
SHOWN = 20
"""So many links that need no look are shown."""
MOST = 500
"""So many links that need a look are shown: of ten thousand nobody looks at each on a terminal."""
VERDICTS: dict[Verdict | None, str] = {
    "proved": "proved",
    "likely": "likely",
    "conflict": "conflict",
    "gone": "gone",
    "no_rights": "no rights",
    None: "",
}
ORDER: dict[Verdict | None, int] = {"conflict": 0, "likely": 1, "no_rights": 2, "gone": 3, "proved": 4, None: 4}


class Ids(click.ParamType[tuple[int, ...]]):
    """Ids of links, with commas between them."""

    name = "links"

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the ids."""
        if isinstance(value, tuple):
            return value
        pieces = [piece.strip() for piece in value.split(",")]
        if not all(piece.isascii() and piece.isdigit() for piece in pieces):
            self.fail(f"“{value}” names no links: write their ids, as 3 or 3,7", param, ctx)
        return tuple(map(int, pieces))


only_option = click.option(
    "--only",
    "only",
    multiple=True,
    type=Ids(),
    metavar="LINK,…",
    help="Name links: those too whose evidence is no proof.",
)


@click.command("relink", epilog=example("boekhaak relink acme --apply"))
@click.argument("named", metavar="[ENVIRONMENT]", required=False)
@click.option("--package", default=None, help="Only this package.")
@click.option("--apply", "applies", is_flag=True, help="Apply what is proved, or with --only the links that are named.")
@only_option
@environment_option
@json_option
@click.pass_context
def relink(
    context: click.Context, named: str | None, package: str | None, applies: bool, only: tuple[tuple[int, ...], ...],
    environment: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show a plan for letting broken links work again after a new sign-in, on evidence; each keeps its id and its records.

    With --apply what is proved is done at once. What is only likely, or in conflict, needs a person who names the link.
    """
    if named is not None and environment not in {None, named}:
        raise click.UsageError(f"two environments are named: {named} and {environment}")
    if only and not applies:
        raise click.UsageError("--only names what is applied: give --apply too")
    with acting(named if named is not None else environment) as (actor, installation):
        key = chosen(installation, package)
        broken = relinking.broken(actor, installation, key)
        if not broken.count:
            give(as_json, {"plan": None, "broken": 0}, "No link is broken.")
            return
        if applies:
            plan = relinking.relink_at_once(actor, installation, key, _ids(only))
        else:
            plan = relinking.plan(actor, installation, key)
        still = {link.id for link in relinking.broken(actor, installation, key).links}
    give_plan(as_json, plan)
    left = [step for step in plan.steps if step.link_id in still]
    if applies and left and not only:
        names = ", ".join(f"“{step.name}”" for step in left[:5]) + (" …" if len(left) > 5 else "")
        several = "1 link stays" if len(left) == 1 else f"{len(left)} of {len(plan.steps)} links stay"
        click.echo(f"Error: {several} broken: {names}; the plan tells why.", err=True)
        context.exit(1)


@click.group("plans", invoke_without_command=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many, newest first.")
@environment_option
@json_option
@click.pass_context
def plans(context: click.Context, limit: int, environment: str | None, as_json: bool) -> None:
    """List plans, or look at one, apply, undo or drop it."""
    if context.invoked_subcommand is not None:
        return
    with acting(environment) as (actor, installation):
        found = service.plans_listed(actor, installation, limit)
    rows = [
        (
            one.plan.id,
            one.plan.kind.replace("_", " "),
            one.plan.package or "all",
            one.plan.state,
            ", ".join(f"{count} {state}" for state, count in one.steps.items()),
            one.plan.made_by,
            f"{one.plan.expires_at:%Y-%m-%d %H:%M} UTC",
        )
        for one in found
    ]
    columns = ("id", "kind", "package", "state", "links", "made by", "until")
    shown: Any = table("", columns, rows) if rows else "There is no plan yet; `boekhaak relink` makes one."
    give(as_json, found, shown)


@plans.command("show", epilog=example("boekhaak plans show 3"))
@click.argument("plan_id", metavar="ID", type=int)
@environment_option
@json_option
def show(plan_id: int, environment: str | None, as_json: bool) -> None:
    """Show a plan: what it does to each link, on which evidence, and as far as it was applied."""
    with acting(environment) as (actor, installation):
        plan = service.plan(actor, installation, plan_id)
    give_plan(as_json, plan)


@plans.command("apply", epilog=example("boekhaak plans apply 3 --only 7"))
@click.argument("plan_id", metavar="ID", type=int)
@only_option
@environment_option
@json_option
def apply(plan_id: int, only: tuple[tuple[int, ...], ...], environment: str | None, as_json: bool) -> None:
    """Apply a plan: all that needs no question, or the links that are named. It is refused when its facts have changed."""
    with acting(environment) as (actor, installation):
        plan = service.apply(actor, installation, plan_id, _ids(only))
    give_plan(as_json, plan)


@plans.command("undo", epilog=example("boekhaak plans undo 3"))
@click.argument("plan_id", metavar="ID", type=int)
@only_option
@environment_option
@json_option
def undo(plan_id: int, only: tuple[tuple[int, ...], ...], environment: str | None, as_json: bool) -> None:
    """Undo what was applied of a plan, or of the links that are named, while nothing was read of them since."""
    with acting(environment) as (actor, installation):
        plan = service.undo(actor, installation, plan_id, _ids(only))
    give_plan(as_json, plan)


@plans.command("drop", epilog=example("boekhaak plans drop 3"))
@click.argument("plan_id", metavar="ID", type=int)
@environment_option
@json_option
def drop(plan_id: int, environment: str | None, as_json: bool) -> None:
    """Drop a plan: it is applied no more."""
    with acting(environment) as (actor, installation):
        plan = service.drop(actor, installation, plan_id)
    give(as_json, {"id": plan.id, "state": plan.state}, f"Plan {plan.id} is dropped; what was applied of it stays.")


def give_plan(as_json: bool, plan: Plan) -> None:
    """Print a plan: those links first that need a look, then what it comes to, and how to go on."""
    by_need = sorted(plan.steps, key=lambda step: (ORDER[step.verdict], step.number))
    looked_at = [step for step in by_need if _needs_a_look(step)]
    others = [step for step in by_need if not _needs_a_look(step)]
    rows = [_row(plan, step) for step in (*looked_at[:MOST], *others[:SHOWN])]
    called = "number" if plan.kind == "adopt" else "link"
    columns = (called, "company", "verdict", "becomes", "records", "state", "because")
    lines: list[Any] = [table("", columns, rows, right=("records",))] if rows else []
    if len(looked_at) > MOST:
        lines.append(f"… and {len(looked_at) - MOST} more that need a look; --json tells all.")
    if len(others) > SHOWN:
        lines.append(f"… and {len(others) - SHOWN} more that need no question; --json tells all.")
    give(
        as_json,
        {**dict(plan), "totals": plan.totals},
        *lines,
        *plan.sentences,
        _sum(plan),
        *plan.problems,
        *_next(plan),
    )


def _needs_a_look(step: Step) -> bool:
    return ORDER[step.verdict] < ORDER["proved"] or step.state == "refused"


def _row(plan: Plan, step: Step) -> tuple[object, ...]:
    becomes: str = step.becomes.replace("_", " ")
    if step.to is not None:
        becomes = f"{becomes} with {step.to.id}" if step.new_id or not step.former_id else becomes
    verdict = VERDICTS[step.verdict]
    shown = Text(verdict, style="red") if step.verdict == "conflict" else verdict
    because = step.reason or "; ".join(step.words)
    return plan.called(step) or "", step.name, shown, becomes, step.records, step.state, because


def _sum(plan: Plan) -> str:
    """Return in a sentence what a plan comes to."""
    told = plan.totals
    parts = [
        f"{count} {VERDICTS[verdict]}" for verdict, count in sorted(told.verdicts.items(), key=lambda one: -one[1])
    ]
    parts += [f"{count} {DONE[becomes]}" for becomes, count in told.links.items() if becomes in DONE]
    parts += [
        f"{count} records {what}"
        for what, count in (
            ("kept with their ids", told.kept),
            ("read again", told.read_again),
            ("kept, and read no more", told.orphaned),
            ("erased", told.erased),
        )
        if count
    ]
    if told.ids_changed:
        parts.append(f"{told.ids_changed} with another id at the package")
    if told.calls:
        parts.append(f"the next reading takes {told.calls} calls or more" + _at_least(plan.time))
    if done := sum(step.state == "applied" for step in plan.steps):
        parts.append(f"{done} of {len(plan.steps)} applied")
    return f"Plan {plan.id} ({plan.kind.replace('_', ' ')}): {', '.join(parts) or f'{len(plan.steps)} links'}."


def _at_least(time: timedelta) -> str:
    return f", {int(time.total_seconds() / 60) + 1} minutes at least" if time > timedelta(minutes=1) else ""


def _next(plan: Plan) -> list[str]:
    """Return how to go on."""
    if plan.state != "open":
        undoable = plan.reversible and any(step.state == "applied" for step in plan.steps)
        hint = f" `boekhaak plans undo {plan.id}` undoes it while nothing was read." if undoable else ""
        return [f"It is {plan.state}.{hint}"]
    until, called = f"{plan.expires_at:%Y-%m-%d %H:%M} UTC", f"`boekhaak plans apply {plan.id}"
    open_ = [step for step in plan.steps if step.state == "open" and step.becomes != "unchanged"]
    lines = []
    if plan.kind == "hand_over" and any(step.becomes == "unchanged" for step in plan.steps):
        lines += [f"Apply it until {until} for links that you name: {called} --only {_few(open_)}`"] if open_ else []
    elif any(step.needs_no_question for step in open_) or not plan.steps:
        lines.append(f"Apply it until {until}: {called}`")
    for verdict, who in (("likely", "links that you name"), ("conflict", "links that an administrator names")):
        if asked := [step for step in open_ if step.verdict == verdict]:
            lines.append(f"What is {verdict} is applied for {who}, after a look: {called} --only {_few(asked)}`")
    if plan.kind == "relink" and any(step.verdict == "no_rights" and step.state == "open" for step in plan.steps):
        lines.append("Where nobody sees a company: sign in with a login that does, then `boekhaak relink` again.")
    return lines


def _few(steps: Sequence[Step]) -> str:
    """Return the ids of a few links, as they are named."""
    return ",".join(str(step.link_id or step.number) for step in steps[:FEW]) + (",…" if len(steps) > FEW else "")


def _ids(only: Sequence[tuple[int, ...]]) -> tuple[int, ...] | None:
    """Return the links that are named, or None for all that need no question."""
    return tuple(dict.fromkeys(link_id for some in only for link_id in some)) or None


COMMANDS: tuple[click.Command, ...] = (relink, plans)
