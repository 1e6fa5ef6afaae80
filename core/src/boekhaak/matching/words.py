"""Matches in words, without what the records hold."""

from __future__ import annotations

from boekhaak.matching.comparing import Compared
from boekhaak.matching.finding import Match

NOTHING = frozenset({"unknown", "not comparable"})


def why(match: Match) -> str:
    """Return what was seen of two records, the fields in the matcher's order: "VAT number equal; address differs in 2 of 5"."""
    said = [_said(one) for one in match.compared if one.word not in NOTHING]
    if match.doubt:
        said.append(match.doubt)
    return "; ".join(said) or "nothing to compare"


def _said(one: Compared) -> str:
    return f"{one.field} {one.word}" + (f" in {one.differing} of {one.parts}" if one.differing and one.parts else "")
