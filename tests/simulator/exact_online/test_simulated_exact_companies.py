"""What people do with companies and users on Exact's own screens."""

from __future__ import annotations

from exact_site import BAKERY, BAKERY_CODE, PRINTER, PRINTER_CODE, Client, Enter

from boekhaak_exact_online.simulator import SimulatedLogin

GL = f"{BAKERY_CODE}/financial/GLAccounts"
LIST = f"{PRINTER_CODE}/system/Divisions"


def test_a_company_that_is_renamed_keeps_its_division_and_its_rows(client: Client) -> None:
    before = [row["ID"] for row in client.rows(GL)]
    (told,) = [row for row in client.rows(LIST) if row["Code"] == BAKERY_CODE]

    client.simulator.change_company(BAKERY, name="Bakkerij Zonneweide")

    (now,) = [row for row in client.rows(LIST) if row["Code"] == BAKERY_CODE]
    assert now["Description"] == "Bakkerij Zonneweide"
    assert now["Modified"] != told["Modified"]
    same = told.keys() - {"Description", "Modified", "Current"}
    assert {key: now[key] for key in same} == {key: told[key] for key in same}
    assert [row["ID"] for row in client.rows(GL)] == before


def test_a_company_may_get_other_numbers(client: Client) -> None:
    client.simulator.change_company(BAKERY, registration_number="99000001", vat_number="NL990000012B01")

    (now,) = [row for row in client.rows(LIST) if row["Code"] == BAKERY_CODE]
    assert (now["Description"], now["ChamberOfCommerceNumber"], now["VATNumber"]) == (
        BAKERY,
        "99000001",
        "NL990000012B01",
    )


def test_a_company_that_was_deleted_is_in_no_list_and_refused_like_one_that_never_was(client: Client) -> None:
    client.simulator.use_company("sam@example.com", BAKERY)

    client.simulator.delete_company(BAKERY)

    assert [row["Code"] for row in client.rows(LIST)] == [PRINTER_CODE]
    refused, never = client.get(f"{GL}?$top=1"), client.get("999999/financial/GLAccounts?$top=1")
    assert (refused.status_code, refused.json()) == (never.status_code, never.json()) == (403, never.json())
    assert client.page("current/Me")["results"][0]["CurrentDivision"] == PRINTER_CODE
    assert [one.name for one in client.simulator.books.companies] == [PRINTER]


def test_a_company_that_was_deleted_may_be_one_that_is_not_found(enter: Enter) -> None:
    client = enter(faults=["deleted_not_found"])
    client.sign_in()

    client.simulator.delete_company(BAKERY)

    assert client.get(f"{GL}?$top=1").status_code == 404
    assert client.get("999999/financial/GLAccounts?$top=1").status_code == 403


def test_which_companies_a_user_may_open_can_change_while_the_consent_stays(enter: Enter) -> None:
    other = "kim@example.com"
    client = enter(logins=[SimulatedLogin(), SimulatedLogin("Kim Bos", other, (PRINTER,))])
    client.sign_in()

    client.simulator.choose_companies("sam@example.com", [PRINTER])
    client.simulator.choose_companies(other, None)

    refused = client.get(f"{GL}?$top=1")
    assert (refused.status_code, refused.headers["Reason"]) == (403, "NoDivisionAccess")
    assert [row["Code"] for row in client.rows(LIST)] == [PRINTER_CODE]
    client.sign_in(login=[other])
    assert [row["Code"] for row in client.rows(LIST)] == [BAKERY_CODE, PRINTER_CODE]
    client.simulator.choose_companies("sam@example.com", None)
    client.sign_in()
    assert client.get(f"{GL}?$top=1").status_code == 200
