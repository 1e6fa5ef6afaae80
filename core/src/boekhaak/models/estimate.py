"""What reading a company from nothing would take, before anybody does it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from statistics import fmean, stdev

from pydantic import model_validator

from boekhaak.models.value import Value

Interval = tuple[int, int | None]
"""At least the first and at most the second; None where nobody knows how many at most."""


def added(intervals: Collection[Interval]) -> Interval:
    """Return the interval of a sum: unknown at its end when that of one part is."""
    highs = [high for _, high in intervals if high is not None]
    return sum(low for low, _ in intervals), sum(highs) if len(highs) == len(intervals) else None


DRIFT = 0.03
"""What comes later may differ by so much from what came first, besides what chance explains."""
CHANCE = 3.0
"""So many standard errors the mean of what came first may be off."""
BLOCK = 50
"""Rows that belong together come together, so chance is judged by the means of so many rows."""


def extrapolated(seen: Sequence[int], total: int) -> Interval:
    """Return how many records ``total`` rows give, by how many each of those gave that were seen: the first of them.

    It is exact when all were seen. Else the others are taken to give as many on average, within DRIFT and CHANCE.
    """
    came, left = sum(seen), total - len(seen)
    if left <= 0 or not seen:
        return came, came
    blocks = [fmean(seen[start : start + BLOCK]) for start in range(0, len(seen) - BLOCK + 1, BLOCK)]
    chance = CHANCE * stdev(blocks) / math.sqrt(len(blocks)) if len(blocks) > 1 else 0.0
    margin = DRIFT * fmean(seen) + chance
    low, high = max(0.0, fmean(seen) - margin), fmean(seen) + margin
    return came + math.floor(left * low), came + math.ceil(left * high)


class Estimate(Value):
    """How many records a stream would give, and how many calls reading it would take.

    ``problem`` says why more is not known, or that the stream would not be read, in a sentence for the user.
    """

    stream: str
    records: Interval
    calls: Interval
    problem: str = ""

    @model_validator(mode="after")
    def _check(self) -> Estimate:
        for low, high in (self.records, self.calls):
            if low < 0 or (high is not None and high < low):
                raise ValueError("an interval goes from a number of at least 0 to one that is not lower")
        return self


def unknown(stream: str, problem: str = "") -> Estimate:
    """Return the estimate of a stream of which nothing is known: reading it may take any number of calls."""
    return Estimate(stream=stream, records=(0, None), calls=(0, None), problem=problem)
