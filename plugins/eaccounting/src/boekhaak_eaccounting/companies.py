"""Who signed in, and the one company that a consent opens. Source: FACTS.md#company and #identity."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict

from boekhaak.plugin import AccessMissing, Company, Http, Login, PackageRefused, UnexpectedAnswer
from boekhaak_eaccounting.client import one, pages
from boekhaak_eaccounting.mapping.rows import IdRow

INACTIVE = 0


class Settings(BaseModel):
    """The company of the token."""

    model_config = ConfigDict(hide_input_in_errors=True, str_strip_whitespace=True)

    Name: str | None = None
    CountryCode: str | None = None
    CurrencyCode: str | None = None
    CorporateIdentityNumber: str | None = None
    VatCode: str | None = None
    CompanyStatus: int | None = None
    CompanyIdentifier: str | None = None


class UserRow(IdRow):
    """A user of the company."""

    FirstName: str | None = None
    LastName: str | None = None
    Email: str | None = None
    IsCurrentUser: bool | None = None


def opened(http: Http, company: Company | None) -> Company:
    """Return the company that the token opens, whichever one was asked for."""
    endpoint = "companysettings"
    return _company(one(http, Settings, endpoint, company=company, endpoint=endpoint), http.region)


def login(http: Http) -> Login:
    """Return who signed in; where nobody is marked as that, the company stands for its user."""
    try:
        for answer in pages(http, UserRow, "users", company=None, endpoint="users", params={}):
            for row in answer.rows:
                if row.IsCurrentUser:
                    name = f"{row.FirstName or ''} {row.LastName or ''}".strip()
                    return Login(id=row.Id, name=name, email=row.Email or "")
    except (AccessMissing, PackageRefused):
        pass
    company = opened(http, None)
    return Login(id=f"user of {company.id}", name=company.name)


def _company(told: Settings, region: str) -> Company:
    country = (told.CountryCode or "").upper()
    number = told.CorporateIdentityNumber or ""
    digits = re.sub(r"\W", "", number).upper()
    id_ = told.CompanyIdentifier or (f"{country}-{digits}" if digits else "")
    if not id_:
        raise UnexpectedAnswer(
            "the answer does not say which company it is: it has neither an identifier nor a registration number",
            way_out="Fill in the company's registration number in eAccounting, then try again",
        )
    return Company(
        id=id_,
        region=region,
        name=told.Name or "",
        country=country,
        currency=told.CurrencyCode or "",
        registration_number=number,
        vat_number=told.VatCode or "",
        active=told.CompanyStatus != INACTIVE,
    )
