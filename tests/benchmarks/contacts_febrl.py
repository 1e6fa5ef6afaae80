"""Ours with the sets that others labelled: the matcher with a configuration for their fields, judged as the rivals are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contacts_judging import Judged, judged
from febrl_fields import FEBRL, record

from boekhaak.matching.finding import found

LOWEST = -100.0
"""Pairs are told of from here on, so that a threshold can be chosen."""


def judged_set(made: dict[str, Any]) -> Judged:
    """Return what our pairs of a set are worth."""
    records = [record(row) for row in made["rows"]]
    matches = found(records, replace(FEBRL, maybe_from=LOWEST))
    return judged(((match.left, match.right, match.score) for match in matches), made["entities"], made["files"])
