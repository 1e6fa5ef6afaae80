"""Reading the ledger: windows of days that shrink where the vendor is slow and grow again, each of them in pages.

Source: FACTS.md#transactions and #how-changes-are-read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from boekhaak.plugin import Completes, Deletion, LimitReached, PackageUnavailable, Page, Record
from boekhaak_twentyfour_seven.client import ACCOUNT, TRANSACTION, Office
from boekhaak_twentyfour_seven.cursor import SLOW, LedgerCursor
from boekhaak_twentyfour_seven.envelope import Argument, elements, unexpected
from boekhaak_twentyfour_seven.errors import TooWide
from boekhaak_twentyfour_seven.mapping.balances import AggregatedRow, closings
from boekhaak_twentyfour_seven.mapping.ledger import Book, Window
from boekhaak_twentyfour_seven.mapping.rows import FiscalYearRow, TaxCodeRow, TransactionTypeRow

PAGE = 1500
"""Records of a page, about."""
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ENTRIES = (
    Completes(kind="voucher"),
    Completes(kind="ledger_line"),
    Completes(kind="balance", only=(("measure", "opening"),)),
    Completes(kind="invoice", only=(("state", "posted"),)),
    Completes(kind="open_item"),
    Completes(kind="document", only=(("type", "voucher"),)),
)


def book(office: Office, chosen: tuple[str, ...] | None = None) -> Book:
    """Return what lines refer to, in three calls."""
    return Book.of(
        office.company,
        office.rows(FiscalYearRow, TRANSACTION, "GetFiscalYears"),
        office.rows(TransactionTypeRow, TRANSACTION, "GetTransactionTypes"),
        office.rows(TaxCodeRow, ACCOUNT, "GetTaxCodeList"),
        chosen,
    )


def pages(office: Office, cursor: LedgerCursor, chosen: tuple[str, ...] | None) -> Iterator[Page]:
    """Yield the pages of all windows: of all entries, oldest first, or of what changed.

    A page's cursor stands at the start of its window until the window's last page, so that resuming repeats one request.
    """
    http = office.http
    cursor = cursor.begun(http.clock.now())
    held = book(office, chosen)
    years = tuple(year.Id for year in held.years)
    if cursor.years and years and not set(cursor.years) & set(years):
        raise unexpected("tells the fiscal years of another company than before")
    first, end = _range(held, cursor, http.clock.now())
    cursor = cursor.model_copy(update={"years": years, "start": cursor.start or first})
    while (start := cursor.start or first) < end:
        until, asked_at = min(start + cursor.width * DAY, end), http.clock.now()
        try:
            body = office.body(TRANSACTION, "GetTransactions", {"searchParams": _search(cursor, start, until)})
        except LimitReached:
            raise
        except (TooWide, PackageUnavailable) as error:
            gave_up = isinstance(error, TooWide) or http.clock.now() - asked_at >= SLOW
            if not gave_up or cursor.width == 1:
                raise
            cursor = cursor.narrower()
            continue
        following = cursor.after(until, http.clock.now() - asked_at, len(body))
        if until < end:
            yield from _pages(body, held, cursor, following)
        else:
            yield from _pages(body, held, cursor, cursor.ended(), ENTRIES if cursor.whole else ())
        cursor = following
    if first >= end:
        yield Page(cursor=cursor.ended().text(), completes=ENTRIES if cursor.whole else ())


def _range(held: Book, cursor: LedgerCursor, now: datetime) -> tuple[date, date]:
    """Return the first day, and the day after the last: of the fiscal years, or of what changed."""
    changed = cursor.changed_after
    if changed is not None:
        return changed.date(), now.date() + 2 * DAY
    if not held.years:
        return date.min, date.min
    return held.years[0].start, held.years[-1].until


def _search(cursor: LedgerCursor, start: date, until: date) -> Mapping[str, Argument]:
    """Return what is asked for; the last day counts only with its last second."""
    since = datetime.combine(start, time())
    if cursor.changed_after is not None:
        since = max(since, cursor.changed_after.replace(tzinfo=None))
    return {
        "DateSearchParameters": "EntryDate" if cursor.whole else "DateChangedUTC",
        "DateStart": since,
        "DateEnd": datetime.combine(until, time()) - SECOND,
        "SystemType": None,
        "HasInvoiceId": None,
    }


def _pages(
    body: bytes, held: Book, cursor: LedgerCursor, following: LedgerCursor, completes: tuple[Completes, ...] = ()
) -> Iterator[Page]:
    window, here = Window(held, changed=not cursor.whole), cursor.text()
    records: list[Record] = []
    deletions: list[Deletion] = []
    for element in elements(body, "Transaction"):
        records += window.records(element)
        deletions += window.deletions(element)
        if len(records) >= PAGE:
            yield Page(records=tuple(records), deletions=tuple(deletions), cursor=here)
            records, deletions = [], []
    records += window.rest()
    yield Page(records=tuple(records), deletions=tuple(deletions), cursor=following.text(), completes=completes)


def declared(office: Office) -> Iterator[Record]:
    """Yield what the vendor declares to stand on each account at the end of each year, in a call for each year."""
    held = book(office)
    moved = [_moved(office, year) for year in held.years]
    if moved:
        yield from closings(held, moved)


def _moved(office: Office, year: FiscalYearRow) -> dict[str, Decimal]:
    """Return what moved on each account since the start of a year."""
    asked: dict[str, Argument] = {
        "startDate": datetime.combine(year.start, time()),
        "periodType": "None",
        "returnIB": False,
    }
    rows = office.rows(AggregatedRow, TRANSACTION, "GetAggregated", asked)
    moved: dict[str, Decimal] = {}
    for row in rows:
        if row.AccountNo is not None:
            account = str(row.AccountNo)
            moved[account] = moved.get(account, Decimal()) + (row.TotalBalance or 0)
    return moved
