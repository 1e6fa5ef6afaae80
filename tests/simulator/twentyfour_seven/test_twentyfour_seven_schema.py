"""Answers held against the vendor's published schemas, where those lie next to the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from seven_site import (
    ACCOUNT,
    ATTACHMENT,
    AUTH,
    CLIENT,
    COMPANY,
    INVOICE,
    PERSON,
    PRODUCT,
    PROJECT,
    TRANSACTION,
    YEAR,
    Caller,
    Enter,
)

from boekhaak_twentyfour_seven.simulator.shapes import elements_of

SPECIFICATIONS = Path(__file__).resolve().parents[4] / "shared" / "specs" / "twentyfour_seven"
XSD = "http://www.w3.org/2001/XMLSchema"
WSDL_TYPES = "http://microsoft.com/wsdl/types/"


def every(shape: str) -> str:
    """Return the names of all elements of a shape as an array of texts."""
    return "".join(f"<string>{name}</string>" for name, _ in elements_of(shape))


ORDERS = "<searchParams><CustomerIds><int>10001</int></CustomerIds></searchParams>"
NAMED = "<searchParams><CompanyName>%</CompanyName></searchParams>"
AGGREGATED = "<startDate>2026-02-01T00:00:00</startDate><periodType>Month</periodType><returnIB>true</returnIB>"
CALLS = [
    (AUTH, "authService", "Login", "{credential}"),
    (AUTH, "authService", "HasSession", ""),
    (AUTH, "authService", "GetIdentity", ""),
    (AUTH, "authService", "GetIdentities", ""),
    (AUTH, "authService", "GetIdentitiesWithCredential", "{credential}"),
    (AUTH, "authService", "SetIdentityById", "<identityId>11111111-1111-1111-1111-111111111111</identityId>"),
    (ACCOUNT, "accountService", "GetAccountList", ""),
    (ACCOUNT, "accountService", "GetTaxCodeList", ""),
    (ACCOUNT, "accountService", "GetTypeList", ""),
    (TRANSACTION, "transactionService", "GetTransactionTypes", ""),
    (TRANSACTION, "transactionService", "GetFiscalYears", ""),
    (TRANSACTION, "transactionService", "GetUserDefinedDimensions", ""),
    (TRANSACTION, "transactionService", "GetUserDefinedDimensionValues", "<DimensionType>101</DimensionType>"),
    (TRANSACTION, "transactionService", "GetTransactions", f"<searchParams>{YEAR}</searchParams>"),
    (TRANSACTION, "transactionService", "GetTransactions", "<searchParams/>"),
    (TRANSACTION, "transactionService", "GetAggregated", AGGREGATED),
    (CLIENT, "clientService", "GetClientInformation", ""),
    (CLIENT, "clientService", "GetUsers", ""),
    (CLIENT, "clientService", "GetDepartmentList", ""),
    (CLIENT, "clientService", "GetCurrencyList", ""),
    (CLIENT, "clientService", "GetVatTypeList", ""),
    (COMPANY, "companyService", "GetCompanySyncList", "<syncSearchParameters/>"),
    (COMPANY, "companyService", "GetCompanies", f"{NAMED}<returnProperties>{every('Company')}</returnProperties>"),
    (INVOICE, "invoiceService", "GetOrderSyncList", "<syncParams/>"),
    (
        INVOICE,
        "invoiceService",
        "GetInvoices",
        f"{ORDERS}<invoiceReturnProperties>{every('InvoiceOrder')}</invoiceReturnProperties>"
        f"<rowReturnProperties>{every('InvoiceRow')}</rowReturnProperties>",
    ),
    (PROJECT, "projectService", "GetProjectsDetailed", "<Ps/>"),
    (PROJECT, "projectService", "GetProjectNameList", ""),
    (PERSON, "personService", "GetPersons", "<personSearch/>"),
    (
        PRODUCT,
        "productService",
        "GetProducts",
        f"<searchParams><Id>1</Id></searchParams><returnProperties>{every('Product')}</returnProperties>",
    ),
    (ATTACHMENT, "attachmentService", "GetFileInfo", "<parameters/>"),
    (ATTACHMENT, "attachmentService", "GetSize", "<file><Id>1</Id></file>"),
    (ATTACHMENT, "attachmentService", "GetChecksum", "<file><Id>1</Id></file>"),
    (
        ATTACHMENT,
        "attachmentService",
        "DownloadChunk",
        "<file><Id>1</Id></file><offset>0</offset><bufferSize>9</bufferSize>",
    ),
]


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, etree.XMLSchema]:
    """Return the schema of each service, out of its WSDL."""
    if not SPECIFICATIONS.is_dir():
        pytest.skip("the vendor's WSDLs are not part of this repository and do not lie next to it")
    return {
        path.stem: schema_of(path, tmp_path_factory.mktemp(path.stem)) for path in sorted(SPECIFICATIONS.glob("*.wsdl"))
    }


def schema_of(path: Path, folder: Path) -> etree.XMLSchema:
    """Return the schema inside a WSDL; the one for GUIDs, which it imports without an address, is put beside it."""
    found = {one.get("targetNamespace"): one for one in etree.parse(path).iter(f"{{{XSD}}}schema")}
    main = next(one for space, one in found.items() if space != WSDL_TYPES)
    for imported in main.iter(f"{{{XSD}}}import"):
        imported.set("schemaLocation", "types.xsd")
        (folder / "types.xsd").write_bytes(etree.tostring(found[WSDL_TYPES]))
    (folder / "main.xsd").write_bytes(etree.tostring(main))
    return etree.XMLSchema(file=str(folder / "main.xsd"))


@pytest.mark.parametrize("fault", ["", "sentinels", "item_exceptions"])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: str(call[2]))
@pytest.mark.audit_files
def test_answers_have_the_names_and_the_order_of_the_schema(
    enter: Enter, schemas: dict[str, etree.XMLSchema], call: tuple[str, str, str, str], fault: str
) -> None:
    path, service, operation, inner = call
    caller: Caller = enter(faults=[fault] if fault else [])
    caller.login()

    answer = caller.ask(path, operation, inner.replace("{credential}", caller.credential()))

    assert answer.status_code == 200, answer.text
    schemas[service].assertValid(etree.fromstring(answer.content)[0][0])


@pytest.mark.parametrize(
    ("service", "shape"),
    [
        ("companyService", "Company"),
        ("invoiceService", "InvoiceOrder"),
        ("invoiceService", "InvoiceRow"),
        ("productService", "Product"),
    ],
)
@pytest.mark.audit_files
def test_every_property_of_the_schema_can_be_asked_for(service: str, shape: str) -> None:
    if not SPECIFICATIONS.is_dir():
        pytest.skip("the vendor's WSDLs are not part of this repository and do not lie next to it")
    wsdl = etree.parse(SPECIFICATIONS / f"{service}.wsdl")

    told = wsdl.findall(f".//{{{XSD}}}complexType[@name='{shape}']//{{{XSD}}}element")

    assert [name for name, _ in elements_of(shape)] == [one.get("name") for one in told]
