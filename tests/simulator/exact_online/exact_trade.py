"""A wholesaler with what stands beside the ledger: dimensions, articles, invoices, open items, documents, rates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from boekhaak.testing.books.model import (
    Account,
    Address,
    Article,
    Attachment,
    Books,
    Company,
    Contact,
    Dimension,
    Document,
    ExchangeRate,
    Invoice,
    InvoiceLine,
    Journal,
    Line,
    OpenItem,
    Period,
    TaxCode,
    Voucher,
)

WHOLESALER = "Groothandel De Weg"
LARGE = 300_000
"""The size of the large file, in bytes."""


def sale(number: str, total: str, tax: str = "21.00", *, day: date = date(2026, 3, 10), contact: str = "K1") -> Voucher:
    """Return a sales entry of two charged lines; the receivable is the total, and the first line gets what is left."""
    owed, vat = Decimal(total), Decimal(tax)
    net = owed - vat
    return Voucher(
        "70",
        number,
        day,
        2026,
        day.month,
        f"Sale {number}",
        (
            Line("1300", owed, f"Sale {number}", contact=contact),
            Line(
                "8000", -(net - 40), "Chairs", contact, "2", cost_center="NORTH", article="CHAIR", quantity=Decimal(3)
            ),
            Line("8000", Decimal(-40), "Carriage", contact, "2", project="P1", cost_unit="VANS"),
            Line("1500", -vat, "VAT", tax_code="2"),
        ),
    )


def purchase(number: str, total: str, *, day: date = date(2026, 4, 2)) -> Voucher:
    """Return a purchase entry without VAT."""
    owed = Decimal(total)
    lines = (
        Line("1600", -owed, f"Bought {number}", contact="L1"),
        Line("4000", owed, "Wood", "L1", cost_center="SOUTH"),
    )
    return Voucher("60", number, day, 2026, day.month, f"Bought {number}", lines)


def invoice(voucher: Voucher, *, reference: str = "") -> Invoice:
    """Return the invoice that a voucher is, to be paid within 14 days."""
    first = voucher.lines[0]
    sells = voucher.journal == "70"
    return Invoice(
        direction="sales" if sells else "purchase",
        state="posted",
        number=voucher.number,
        contact=first.contact or "",
        date=voucher.date,
        due_date=voucher.date + timedelta(days=14),
        amount=first.amount if sells else -first.amount,
        description=voucher.description,
        reference=reference,
        voucher=(voucher.journal, voucher.year, voucher.number),
    )


def open_item(voucher: Voucher) -> OpenItem:
    """Return what is unpaid of a voucher: all of it."""
    first = voucher.lines[0]
    return OpenItem(
        direction="receivable" if voucher.journal == "70" else "payable",
        account=first.account,
        contact=first.contact or "",
        number=voucher.number,
        date=voucher.date,
        due_date=voucher.date + timedelta(days=14),
        amount=first.amount,
        description=voucher.description,
        voucher=(voucher.journal, voucher.year, voucher.number),
    )


DRAFT = Invoice(
    "sales",
    "draft",
    "",
    "K1",
    date(2026, 6, 1),
    date(2026, 6, 15),
    Decimal("60.50"),
    "Still to be sent",
    lines=(
        InvoiceLine(
            "Table",
            Decimal("50.00"),
            "8000",
            Decimal("10.50"),
            "2",
            "CHAIR",
            Decimal(2),
            "pc",
            Decimal(25),
            cost_center="NORTH",
        ),
    ),
)
OPEN = Invoice(
    "sales",
    "open",
    "26700900",
    "K1",
    date(2026, 6, 2),
    date(2026, 6, 16),
    Decimal("-12.10"),
    reference="PO 7",
    lines=(InvoiceLine("Returned", Decimal("-10.00"), "8000", Decimal("-2.10"), "2"),),
)
OLD_ITEM = OpenItem(
    "receivable", "1300", "K1", "2025/12", date(2025, 12, 20), date(2026, 1, 3), Decimal("75.00"), "From last year"
)
FIRST, SECOND, THIRD = sale("26700001", "161.00"), sale("26700002", "121.00"), sale("26700003", "-61.00", "-1.00")
BOUGHT, RETURNED = purchase("26600001", "300.00"), purchase("26600002", "-20.00")
FILES = (Attachment("invoice é 1.pdf", 1_000), Attachment("scan.png", LARGE))
PAPER = Document("17", "Invoice 26700001", "Sales invoice", date(2026, 3, 10), "K1", ("70", 2026, "26700001"), FILES)
NOTE = Document("N-2", "Agreement", "Contract", date(2026, 2, 1))


def wholesaler() -> Company:
    """Return the wholesaler. Of its three sales, the first and the third were printed in the invoicing module."""
    return Company(
        name=WHOLESALER,
        country="NL",
        currency="EUR",
        periods=tuple(
            Period(2026, month, date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1))
            for month in range(1, 12)
        ),
        accounts=(
            Account("1000", "Bank", "balance", "debit", "bank"),
            Account("1300", "Debiteuren", "balance", "debit", "receivable"),
            Account("1500", "Btw", "balance", "credit", "vat"),
            Account("1600", "Crediteuren", "balance", "credit", "payable"),
            Account("8000", "Omzet", "result", "credit", "revenue"),
            Account("4000", "Kosten", "result", "debit", "cost"),
        ),
        journals=(
            Journal("70", "Verkoop", "sales", "1300"),
            Journal("60", "Inkoop", "purchase", "1600"),
            Journal("20", "Bank", "bank", "1000"),
            Journal("90", "Memoriaal", "general"),
        ),
        tax_codes=(TaxCode("2", "Hoog", Decimal(21), "sales"),),
        contacts=(
            Contact("K1", "Meubelhal", is_customer=True, addresses=(Address("visit", country="NL", main=True),)),
            Contact("L1", "Houthandel", is_supplier=True),
        ),
        vouchers=(FIRST, SECOND, THIRD, BOUGHT, RETURNED),
        dimensions=(
            Dimension("cost_center", "NORTH", "Regio noord"),
            Dimension("cost_center", "SOUTH", "Regio zuid"),
            Dimension("cost_unit", "VANS", "Bestelwagens"),
            Dimension("project", "P1", "Nieuwbouw"),
        ),
        articles=(
            Article(
                "CHAIR",
                "Stoel",
                "pc",
                is_sold=True,
                sales_price=Decimal("25.00"),
                cost_price=Decimal("9.5"),
                tax_code="2",
            ),
            Article("HOUR", "Montage"),
        ),
        exchange_rates=(ExchangeRate("USD", "EUR", date(2026, 1, 1), Decimal("0.925")),),
        invoices=(
            invoice(FIRST, reference="PO 1"),
            invoice(SECOND),
            invoice(THIRD),
            invoice(BOUGHT, reference="F-881"),
            invoice(RETURNED),
            DRAFT,
            OPEN,
        ),
        open_items=(open_item(FIRST), open_item(THIRD), open_item(BOUGHT), OLD_ITEM),
        documents=(PAPER, NOTE),
    )


def trade_books() -> Books:
    """Return books that hold the wholesaler alone."""
    return Books((wholesaler(),))
