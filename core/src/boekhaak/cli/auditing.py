"""Looking at the audit trail."""

from __future__ import annotations

import click

from boekhaak.cli.options import acting, environment_option, example, json_option, opened
from boekhaak.cli.output import give, table
from boekhaak.models.audit import AuditEntry
from boekhaak.service import auditing


@click.command("audit", epilog=example("boekhaak audit --limit 20"))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--before", type=int, default=None, help="Go on with what is older than the entry of this id.")
@click.option("--shared", is_flag=True, help="What concerns all environments: the key, apps that serve all.")
@environment_option
@json_option
def audit(limit: int, before: int | None, shared: bool, environment: str | None, as_json: bool) -> None:
    """Show who connected, imported, relinked or changed something, newest first."""
    if shared:
        with opened() as installation:
            found = auditing.trail_of_all(installation, before=before, limit=limit)
    else:
        with acting(environment) as (actor, installation):
            found = auditing.trail(actor, installation, before=before, limit=limit)
    columns = ("id", "at", "actor", "action", "package", "link", "connection", "details")
    give(as_json, found, table("", columns, [_row(entry) for entry in found]))


def _row(entry: AuditEntry) -> tuple[object, ...]:
    details = " ".join(
        f"{name}={','.join(value) if isinstance(value, tuple) else value}" for name, value in entry.details.items()
    )
    return (
        entry.id, entry.at, entry.actor, entry.action, entry.package, entry.link_id, entry.connection_id, details,
    )  # fmt: skip


COMMANDS: tuple[click.Command, ...] = (audit,)
