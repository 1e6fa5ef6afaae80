from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boekhaak.plugin import AccessMissing, Company, Response, UnexpectedAnswer
from boekhaak_exact_online.plugin import identify, inspect, list_companies

ME = {"UserID": "cc20a11b", "FullName": "Anna de Wit", "Email": "anna@example.com", "CurrentDivision": 11}
BAKERY = {
    "Code": 124132,
    "Description": "Bakkerij De Korst",
    "Country": "NL ",
    "Currency": "EUR",
    "ChamberOfCommerceNumber": "12345678",
    "SiretNumber": "",
    "VATNumber": "NL001234567B01",
    "Status": 1,
    "Created": "/Date(1467274000000)/",
    "DivisionMoveDate": None,
    "DivisionHRLinkUnlinkDate": None,
}


@pytest.fixture
def forbidden(response: Callable[..., Response]) -> Response:
    return response(
        {"error": {"code": "", "message": {"value": "Forbidden - User division is not within division scope."}}},
        status=403,
    )


def paths(http: Any) -> list[str]:
    return [asked["url"] for asked in http.asked]


def test_the_user_behind_the_token_is_told(script: Callable[..., Any], page: Callable[..., Response]) -> None:
    login = identify(script(page(ME)))

    assert (login.id, login.name, login.email) == ("cc20a11b", "Anna de Wit", "anna@example.com")


def test_no_user_at_all_is_no_answer(script: Callable[..., Any], page: Callable[..., Response]) -> None:
    with pytest.raises(UnexpectedAnswer, match="who signed in"):
        identify(script(page()))


def test_the_list_is_asked_through_the_current_company(
    script: Callable[..., Any], page: Callable[..., Response]
) -> None:
    http = script(page(ME), page(BAKERY, BAKERY | {"Code": 5, "Status": 2}))

    companies = list(list_companies((), http))

    assert paths(http) == ["/api/v1/current/Me", "/api/v1/11/system/Divisions"]
    assert [(company.id, company.region, company.active) for company in companies] == [
        ("124132", "nl", True),
        ("5", "nl", False),
    ]
    assert (companies[0].country, companies[0].currency, companies[0].registration_number) == ("NL", "EUR", "12345678")


def test_the_list_is_asked_through_a_known_company_when_the_current_one_is_closed(
    script: Callable[..., Any], page: Callable[..., Response], forbidden: Response
) -> None:
    http = script(page(ME), forbidden, page(BAKERY))

    companies = list(list_companies(("11", "124132"), http))

    assert paths(http)[1:] == ["/api/v1/11/system/Divisions", "/api/v1/124132/system/Divisions"]
    assert [company.id for company in companies] == ["124132"]


def test_a_closed_list_says_how_to_open_it_and_does_not_try_for_ever(
    script: Callable[..., Any], page: Callable[..., Response], forbidden: Response
) -> None:
    http = script(page(ME), forbidden)

    with pytest.raises(AccessMissing, match="every company that was tried") as caught:
        list(list_companies(tuple(str(number) for number in range(100, 200)), http))

    assert "Security Centre" in caught.value.way_out
    assert len(http.asked) == 5


def test_a_missing_data_scope_is_told_at_once(
    script: Callable[..., Any], page: Callable[..., Response], response: Callable[..., Response]
) -> None:
    text = "Forbidden - Application Scope Violated. Cannot read 'organization.administration' scope."
    http = script(page(ME), response({"error": {"message": {"value": text}}}, status=403))

    with pytest.raises(AccessMissing, match=r"organization\.administration"):
        list(list_companies(("1", "2"), http))

    assert len(http.asked) == 2


def test_without_any_company_the_list_cannot_be_asked_for(
    script: Callable[..., Any], page: Callable[..., Response]
) -> None:
    with pytest.raises(AccessMissing):
        list(list_companies((), script(page(ME | {"CurrentDivision": None}))))


def test_the_facts_are_asked_through_the_company_itself(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    http = script(page(BAKERY | {"DivisionMoveDate": "/Date(1722263653427)/"}))

    facts = inspect(company, http)

    (asked,) = http.asked
    assert asked["url"] == "/api/v1/124132/system/Divisions"
    assert asked["params"]["$filter"] == "Code eq 124132"
    assert asked["company"] == company
    assert (facts.company.id, facts.company.vat_number) == ("124132", "NL001234567B01")
    assert (facts.epoch, facts.fingerprint) == ("/Date(1722263653427)/", "/Date(1467274000000)/")


def test_the_facts_are_those_of_the_company_that_answered(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    assert inspect(company, script(page(BAKERY | {"Code": 99}))).company.id == "99"


def test_a_company_that_is_gone_is_missing_access(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    with pytest.raises(AccessMissing):
        inspect(company, script(page()))


def test_a_french_company_has_its_siret_as_registration_number(
    script: Callable[..., Any], page: Callable[..., Response], company: Company
) -> None:
    row = BAKERY | {"ChamberOfCommerceNumber": None, "SiretNumber": "73282932000074"}

    assert inspect(company, script(page(row))).company.registration_number == "73282932000074"
