"""Every answer against the vendor's own specification of 2023, where it lies next to this repository."""

from __future__ import annotations

import pytest
from eaccounting_site import Client

from support.swagger import Swagger, eaccounting

LISTS = (
    "accounts",
    "accountbalances/2026-06-25",
    "articles",
    "attachments",
    "costcenters",
    "costcenteritems",
    "customerinvoicedrafts",
    "customerinvoices",
    "customers",
    "fiscalyears",
    "fiscalyears/openingbalances",
    "projects",
    "supplierinvoicedrafts",
    "supplierinvoices",
    "suppliers",
    "termsofpayments",
    "units",
    "users",
    "vatcodes",
    "vouchers",
)
LATER = {"costcenteritems": "CostCenterItemApi"}
"""Lists that came after 2023, with their rows."""


@pytest.fixture(scope="module")
def specification() -> Swagger:
    found = eaccounting()
    if found is None:
        pytest.skip("the vendor's specification is not part of this repository and does not lie next to it")
    return found


@pytest.mark.audit_files
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("company", range(3))
def test_rows_are_as_specified(stranger: Client, specification: Swagger, path: str, company: int) -> None:
    stranger.sign_in({"company": [stranger.simulator.books.companies[company].name]})

    body = stranger.body(f"{path}?$pagesize=1000")

    if path in LATER:
        assert list(specification.wrong_rows(LATER[path], body, path)) == []
    else:
        assert list(specification.wrong(f"/v2/{path}", body)) == []


@pytest.mark.audit_files
def test_the_company_is_as_specified(client: Client, specification: Swagger) -> None:
    assert list(specification.wrong("/v2/companysettings", client.body("companysettings"))) == []


@pytest.mark.audit_files
def test_the_generated_companies_fill_every_list(stranger: Client, specification: Swagger) -> None:
    stranger.sign_in({"company": [stranger.simulator.books.companies[1].name]})

    empty = [path for path in LISTS if not stranger.body(path)["Data"]]

    assert empty == ["supplierinvoicedrafts"]
