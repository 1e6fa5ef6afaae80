"""Compare and cluster invented contacts in a process of its own: ``contacts_run.py CONTACTS ADMINISTRATIONS SEED`` prints JSON.

Timed is all that the matcher does: normalising, comparing, clustering. The peak is that of the whole process, with the contacts.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from boekhaak.matching.clustering import Clusters, clustered
from boekhaak.matching.contacts import CONTACTS, contradiction, record
from boekhaak.matching.finding import Match, found
from boekhaak.models.contacts import Card
from support.contact_variants import scaled


def are_duplicates(one: Card, other: Card) -> bool:
    """Tell whether people are asked about two cards, as they are of one administration and of one role."""
    return one.source.link_id == other.source.link_id and one.same_role(other)


class Ran(NamedTuple):
    """What automatic mode makes of contacts, and the seconds of each step."""

    matches: list[Match]
    clusters: Clusters
    seconds: tuple[float, float, float]


def ran(cards: Sequence[Card]) -> Ran:
    """Normalise, compare and cluster; never one are duplicates of one administration, and two whose numbers contradict."""
    began = perf_counter()
    records = [record(card) for card in cards]
    normalised = perf_counter()
    matches = found(records, CONTACTS)
    compared = perf_counter()

    def never(one: int, other: int) -> bool:
        return are_duplicates(cards[one], cards[other]) or bool(contradiction(records[one], records[other]))

    clusters = clustered(matches, len(cards), never)
    ended = perf_counter()
    return Ran(matches, clusters, (normalised - began, compared - normalised, ended - compared))


def main() -> None:
    """Print the figures of so many contacts."""
    contacts, administrations, seed = (int(word) for word in sys.argv[1:])
    cards, _ = scaled(contacts, administrations, seed)
    gc.collect()
    made_mb = _peak_mb()
    matches, clusters, seconds = ran(cards)
    figures = {"seconds": sum(seconds), "normalising": seconds[0], "comparing": seconds[1], "clustering": seconds[2]}
    figures |= {"peak_mb": _peak_mb(), "made_mb": made_mb, "groups": len(clusters.groups), "asked": len(clusters.asked)}
    sys.stdout.write(json.dumps(figures | {"matches": len(matches)}))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
