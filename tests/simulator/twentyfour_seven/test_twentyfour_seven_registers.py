"""Client, companies, invoices, projects, products, persons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from seven_site import CLIENT, COMPANY, FJORD, INVOICE, PERSON, PRODUCT, PROJECT, Caller, Enter, fjord, sentence

from boekhaak.testing.books.model import Books, Contact

PROPERTIES = "<returnProperties>{}</returnProperties>"


def strings(*names: str) -> str:
    """Return an array of texts."""
    return "".join(f"<string>{name}</string>" for name in names)


def test_the_client_tells_its_name_number_and_currency(caller: Caller) -> None:
    result = caller.result(CLIENT, "GetClientInformation")

    told = [result.findtext(name) for name in ("Name", "OrganizationNumber", "DefaultCurrency", "Country")]
    assert told == [FJORD, "999999999", "NOK", "NO"]


@pytest.mark.parametrize("operation", ["GetUsers", "GetDepartmentList", "GetCurrencyList", "GetVatTypeList"])
def test_the_clients_lists_are_read(caller: Caller, operation: str) -> None:
    assert len(caller.result(CLIENT, operation)) == 1


def test_a_company_comes_with_the_properties_that_are_asked_for(caller: Caller) -> None:
    search = "<searchParams><CompanyId>10001</CompanyId></searchParams>"

    (row,) = caller.result(
        COMPANY, "GetCompanies", search + PROPERTIES.format(strings("Type", "Addresses", "EmailAddresses"))
    )

    assert [part.tag for part in row] == ["Id", "Name", "Addresses", "EmailAddresses", "Type"]
    assert row.findtext("Addresses/Visit/PostalCode") == "5003"
    assert row.findtext("EmailAddresses/Primary/Value") == "torsk@example.com"


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("<CompanyIds><int>10001</int><int>20001</int></CompanyIds>", ["Torsk & Sønn", "Garn Inc"]),
        ("<CompanyName>%garn%</CompanyName>", ["Garn Inc"]),
        ("<OrganizationNumber>888888888</OrganizationNumber>", ["Torsk & Sønn"]),
        ("<ChangedAfter>2026-06-01T00:00:00</ChangedAfter>", []),
    ],
)
def test_companies_are_searched_for(caller: Caller, search: str, names: list[str]) -> None:
    rows = caller.rows(COMPANY, "GetCompanies", f"<searchParams>{search}</searchParams>")

    assert [row["Name"] for row in rows] == names


def test_a_search_for_nothing_is_refused(caller: Caller) -> None:
    expected = "Please specify at least one search parameter"

    assert sentence(caller.ask(COMPANY, "GetCompanies", "<searchParams/>")) == expected
    assert sentence(caller.ask(INVOICE, "GetInvoices", "<searchParams/>")) == expected


def test_a_property_that_nobody_knows_makes_items_exceptions(caller: Caller) -> None:
    search = "<searchParams><CompanyId>10001</CompanyId></searchParams>"

    (row,) = caller.result(COMPANY, "GetCompanies", search + PROPERTIES.format(strings("Shoes")))

    assert (row.findtext("APIException/Type") or "").endswith("ParameterNotFoundException")


def test_the_sync_list_has_pages_of_a_thousand(enter: Enter) -> None:
    many = tuple(Contact(str(number), f"Kunde {number}", is_customer=True) for number in range(1, 2_101))
    caller = enter(Books((replace(fjord(), contacts=fjord().contacts + many),)))
    caller.login()

    page = caller.result(COMPANY, "GetCompanySyncList", "<syncSearchParameters><Page>3</Page></syncSearchParameters>")

    told = [page.findtext(name) for name in ("CurrentPage", "TotalPages", "TotalItems", "ItemsPerPage")]
    assert told == ["3", "3", "2102", "1000"]
    assert len(page.findall("Items/SyncCompany")) == 102


def test_invoices_are_listed_by_id_and_read_by_id(caller: Caller) -> None:
    ids = [one.text for one in caller.result(INVOICE, "GetOrderSyncList", "<syncParams/>")]
    search = f"<searchParams><OrderIds><int>{ids[0]}</int></OrderIds></searchParams>"
    names = strings("OrderStatus", "InvoiceId", "OrderTotalIncVat", "OrderTotalVat", "Paid", "InvoiceRows")

    (row,) = caller.result(
        INVOICE,
        "GetInvoices",
        f"{search}<invoiceReturnProperties>{names}</invoiceReturnProperties>"
        f"<rowReturnProperties>{strings('Price', 'Quantity')}</rowReturnProperties>",
    )

    assert ids == ["1", "2", "4"]
    assert (row.findtext("OrderStatus"), row.findtext("Paid")) == ("Invoiced", "2026-04-02T00:00:00")
    assert (row.findtext("OrderTotalIncVat"), row.findtext("OrderTotalVat")) == ("125.00", "25.00")
    assert row.findtext("InvoiceRows/InvoiceRow/Price") == "100.00"


def test_an_invoice_that_is_not_posted_is_a_draft_with_rows(caller: Caller) -> None:
    search = "<searchParams><OrderStates><OrderSlipStateType>Draft</OrderSlipStateType></OrderStates></searchParams>"

    rows = caller.rows(INVOICE, "GetInvoices", search)

    assert [row["OrderId"] for row in rows] == ["4"]


def test_no_more_than_a_thousand_orders_are_asked_for_at_a_time(caller: Caller) -> None:
    ids = "".join(f"<int>{number}</int>" for number in range(1_001))

    answer = caller.ask(INVOICE, "GetInvoices", f"<searchParams><OrderIds>{ids}</OrderIds></searchParams>")

    assert "1000" in sentence(answer)


def test_projects_and_products_are_read_and_there_are_no_persons(caller: Caller) -> None:
    (project,) = caller.rows(PROJECT, "GetProjectsDetailed", "<Ps/>")
    names = PROPERTIES.format(strings("No", "Price"))
    (product,) = caller.rows(PRODUCT, "GetProducts", "<searchParams><No>F1</No></searchParams>" + names)

    assert (project["Id"], project["Name"]) == ("7", "Trawler")
    assert (product["No"], product["Price"]) == ("F1", "50.00")
    assert len(caller.result(PERSON, "GetPersons", "<personSearch/>")) == 0
