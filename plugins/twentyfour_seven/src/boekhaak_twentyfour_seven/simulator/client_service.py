"""ClientService: what a client tells of itself, and a few of its lists.

Source: FACTS.md#clients.
"""

from __future__ import annotations

from decimal import Decimal

from boekhaak_twentyfour_seven.simulator.services import WEBSERVICES, Operation, Request, Service
from boekhaak_twentyfour_seven.simulator.shapes import Row

REMINDER_DAYS = 14


def information(request: Request) -> Row:
    """Return name, number and currency of the client."""
    company = request.client.company
    return {
        "AddressList": {"Post": {"City": company.city, "Country": company.country}} if company.city else None,
        "Country": company.country,
        "IsUsingFactoring": False,
        "Name": company.name,
        "ReminderDays": REMINDER_DAYS,
        "ReminderDays2": REMINDER_DAYS,
        "ReminderDays3": REMINDER_DAYS,
        "UserId": request.client.id,
        "OrganizationNumber": company.registration_number or None,
        "DefaultCurrency": company.currency,
    }


def users(request: Request) -> list[Row]:
    """Return the users who may open the client."""
    key = request.client.key
    logins = [login for login in request.office.logins if request.office.opens(login, key)]
    return [{"Id": login.user_id, "Name": login.name} for login in logins]


def departments(request: Request) -> list[Row]:
    """Return the departments, which are the books' cost centres."""
    return [
        {"Id": request.client.department_ids.number(held.code), "Name": held.name}
        for held in request.client.company.dimensions
        if held.type == "cost_center"
    ]


def currencies(request: Request) -> list[Row]:
    """Return the client's own currency, and the last rate of each other that it notes."""
    company = request.client.company
    rates = {company.currency: Decimal(1)}
    rates |= {rate.source: rate.rate for rate in sorted(company.exchange_rates, key=lambda rate: rate.date)}
    return [
        {"Symbol": code, "Id": place, "Rate": rate, "Unit": 1} for place, (code, rate) in enumerate(rates.items(), 1)
    ]


def vat_types(request: Request) -> list[Row]:
    """Return the rates of tax."""
    return [
        {"No": request.client.tax_ids.number(code.code), "Name": code.name, "Rate": code.percentage}
        for code in request.client.company.tax_codes
    ]


SERVICE = Service(
    "/client/v001/clientservice.asmx",
    WEBSERVICES,
    {
        "GetClientInformation": Operation("ClientInformation", information),
        "GetUsers": Operation("User[]", users),
        "GetDepartmentList": Operation("Department[]", departments),
        "GetCurrencyList": Operation("Currency[]", currencies),
        "GetVatTypeList": Operation("VatType[]", vat_types),
    },
)
