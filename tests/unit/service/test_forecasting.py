"""What a forecast tells of the package on paper: intervals, problems, companies that look alike, and that nothing is stored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import NotFound
from boekhaak.installation import Installation
from boekhaak.models.estimate import Estimate
from boekhaak.models.link import Actor
from boekhaak.service import browsing, configuring, forecasting, importing, listing, queueing
from boekhaak.service.forecasting import CompanyForecast, Forecast
from boekhaak.service.listing import ListedCompany
from support.bookings import account, contact, entry
from support.desk import Desk


@pytest.fixture
def mill(bakery: Desk) -> Desk:
    """Return the desk of a bakery that is bound, beside a mill that is not: it has four pages of books."""
    bakery.office.company("2", "Mill", vat_number="NL001234568B01")
    bakery.office.put("2", account("1000"), account("8000"), *entry("9", "1000", "8000", 5), contact("c1"))
    return bakery


def of(desk: Desk, company: str) -> CompanyForecast:
    return next(one for one in forecast(desk, company).companies)


def forecast(desk: Desk, *wanted: str) -> Forecast:
    seen = listing.list_companies(desk.actor, desk.installation).companies
    return forecasting.forecast(desk.actor, desk.installation, [importing.choose(seen, one) for one in wanted])


def test_what_is_listed_and_not_bound_is_forecast(mill: Desk) -> None:
    told = forecasting.forecast(mill.actor, mill.installation)

    (one,) = told.companies
    assert (one.listed.company.name, one.listed.link_id, one.problems) == ("Mill", None, ())
    assert (told.records, told.calls, told.time, told.problems) == (one.records, one.calls, one.time, ())
    assert told.listed == (one.listed,)


def test_the_import_that_follows_is_within_its_intervals(mill: Desk) -> None:
    one = forecasting.forecast(mill.actor, mill.installation).companies[0]

    link = importing.link_company(mill.actor, mill.installation, one.listed)
    run = importing.import_link(mill.actor, mill.installation, link.id)

    assert run.complete
    assert_holds(one, run.requests, sum(stream.records for stream in run.streams))
    assert {stream.stream: stream.records for stream in one.streams} == {
        "company": (0, 0), "ledger": (5, 5), "contacts": (1, 1), "balances": (0, 0)
    }  # fmt: skip
    assert one.calls_used == len(one.streams) - 1


def assert_holds(one: CompanyForecast, calls: int, records: int) -> None:
    for (low, high), found in ((one.calls, calls), (one.records, records)):
        assert low <= found
        assert high is not None
        assert found <= high


def test_a_forecast_binds_nothing_and_reads_nothing(bakery: Desk) -> None:
    before = browsing.streams_listed(bakery.actor, bakery.installation, bakery.link.id)
    bakery.office.requests.clear()

    forecast(bakery, "1")

    assert browsing.streams_listed(bakery.actor, bakery.installation, bakery.link.id) == before == ()
    assert [link.id for link in importing.links_listed(bakery.actor, bakery.installation)] == [bakery.link.id]
    assert not [path for path in bakery.office.requests if "changes" in path]


def test_a_choice_lets_fewer_records_be_expected(bakery: Desk) -> None:
    seen = importing.choose(listing.list_companies(bakery.actor, bakery.installation).companies, "1")
    configuring.choose(bakery.actor, bakery.installation, seen, {"known_contacts": ("c1",)})

    contacts = next(one for one in of(bakery, "1").streams if one.stream == "contacts")

    assert contacts.records == (0, 5)


def test_a_stream_that_is_closed_is_told_and_widens_nothing(bakery: Desk) -> None:
    open_to_all = of(bakery, "1")
    bakery.office.companies["1"].forbidden.add("contacts")

    one = of(bakery, "1")

    (problem,) = one.problems
    assert problem.endswith("Streams: contacts.")
    assert [stream for stream in one.streams if stream.problem] == [
        Estimate(stream="contacts", records=(0, 0), calls=(1, 1), problem=one.streams[2].problem)
    ]
    assert [stream for stream in one.streams if not stream.problem] == [
        stream for stream in open_to_all.streams if stream.stream != "contacts"
    ]
    run = bakery.import_all()
    assert_holds(one, run.requests, sum(stream.records for stream in run.streams))


def test_a_full_window_leaves_what_was_not_asked_unknown_and_says_until_when(bakery: Desk) -> None:
    bakery.office.full_until = bakery.office.clock.now() + timedelta(seconds=40)

    told = forecast(bakery, "1")

    (problem,) = told.companies[0].problems
    assert told.calls == (1, None)
    assert told.time == (timedelta(seconds=40), None)
    assert problem == (
        "it was not asked, as the package takes no more calls before 2026-03-02 09:01 UTC. Forecast again after that."
    )


def test_a_connection_that_is_broken_is_told_and_the_others_are_forecast(
    mill: Desk, actor: Actor, installation: Installation, clock: ScaledClock
) -> None:
    seen = listing.list_companies(actor, installation).companies
    mill.office.revoke()
    clock.advance(timedelta(minutes=10))

    told = forecasting.forecast(actor, installation, seen)

    assert [one.calls for one in told.companies] == [(1, None), (1, None)]
    assert all("Sign in" in one.problems[0] for one in told.companies)


def test_a_connection_of_another_environment_is_not_found(bakery: Desk, stranger: Actor) -> None:
    seen = listing.list_companies(bakery.actor, bakery.installation).companies

    with pytest.raises(NotFound):
        forecasting.forecast(stranger, bakery.installation, seen)


@pytest.mark.parametrize(
    ("name", "vat_number", "because"),
    [("Elsewhere", "nl 001234567b01", ("VAT number",)), ("BAKERY ", "NL009", ("name",)), ("Mill", "NL009", ())],
)
def test_a_company_that_looks_like_one_that_is_bound_is_marked(
    bakery: Desk, name: str, vat_number: str, because: tuple[str, ...]
) -> None:
    bakery.office.company("2", name, vat_number=vat_number)

    one = of(bakery, "2")

    assert (one.looks_like, one.because) == (bakery.link.id if because else None, because)


def test_a_company_does_not_look_like_its_own_link(bakery: Desk) -> None:
    assert of(bakery, "1").looks_like is None


def test_a_forecast_survives_being_kept_as_text(mill: Desk) -> None:
    told = forecasting.forecast(mill.actor, mill.installation)

    kept = Forecast.model_validate_json(told.model_dump_json())

    assert kept == told
    assert isinstance(kept.listed[0], ListedCompany)


def test_a_forecast_is_applied_as_it_stands(mill: Desk) -> None:
    told = forecasting.forecast(mill.actor, mill.installation)

    done = forecasting.apply(
        mill.actor, mill.installation, Forecast.model_validate_json(told.model_dump_json()), host_companies={"2": "h2"}
    )

    assert [(link.company.name, link.host_company) for link in done.links] == [("Mill", "h2")]
    assert [turn.stream for turn in queueing.turns(mill.actor, mill.installation, done.links[0].id)]
    assert forecasting.forecast(mill.actor, mill.installation).companies == ()
