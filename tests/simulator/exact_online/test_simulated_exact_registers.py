"""Dimensions, articles and exchange rates, and what a ledger line says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from exact_site import Client, Enter, message
from exact_trade import FIRST, WHOLESALER, trade_books, wholesaler

from boekhaak.errors import PackageRefused
from boekhaak.testing.books.model import Article, Books, Dimension, ExchangeRate
from boekhaak_exact_online.simulator.register_fields import ITEM, SYNC_ITEM


@pytest.fixture
def client(enter: Enter) -> Client:
    """Return a client of the wholesaler."""
    made = enter(trade_books())
    made.sign_in()
    return made


def test_cost_centres_and_cost_units_are_listed_by_code_and_have_no_sync_twin(client: Client) -> None:
    centers = client.rows("100001/hrm/Costcenters?$orderby=Code")
    (unit,) = client.rows("100001/hrm/Costunits")

    assert [(row["Code"], row["Description"], row["Active"]) for row in centers] == [
        ("NORTH", "Regio noord", True),
        ("SOUTH", "Regio zuid", True),
    ]
    assert (unit["Code"], unit["Description"], "Active" in unit) == ("VANS", "Bestelwagens", False)
    assert client.get("100001/sync/HRM/Costcenters").status_code == 404


def test_projects_have_a_sync_twin_without_collections(client: Client) -> None:
    (single,) = client.rows("100001/project/Projects")
    (synced,) = client.rows("100001/sync/Project/Projects?$filter=Timestamp gt 1L")

    assert (single["Code"], single["Description"]) == ("P1", "Nieuwbouw")
    assert synced["ID"] == single["ID"]
    assert single["InvoiceTerms"]["__deferred"]
    assert not {"InvoiceTerms", "ProjectRestrictionItems"} & set(synced)
    assert synced["__metadata"]["uri"].endswith(f"sync/Project/Projects({synced['Timestamp']}L)")


def test_a_ledger_line_names_its_dimensions_and_its_article(client: Client) -> None:
    (project,) = client.rows("100001/project/Projects")
    (chair,) = client.rows("100001/logistics/Items?$filter=Code eq 'CHAIR'")
    rows = {row["LineNumber"]: row for row in client.lines() if row["EntryNumber"] == 26700001}

    assert (rows[1]["CostCenter"], rows[1]["CostCenterDescription"]) == ("NORTH", "Regio noord")
    assert (rows[1]["Item"], rows[1]["ItemCode"], rows[1]["ItemDescription"]) == (chair["ID"], "CHAIR", "Stoel")
    assert rows[1]["Quantity"] == 3
    assert (rows[2]["Project"], rows[2]["ProjectCode"], rows[2]["ProjectDescription"]) == (
        project["ID"],
        "P1",
        "Nieuwbouw",
    )
    assert (rows[2]["CostUnit"], rows[2]["CostUnitDescription"]) == ("VANS", "Bestelwagens")
    assert (rows[0]["CostCenter"], rows[0]["Item"], rows[0]["Quantity"]) == (None, None, None)


def test_items_are_listed_as_they_were_recorded(client: Client) -> None:
    chair, hour = client.rows("100001/logistics/Items?$orderby=Code")

    assert list(chair) == ["__metadata", *ITEM]
    assert (chair["Unit"], chair["UnitDescription"], chair["SalesVatCode"]) == ("pc      ", "pc", "2  ")
    assert (chair["StandardSalesPrice"], chair["CostPriceStandard"], chair["IsSalesItem"]) == (25, 9.5, True)
    assert (hour["StandardSalesPrice"], hour["CostPriceStandard"], hour["Unit"]) == (0, 0, None)
    assert chair["__metadata"]["type"] == "Exact.Web.Api.Models.Item"


def test_items_under_sync_tell_no_sales_price_and_those_under_bulk_do(client: Client) -> None:
    (synced, _) = client.rows("100001/sync/Logistics/Items?$filter=Timestamp gt 1L")
    bulk = client.rows("100001/bulk/Logistics/Items?$select=Code,StandardSalesPrice")

    assert list(synced) == ["__metadata", *SYNC_ITEM]
    assert "StandardSalesPrice" not in synced
    assert {row["Code"]: row["StandardSalesPrice"] for row in bulk} == {"CHAIR": 25, "HOUR": 0}
    assert client.get("100001/bulk/Logistics/Items").status_code == 400


def test_an_exchange_rate_tells_what_a_foreign_unit_is_worth(client: Client) -> None:
    client.simulator.add_exchange_rate(WHOLESALER, ExchangeRate("USD", "EUR", date(2026, 2, 1), Decimal("0.93")))
    client.simulator.add_exchange_rate(WHOLESALER, ExchangeRate("USD", "EUR", date(2026, 1, 1), Decimal("0.92")))

    rows = client.rows("100001/financial/ExchangeRates?$orderby=StartDate")

    assert [(row["SourceCurrency"], row["TargetCurrency"], row["Rate"]) for row in rows] == [
        ("USD", "EUR", 0.92),
        ("USD", "EUR", 0.93),
    ]
    assert rows[1]["StartDate"] == "/Date(1769904000000)/"
    assert [rate.rate for rate in client.simulator.books.company(WHOLESALER).exchange_rates] == [
        Decimal("0.92"),
        Decimal("0.93"),
    ]


def test_rates_are_of_foreign_currencies_to_the_company_s_own(client: Client) -> None:
    with pytest.raises(PackageRefused, match="of EUR to USD is none"):
        client.simulator.add_exchange_rate(WHOLESALER, ExchangeRate("EUR", "USD", date(2026, 1, 1), Decimal("1.08")))


def test_articles_are_added_changed_and_deleted(client: Client) -> None:
    since = max(int(row["Timestamp"]) for row in client.rows("100001/sync/Logistics/Items"))

    client.simulator.add_article(WHOLESALER, Article("LAMP", "Lamp"))
    client.simulator.change_article(WHOLESALER, Article("LAMP", "Light"))
    client.simulator.delete_article(WHOLESALER, "HOUR")

    (lamp,) = client.rows(f"100001/sync/Logistics/Items?$filter=Timestamp gt {since}L")
    (gone,) = client.rows("100001/sync/Deleted")
    assert (lamp["Code"], lamp["Description"], gone["EntityType"]) == ("LAMP", "Light", 9)
    assert [article.code for article in client.simulator.books.company(WHOLESALER).articles] == ["CHAIR", "LAMP"]


def test_an_article_that_comes_again_has_another_id(client: Client) -> None:
    (before,) = client.rows("100001/logistics/Items?$filter=Code eq 'HOUR'")
    client.simulator.delete_article(WHOLESALER, "HOUR")

    client.simulator.add_article(WHOLESALER, Article("HOUR", "Montage"))

    (after,) = client.rows("100001/logistics/Items?$filter=Code eq 'HOUR'")
    assert after["ID"] != before["ID"]


def test_only_projects_are_told_of_when_they_are_deleted(client: Client) -> None:
    client.simulator.change_dimension(WHOLESALER, Dimension("cost_unit", "BOATS", "Boten"))
    client.simulator.change_dimension(WHOLESALER, Dimension("project", "P2", "Verbouwing"))
    client.simulator.change_dimension(WHOLESALER, Dimension("cost_center", "NORTH", "Het noorden"))
    project = next(row for row in client.rows("100001/project/Projects") if row["Code"] == "P2")

    client.simulator.delete_dimension(WHOLESALER, "project", "P2")
    client.simulator.delete_dimension(WHOLESALER, "cost_unit", "BOATS")

    gone = client.rows("100001/sync/Deleted")
    assert [(row["EntityType"], row["EntityKey"]) for row in gone] == [(21, project["ID"])]
    (north,) = client.rows("100001/hrm/Costcenters?$filter=Code eq 'NORTH'")
    assert north["Description"] == "Het noorden"
    assert north["Modified"] == "/Date(1782404229000)/"
    assert len(client.rows("100001/hrm/Costunits")) == 1


def test_what_lines_name_cannot_be_deleted(client: Client) -> None:
    with pytest.raises(PackageRefused, match="cost center “NORTH” is used in 4 lines"):
        client.simulator.delete_dimension(WHOLESALER, "cost_center", "NORTH")
    with pytest.raises(PackageRefused, match="article “CHAIR” is used in 4 lines"):
        client.simulator.delete_article(WHOLESALER, "CHAIR")


def test_a_line_names_only_what_exists(client: Client) -> None:
    first, charged, *rest = FIRST.lines

    for change, text in (
        ({"cost_center": "EAST"}, "the cost center “EAST”, which does not exist"),
        ({"project": "P9"}, "the project “P9”, which does not exist"),
        ({"article": "SOFA"}, "the article “SOFA”, which does not exist"),
    ):
        lines = (first, replace(charged, **change), *rest)
        with pytest.raises(PackageRefused, match=text):
            client.simulator.post_voucher(WHOLESALER, replace(FIRST, number="1", lines=lines))


def test_books_that_name_a_dimension_that_is_not_there_are_refused(enter: Enter) -> None:
    with pytest.raises(PackageRefused, match="the cost unit “VANS”, which does not exist"):
        enter(Books((replace(wholesaler(), dimensions=wholesaler().dimensions[:2]),)))


def test_changes_of_what_is_not_there_are_refused(client: Client) -> None:
    with pytest.raises(PackageRefused, match="there is no article “SOFA”"):
        client.simulator.change_article(WHOLESALER, Article("SOFA", "Bank"))
    with pytest.raises(PackageRefused, match="there is no project “P9”"):
        client.simulator.delete_dimension(WHOLESALER, "project", "P9")
    with pytest.raises(PackageRefused, match="an article “CHAIR” already"):
        client.simulator.add_article(WHOLESALER, Article("CHAIR", "Stoel"))


def test_declared_balances_are_told_by_cost_centre_and_cost_unit(client: Client) -> None:
    rows = client.rows("100001/financial/ReportingBalance?$select=Amount,CostCenterCode,CostUnitCode,CostCenterDescription"
                       "&$filter=GLAccountCode eq '8000' and Type eq 20")  # fmt: skip

    assert sorted((row["CostCenterCode"] or "", row["CostUnitCode"] or "", row["Amount"]) for row in rows) == [
        ("", "VANS", -80),
        ("NORTH", "", -160),
    ]


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("hrm/Costcenters", "financial.costcenters"),
        ("hrm/Costunits", "financial.costcenters"),
        ("project/Projects", "projects.projects"),
        ("sync/Project/Projects", "projects.projects"),
        ("logistics/Items", "logistics.items"),
        ("sync/Logistics/Items", "logistics.items"),
        ("financial/ExchangeRates", "financial.currencies"),
        ("sync/SalesInvoice/SalesInvoices", "sales.invoices"),
        ("salesentry/SalesEntries", "financial.accounting"),
        ("purchaseentry/PurchaseEntryLines", "financial.accounting"),
        ("sync/Cashflow/PaymentTerms", "financial.cashflow"),
        ("cashflow/Payments", "financial.cashflow"),
        ("cashflow/Receivables", "financial.receivables"),
        ("sync/Documents/DocumentAttachments", "organization.documents"),
        ("documents/DocumentTypes", "organization.documents"),
    ],
)
def test_each_list_needs_its_data_scope(client: Client, path: str, scope: str) -> None:
    assert client.get(f"100001/{path}?$top=1").status_code == 200
    client.simulator.missing_scopes.add(scope)

    refused = client.get(f"100001/{path}?$top=1")

    assert (refused.status_code, message(refused)) == (
        403,
        f"Forbidden - Application Scope Violated. Cannot read '{scope}' scope.",
    )
