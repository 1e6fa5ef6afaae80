"""Part ``relink``: what relinking costs, and that it binds nothing wrong.

How long it takes to recognise the companies of broken links, without any call, and how that grows; and 500 companies of a
simulator, over HTTP and into SQLite, that were linked and read before something happened to ten of them.
"""

from __future__ import annotations

import string
import tempfile
from collections.abc import Callable
from math import log2
from pathlib import Path
from random import Random
from time import perf_counter

import relink_plans

from boekhaak.clock import Clock
from boekhaak.models.company import Company
from boekhaak.models.link import Link
from boekhaak.recognition.assignment import Recognised, recognise
from boekhaak.recognition.evidence import default_evidence
from boekhaak.recognition.names import name
from boekhaak.recognition.numbers import registration_key, vat_key
from boekhaak.recognition.portfolio import Seen
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from support.after_an_update import updated
from support.portfolios import FEATURES, WHEN, invented

Books = tuple[list[Link], list[Seen]]
SIZES = (1_000, 3_000, 10_000, 30_000)
MIXED, HOSTILE = "mixed", "hostile"


def measured() -> dict[str, float]:
    """Return the seconds of 10,000 links, and the table of growth: seconds, and microseconds for each n log n."""
    figures: dict[str, float] = {}
    for kind, portfolio in KINDS.items():
        for size in SIZES:
            links, seen = portfolio(size)
            for remembered in (name, registration_key, vat_key):
                remembered.cache_clear()
            started = perf_counter()
            found = recognise(links, seen, default_evidence, asked={"paper": frozenset({"anna"})})
            seconds = perf_counter() - started
            _check(found, seen)
            figures[f"relink.{kind}.{size}.seconds"] = seconds
            figures[f"relink.{kind}.{size}.us_per_n_log_n"] = seconds * 1e6 / (size * log2(size))
    return figures | relink_plans.measured() | after_an_update()


def after_an_update() -> dict[str, float]:
    """Return what became of 500 companies: 490 unchanged, 4 renamed, 3 moved to another login, 2 swapped, 1 deleted."""
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{Path(place) / 'books.db'}"
        store = Store(Settings(database_url=url, _env_file=None), Clock())
        store.upgrade()
        store.close()
        with updated(url, 496, large=4, renamed=4, moved=3, swapped=2, deleted=1) as update:
            ids = update.before()
            figures = update.after(update.relink(), ids)
    return {f"relink.500.{name}": value for name, value in figures.items()}


def mixed(size: int) -> Books:
    """Return a portfolio of many small ones, each with other hostile features, and a word of its own in its names."""
    random = Random(7)
    links: list[Link] = []
    seen: list[Seen] = []
    while len(links) < size:
        word = "".join(random.choice(string.ascii_lowercase) for _ in range(6))
        part = invented(random, [feature for feature in FEATURES if random.random() < 0.5])
        for link in part.links:
            links.append(link.model_copy(update={"id": len(links) + 1, "company": _renamed(link.company, word)}))
        for one in part.seen:
            seen.append(Seen(one.package, _renamed(one.company, word), one.logins, one.fingerprint, len(seen) + 1))
    return links[:size], seen


def hostile(size: int) -> Books:
    """Return companies of one name and VAT number: of the links a third know their ids, a third their numbers."""
    links: list[Link] = []
    seen: list[Seen] = []
    for number in range(1, size + 1):
        company = Company(
            id=str(number), region="nl", name="Jansen Vastgoed BV", country="NL", currency="EUR",
            registration_number=f"{30_000_000 + 7 * number}", vat_number="NL004495445B01",
        )  # fmt: skip
        seen.append(Seen("paper", company, ("anna",), key=number))
        less = ({}, {"id": ""}, {"id": "", "registration_number": ""})[number % 3]
        links.append(
            Link(
                id=number,
                environment="acme",
                package="paper",
                company=company.model_copy(update=less),
                connection_id=None,
                login="anna",
                state="broken",
                created_at=WHEN,
            )
        )
    return links, seen


KINDS: dict[str, Callable[[int], Books]] = {MIXED: mixed, HOSTILE: hostile}


def _renamed(company: Company, word: str) -> Company:
    changes = {"name": f"{company.name} {word}", "id": f"{word}{company.id}" if company.id else ""}
    return company.model_copy(update=changes)


def _check(found: tuple[Recognised, ...], seen: list[Seen]) -> None:
    """Stop where a company was given twice: what is measured would be worth nothing."""
    places = [one.place for one in found if one.place is not None]
    if len(set(places)) != len(places) or max(places) >= len(seen):
        raise RuntimeError("two links got one company")
