"""What the fixtures of the store's tests give."""

from __future__ import annotations

from collections.abc import Callable

from boekhaak.models.link import Link
from boekhaak.models.records import Record
from boekhaak.store.records import Provenance

Linked = Callable[[str, str], Link]
"""Makes a link: environment and company id."""

Stored = Callable[[Link, str], dict[str, tuple[Record, Provenance]]]
"""Tells what a link holds of a kind, deleted records included, by id."""
