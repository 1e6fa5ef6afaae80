"""Importing companies: which, with which answers, when they are read, and why one is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import click
from rich.text import Text

from boekhaak.cli.answering import answer_options, given
from boekhaak.cli.forecasting import dry_run
from boekhaak.cli.options import acting, chosen, environment_option, example, json_option
from boekhaak.cli.output import give, table
from boekhaak.cli.plans import give_plan
from boekhaak.cli.reading import give_due, give_runs, links_named, named, note, read_one
from boekhaak.errors import InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Answers, Link
from boekhaak.models.policy import Policy
from boekhaak.models.run import RunSummary
from boekhaak.service import asking, importing, listing, missing, plans, queueing, resetting
from boekhaak.service.answering import missing as missing_answers
from boekhaak.service.listing import ListedCompany, Listing
from boekhaak.service.waiting import is_waiting, without_dossiers


@click.command("import", epilog=example("boekhaak import 100001 100002    or    boekhaak import --all"))
@click.argument("wanted", metavar="[COMPANY]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Import every company that can be seen.")
@click.option("--again", is_flag=True, help="Read everything anew, also of companies that are imported already.")
@click.option(
    "--later", is_flag=True, help="Only bind them: whoever reads what is due, such as a worker, reads the books."
)
@click.option(
    "--dry-run", "forecast", is_flag=True, help="Only tell what it would bring and take; of none named, all new ones."
)
@answer_options
@click.option("--package", default=None, help="Only this package.")
@environment_option
@json_option
@click.pass_context
def import_(
    context: click.Context, /, wanted: tuple[str, ...], everything: bool, again: bool, later: bool, forecast: bool,
    package: str | None, environment: str | None, as_json: bool, **answered: Any,  # noqa: ANN401 - options
) -> None:  # fmt: skip
    """Import companies, named by id or name: bind them, and read their books.

    What the host's policy asks of each is answered by options or in a file; `boekhaak questions` lists it. An import that was
    interrupted goes on where it stopped.
    """
    if forecast and not (wanted and everything):
        dry_run(wanted, package, environment, everything=everything, as_json=as_json)
        return
    if bool(wanted) == everything:
        raise InvalidInput("it is not clear what to import", way_out="Name companies, or give --all")
    if again and later:
        raise InvalidInput("reading anew is not done later", way_out="Give --again or --later, not both")
    with acting(environment) as (actor, installation):
        seen = listing.list_companies(actor, installation, chosen(installation, package))
        meant, said = _meant(actor, installation, seen, wanted)
        answers = given(answered, {one.company.id: [one.company.name] for one in meant})
        if installation.policy.first_synchronisation != "at_once" and not again:
            _give_imported(as_json, installation.policy, *_begun(actor, installation, meant, answers, said))
            return
        bound = importing.bind_companies(actor, installation, meant, answers=answers)
        note([one for one in bound.problems if one not in said])
        links = _ready([link for link in bound.links if not (everything and is_waiting(link))])
        if not (links or bound.added):
            give(as_json, {"due": []} if later else {"runs": [], "errors": []}, "Nothing was imported.")
            return
        if later:
            give_due(as_json, [queueing.queue_import(actor, installation, link.id) for link in links], links)
            return
        read = partial(importing.import_link, actor, installation, again=again)
        told = [read_one(read, link, as_json, alone=len(links) == 1) for link in links]
    for one in told:
        if isinstance(one, RunSummary) and not one.streams:
            click.echo(f"Note: {one.company} was imported before: synchronise it, or import it --again.", err=True)
    give_runs(context, as_json, told)


def _meant(
    actor: Actor, installation: Installation, seen: Listing, wanted: Sequence[str]
) -> tuple[Sequence[ListedCompany], tuple[str, ...]]:
    """Return the companies that are named, or all that can be seen, and what was said of them. Raises: NotFound."""
    if wanted:
        return tuple(named(seen, one) for one in wanted), seen.problems
    if not seen.companies:
        raise NotFound(
            "no company can be seen", way_out="Give the app and the login access to companies at the package"
        )
    meant, left = without_dossiers(actor, installation, seen.companies)
    said = (*seen.problems, *left)
    note(said)
    return meant, said


def _begun(
    actor: Actor, installation: Installation, meant: Sequence[ListedCompany], answers: Mapping[str, Answers],
    said: Sequence[str],
) -> tuple[tuple[Link, ...], tuple[int, ...]]:  # fmt: skip
    """Import companies as the policy says; return their links, and the ids of those that are read soon.

    Of what did not go as asked, that is told which was not ``said`` yet.
    """
    done = importing.import_companies(actor, installation, meant, answers=answers)
    note([one for one in done.problems if one not in said])
    ready = [link for link in done.links if link.stage == "ready" and not is_waiting(link)]
    for link in ready:
        if link.id not in done.added and link.state == "ok":
            queueing.queue_import(actor, installation, link.id)
    return done.links, tuple(link.id for link in ready)


def _ready(links: Sequence[Link]) -> list[Link]:
    """Return those that may be read; tell what the others wait for."""
    for link in links:
        if link.stage != "ready":
            click.echo(f"Note: {link.company.name} (link {link.id}): {next_step(link)}", err=True)
    return [link for link in links if link.stage == "ready"]


@click.command("reset", epilog=example("boekhaak reset 1 2"))
@click.argument("links", metavar="LINK...", nargs=-1, type=int, required=True)
@click.option("--plan", "only_plan", is_flag=True, help="Only show what it would do, as a plan to apply later.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@environment_option
@json_option
def reset(links: tuple[int, ...], only_plan: bool, yes: bool, environment: str | None, as_json: bool) -> None:
    """Let everything of companies be read again from nothing; whoever reads what is due, such as a worker, does it.

    Records keep their ids, and what is gone at the package is found.
    """
    with acting(environment) as (actor, installation):
        plan = resetting.plan_reset(actor, installation, links)
        if not only_plan:
            if not yes:
                told = f"{plan.totals.read_again} records of {len(plan.steps)} companies are read again"
                click.confirm(
                    f"Plan {plan.id}: {told}, in {plan.totals.calls} calls or more. Go on?", abort=True, err=True
                )
            plan = plans.apply(actor, installation, plan.id)
    give_plan(as_json, plan)


@click.command("set-up", epilog=example("boekhaak set-up 1 2 --sector retail --user anna"))
@click.argument("wanted", metavar="LINK...", nargs=-1, type=int, required=True)
@answer_options
@environment_option
@json_option
def set_up(
    wanted: tuple[int, ...], environment: str | None, as_json: bool, **answered: Any,  # noqa: ANN401 - options
) -> None:  # fmt: skip
    """Answer what is asked about imported companies, and set up those of which everything is answered.

    Without answers, or where the host's policy leaves it to the host, it says that they are set up.
    """
    with acting(environment) as (actor, installation):
        links = links_named(actor, installation, wanted)
        names = {str(link.id): [link.company.id, link.company.name] for link in links}
        answers = {int(id_): own for id_, own in given(answered, names).items()}
        done = asking.answer(actor, installation, answers) if answers else ()
        if not answers or installation.policy.set_up == "host":
            done = asking.set_up(actor, installation, [link.id for link in links])
    _give_imported(as_json, installation.policy, done, _due(done))


@click.command("confirm", epilog=example("boekhaak confirm 1 2"))
@click.argument("wanted", metavar="LINK...", nargs=-1, type=int, required=True)
@environment_option
@json_option
def confirm(wanted: tuple[int, ...], environment: str | None, as_json: bool) -> None:
    """Let the first reading of companies begin that waits for it."""
    with acting(environment) as (actor, installation):
        done = asking.confirm(actor, installation, wanted)
    _give_imported(as_json, installation.policy, done, _due(done))


@click.command("questions", epilog=example("boekhaak questions"))
@environment_option
@json_option
def questions(environment: str | None, as_json: bool) -> None:
    """List what is asked of each company that is imported, and what there is to choose from."""
    with acting(environment) as (actor, installation):
        asked, policy = asking.questions(actor, installation), installation.policy
    rows = [
        (one.key, "yes" if one.required else "no", ", ".join(one.choices) or "any text", ", ".join(one.default))
        for one in asked
    ]
    lines = (
        (
            f"Asked {policy.asked} the import, of each company.",
            table("", ("question", "required", "choose from", "otherwise"), rows),
        )
        if asked
        else ("Nothing is asked.",)
    )
    give(as_json, {"asked": policy.asked, "questions": asked}, *lines)


@click.command("why", epilog=example("boekhaak why exact_online “Bakery”"))
@click.argument("package")
@click.argument("wanted", metavar="COMPANY")
@environment_option
@json_option
def why(package: str, wanted: str, environment: str | None, as_json: bool) -> None:
    """Tell why a company, named by id or name, is not in the list, and what to do."""
    with acting(environment) as (actor, installation):
        told = missing.why_missing(actor, installation, package, wanted)
    note([] if as_json else told.problems)
    give(as_json, told, told.sentence, *(f"{place}. {step}" for place, step in enumerate(told.steps, 1)))


def _due(links: Sequence[Link]) -> tuple[int, ...]:
    """Return the ids of those whose first reading waits for nothing any more."""
    return tuple(link.id for link in links if link.stage == "ready" and not is_waiting(link))


def next_step(link: Link) -> str:
    """Return in a sentence what an imported company waits for."""
    if link.stage == "ready":
        return "it is read once it is linked: `boekhaak relink`."
    if link.stage == "awaiting_confirmation":
        return f"its first reading waits for `boekhaak confirm {link.id}`."
    return f"imported, not set up: answer with `boekhaak set-up {link.id}`."


def _give_imported(as_json: bool, policy: Policy, links: Sequence[Link], due: Sequence[int]) -> None:
    """Print what is imported and what each waits for; what is not set up in red."""
    lacking = {link.id: () if link.set_up else missing_answers(policy, link.answers) for link in links}
    rows = [
        (
            link.id,
            link.company.name,
            Text("not set up", style="red") if not link.set_up else "set up",
            ", ".join(lacking[link.id]),
            "due now" if link.id in due else next_step(link),
        )
        for link in links
    ]
    columns = ("link", "company", "state", "missing", "first reading")
    hint = ["`boekhaak status` shows how it goes."] if due else []
    told = {"links": links, "due": list(due), "missing": lacking}
    give(as_json, told, table("", columns, rows), *hint)


COMMANDS: tuple[click.Command, ...] = (import_, reset, set_up, confirm, questions, why)
