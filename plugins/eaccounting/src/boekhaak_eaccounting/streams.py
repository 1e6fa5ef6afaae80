"""Reading the streams: which lists each is read from, and how its pages are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Literal, NamedTuple, TypeVar

from boekhaak.plugin import Company, Completes, Http, Page, Payload, StreamInfo, stored_cursor
from boekhaak_eaccounting.client import Answer, pages, parsed, texts
from boekhaak_eaccounting.cursor import Cursor
from boekhaak_eaccounting.mapping import contacts, documents, drafts, invoices, ledger, masters
from boekhaak_eaccounting.mapping.rows import FiscalYearRow, Register, Row, Year, numbered
from boekhaak_eaccounting.values import literal

Need = Literal["years", "tax_codes", "items"]
R = TypeVar("R", bound=Row)


class Listing(NamedTuple):
    """A list: its address, its rows, the field that tells changes (none: it is read whole each time), and a fixed order.

    An address with a place for a year or a day is asked once for each fiscal year. ``needs`` is what rows are read beside.
    """

    path: str
    rows: type[Row]
    changed: str = ""
    order: str = "Id"
    params: tuple[tuple[str, str], ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def by_year(self) -> bool:
        """Whether each fiscal year has its own."""
        return "{" in self.path


class Source(NamedTuple):
    """What a stream is read from, and what a whole reading of it completes."""

    lists: tuple[Listing, ...]
    completes: tuple[Completes, ...]

    @property
    def tells_changes(self) -> bool:
        """Whether a later reading may ask for what changed."""
        return any(listing.changed for listing in self.lists)


class Place(NamedTuple):
    """One list to be read, of a fiscal year where it has one."""

    listing: Listing
    path: str
    year: Year | None = None
    on: date | None = None


def _all(kind: str, **only: str) -> Completes:
    return Completes(kind=kind, only=tuple(only.items()))


def _invoices(direction: str, *states: str) -> tuple[Completes, ...]:
    return tuple(_all("invoice", direction=direction, state=state) for state in states)


WITHOUT_ADDRESS = (("includeTemporaryUrl", "false"),)
CODES: tuple[Need, ...] = ("tax_codes", "items")
SOURCES = {  # FACTS.md#reading-lists
    "accounts": Source(
        (Listing("accounts/{year}", masters.AccountRow, "ModifiedUtc", "Number", needs=("tax_codes",)),),
        (_all("account"),),
    ),
    "tax_codes": Source((Listing("vatcodes", masters.VatCodeRow),), (_all("tax_code"),)),
    "periods": Source(
        (Listing("fiscalyears", masters.PeriodsRow, needs=("years",)),),
        (_all("financial_period"),),
    ),
    "cost_centers": Source(
        (Listing("costcenters", masters.CostCenterRow),),
        (_all("dimension", type="cost_center"), _all("dimension", type="cost_unit")),
    ),
    "projects": Source((Listing("projects", masters.ProjectRow, "ModifiedUtc"),), (_all("dimension", type="project"),)),
    "articles": Source((Listing("articles", masters.ArticleRow, "ChangedUtc"),), (_all("article"),)),
    "contacts": Source(
        (
            Listing("customers", contacts.CustomerRow, "ChangedUtc"),
            Listing("suppliers", contacts.SupplierRow, "ModifiedUtc"),
        ),
        (_all("contact"), _all("address"), _all("bank_account")),
    ),
    "ledger_lines": Source(
        (
            Listing("fiscalyears/openingbalances", ledger.OpeningRow, order="Number", needs=("years",)),
            Listing("vouchers", ledger.VoucherRow, "ModifiedUtc", needs=("years", *CODES)),
        ),
        (_all("voucher"), _all("ledger_line"), _all("balance", measure="opening")),
    ),
    "sales_invoices": Source(
        (Listing("customerinvoices", invoices.CustomerInvoiceRow, "ModifiedUtc"),),
        (*_invoices("sales", "posted", "open"), _all("open_item", direction="receivable")),
    ),
    "purchase_invoices": Source(
        (Listing("supplierinvoices", invoices.SupplierInvoiceRow, "ModifiedUtc"),),
        (*_invoices("purchase", "posted", "open"), _all("open_item", direction="payable")),
    ),
    "drafts": Source(
        (
            Listing("customerinvoicedrafts", drafts.CustomerDraftRow, needs=("items",)),
            Listing("supplierinvoicedrafts", drafts.SupplierDraftRow, needs=CODES),
        ),
        (*_invoices("sales", "draft"), *_invoices("purchase", "draft"), _all("invoice_line")),
    ),
    "documents": Source(
        (Listing("attachments", documents.AttachmentRow, params=WITHOUT_ADDRESS),),
        (_all("document"), _all("attachment")),
    ),
    "balances": Source(
        (Listing("accountbalances/{day}", ledger.BalanceRow, order="AccountNumber"),),
        (_all("balance", measure="closing"),),
    ),
}


def read(company: Company, stream: StreamInfo, cursor: str | None, http: Http) -> Iterator[Page]:
    """Yield the pages of a stream: from nothing, on from where a reading was broken off, or what changed since.

    Raises: CursorLost for a cursor of another version; PackageUnavailable when a list does not hold still; as ``http.get``.
    """
    source = SOURCES[stream.key]
    position = stored_cursor(Cursor, stream.key, cursor).begun(tells_changes=source.tells_changes)
    desk = Desk(company, http)
    places = _places(source, desk)
    for number, place in enumerate(places[position.place :], start=position.place):
        for answer in pages(
            http,
            place.listing.rows,
            place.path,
            company=company,
            endpoint=place.listing.path,
            params=options(place.listing, position.since),
            start=position.page,
            total=position.total,
            seen=position.seen,
        ):
            position = position.after(
                following=answer.following,
                total=answer.total,
                seen=answer.seen,
                read_at=answer.read_at,
                last=number == len(places) - 1,
            )
            register = desk.register(place, needed=bool(answer.rows))
            yield Page(
                records=tuple(record for row in answer.rows for record in row.records(register)),
                deletions=tuple(deletion for row in answer.rows for deletion in row.deletions()),
                cursor=position.model_dump_json(exclude_defaults=True),
                completes=source.completes if position.whole and not position.page else (),
                share=_share(places, number, answer),
                payloads=partial(_payloads, place.listing.rows, answer.content, register),
            )
    if not places:
        yield Page(cursor=Cursor(page=0, began=desk.asked_at).model_dump_json(exclude_defaults=True))


def _share(places: Sequence[Place], number: int, answer: Answer[Row]) -> float | None:
    """Return how much of a stream is read after a page; of one with several lists only the last is long."""
    part = answer.seen / answer.total if answer.total else 1.0
    if len({place.listing.path for place in places}) == 1:
        return (number + part) / len(places)
    return part if number == len(places) - 1 else None


class Desk:
    """What one reading has asked for beside its own lists, each once and when it is needed."""

    def __init__(self, company: Company, http: Http) -> None:
        self._company = company
        self._http = http
        self._days: dict[str, tuple[date, int, int]] = {}
        self.asked_at: datetime | None = None

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """The fiscal years."""
        return numbered(self._rows("fiscalyears", FiscalYearRow))

    @cached_property
    def tax_codes(self) -> dict[str, str]:
        """The VAT codes by id."""
        return {row.Id: row.Code or "" for row in self._rows("vatcodes", masters.VatCodeRow)}

    @cached_property
    def items(self) -> dict[str, str]:
        """The codes of the dimensions' items by id."""
        centers = self._rows("costcenters", masters.CostCenterRow)
        return {item.Id: item.ShortName or "" for center in centers for item in center.Items or ()}

    def register(self, place: Place, *, needed: bool) -> Register:
        """Return what the rows of a list are read beside; next to nothing where there are none."""
        needs = place.listing.needs if needed else ()
        return Register(
            self._company,
            years=self.years if "years" in needs else (),
            tax_codes=self.tax_codes if "tax_codes" in needs else {},
            items=self.items if "items" in needs else {},
            year=place.year,
            on=place.on,
            days=self._days,
        )

    def _rows(self, path: str, rows: type[R]) -> list[R]:
        asked = {"$orderby": "Id"}
        found: dict[str, R] = {}
        for answer in pages(self._http, rows, path, company=self._company, endpoint=path, params=asked):
            found.update((row.key(), row) for row in answer.rows)
            self.asked_at = answer.read_at
        return list(found.values())


def _places(source: Source, desk: Desk) -> tuple[Place, ...]:
    return tuple(place for listing in source.lists for place in _of(listing, desk))


def _of(listing: Listing, desk: Desk) -> Iterator[Place]:
    """Yield where a list is read: once, or for each fiscal year; balances at its end, or that of the last whole month."""
    if not listing.by_year:
        yield Place(listing, listing.path)
        return
    for year in desk.years:
        assert desk.asked_at is not None  # noqa: S101 - the years were asked for
        on = balanced_on(year, desk.asked_at)
        if "{day}" not in listing.path:
            yield Place(listing, listing.path.format(year=year.id), year)
        elif on is not None:
            yield Place(listing, listing.path.format(day=on), year, on)


def balanced_on(year: Year, now: datetime) -> date | None:
    """Return the day of which a year's balances are asked for; None while its first month goes on."""
    on = min(year.end, now.date().replace(day=1) - timedelta(days=1))
    return on if on >= year.start else None


def options(listing: Listing, since: datetime | None) -> dict[str, str]:
    """Return what is asked of a list: its order, and what changed since a moment where it tells changes."""
    asked = {"$orderby": listing.order, **dict(listing.params)}
    if since and listing.changed:
        asked["$filter"] = f"{listing.changed} ge {literal(since)}"
    return asked


def _payloads(rows: type[Row], content: bytes, register: Register) -> Iterator[Payload]:
    """Yield what was sent for each record. It is seldom wanted, so rows are made anew instead of kept."""
    for row, text in zip(parsed(rows, content), texts(content), strict=True):
        for record in row.records(register):
            yield Payload(kind=record.kind, id=record.id, text=text)
