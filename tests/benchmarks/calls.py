"""Part ``calls``: how many calls a whole company takes, counted by the simulator: to import all, and when nothing changed."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from math import ceil
from pathlib import Path

from boekhaak.clock import Clock
from boekhaak.service import synchronising
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.testing.books.generator import generate
from boekhaak_exact_online.streams import SOURCES
from support.exact_site import count, errors, exact_site

LINES = 20_000
FIXED = ("system/Divisions",)
"""What a run asks once: which company answers, and whether its versions are still those that were read."""
LARGE, SMALL = 1_000, 60
"""Rows a page under ``sync/`` and elsewhere."""


def measured() -> dict[str, float]:
    """Return the calls of an import, the least that it could take, and those of a synchronisation of nothing."""
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{Path(place)}/books.db"
        with exact_site(generate(lines=LINES, seed=1), migrated(url)) as site:
            (link,) = site.link_all()
            site.simulator.requests = 0
            if failed := errors(site.imported(link)):
                raise RuntimeError(str(failed))
            taken = site.simulator.requests
            least = len(FIXED) + sum(
                max(1, ceil(count(site, link, source.path) / (LARGE if source.path.startswith("sync/") else SMALL)))
                for source in SOURCES.values()
            )
            for _ in range(2):
                site.clock.advance(timedelta(hours=1))
                site.simulator.calls.clear()
                run = synchronising.synchronise_link(site.actor, site.installation, link.id)
            renewals = site.simulator.calls["oauth2/token"]
            quiet = sum(site.simulator.calls.values()) - renewals
            if not run.complete or run.requests != quiet:
                raise RuntimeError(str(run))
    return {"import.requests": taken, "import.requests_least": least, "sync.quiet.requests": quiet}


def migrated(url: str) -> str:
    """Make the tables of a new database; return its address."""
    store = Store(Settings(database_url=url), Clock())
    store.upgrade()
    store.close()
    return url
