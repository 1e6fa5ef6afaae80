"""Who signed in, and the companies (divisions) that are open. Source: FACTS.md#divisions."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from boekhaak.plugin import AccessMissing, Company, CompanyFacts, Http, Login, PackageRefused, UnexpectedAnswer
from boekhaak_exact_online.client import Answer, pages
from boekhaak_exact_online.errors import SECURITY_CENTRE, CompanyRefused
from boekhaak_exact_online.mapping.rows import select
from boekhaak_exact_online.values import Stamp, text

ARCHIVED = 2
TRIES = 4
"""Companies through which the list is asked for: each refusal counts as an error at Exact (FACTS.md#limits)."""


class MeRow(BaseModel):
    UserID: str
    FullName: str | None = None
    Email: str | None = None
    CurrentDivision: int | None = None


class DivisionRow(BaseModel):
    Code: int
    Description: str | None = None
    Country: str | None = None
    Currency: str | None = None
    ChamberOfCommerceNumber: str | None = None
    SiretNumber: str | None = None
    VATNumber: str | None = None
    Status: int | None = None
    Created: Stamp | None = None
    DivisionMoveDate: Stamp | None = None
    DivisionHRLinkUnlinkDate: Stamp | None = None


def me(http: Http) -> MeRow:
    """Return the user behind the token."""
    url, endpoint = "/api/v1/current/Me", "current/Me"
    for answer in pages(http, MeRow, url, company=None, endpoint=endpoint, params={"$select": select(MeRow)}):
        if answer.rows:
            return answer.rows[0]
    raise UnexpectedAnswer("the answer does not say who signed in", way_out="Try again, and report it if it stays")


def login(row: MeRow) -> Login:
    """Return who signed in."""
    return Login(id=row.UserID, name=text(row.FullName), email=text(row.Email))


def companies(known: tuple[str, ...], http: Http) -> Iterator[Company]:
    """Yield the companies that are open to the login and granted to the app.

    The list has to be asked through one of them: the user's current company serves as that address, and for nothing else.
    """
    current = me(http).CurrentDivision
    through = dict.fromkeys([*([str(current)] if current else []), *known])
    refused: Exception | None = None
    for division in list(through)[:TRIES]:
        try:
            for answer in _divisions(http, division, None, {}):
                yield from (_company(row, http.region) for row in answer.rows)
            return
        except (CompanyRefused, PackageRefused) as error:
            refused = error
    raise AccessMissing(
        "the list of companies is refused through every company that was tried",
        way_out="Open a company in Exact Online that the app may see, or grant one. " + SECURITY_CENTRE,
    ) from refused


def facts(company: Company, http: Http) -> CompanyFacts:
    """Return what Exact says of one company, asked through that company itself."""
    condition = {"$filter": f"Code eq {int(company.id)}"}
    for answer in _divisions(http, company.id, company, condition):
        for row in answer.rows:
            renumbered = f"{row.DivisionMoveDate or ''}|{row.DivisionHRLinkUnlinkDate or ''}".strip("|")
            found = _company(row, company.region)
            return CompanyFacts(company=found, epoch=renumbered, fingerprint=row.Created or "")
    raise AccessMissing(
        "the company is not, or no longer, among those that this login and the app may see", way_out=SECURITY_CENTRE
    )


def _divisions(
    http: Http, division: str, company: Company | None, condition: dict[str, str]
) -> Iterator[Answer[DivisionRow]]:
    endpoint = "system/Divisions" if company else f"{division}/system/Divisions"  # Exact counts refusals by division
    url = f"/api/v1/{division}/system/Divisions"
    params = {"$select": select(DivisionRow), **condition}
    return pages(http, DivisionRow, url, company=company, endpoint=endpoint, params=params)


def _company(row: DivisionRow, region: str) -> Company:
    return Company(
        id=str(row.Code),
        region=region,
        name=text(row.Description),
        country=text(row.Country),
        currency=text(row.Currency),
        registration_number=text(row.ChamberOfCommerceNumber) or text(row.SiretNumber),
        vat_number=text(row.VATNumber),
        active=row.Status != ARCHIVED,
    )
