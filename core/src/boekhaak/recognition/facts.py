"""The facts of evidence as data: what identifies a company, what only describes it, how much each weighs, and its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Fact(NamedTuple):
    """One fact: an identifier belongs to one company, an attribute to many.

    The sentences take ``here``, what is known of the link, and ``there``, what the package tells now; ``shared`` is said of
    an identifier that several companies have.
    """

    identifier: bool
    weight: int
    agrees: str
    contradicts: str
    shared: str = ""


FACTS: dict[str, Fact] = {
    "id": Fact(True, 80, "the id {here} is the same", "the id is another one: {here} here, {there} there"),
    "fingerprint": Fact(
        True, 60, "the books have the same fingerprint", "the books have another fingerprint",
        "several companies have the fingerprint of these books",
    ),
    "registration_number": Fact(
        True, 60, "the registration number {here} is the same",
        "the registration number is another one: {here} here, {there} there",
        "several companies have the registration number {here}",
    ),
    "vat_number": Fact(
        True, 50, "the VAT number {here} is the same", "the VAT number is another one: {here} here, {there} there",
        "several companies have the VAT number {here}",
    ),
    "name": Fact(
        False, 30, "the name “{here}” is the same", "the name is another one: “{here}” here, “{there}” there",
        "several companies have the name “{there}”",
    ),
    "login": Fact(False, 10, "the same login sees it", "another login sees it"),
    "country": Fact(False, 10, "the country {here} is the same", "the country is another one: {here} here, {there} there"),
    "currency": Fact(False, 10, "the currency {here} is the same", "the currency is another one: {here} here, {there} there"),
    "financial_year": Fact(
        False, 10, "the financial year begins on the same day", "the financial year begins on {here} here, on {there} there"
    ),
}  # fmt: skip
"""Every fact that the core knows, the strongest first. ``id`` is package, region and id together."""

NEAR_NAME = 15
"""What a name weighs that is neither the same nor clearly another one."""
SHARED = 4
"""An identifier that several companies have weighs so many times less."""
IDENTIFIERS = frozenset(key for key, fact in FACTS.items() if fact.identifier)


def fact(key: str) -> Fact:
    """Return a fact; one that only a package's plugin knows weighs as little as any attribute."""
    words = key.replace("_", " ")
    return FACTS.get(key) or Fact(False, 10, f"the {words} is the same", f"the {words} is another one")


def ordered(keys: Iterable[str]) -> list[str]:
    """Return facts with the strongest first, those of plugins last and by name."""
    ranks = {key: rank for rank, key in enumerate(FACTS)}
    return sorted(keys, key=lambda key: (ranks.get(key, len(ranks)), key))
