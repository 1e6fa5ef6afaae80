"""Invented cost centres, cost units and projects, and which of them a posting has."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import NamedTuple, get_args

from boekhaak.testing.books.languages.language import Language
from boekhaak.testing.books.model import Dimension, DimensionType

FEWEST = 2
CHANCES: dict[DimensionType, float] = {"cost_center": 1 / 3, "cost_unit": 1 / 6, "project": 1 / 8}
"""How many of the postings on result accounts have one."""
LETTERS: dict[DimensionType, str] = {"cost_center": "CC", "cost_unit": "CU", "project": "P"}
ROUND = 1_009
"""After so many postings their dimensions come again: picking each anew would take longer than posting."""


class Codes(NamedTuple):
    """The dimensions of a posting; empty where it has none."""

    cost_center: str = ""
    cost_unit: str = ""
    project: str = ""


def dimensions(rng: random.Random, language: Language) -> tuple[Dimension, ...]:
    """Return two or more dimensions of each type."""
    return tuple(
        Dimension(kind, f"{LETTERS[kind]}{number:02d}", name)
        for kind in get_args(DimensionType)
        for number, name in enumerate(_some(rng, language.dimensions[kind]), start=1)
    )


def pick(rng: random.Random, held: Sequence[Dimension]) -> Codes:
    """Return the dimensions of a posting on a result account."""
    by_type = {kind: [one.code for one in held if one.type == kind] for kind in CHANCES}
    return Codes(*(rng.choice(by_type[kind] or [""]) if rng.random() < CHANCES[kind] else "" for kind in CHANCES))


def picks(rng: random.Random, held: Sequence[Dimension]) -> Iterator[Codes]:
    """Return the dimensions of one posting after another, without end."""
    return cycle([pick(rng, held) for _ in range(ROUND)])


def _some(rng: random.Random, names: Sequence[str]) -> list[str]:
    return rng.sample(names, rng.randrange(FEWEST, len(names) + 1))
