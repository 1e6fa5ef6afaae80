"""Articles, projects, cost centres, attachments, users and the company itself as rows.

Source: FACTS.md#registers, FACTS.md#attachments, FACTS.md#company.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_eaccounting.simulator import fields
from boekhaak_eaccounting.simulator.account_rows import TERMS
from boekhaak_eaccounting.simulator.holding import Holding
from boekhaak_eaccounting.simulator.kept import Fixed, Kept
from boekhaak_eaccounting.simulator.logins import SimulatedLogin
from boekhaak_eaccounting.simulator.paper import Paper
from boekhaak_eaccounting.simulator.values import Row, cut
from boekhaak_eaccounting.simulator.voucher_rows import ATTACHED_TO_VOUCHER

COST_CENTERS: tuple[tuple[books.DimensionType, str], ...] = (
    ("cost_center", "Cost centres"),
    ("cost_unit", "Cost units"),
)
"""The first two of the vendor's three dimensions hold the books' two."""
THIRD = "Not used"
ONGOING, PRO, ACTIVE = 1, 5, 1
UNKNOWN_TEXTS = (
    "Email", "Phone", "MobilePhone", "Address1", "Address2", "PostalCode", "BankGiro", "PlusGiro", "BankAccount", "Iban",
)  # fmt: skip
"""Texts of a company that books do not tell; a client takes them to be there. Source: FACTS.md#peers."""


def company_settings(holding: Holding, identifier: str | None) -> Row:
    """Return what identifies the company; VatCode is its VAT number, and there is no Id."""
    company = holding.company
    return {
        **dict.fromkeys(UNKNOWN_TEXTS, ""),
        "Name": company.name[:100],
        "City": cut(company.city, 40),
        "CountryCode": company.country,
        "CurrencyCode": company.currency,
        "TermsOfPaymentId": holding.guid(*TERMS),
        "CorporateIdentityNumber": company.registration_number or None,
        "VatCode": company.vat_number or None,
        "AccountNumberDigits": max((len(number) for number in holding.accounts), default=4),
        "AccountingLockInterval": 0,
        "ProductVariant": PRO,
        "TypeOfBusiness": 1,
        "VatPeriod": 1,
        "ActivatedModules": ["api_standard"],
        "UsesMoss": False,
        "UsesCostCenter": any(type_ != "project" for type_, _ in holding.dimensions),
        "UsesProject": any(type_ == "project" for type_, _ in holding.dimensions),
        "DomesticCurrencyRounding": 0,
        "CompanyStatus": ACTIVE,
        "CompanyIdentifier": identifier,
    }


def users(logins: Iterable[SimulatedLogin], company: str, current: SimulatedLogin) -> Sequence[Fixed]:
    """Return the users of a company."""
    return [
        Fixed(
            {
                "Id": login.user_id,
                "Email": login.email,
                "FirstName": login.names[0],
                "LastName": login.names[1],
                "IsActive": True,
                "IsCurrentUser": login == current,
                "IsConsultant": login.consultant,
            }
        )
        for login in logins
        if login.may_open(company)
    ]


def article(holding: Holding, kept: Kept[books.Article]) -> Row:
    """Return the row of an article."""
    held = kept.thing
    price = held.sales_price or Decimal()
    rate = holding.tax_codes[held.tax_code].percentage if held.tax_code in holding.tax_codes else Decimal()
    unit = held.unit or "st"
    return {
        "Id": kept.id,
        "IsActive": True,
        "Number": held.code,
        "Name": held.name[:50],
        "NameEnglish": "",
        "NetPrice": price,
        "GrossPrice": (price * (1 + rate / 100)).quantize(Decimal("0.0001")),
        "CodingId": holding.guid("coding", held.tax_code),
        "CodingName": held.tax_code or "-",
        "UnitId": holding.guid("unit", unit),
        "UnitName": unit,
        "UnitAbbreviation": unit[:6],
        "StockBalance": Decimal(),
        "CreatedUtc": kept.created,
        "ChangedUtc": kept.modified,
        "PurchasePrice": held.cost_price or Decimal(),
        "UsesMoss": False,
        "IsStock": False,
    }


def project(holding: Holding, kept: Kept[books.Dimension]) -> Row:
    """Return the row of a project."""
    return {
        "Id": kept.id,
        "Number": kept.thing.code,
        "Name": kept.thing.name[:50],
        "StartDate": holding.first_year.start,
        "Status": ONGOING,
        "ModifiedUtc": kept.modified,
    }


def cost_center_item(holding: Holding, kept: Kept[books.Dimension]) -> Row:
    """Return the row of a cost centre or a cost unit."""
    return {
        "CostCenterId": holding.guid("dimension", kept.thing.type),
        "Id": kept.id,
        "Name": kept.thing.name[:50],
        "ShortName": kept.thing.code,
        "IsActive": True,
        "CreatedUtc": kept.created,
    }


def cost_centers(holding: Holding, items: Iterable[Kept[books.Dimension]]) -> Sequence[Fixed]:
    """Return the three dimensions with their items within."""
    rows = [fields.full(kept.row(), fields.COST_CENTER_ITEM) for kept in items]
    found = []
    for number, (type_, name) in enumerate((*COST_CENTERS, ("", THIRD)), start=1):
        id_ = holding.guid("dimension", type_)
        mine = [row for row in rows if row["CostCenterId"] == id_]
        found.append(Fixed({"Id": id_, "Name": name, "Number": number, "IsActive": bool(mine), "Items": mine}))
    return found


def attachment(holding: Holding, kept: Kept[Paper]) -> Row:
    """Return the row of a file, without the address from which it is downloaded."""
    paper = kept.thing
    linked = paper.voucher
    return {
        "Id": kept.id,
        "ContentType": paper.media_type,
        "DocumentId": holding.guid("voucher", *linked) if linked else None,
        "AttachedDocumentType": ATTACHED_TO_VOUCHER if linked else 0,
        "FileName": paper.file.name[:200],
        "Comment": cut(paper.document.subject, 200),
        "Type": 2,
        "AttachmentStatus": 0 if linked else 1,
        "ImageDate": paper.document.date,
    }
