"""The rule by which evidence becomes a verdict: what proves a company, what only makes it likely, what forbids it."""

from __future__ import annotations

from typing import NamedTuple

from boekhaak.models.company import Candidate, Evidence, Verdict
from boekhaak.models.link import Link
from boekhaak.recognition.facts import IDENTIFIERS, NEAR_NAME, SHARED, fact
from boekhaak.recognition.names import Likeness, alike, likeness, name
from boekhaak.recognition.numbers import derived

ENOUGH = 2
"""So many identifiers that do not depend on each other prove a company."""
FORBIDDING = IDENTIFIERS | {"country", "currency"}
"""Nothing is proved while one of these contradicts."""


class Weighed(NamedTuple):
    """A pair's verdict; ``score`` orders pairs of one verdict, ``right`` says how many identifiers speak for it."""

    verdict: Verdict
    score: int
    right: int


def weighed(
    link: Link, candidate: Candidate, evidence: Evidence, shared: frozenset[str] = frozenset()
) -> Weighed | None:
    """Return the verdict on a link's company being the candidate; None where nothing speaks for it.

    ``shared`` names the facts of either that other companies of the portfolio have too, ``name`` included.

    conflict  an identifier contradicts, and another one, or the name, speaks for it
    proved    two independent identifiers agree; or the id, its login and its name, and nothing contradicts
    likely    an identifier agrees, or the name is the same or near
    """
    ours, theirs = name(link.company.name), name(candidate.company.name)
    names = likeness(ours, theirs)
    score = _score(evidence, names, shared)
    if evidence.contradicts & IDENTIFIERS:
        telling = evidence.agrees & IDENTIFIERS - shared or names == "same"
        return Weighed("conflict", score, 0) if telling else None
    counting = _counting(link, candidate, evidence, shared, names)
    named = names == "same" or alike(ours, theirs) or _outweighs_name(link, counting, shared)
    if named and _proved(evidence, counting, shared, names):
        return Weighed("proved", score, max(ENOUGH, len(counting)))
    if evidence.agrees & IDENTIFIERS or names in {"same", "near"}:
        return Weighed("likely", score, 0 if evidence.contradicts & FORBIDDING else len(counting))
    return None


def _counting(
    link: Link, candidate: Candidate, evidence: Evidence, shared: frozenset[str], names: Likeness
) -> frozenset[str]:
    """Return the identifiers that agree, count, and do not follow from each other.

    What several companies have counts beside the id where the name, which is nobody else's, tells them apart.
    """
    agreeing = evidence.agrees & IDENTIFIERS
    told_apart = "id" in agreeing and names == "same" and "name" not in shared
    agreeing -= frozenset() if told_apart else shared
    theirs = candidate.company
    if {"registration_number", "vat_number"} <= agreeing and derived(
        theirs.registration_number, theirs.vat_number, theirs.country or link.company.country
    ):
        agreeing -= {"vat_number"}
    return agreeing


def _proved(evidence: Evidence, counting: frozenset[str], shared: frozenset[str], names: Likeness) -> bool:
    """Tell whether enough agrees, and nothing that forbids it contradicts."""
    if len(counting) >= ENOUGH:
        return not evidence.contradicts & FORBIDDING
    unchanged = {"id", "login"} <= evidence.agrees and names == "same" and "name" not in shared
    return unchanged and not evidence.contradicts


def _outweighs_name(link: Link, counting: frozenset[str], shared: frozenset[str]) -> bool:
    """Tell whether a proof holds although the name is neither the same nor misspelt: the company was renamed.

    Not without an id that we read it under ourselves: a branch has the numbers of another, and an id that somebody typed may
    be that branch's. Not by a VAT number alone, which may be a group's. Not where the name is another company's: then ids
    may have been swapped.
    """
    own = counting & {"registration_number", "fingerprint"}
    return bool(link.login) and "id" in counting and bool(own) and "name" not in shared


def _score(evidence: Evidence, names: Likeness, shared: frozenset[str]) -> int:
    for_it = sum(fact(key).weight // (SHARED if key in shared else 1) for key in evidence.agrees)
    near = NEAR_NAME if names == "near" else 0
    return for_it + near - sum(fact(key).weight for key in evidence.contradicts)
