"""What people change of a company in eAccounting itself."""

from __future__ import annotations

from eaccounting_site import WORKSHOP, Client


def test_a_company_that_is_renamed_keeps_its_identifier_its_consents_and_its_rows(client: Client) -> None:
    before, vouchers = client.body("companysettings"), client.rows("vouchers")

    client.simulator.change_company(WORKSHOP, name="Werkplaats Zonneweide")

    assert client.body("companysettings") == {**before, "Name": "Werkplaats Zonneweide"}
    assert client.rows("vouchers") == vouchers
    client.sign_in({"company": ["Werkplaats Zonneweide"]})
    assert client.body("companysettings") == {**before, "Name": "Werkplaats Zonneweide"}
    assert client.simulator.books.companies[0].name == "Werkplaats Zonneweide"


def test_a_number_is_told_as_it_was_typed(client: Client) -> None:
    client.simulator.change_company(WORKSHOP, registration_number="1234-5678")

    settings = client.body("companysettings")
    assert (settings["Name"], settings["CorporateIdentityNumber"]) == (WORKSHOP, "1234-5678")
