"""Who signed in and which companies there are, as the vendor's rows: Me and the three lists of divisions.

Source: FACTS.md#divisions (the names and statuses of system/ and hrm/ differ), FACTS.md#entities.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from boekhaak_exact_online.simulator.rows import CLERK, CLERK_NAME, CURRENCIES, Row
from boekhaak_exact_online.simulator.tables import Kept, Table
from boekhaak_exact_online.simulator.values import padded_code, padded_country

CUSTOMER = "83b186b4-483d-574a-bebc-85da71e6f1ed"
CUSTOMER_NAME = "Voorbeeld Administraties"
CUSTOMER_CODE = padded_code("1265594")
NOBODY = "00000000-0000-0000-0000-000000000000"
SYSTEM_ACTIVE, HRM_NORMAL = 1, 0


@dataclass(frozen=True)
class Reading:
    """Who reads what: the division whose data are read, and what the login and the app may see.

    ``accessible`` are the divisions that the login may open and the app was granted, ``granted`` all of the app's;
    ``current`` is the division that the login used last, ``parameters`` the query's own arguments, ``address`` that of the
    site as it was reached, and ``faults`` are those that are on.
    """

    division: Division | None
    login: SimulatedLogin
    accessible: tuple[Division, ...]
    granted: tuple[Division, ...]
    current: int
    now: datetime
    utc_offset: float
    parameters: dict[str, str]
    address: str
    faults: frozenset[str]

    @property
    def held(self) -> Division:
        """The division, where one is named."""
        assert self.division is not None  # noqa: S101 - only Me is read without one
        return self.division


def me_table(reading: Reading) -> Table[SimulatedLogin]:
    """Return the one row of Me."""
    return _table([Kept(reading.login.order, 0, reading.now, reading.now, reading.login)])


def division_table(divisions: Iterable[Division]) -> Table[Division]:
    """Return the rows of a list of divisions."""
    return _table(Kept(division.code, 0, division.created, division.modified, division) for division in divisions)


def me(reading: Reading, row: Kept[SimulatedLogin]) -> Row:
    """Return the row of Me."""
    login = row.thing
    first, _, last = login.name.partition(" ")
    return {
        "AccountingDivision": reading.current,
        "CurrentDivision": reading.current,
        "CustomerCode": CUSTOMER_CODE,
        "DivisionCustomer": CUSTOMER,
        "DivisionCustomerCode": CUSTOMER_CODE,
        "DivisionCustomerName": CUSTOMER_NAME,
        "DivisionCustomerSiretNumber": "",
        "Email": login.email,
        "EmployeeID": NOBODY,
        "FirstName": first,
        "FullName": login.name,
        "Gender": "O",
        "IsClientUser": True,
        "IsEmployeeSelfServiceUser": False,
        "IsMyFirmLiteUser": False,
        "IsMyFirmPortalUser": False,
        "IsOEIMigrationMandatory": False,
        "IsStarterUser": False,
        "Language": "NL",
        "LanguageCode": "nl-NL",
        "LastName": last,
        "Legislation": 0,
        "PackageCode": "EOLAPPCENTER",
        "ServerTime": reading.now.isoformat(timespec="seconds"),
        "ServerUtcOffset": reading.utc_offset,
        "UserID": login.user_id,
        "UserName": login.email,
    }


def division(reading: Reading, row: Kept[Division]) -> Row:
    """Return a row of system/Divisions."""
    held, company = row.thing, row.thing.company
    return {
        **_common(row),
        "ChamberOfCommerceNumber": company.registration_number or None,
        "City": company.city or None,
        "Current": held.code == reading.current,
        "DivisionMoveDate": held.moved_at,
        "Hid": _own_number(held),
        "IsDossierDivision": False,
        "IsHRDivision": False,
        "IsMainDivision": _own_number(held) == 1,
        "IsPracticeDivision": False,
        "Legislation": padded_country(company.country),
        "Status": SYSTEM_ACTIVE,
    }


def hrm_division(_: Reading, row: Kept[Division]) -> Row:
    """Return a row of hrm/Divisions."""
    company = row.thing.company
    return {
        **_common(row),
        "CurrencyDescription": CURRENCIES.get(company.currency),
        "HID": _own_number(row.thing),
        "Main": _own_number(row.thing) == 1,
        "Status": HRM_NORMAL,
    }


def _common(row: Kept[Division]) -> Row:
    company = row.thing.company
    return {
        "BlockingStatus": 0,
        "Code": row.thing.code,
        "Country": padded_country(company.country),
        "Created": row.created,
        "Creator": CLERK,
        "CreatorFullName": CLERK_NAME,
        "Currency": company.currency,
        "Customer": CUSTOMER,
        "CustomerCode": CUSTOMER_CODE,
        "CustomerName": CUSTOMER_NAME,
        "Description": company.name,
        "Modified": row.modified,
        "Modifier": CLERK,
        "ModifierFullName": CLERK_NAME,
        "SiretNumber": "",
        "StartDate": row.created.date(),
        "VATNumber": company.vat_number or None,
    }


def _own_number(division: Division) -> int:
    return division.position + 1


def _table(rows: Iterable[Kept[Any]]) -> Table[Any]:
    table: Table[Any] = Table()
    table.fill(rows)
    return table
