"""One list of contacts of several administrations: the way to it, what is asked on it, and what was decided."""

from __future__ import annotations

from typing import Any, Literal

import click

from boekhaak.cli import contacts as listed
from boekhaak.cli.options import OfEnvironment, acting, environment_option, example, json_option
from boekhaak.cli.output import PATIENCE, give, progress, table
from boekhaak.models.merge import AT_WORK, Merge, NextStep
from boekhaak.service import answering_questions, freezing, merge_steps, merging
from boekhaak.service.answering_questions import Asked

NEXT: dict[NextStep, str] = {
    "switch_on": "The feature is off: `boekhaak environment enable {environment} contacts_of_several_administrations`",
    "connect": "Sign in at a package first: `boekhaak connect PACKAGE`",
    "import": "Import the administrations first: `boekhaak import --all`",
    "choose": "Choose: `boekhaak contacts choose LINK LINK … --mode automatic --code LINK=CODE …`",
    "confirm": "Confirm that contacts are left alone, and begin: `boekhaak contacts confirm`",
    "wait": "It goes on in the background where jobs run; `boekhaak contacts go-on` does it here and now",
    "mend": "An administration cannot be read: mend what is told of it, or go on without it: `boekhaak contacts leave-out LINK`",
    "solve": "Solve what is open: `boekhaak contacts questions`",
    "complete": "Everything is solved: `boekhaak contacts complete`",
    "settings": "Set up the administrations: `boekhaak set-up`, `boekhaak settings`",
    "done": "The list is complete; what is new is compared by itself where jobs run, or by `boekhaak contacts go-on`",
}
"""What a person does next."""


class Code(click.ParamType[tuple[int, str]]):
    """A link and its code."""

    name = "code"

    def convert(
        self, value: str | tuple[int, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        """Return both."""
        if isinstance(value, tuple):
            return value
        link, sign, code = value.partition("=")
        if not (sign and link.isascii() and link.isdigit()):
            self.fail(f"“{value}” gives no code to a link: write it as 3=101", param, ctx)
        return int(link), code


@click.group("contacts", cls=OfEnvironment, invoke_without_command=True, epilog=example("boekhaak contacts acme"))
@environment_option
@json_option
@click.pass_context
def contacts(context: click.Context, environment: str | None, as_json: bool) -> None:
    """Make one list of the contacts of several administrations: see how far it is, and what is next.

    The environment may follow at once: `boekhaak contacts acme`.
    """
    if context.invoked_subcommand is not None:
        return
    with acting(environment) as (actor, installation):
        step = merging.next_step(actor, installation)
        merge = None if step == "switch_on" else merging.merge(actor, installation)
    _give_merge(as_json, merge, step, actor.environment)


@contacts.command("choose", epilog=example("boekhaak contacts choose 1 2 3 --mode automatic --code 1=101 --code 2=102"))
@click.argument("administrations", metavar="[LINK]…", nargs=-1, type=click.IntRange(1, 10**listed.LONGEST))
@click.option("--mode", type=click.Choice(["automatic", "manual"]), default=None, help="Who says what is the same.")
@click.option("--code", "codes", multiple=True, type=Code(), metavar="LINK=CODE", help="The code of an administration.")
@environment_option
@json_option
def choose(
    administrations: tuple[int, ...], mode: Literal["automatic", "manual"] | None, codes: tuple[tuple[int, str], ...],
    environment: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Choose which administrations, how equal contacts are treated, and codes; what is left out stays as it was chosen."""
    if len(dict(codes)) < len(codes):
        raise click.UsageError("--code gives a link two codes")
    with acting(environment) as (actor, installation):
        merge = merging.choose(
            actor, installation, administrations=administrations or None, mode=mode, codes_chosen=dict(codes)
        )
        step = merging.next_step(actor, installation)
    _give_merge(as_json, merge, step)


@contacts.command("confirm")
@click.option("--yes", is_flag=True, help="Do not ask.")
@environment_option
@json_option
def confirm(yes: bool, environment: str | None, as_json: bool) -> None:
    """Confirm that nobody changes contacts now, and let them be read and compared."""
    if not yes and as_json:
        raise click.UsageError("--json asks nothing: give --yes too")
    if not yes:
        click.confirm(
            "Does nobody change contacts until they are compared, and do your colleagues know?", abort=True, err=True
        )
    with acting(environment) as (actor, installation):
        merge = merging.confirm(actor, installation)
        step = merging.next_step(actor, installation)
    _give_merge(as_json, merge, step)


@contacts.command("go-on")
@environment_option
@json_option
@click.pass_context
def go_on(context: click.Context, environment: str | None, as_json: bool) -> None:
    """Read here and now what is lacking, and compare; of a complete list, what is new."""
    with acting(environment) as (actor, installation), progress("contacts", as_json) as told:
        merge = merge_steps.go_on(actor, installation, reading=True, patience=PATIENCE, progress=told)
        step = merging.next_step(actor, installation)
    _give_merge(as_json, merge, step)
    if step == "mend":
        click.echo("Error: an administration could not be read; the list tells why.", err=True)
        context.exit(1)


@contacts.command("leave-out")
@click.argument("link_id", metavar="LINK", type=click.IntRange(1, 10**listed.LONGEST))
@environment_option
@json_option
def leave_out(link_id: int, environment: str | None, as_json: bool) -> None:
    """Go on without an administration; its contacts stay as they are."""
    with acting(environment) as (actor, installation):
        merge = merging.leave_out(actor, installation, link_id)
        step = merging.next_step(actor, installation)
    _give_merge(as_json, merge, step)


@contacts.command("complete")
@environment_option
@json_option
def complete(environment: str | None, as_json: bool) -> None:
    """Say that the list is complete: once nothing is open."""
    with acting(environment) as (actor, installation):
        merge = merging.complete(actor, installation)
        step = merging.next_step(actor, installation)
    _give_merge(as_json, merge, step)


@contacts.command("cancel")
@environment_option
@json_option
def cancel(environment: str | None, as_json: bool) -> None:
    """End it: contacts may be changed again; what was decided stays, and can be undone singly."""
    with acting(environment) as (actor, installation):
        merge = merging.cancel(actor, installation)
        step = merging.next_step(actor, installation)
    _give_merge(as_json, merge, step)


@contacts.command("may-edit")
@environment_option
@json_option
@click.pass_context
def may_edit(context: click.Context, environment: str | None, as_json: bool) -> None:
    """Tell whether contacts may be changed now; the exit code is 1 while they may not."""
    with acting(environment) as (actor, installation):
        now = freezing.may_edit_contacts(actor, installation)
    give(as_json, now, now.banner or "Contacts may be changed.")
    if not now.allowed:
        context.exit(1)


@contacts.command("questions")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(["same", "changed", "unlike", "duplicate", "address"])
)
@click.option("--after", default=0, type=int, help="After the question with that id.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@environment_option
@json_option
def questions(kinds: tuple[Any, ...], after: int, limit: int, environment: str | None, as_json: bool) -> None:
    """List what people are asked: the contacts side by side, and what was seen of them."""
    with acting(environment) as (actor, installation):
        found = answering_questions.questions_listed(actor, installation, kinds, after=after, limit=limit)
    lines: list[Any] = [_asked(one) for one in found] or ["Nothing is asked."]
    if found:
        kinds_asked = {one.question.kind for one in found}
        if kinds_asked - {"address"}:
            lines.append("Answer: `boekhaak contacts answer ID --same`, --not-same or --leave")
        if "address" in kinds_asked:
            lines.append("Whose address leads: `boekhaak contacts lead LINK:ID address`")
        if len(found) == limit:
            lines.append(f"More: --after {found[-1].question.id}")
    give(as_json, found, *lines)


@contacts.command("answer", epilog=example("boekhaak contacts answer 3 4 --same"))
@click.argument("question_ids", metavar="ID…", nargs=-1, required=True, type=click.IntRange(1, 10**listed.LONGEST))
@click.option("--same", is_flag=True, help="They are one contact.")
@click.option("--not-same", is_flag=True, help="They are not; it is never asked again.")
@click.option("--leave", is_flag=True, help="Leave them as they are, and ask no more until one of them changes.")
@environment_option
@json_option
def answer(
    question_ids: tuple[int, ...], same: bool, not_same: bool, leave: bool, environment: str | None, as_json: bool
) -> None:
    """Answer questions: all of them, or none where one cannot be answered so."""
    flags: dict[answering_questions.Answer, bool] = {"same": same, "not_same": not_same, "leave": leave}
    given = [answer for answer, chosen in flags.items() if chosen]
    if len(given) != 1:
        raise click.UsageError("give one answer: --same, --not-same or --leave")
    with acting(environment) as (actor, installation):
        made = answering_questions.answer(actor, installation, question_ids, given[0])
        step = merging.next_step(actor, installation)
    told = [f"Decision {one.number}: {one.why or one.kind}" for one in made]
    give(as_json, {"decisions": made, "next": step}, *told, NEXT[step])


def _give_merge(as_json: bool, merge: Merge | None, step: NextStep, environment: str = "") -> None:
    """Print how a merge stands and what is next."""
    lines: list[Any] = []
    if merge is not None:
        mode = {
            "automatic": "merged automatically where it is certain",
            "manual": "merged by people",
            None: "mode not chosen",
        }
        lines.append(f"{merge.state.replace('_', ' ')}: {mode[merge.mode]}")
        rows = [
            (one.link_id, one.company, one.code, "yes" if one.ready else "no", "yes" if one.read else "no", one.reason)
            for one in merge.administrations
        ]
        if rows:
            lines.append(
                table("", ("link", "administration", "code", "contacts read", "all read", "what is wrong"), rows)
            )
        if merge.state in AT_WORK and merge.progress is not None:
            lines.append(f"{merge.progress.step}: {merge.progress.done} of {merge.progress.total}")
        lines += [f"Still to be chosen: {one}" for one in merge.missing]
        if merge.open:
            lines.append("Open: " + ", ".join(f"{count} {kind}" for kind, count in sorted(merge.open.items())))
    told = NEXT[step].format(environment=environment or "ID")
    give(as_json, {"merge": merge, "next": step}, *lines, told)


def _asked(one: Asked) -> Any:  # noqa: ANN401 - what is printed
    """Return a question with its contacts side by side: a row for each field that any of them has."""
    columns = ["", *(f"{card.company} {card.source.link_id}:{card.source.contact_id}" for card in one.contacts)]
    names = (
        [name for name in one.contacts[0].fields if any(card.fields.get(name) for card in one.contacts)]
        if one.contacts
        else []
    )
    rows = [(name, *(card.fields.get(name, "") for card in one.contacts)) for name in names]
    return table(f"{one.question.id} ({one.question.kind}): {one.question.why}", columns, rows)


for command in listed.COMMANDS:
    contacts.add_command(command)

COMMANDS: tuple[click.Command, ...] = (contacts,)
