"""What the plugin can know of an import beforehand: the fiscal years, and the ids of companies and orders."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boekhaak.errors import AccessMissing, NotFound
from boekhaak.plugin import Estimate
from boekhaak.service import configuring, connecting, forecasting, importing, listing
from boekhaak.service.forecasting import CompanyForecast
from boekhaak.testing.books.generator import generate
from boekhaak_twentyfour_seven.streams import TRANSACTION_TYPES
from support.site import Site


def forecast(site: Site) -> CompanyForecast:
    return forecasting.forecast(site.actor, site.installation).companies[0]


def by_stream(one: CompanyForecast) -> dict[str, Estimate]:
    return {told.stream: told for told in one.streams}


def test_years_and_ids_tell_what_an_import_takes_at_least(opened: Callable[..., Site]) -> None:
    site = opened()
    one = forecast(site)
    told = by_stream(one)

    run = site.imported(importing.link_company(site.actor, site.installation, one.listed))

    assert one.calls_used == 7
    assert one.problems == ()
    assert told["periods"].records == (36, 36)
    assert one.calls[0] == run.requests
    assert one.records[1] is None
    assert one.records[0] <= sum(stream.records for stream in run.streams)
    assert one.time[1] is not None


def test_books_with_next_to_nothing_take_the_lists_alone(opened: Callable[..., Site]) -> None:
    site = opened(generate(companies=1, lines=1, countries=["NO"], seed=1))

    one = forecast(site)

    run = site.imported(importing.link_company(site.actor, site.installation, one.listed))
    low, high = one.calls
    assert high is not None
    assert low <= run.requests <= high


def test_balances_are_not_read_where_only_some_types_of_entries_are(opened: Callable[..., Site]) -> None:
    site = opened()
    listed = forecast(site).listed
    type_ = configuring.choices(site.actor, site.installation, listed)[0].options[0].code
    link = configuring.choose(site.actor, site.installation, listed, {TRANSACTION_TYPES: (type_,)})
    chosen = listed.model_copy(update={"link_id": link.id})

    (one,) = forecasting.forecast(site.actor, site.installation, [chosen]).companies

    assert by_stream(one)["balances"] == Estimate(stream="balances", records=(0, 0), calls=(0, 0))
    run = site.imported(link)
    assert one.calls[0] == run.requests


def test_a_session_that_stands_in_another_company_is_told(opened: Callable[..., Site]) -> None:
    site = opened()
    (connection,) = connecting.connections_listed(site.actor, site.installation)
    first, _ = listing.list_companies(site.actor, site.installation).companies
    unknown = first.company.model_copy(update={"id": "1"})
    package = site.installation.packages[site.package]

    with pytest.raises(AccessMissing):
        list(package.estimate(unknown, {}, listing.session(site.installation, connection)))
    with pytest.raises(NotFound, match="no company “1” can be seen"):
        forecasting.forecast(site.actor, site.installation, [first.model_copy(update={"company": unknown})])
