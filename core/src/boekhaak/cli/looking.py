"""Looking at what is stored: balances, records, the content of documents, runs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import click
from rich.table import Table

from boekhaak.cli.options import Place, acting, environment_option, example, json_option
from boekhaak.cli.output import PATIENCE, failures, give, money, plain, table
from boekhaak.models.records import KINDS
from boekhaak.models.run import RunSummary
from boekhaak.service import balancing, browsing, downloading, synchronising
from boekhaak.service.balancing import TrialBalance
from boekhaak.service.browsing import StoredRecord

SHOWN: dict[str, tuple[str, ...]] = {
    "account": ("number", "name", "nature", "side"),
    "journal": ("code", "name", "type"),
    "tax_code": ("code", "name", "percentage", "direction"),
    "financial_period": ("year", "period", "start", "end"),
    "contact": ("code", "name", "email", "phone"),
    "address": ("contact_id", "type", "line1", "postcode", "city", "country"),
    "bank_account": ("contact_id", "iban", "number", "holder"),
    "dimension": ("type", "code", "name"),
    "article": ("code", "name", "unit", "sales_price", "cost_price"),
    "exchange_rate": ("date", "source_currency", "target_currency", "rate"),
    "voucher": ("number", "journal_code", "date", "description"),
    "ledger_line": ("date", "account_id", "amount", "currency", "description"),
    "balance": ("account_id", "measure", "year", "period", "amount", "currency"),
    "invoice": ("direction", "state", "number", "date", "contact_id", "amount", "currency"),
    "invoice_line": ("invoice_id", "description", "quantity", "unit_price", "amount", "currency"),
    "open_item": ("direction", "number", "due_date", "contact_id", "amount", "currency"),
    "document": ("type", "subject", "date", "amount", "currency"),
    "attachment": ("document_id", "file_name", "size"),
}
"""The fields that a table of a kind shows after the id: what people look for. JSON gives all."""

NUMBERS = ("amount", "quantity", "unit_price", "sales_price", "cost_price", "percentage", "rate", "size")


@click.command("balances", epilog=example("boekhaak balances 1 --year 2024"))
@click.argument("link", type=int)
@click.option("--year", type=int, default=None, help="One financial year; all that is held when left out.")
@click.option("--check", is_flag=True, help="First read what the package declares now, and compare.")
@environment_option
@json_option
@click.pass_context
def balances(
    context: click.Context, link: int, year: int | None, check: bool, environment: str | None, as_json: bool
) -> None:
    """Show the trial balance of a link, and its check against what the package declares."""
    problems: list[str] = []
    with acting(environment) as (actor, installation):
        if check:
            run = synchronising.check_balances(actor, installation, link, patience=PATIENCE)
            problems = failures(run)
        balance = balancing.trial_balance(actor, installation, link, year)
    give(as_json, told(balance), *lines(balance))
    for problem in problems:
        click.echo(f"Error: {problem}", err=True)
    context.exit(1 if problems else 0)


def told(balance: TrialBalance) -> dict[str, object]:
    """Return a trial balance as JSON gives it."""
    accounts = [{**dict(account), "closing": account.closing} for account in balance.accounts]
    return {**dict(balance), "accounts": accounts, "balanced": balance.balanced}


def lines(balance: TrialBalance) -> list[str | Table]:
    """Return a trial balance as people read it."""
    rows = [(one.number, one.name, one.opening, one.movement, one.closing) for one in balance.accounts]
    if balance.earlier_result:
        earlier = balance.earlier_result
        rows.append(("", "result of earlier years, not allocated", earlier, Decimal(), earlier))
    shown: list[str | Table] = [
        table(
            f"{balance.company}, {balance.year or 'all years'}, {balance.currency}",
            ("account", "name", "opening", "movement", "closing"),
            rows,
            right=("opening", "movement", "closing"),
        )
    ]
    shown.append(f"Openings add up to {money(balance.opening_sum)}.")
    shown.append("Every voucher adds up to zero." if balance.balanced else "Vouchers that do not add up to zero:")
    shown += [f"  {one.number or one.voucher_id}: {money(one.difference)}" for one in balance.imbalances]
    if balance.checked_at is None:
        shown.append("The package declares nothing to compare with.")
    elif balance.mismatches:
        rows2 = [(one.account, one.period, one.ours, one.declared) for one in balance.mismatches]
        shown.append(
            table("Differences with what the package declares", ("account", "period", "ours", "declared"), rows2)
        )
    else:
        shown.append(f"Every account agreed with what the package declared at {balance.checked_at:%Y-%m-%d %H:%M} UTC.")
    return shown


@click.command("records", epilog=example("boekhaak records 1 ledger_line --limit 20"))
@click.argument("link", type=int)
@click.argument("kind", required=False)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--after", default="", help="Go on after this id.")
@click.option("--deleted", is_flag=True, help="Also those that are deleted.")
@click.option("--payloads", is_flag=True, help="Also what the package sent for each, where the environment keeps it.")
@click.option("--run", type=int, default=None, help="Those that this run was the last to change, with those that went.")
@environment_option
@json_option
def records(
    link: int, kind: str | None, limit: int, after: str, deleted: bool, payloads: bool,
    run: int | None, environment: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Browse a link's records of a kind, with the run that each came from; without a kind, count them.

    Entries of opening balances are counted as balances only.
    """
    with acting(environment) as (actor, installation):
        if kind is None:
            counts = browsing.counted(actor, installation, link)
            counted = table("", ("kind", "records"), list(counts.items()), right=("records",))
            give(as_json, counts, counted, "Entries of opening balances are counted as balances only.")
            return
        deleted = deleted or run is not None
        found = browsing.browse(
            actor, installation, link, kind, deleted=deleted, after=after, limit=limit, with_payloads=payloads, run=run
        )
    values = [
        {**plain(one.record), "provenance": plain(one.provenance)} | ({"payload": one.payload} if payloads else {})
        for one in found
    ]
    sent = [f"{one.record.id}: {one.payload or 'not kept'}" for one in found] if payloads else []
    give(as_json, values, *browsed(kind, found, deleted), *sent)


def browsed(kind: str, found: Sequence[StoredRecord], deleted: bool) -> list[str | Table]:
    """Return records of a kind as people read them."""
    names = SHOWN[kind]
    columns = ("id", *names, "run", *(["deleted"] if deleted else []))
    rows = [
        (
            one.record.id,
            *(getattr(one.record, name) for name in names),
            one.provenance.run_id,
            *([one.provenance.deleted_at] if deleted else []),
        )
        for one in found
    ]
    more = len(KINDS[kind].model_fields.keys() - {"id", *names})
    return [table("", columns, rows, right=NUMBERS), f"{more} more fields of each: --json."]


@click.command("download", epilog=example("boekhaak download 1 a5dedcb5-09a7-4e5f-b703-10f1bb40f709 --to invoices/"))
@click.argument("link", type=int)
@click.argument("attachment")
@click.option(
    "--to",
    default=".",
    show_default=True,
    type=Place(),
    help="A folder, or a file that is not there yet.",
)
@click.option(
    "--largest", default=1024, show_default=True, type=click.IntRange(1), help="Refuse what has more than so many MiB."
)
@environment_option
@json_option
def download(link: int, attachment: str, to: Path, largest: int, environment: str | None, as_json: bool) -> None:
    """Download an attachment; one that was broken off goes on where it was. `boekhaak records LINK attachment` lists them."""
    with acting(environment) as (actor, installation):
        file = downloading.download(actor, installation, link, attachment, to, largest=largest << 20)
    give(as_json, file, f"{file.path}: {file.size} bytes, {file.media_type}, SHA-256 {file.sha256}")


@click.command("runs", epilog=example("boekhaak runs"))
@click.argument("link", type=int, required=False)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@environment_option
@json_option
def runs(link: int | None, limit: int, environment: str | None, as_json: bool) -> None:
    """Show the newest runs; of one link also how far each stream was read."""
    with acting(environment) as (actor, installation):
        newest = browsing.runs_listed(actor, installation, link, limit)
        streams = browsing.streams_listed(actor, installation, link) if link is not None else ()
    rows = [
        (one.id, one.company, one.action, one.started_at, _finished(one),
         sum(stream.records for stream in one.streams), one.requests,
         " ".join(failures(one)) or "ok")
        for one in newest
    ]  # fmt: skip
    columns = ("run", "company", "action", "started", "finished", "records", "calls", "state")
    shown = [table("", columns, rows, right=("records", "calls"))]
    if streams:
        of_streams = [
            (one.stream, one.phase, one.last_attempt, one.last_success, one.error or one.warning or "ok")
            for one in streams
        ]
        shown.append(table("Streams", ("stream", "phase", "last attempt", "last success", "state"), of_streams))
    give(as_json, {"runs": newest, "streams": streams}, *shown)


def _finished(run: RunSummary) -> object:
    if run.waiting_until is not None:
        return f"waits until {run.waiting_until:%Y-%m-%d %H:%M:%S}"
    return run.finished_at or "not finished"


COMMANDS: tuple[click.Command, ...] = (balances, records, download, runs)
