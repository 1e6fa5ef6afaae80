"""Every answer against the vendor's own specification of 2023, where it lies next to this repository."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eaccounting_site import Client

SPECIFICATION = Path(__file__).resolve().parents[4] / "shared" / "specs" / "eaccounting_swagger_2023.json"

NEWER = {
    "CompanySettingsApi": {"AccountNumberDigits", "UsesCostCenter", "UsesProject"},
    "AccountApi": {"CreatedUtc"},
    "CustomerInvoiceApi": {"CustomerName", "PaymentDate", "PaymentStatus"},
    "SupplierInvoiceApi": {"CanUndoInvoice"},
}
"""Fields of the specification of 2026 that the one of 2023 lacks."""

LISTS = {
    "accounts": "AccountApi",
    "accountbalances/2026-06-25": "AccountBalanceAPI",
    "articles": "ArticleApi",
    "attachments": "AttachmentResultApi",
    "costcenters": "CostCenterApi",
    "costcenteritems": "CostCenterItemApi",
    "customerinvoices": "CustomerInvoiceApi",
    "customers": "CustomerApi",
    "fiscalyears": "FiscalYearApi",
    "fiscalyears/openingbalances": "OpeningBalancesApi",
    "projects": "ProjectApi",
    "supplierinvoices": "SupplierInvoiceApi",
    "suppliers": "SupplierApi",
    "termsofpayments": "TermsOfPaymentApi",
    "units": "UnitApi",
    "users": "UserApi",
    "vatcodes": "VatCodeApi",
    "vouchers": "VoucherApi",
}
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,7})?Z)?")
PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


@pytest.fixture(scope="module")
def definitions() -> dict[str, Any]:
    if not SPECIFICATION.exists():
        pytest.skip("the vendor's specification is not part of this repository and does not lie next to it")
    found: dict[str, Any] = json.loads(SPECIFICATION.read_text())["definitions"]
    return found


def wrong(value: Any, schema: dict[str, Any], definitions: dict[str, Any], where: str) -> Iterator[str]:
    """Yield what does not fit the schema; null is taken where nothing is required."""
    if value is None:
        return
    if "$ref" in schema:
        yield from wrong_object(value, schema["$ref"].rpartition("/")[2], definitions, where)
    elif schema.get("type") == "array":
        for place, item in enumerate(value):
            yield from wrong(item, schema["items"], definitions, f"{where}[{place}]")
    elif schema.get("type") in PYTHON_TYPES:
        yield from wrong_scalar(value, schema, where)


def wrong_object(value: Any, name: str, definitions: dict[str, Any], where: str) -> Iterator[str]:
    known = definitions[name]
    for field in known.get("required", []):
        if value.get(field) is None:
            yield f"{where}.{field} is missing"
    for field, inner in value.items():
        if field in known["properties"]:
            yield from wrong(inner, known["properties"][field], definitions, f"{where}.{field}")
        elif field not in NEWER.get(name, set()):
            yield f"{where}.{field} is unknown"


def wrong_scalar(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    types = PYTHON_TYPES[schema["type"]]
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        yield f"{where} is a {type(value).__name__}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{where} is {value}"
    elif len(str(value)) > schema.get("maxLength", 1_000_000):
        yield f"{where} is too long"
    elif schema.get("format") == "uuid" and str(uuid.UUID(value)) != value:
        yield f"{where} is no GUID"
    elif schema.get("format") == "date-time" and not DATE.fullmatch(value):
        yield f"{where} is no date: {value}"


@pytest.mark.audit_files
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("company", range(3))
def test_rows_are_as_specified(stranger: Client, definitions: dict[str, Any], path: str, company: int) -> None:
    stranger.sign_in({"company": [stranger.simulator.books.companies[company].name]})

    body = stranger.body(f"{path}?$pagesize=1000")

    assert list(wrong_object(body["Meta"], "PaginationMetadata", definitions, "Meta")) == []
    for place, row in enumerate(body["Data"]):
        assert list(wrong_object(row, LISTS[path], definitions, f"{path}[{place}]")) == []


@pytest.mark.audit_files
def test_the_company_is_as_specified(client: Client, definitions: dict[str, Any]) -> None:
    assert list(wrong_object(client.body("companysettings"), "CompanySettingsApi", definitions, "company")) == []


@pytest.mark.audit_files
def test_the_generated_companies_fill_every_list(stranger: Client, definitions: dict[str, Any]) -> None:
    stranger.sign_in({"company": [stranger.simulator.books.companies[1].name]})

    empty = [path for path in LISTS if not stranger.body(path)["Data"]]

    assert empty == []
