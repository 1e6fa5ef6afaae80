"""A host connected to a simulator of Exact Online."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from boekhaak.clock import ScaledClock
from boekhaak.models.link import Link
from boekhaak.service.listing import session
from boekhaak.store import connections
from boekhaak.testing.books.model import Books
from support.site import MORNING, Serve, Site, changed, connected, errors

__all__ = ["MORNING", "Serve", "Site", "changed", "count", "errors", "exact_site"]


def exact_site(
    data: Books, database_url: str, clock: ScaledClock | None = None, **options: Any
) -> AbstractContextManager[Site]:
    """Serve books as Exact Online with its windows lifted, and connect an installation in that database."""
    return connected("exact_online", data, database_url, clock, **options)


def count(site: Site, link: Link, path: str) -> int:
    """Return how many rows there are under an address, asked as a person with a browser would."""
    with site.installation.store.reading() as tx:
        connection = connections.get(tx, site.actor, link.connection_id)
    http = session(site.installation, connection)
    url = f"/api/v1/{link.company.id}/{path}/$count"
    return int(http.get(url, company=link.company, endpoint=path).text)
