"""A dry run of an import: what it would bring and take, for people and for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click

from boekhaak.cli.options import acting, chosen
from boekhaak.cli.output import give, plain, table
from boekhaak.cli.reading import named
from boekhaak.models.estimate import Interval
from boekhaak.service import forecasting, listing
from boekhaak.service.forecasting import CompanyForecast, Forecast
from boekhaak.service.timing import Duration

ROUGHLY = timedelta(minutes=2)
"""Times from here on are told in minutes, those above as many hours in hours."""


def dry_run(
    wanted: tuple[str, ...], package: str | None, environment: str | None, *, everything: bool, as_json: bool
) -> None:
    """Print the forecast of the companies that are named, of all, or without either of those that are not imported."""
    with acting(environment) as (actor, installation):
        only = chosen(installation, package)
        if wanted or everything:
            seen = listing.list_companies(actor, installation, only)
            meant = seen.companies if everything else tuple(named(seen, one) for one in wanted)
            told = forecasting.forecast(actor, installation, meant)
            told = told.model_copy(update={"problems": seen.problems}) if everything else told
        else:
            told = forecasting.forecast(actor, installation, package=only)
    if as_json:
        give(True, _as_json(told))
        return
    if told.companies:
        give(
            False, None, table("", ("id", "company", "records", "calls", "time", "note"), [*map(_row, told.companies)])
        )
    _give_totals(told)
    for problem in dict.fromkeys(
        [*told.problems, *(_about(one, text) for one in told.companies for text in one.problems)]
    ):
        click.echo(f"Note: {problem}", err=True)


def _row(one: CompanyForecast) -> tuple[object, ...]:
    return (one.listed.company.id, one.listed.company.name, *_figures(one), _note(one))


def _figures(one: CompanyForecast | Forecast) -> tuple[str, str, str]:
    return _between(one.records), _between(one.calls), _lasting(one.time)


def _note(one: CompanyForecast) -> str:
    alike = f"looks like link {one.looks_like}: same {', '.join(one.because)}" if one.looks_like is not None else ""
    imported = f"is link {one.listed.link_id} already" if one.listed.link_id is not None else ""
    return "; ".join(filter(None, (imported, alike)))


def _about(one: CompanyForecast, problem: str) -> str:
    return f"{one.listed.company.name}: {problem}"


def _give_totals(told: Forecast) -> None:
    """Print what all companies come to."""
    if not told.companies:
        click.echo("There is no company to import.")
        return
    records, calls, time = _figures(told)
    many = f"{len(told.companies)} companies" if len(told.companies) != 1 else "1 company"
    click.echo(f"{many}: {records} records in {calls} calls, {time}. This forecast took {told.calls_used} calls.")


def _between(interval: Interval) -> str:
    low, high = interval
    return f"at least {low}" if high is None else str(low) if low == high else f"{low} to {high}"


def _lasting(time: Duration) -> str:
    low, high = time
    if high is None:
        return f"at least {_words(low)}"
    return _words(low) if _words(low) == _words(high) else f"{_words(low)} to {_words(high)}"


def _words(time: timedelta) -> str:
    seconds = time.total_seconds()
    if time < ROUGHLY:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if time < 60 * ROUGHLY else f"{seconds / 3600:.0f} h"


def _as_json(told: Forecast) -> dict[str, Any]:
    """Return a forecast as programs read it: times in seconds."""
    companies = [{**plain(one), "time": _seconds(one.time)} for one in told.companies]
    return {**plain(told), "companies": companies, "time": _seconds(told.time)}


def _seconds(time: Duration) -> list[float | None]:
    return [None if one is None else one.total_seconds() for one in time]
