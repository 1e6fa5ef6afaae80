"""A run: one link, leased, proved to be the right company, its streams read, and written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from boekhaak import telemetry
from boekhaak.errors import AccessMissing, BoekhaakError, Busy, ConsentRequired, InvalidInput, Stopped, UnexpectedAnswer
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.leases import holder
from boekhaak.models.company import CompanyFacts
from boekhaak.models.link import Actor, Cause, Link
from boekhaak.models.package import StreamInfo
from boekhaak.models.records import KINDS
from boekhaak.models.run import COMPANY, Action, Priority, RunSummary
from boekhaak.registry import Package
from boekhaak.service import control
from boekhaak.service.beating import LEASE_SECONDS, beating
from boekhaak.service.breaking import link_broke
from boekhaak.service.listing import is_gone, session
from boekhaak.service.reading import Progress, Reading
from boekhaak.service.scheduling import Turns
from boekhaak.store import connections, environments, events, fences, links, records, runs, schedules
from boekhaak.store.database import Transaction

Choice = Callable[[Reading, CompanyFacts], tuple[StreamInfo, ...]]
"""Chooses the streams that a run reads, once the company is proved."""


def run_link(
    actor: Actor,
    installation: Installation,
    link_id: int,
    action: Action,
    *,
    choose: Choice,
    patience: timedelta,
    progress: Progress | None,
    priority: Priority = Priority.PERSON,
) -> RunSummary:
    """Read one link and return what the run came to; failures of single streams are in it, not raised.

    A run that stood still before a limit of the package goes on; it ends when no stream waits any more.
    Raises: NotFound; ConsentRequired for a broken link; InvalidInput for one that waits to be set up or confirmed; Busy while
    another run reads the link.
    """
    with installation.store.reading() as tx:
        link = links.get(tx, actor, link_id)
        package = installation.packages[link.package]
        refuse_broken(package, link)
        refuse_unready(package, link)
        connection = connections.of_link(tx, actor, link)
        environment = environments.get(tx, actor.environment)
        chosen = schedules.listed(tx, actor.environment)
    http = session(installation, connection, link.company)
    http.priority = priority
    turns = Turns(installation, link, chosen)
    with installation.store.writing() as tx:
        fence = fences.lease(installation.store, tx, link, holder(), LEASE_SECONDS)
        refuse_broken(package, links.get(tx, actor, link_id))  # since it was looked at, its connection may have ended
        run_id = runs.go_on(tx, link, action) or runs.begin(installation.store, tx, actor, link, action)
        turns.known(tx, package.info.streams)
    reading = Reading(
        installation,
        link,
        package,
        http,
        turns,
        run_id=run_id,
        fence=fence,
        patience=patience,
        progress=progress or _silent,
        keeps_payloads=environment.keeps_payloads,
    )
    try:
        with telemetry.run(package.key, link.id, run_id, action), beating(installation, link.id, fence):
            _read(reading, choose, action)
        _ended(reading)
    finally:
        with installation.store.writing() as tx:
            fences.release(tx, link.id, fence)
        http.finish()
    with installation.store.reading() as tx:
        summary = runs.summary(tx, actor, run_id)
    installation.tell("run_finished", run=summary)
    return summary


def refuse_broken(package: Package, link: Link) -> None:
    """Raise ConsentRequired, with the way out, for a link that is broken."""
    if link.state == "broken":
        raise ConsentRequired(
            f"the link is broken ({link.reason})",
            way_out=package.info.sign_in_again(link.id),
            package=package.info.name,
            company=link.company.name,
        )


def refuse_unready(package: Package, link: Link) -> None:
    """Raise InvalidInput, with the way out, for a link whose first reading waits for people."""
    if link.stage != "ready":
        waits = "set up yet" if link.stage == "awaiting_set_up" else "confirmed: its first reading waits for that"
        command = "set-up" if link.stage == "awaiting_set_up" else "confirm"
        raise InvalidInput(
            f"it is imported and not {waits}",
            way_out=f"Do it with `boekhaak {command} {link.id}`, then it is read",
            package=package.info.name,
            company=link.company.name,
        )


def _read(reading: Reading, choose: Choice, action: Action) -> None:
    try:
        facts = _proved(reading.package, reading.link, reading.http)
        if reading.link.epoch not in {None, facts.epoch}:
            reading.forget(tuple(stream.key for stream in reading.package.info.streams), renumbered=True)
        with reading.installation.store.writing() as tx:
            links.update_facts(tx, reading.link, facts)
        reading.link = reading.link.model_copy(update={"company": facts.company, "epoch": facts.epoch})
        reading.recovered(COMPANY)
        reading.streams(choose(reading, facts))
        _compared(reading, action)
        _something_came(reading)
    except AccessMissing as error:
        _failed(reading, error)
        link_broke(reading.installation, reading.link, _cause(reading), f"{error.what}. {error.way_out}", reading.fence)
    except (Busy, Stopped) as error:
        reading.failed(COMPANY, error)
    except BoekhaakError as error:
        _failed(reading, error)


def _cause(reading: Reading) -> Cause:
    """Tell whether the company is gone, as its login lists it no more, or only what the login may do there."""
    with reading.installation.store.reading() as tx:
        actor = Actor(environment=reading.link.environment, user="")
        connection = connections.of_link(tx, actor, reading.link)
    return "company_gone" if is_gone(reading.installation, connection, reading.link) else "rights_withdrawn"


def _failed(reading: Reading, error: BoekhaakError) -> None:
    """Write down why the run read no more: what was due and did not get its turn is put off as well."""
    reading.failed(COMPANY, error)
    reading.turns.all_failed(error)


def _ended(reading: Reading) -> None:
    """Write down that the run ended, or that it stands still until the package allows more calls."""
    store, requests = reading.installation.store, reading.http.requests
    with store.writing() as tx:
        if reading.waits:
            runs.wait(tx, reading.run_id, requests, min(reading.waits))
        else:
            runs.finish(store, tx, reading.run_id, requests)
            _write_down(reading, tx)


def _write_down(reading: Reading, tx: Transaction) -> None:
    """Write down for the host that the run ended, and what it came to."""
    link = reading.link
    summary = runs.summary(tx, Actor(environment=link.environment, user=""), reading.run_id)
    told = {
        "run": summary.id,
        "action": summary.action,
        "complete": summary.complete,
        "changed": sum(one.changed for one in summary.streams),
        "deleted": sum(one.deletions + one.swept for one in summary.streams),
        "failed": [one.stream for one in summary.streams if one.error],
    }
    events.add(
        reading.installation.store,
        tx,
        link.environment,
        "run_finished",
        package=link.package,
        link_id=link.id,
        connection_id=link.connection_id,
        data=told,
    )


def _proved(package: Package, link: Link, http: Http) -> CompanyFacts:
    """Return the facts of the link's company from the package's own answer."""
    facts = package.inspect(link.company, http)
    if facts.company.id != link.company.id:
        raise UnexpectedAnswer(
            f"the package answered for another company ({facts.company.name})",
            way_out="Nothing was stored; try again, and report it if it stays",
            package=package.info.name,
            company=link.company.name,
        )
    return facts


def _compared(reading: Reading, action: Action) -> None:
    """Compare with what the package declares, when this run read all that it takes.

    The last run of an import that was broken off asks once more for what earlier runs had read: for what changed since.
    """
    needed = set(control.streams(reading.package.info))
    read = needed & _read_well(reading)
    if action == "import" and read != needed:
        with reading.installation.store.reading() as tx:
            states = runs.stream_states(tx, reading.link.id)
            broken_off = runs.broken_off_before(tx, reading.link.id, reading.run_id)
        earlier = {state.stream for state in states if state.last_success and not state.error} & (needed - read)
        if broken_off and read | earlier == needed:
            reading.streams(tuple(info for info in reading.package.info.streams if info.key in earlier))
            read = needed & _read_well(reading)
    if needed and read == needed:
        control.compare(reading.installation, reading.link)


def _read_well(reading: Reading) -> set[str]:
    """Return the streams that this run has read to their end."""
    with reading.installation.store.reading() as tx:
        return {one.stream for one in runs.results(tx, reading.run_id) if not one.error}


def _something_came(reading: Reading) -> None:
    """Say so when all streams were read and the company is empty: packages send empty lists to those without rights."""
    with reading.installation.store.reading() as tx:
        empty = not records.any_live(tx, reading.link, KINDS)
        unfinished = any(state.error for state in runs.stream_states(tx, reading.link.id))
    if empty and not unfinished:
        reading.forget(tuple(stream.key for stream in reading.package.info.streams))
        raise UnexpectedAnswer(
            "every list of this company came back empty",
            way_out="The login probably has no rights in it: give it rights at the package, then import again",
            package=reading.package.info.name,
            company=reading.link.company.name,
        )


def _silent(stream: str, count: int) -> None:
    """Tell nobody."""
