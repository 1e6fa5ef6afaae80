"""What an import would take: each stream's first page, asked for as an import does, with the number of all rows.

Source: FACTS.md#counting.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

from boekhaak.plugin import COMPANY, Company, Estimate, Http, Interval, estimated, extrapolated
from boekhaak_exact_online.client import counted, pages
from boekhaak_exact_online.errors import CompanyRefused
from boekhaak_exact_online.streams import SOURCES, check_company, question

PAGE, LARGE_PAGE = 60, 1000
"""Rows of a page; the larger ones under sync/. Source: FACTS.md#paging."""
ONE_EACH = frozenset(
    {"accounts", "journals", "tax_codes", "periods", "cost_centers", "cost_units", "projects", "articles"}
    | {"exchange_rates", "contacts", "documents"}
)
"""Streams in which each row is one record."""
SETTLING = frozenset({"sales_invoices", "open_items"})
"""Streams whose rows give a record, or none once they are settled, which late rows seldom are yet."""
NEWEST = 300
"""So many rows may all be unsettled; of those between them and the first page, half where all of that page are settled."""


def of(company: Company, http: Http) -> Iterator[Estimate]:
    """Yield an estimate for each stream, in one call each, and the call that proves the company.

    Raises: as the calls of ``http``; CompanyRefused, since that is about all streams.
    """
    yield Estimate(stream=COMPANY, records=(0, 0), calls=(1, 1))
    for stream in SOURCES:
        yield estimated(stream, partial(_estimate, company, stream, http), but=CompanyRefused)


def _estimate(company: Company, stream: str, http: Http) -> Estimate:
    """Ask for the first page and the number of all rows; what is refused here parks this question, not the import's."""
    source = SOURCES[stream]
    url, params = question(company, source, source.cursor().begun())
    asked = pages(
        http,
        source.rows,
        url,
        company=company,
        endpoint=f"{source.path} counted",
        params={**params, "$inlinecount": "allpages"},
    )
    answer = next(asked)
    check_company(answer.rows, company)
    here = [sum(1 for _ in row.records(company)) for row in answer.rows]
    total = counted(answer.content) if answer.following else len(here)
    size = LARGE_PAGE if source.path.startswith("sync/") else PAGE
    if total is None:
        return Estimate(
            stream=stream,
            records=(sum(here), None),
            calls=(2, None),
            problem="Exact Online did not tell how many rows there are, only that they are more than a page.",
        )
    calls = max(1, math.ceil(total / size))
    return Estimate(stream=stream, records=_records(stream, here, total), calls=(calls, calls))


def _records(stream: str, here: Sequence[int], total: int) -> Interval:
    """Return how many records all rows give, by what those of the first page give."""
    left = max(0, total - len(here))
    if not left or not here:
        return sum(here), sum(here)
    if stream in ONE_EACH:
        return total, total
    if stream == "deletions":
        return 0, 0
    if stream in SETTLING:
        came = sum(here)
        half = math.ceil(left * (len(here) + came) / (2 * len(here)))
        return came, came + min(left, NEWEST + half)
    return extrapolated(here, total)
