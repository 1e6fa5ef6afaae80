"""Intervals, what follows from a first page, and what is held against a plugin's estimates."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from boekhaak.errors import AccessMissing, LimitReached, PackageBroken, PackageUnavailable
from boekhaak.http import Http
from boekhaak.models.company import Company
from boekhaak.models.estimate import Estimate, added, extrapolated
from boekhaak.plugin import Settings, estimated, hookimpl
from boekhaak.registry import Package
from support import booth, paper

BAKERY = Company(id="1", region="nl", name="Bakery")


def test_a_sum_ends_nowhere_when_one_part_does() -> None:
    assert added([(1, 2), (3, 4)]) == (4, 6)
    assert added([(1, 2), (3, None)]) == (4, None)
    assert added([]) == (0, 0)


@pytest.mark.parametrize("interval", [(2, 1), (-1, 1)])
def test_an_interval_that_goes_backwards_is_refused(interval: tuple[int, int]) -> None:
    with pytest.raises(ValidationError):
        Estimate(stream="ledger", records=interval, calls=(1, 1))


def test_what_was_seen_whole_is_exact() -> None:
    assert extrapolated([2, 1, 3], 3) == (6, 6)
    assert extrapolated([], 0) == (0, 0)


def test_what_follows_is_like_what_came_first_within_three_percent_and_chance() -> None:
    even = extrapolated([2] * 1000, 3000)
    uneven = extrapolated([0, 4] * 500, 3000)
    in_waves = extrapolated([*([0] * 100), *([4] * 100)] * 5, 3000)

    assert even == uneven == (5880, 6120)
    assert in_waves[0] < 4500
    assert in_waves[1] is not None
    assert in_waves[1] > 7500


def test_a_closed_stream_takes_the_call_that_is_refused() -> None:
    def ask() -> Estimate:
        raise AccessMissing("no right", way_out="Give it")

    assert estimated("ledger", ask) == Estimate(
        stream="ledger", records=(0, 0), calls=(1, 1), problem="no right. Give it."
    )
    with pytest.raises(AccessMissing):
        estimated("ledger", ask, but=AccessMissing)


def test_of_a_stream_that_may_not_be_asked_now_nothing_is_known_and_a_package_that_is_away_is_raised() -> None:
    def full() -> Estimate:
        raise LimitReached("full", way_out="Wait")

    def away() -> Estimate:
        raise PackageUnavailable("away", way_out="Wait")

    assert estimated("ledger", full).calls == (0, None)
    with pytest.raises(PackageUnavailable):
        estimated("ledger", away)


def test_of_a_package_that_cannot_tell_nothing_is_known(http: Http) -> None:
    told = list(Package("booth", booth).estimate(BAKERY, {}, http))

    assert [(one.stream, one.records, one.calls) for one in told] == [
        ("company", (0, None), (0, None)), ("accounts", (0, None), (0, None))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("streams", "what"),
    [
        (("company", "ledger", "contacts"), "told nothing of balances"),
        (("company", "ledger", "ledger"), "told of ledger, which is no stream, or twice"),
        (("company", "wages"), "told of wages, which is no stream, or twice"),
    ],
)
def test_estimates_that_do_not_fit_the_streams_are_the_plugins_fault(
    http: Http, streams: tuple[str, ...], what: str
) -> None:
    @hookimpl
    def estimate(company: Company, settings: Settings, http: Http) -> Iterator[Estimate]:
        return iter([Estimate(stream=one, records=(0, 0), calls=(1, 1)) for one in streams])

    broken: Any = SimpleNamespace(**{**vars(paper), "estimate": estimate})

    with pytest.raises(PackageBroken, match=what):
        list(Package("paper", broken).estimate(BAKERY, {}, http))
