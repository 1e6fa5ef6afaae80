"""The vendor's ledger lines. Pure. Fields: FACTS.md#transactions and #how-lines-are-read.

A line comes as an element and leaves as records, without a row of pydantic between: a company has very many of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from boekhaak.plugin import (
    Balance,
    Company,
    Deletion,
    Document,
    Invoice,
    LedgerLine,
    OpenItem,
    Record,
    Voucher,
    cents,
    unchecked,
)
from boekhaak_twentyfour_seven.envelope import Element, unexpected
from boekhaak_twentyfour_seven.mapping.rows import OWN_DIMENSION, FiscalYearRow, TaxCodeRow, TransactionTypeRow
from boekhaak_twentyfour_seven.values import amount, day, flag, moment, money, number

SALES = frozenset({"InvoiceCustomer", "CreditnoteCustomer"})
PAYABLE = frozenset({"InvoiceSupplier", "CreditnoteSupplier", "Disbursment", "DifferenceInbound"})
RECEIVABLE = SALES | {"Payment", "DifferenceOutbound", "CashSale", "ReminderFee", "ReminderNote", "InvoiceLoss"}
PLACES = {"Project": "project_id", "Department": "cost_center_code", "Customer": "contact_id", "Product": "article_id"}

_voucher, _posting, _item = unchecked(Voucher), unchecked(LedgerLine), unchecked(OpenItem)

Texts = dict[str, str | None]


@dataclass(frozen=True)
class Book:
    """What lines refer to: company, fiscal years, types of entries, VAT codes. ``chosen`` types are read; all if None."""

    company: Company
    years: tuple[FiscalYearRow, ...]
    types: dict[str, TransactionTypeRow]
    tax_codes: dict[str, str]
    chosen: frozenset[str] | None = None
    _found: dict[date, FiscalYearRow] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        company: Company,
        years: list[FiscalYearRow],
        types: list[TransactionTypeRow],
        tax_codes: list[TaxCodeRow],
        chosen: tuple[str, ...] | None,
    ) -> Book:
        """Return a book with everything where it is looked for."""
        return cls(
            company,
            tuple(sorted(years, key=lambda year: year.start)),
            {str(one.Id): one for one in types},
            {str(one.TaxId): one.code for one in tax_codes},
            frozenset(chosen) if chosen else None,
        )

    def year(self, of: date) -> FiscalYearRow:
        """Return the fiscal year of a day; the calendar's where there is none."""
        if of not in self._found:
            calendar = FiscalYearRow(Id="", StartingDate=f"{of:%Y}-01-01", EndingDate=f"{of.year + 1:04}-01-01")
            self._found[of] = next((year for year in self.years if year.start <= of < year.until), calendar)
        return self._found[of]

    def wants(self, type_: TransactionTypeRow | None) -> bool:
        """Tell whether lines of that type are read; those of the system's own types always are."""
        return self.chosen is None or type_ is None or type_.No < 1 or str(type_.No) in self.chosen

    def opens(self, type_: TransactionTypeRow | None, of: date) -> bool:
        """Tell whether lines of that type are the openings: of the system's own, on the very first day."""
        return type_ is not None and type_.No < 1 and bool(self.years) and of == self.years[0].start


@dataclass
class Window:
    """The lines of one answer.

    A voucher is told by its first line. Where lines of a voucher came without the first, it is told by what came once that adds
    up to zero: then it was all of it. Else the first line is of another day, or did not change.
    """

    book: Book
    changed: bool
    _begun: dict[str, tuple[Decimal, int, Voucher]] = field(default_factory=dict)

    def records(self, element: Element) -> Iterator[Record]:
        """Yield what a line is. Raises: UnexpectedAnswer."""
        line, analysis = _texts(element)
        try:
            type_ = self.book.types.get(line.get("TransactionTypeId") or "")
            if self.book.wants(type_):
                yield from self._records(line, analysis, type_)
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise unexpected(f"holds a line that is not of the documented shape ({type(error).__name__})") from error

    def deletions(self, element: Element) -> Iterator[Deletion]:
        """Yield what a changed line is no longer: an open item, where it is settled."""
        if self.changed and not flag(element.findtext("{*}Open")):
            yield Deletion(kind="open_item", id=(element.findtext("{*}Id") or "").lower())

    def rest(self) -> Iterator[Record]:
        """Yield the vouchers whose first line is none of number one, and that are whole."""
        for sum_, _, voucher in self._begun.values():
            if not sum_:
                yield voucher

    def _records(self, line: Texts, analysis: Texts, type_: TransactionTypeRow | None) -> Iterator[Record]:
        dated, place = day(line["Date"]), number(line.get("SequenceNo")) or 0
        booked = day(line.get("PeriodDate")) or dated
        if dated is None or booked is None:
            raise ValueError("a line without a date")
        year = self.book.year(booked)
        opening = self.book.opens(type_, booked)
        voucher_id = f"{line.get('TransactionTypeId') or 0}-{year.start:%Y%m}-{line.get('TransactionNo') or 0}"
        voucher = _voucher(
            id=voucher_id,
            number=line.get("TransactionNo") or "",
            journal_code="" if type_ is None else str(type_.No),
            date=dated,
            year=year.number,
            period=number(line.get("Period")) or _month(year, booked),
            opening=opening,
        )
        posting = _line(line, analysis, self.book, voucher, place)
        yield posting
        if place <= 1:
            yield voucher
            self._begun.pop(voucher_id, None)
            if number(line.get("StampNo")):
                yield _document(line, posting)
        else:
            self._note(voucher, place, posting.amount)
        if opening:
            yield _opening(posting, self.book)
        elif line.get("InvoiceNo") and day(line.get("DueDate")) and line.get("SystemType") in SALES:
            yield _invoice(line, posting, voucher)
        if flag(line.get("Open")) and posting.contact_id:
            yield _open_item(line, posting)

    def _note(self, voucher: Voucher, place: int, posted: Decimal) -> None:
        sum_, first, known = self._begun.get(voucher.id, (Decimal(), place, voucher))
        told = voucher if place < first else known
        self._begun[voucher.id] = (sum_ + posted, min(place, first), told)


def _texts(element: Element) -> tuple[Texts, Texts]:
    """Return a line's values by name, and what it is analysed by, under our names; of two of a kind the first counts."""
    cut = element.tag.index("}") + 1
    line: Texts = {}
    analysis: Texts = {}
    for child in element.iterchildren("*"):
        line[child.tag[cut:]] = child.text
        if len(child):
            for dimension in child.iterchildren("*"):
                told = {part.tag[cut:]: part.text for part in dimension.iterchildren("*")}
                own = told.get("Type") == "UserDefined" and number(told.get("TypeId")) == OWN_DIMENSION
                place = "cost_unit_code" if own else PLACES.get(told.get("Type") or "")
                if place:
                    analysis.setdefault(place, told.get("Value"))
    return line, analysis


def _line(line: Texts, analysis: Texts, book: Book, voucher: Voucher, place: int) -> LedgerLine:
    currency, own = line.get("Currency") or "", book.company.currency
    foreign = currency not in {"", own}
    posted, link = money(amount(line.get("Amount"))), number(line.get("LinkId"))
    tax = line.get("VatCode")
    account = number(line["AccountNo"])
    if account is None:
        raise ValueError("a line without an account")
    return _posting(
        id=_required(line["Id"]).lower(),
        changed_at=moment(line.get("DateChanged")),
        extra={"link": link} if link else None,
        voucher_id=voucher.id,
        line_number=place,
        account_id=str(account),
        date=voucher.date,
        year=voucher.year,
        period=voucher.period,
        amount=posted,
        currency=own,
        foreign_amount=_abroad(line, posted) if foreign else None,
        foreign_currency=currency if foreign else "",
        description=(line.get("Comment") or "").strip(),
        contact_id=analysis.get("contact_id"),
        tax_code=book.tax_codes.get(tax, tax) if tax and number(tax) is not None else "",
        cost_center_code=analysis.get("cost_center_code") or "",
        cost_unit_code=analysis.get("cost_unit_code") or "",
        project_id=analysis.get("project_id"),
        article_id=analysis.get("article_id"),
        opening=voucher.opening,
    )


def _required(text: str | None) -> str:
    if not text:
        raise ValueError("a line without an id")
    return text


def _abroad(line: Texts, posted: Decimal) -> Decimal | None:
    """Return an amount in the line's own currency; None where the rate is not told."""
    rate, unit = amount(line.get("CurrencyRate")), number(line.get("CurrencyUnit")) or 1
    return cents(posted / rate * unit) if rate else None


def _month(year: FiscalYearRow, booked: date) -> int:
    return (booked.year - year.start.year) * 12 + booked.month - year.start.month + 1


def _document(line: Texts, posting: LedgerLine) -> Document:
    """Return what joins the files of one stamp to their voucher."""
    return Document(
        id=f"stamp-{line['StampNo']}",
        subject=posting.description,
        type="voucher",
        date=posting.date,
        contact_id=posting.contact_id,
        voucher_id=posting.voucher_id,
    )


def _opening(posting: LedgerLine, book: Book) -> Balance:
    return Balance(
        id=posting.id,
        account_id=posting.account_id,
        measure="opening",
        year=posting.year,
        period=0,
        amount=posting.amount,
        currency=book.company.currency,
    )


def _invoice(line: Texts, posting: LedgerLine, voucher: Voucher) -> Invoice:
    """Return the invoice to a customer that an entry is, by its posting on the customer's account."""
    return Invoice(
        id=voucher.id,
        changed_at=posting.changed_at,
        direction="sales",
        state="posted",
        number=line.get("InvoiceNo") or "",
        journal_code=voucher.journal_code,
        date=voucher.date,
        due_date=day(line.get("DueDate")),
        contact_id=posting.contact_id,
        description=posting.description,
        amount=posting.amount,
        currency=posting.currency,
        foreign_amount=posting.foreign_amount,
        foreign_currency=posting.foreign_currency,
        payment_reference=line.get("OCR") or "",
        voucher_id=voucher.id,
    )


def _open_item(line: Texts, posting: LedgerLine) -> OpenItem:
    kind = line.get("SystemType")
    payable = kind in PAYABLE or (kind not in RECEIVABLE and posting.account_id.startswith("2"))
    return _item(
        id=posting.id,
        changed_at=posting.changed_at,
        direction="payable" if payable else "receivable",
        date=posting.date,
        contact_id=posting.contact_id,
        account_id=posting.account_id,
        voucher_id=None if posting.opening else posting.voucher_id,
        number=line.get("InvoiceNo") or "",
        due_date=day(line.get("DueDate")),
        description=posting.description,
        amount=posting.amount,
        currency=posting.currency,
        foreign_amount=posting.foreign_amount,
        foreign_currency=posting.foreign_currency,
        payment_reference=line.get("OCR") or "",
    )
