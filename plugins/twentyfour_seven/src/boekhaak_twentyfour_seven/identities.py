"""Who signed in, and the companies (the clients of the login's identities) that are open. Source: FACTS.md#identities."""

from __future__ import annotations

from collections.abc import Iterator

from boekhaak.plugin import AccessMissing, Company, CompanyFacts, Http, Login, PackageUnavailable
from boekhaak_twentyfour_seven.client import AUTHENTICATE, CLIENT, IdentityRow, Office, check, items, post, row
from boekhaak_twentyfour_seven.envelope import Told, result, unexpected
from boekhaak_twentyfour_seven.errors import INVITATION
from boekhaak_twentyfour_seven.mapping.rows import Row
from boekhaak_twentyfour_seven.values import Text

TRIES = 3
"""How often a client is asked who it is: right after a session began there, the question may fail (FACTS.md#clients)."""


class InformationRow(Row):
    """What a client tells of itself."""

    Name: Text = ""
    OrganizationNumber: Text = ""
    Country: Text = ""
    DefaultCurrency: Text = ""


def identities(answer: Told) -> list[IdentityRow]:
    """Return the identities of an answer."""
    return [row(IdentityRow, item) for item in items(answer)]


def no_identity() -> AccessMissing:
    """Return the error for a login that opens nothing."""
    return AccessMissing("the login may open no company: no invitation was accepted yet", way_out=INVITATION)


def login(http: Http) -> Login:
    """Return who signed in. Raises: AccessMissing when no invitation was accepted."""
    found = _reachable(http)
    if not found:
        raise no_identity()
    user = found[0].User
    return Login(id=user.Id or found[0].Id, name=user.Name)


def companies(http: Http) -> Iterator[Company]:
    """Yield the companies of the login's identities, in one call; those whose identity is lost are not active."""
    for identity in _reachable(http):
        client = identity.Client
        yield Company(id=str(client.Id), region=http.region, name=client.Name, active=not identity.IsDisabled)


def facts(company: Company, http: Http) -> CompanyFacts:
    """Return what the company tells of itself, once its session has proved to stand there before and after.

    Its name must be that of the identity's client, or its number the one that was told before (FACTS.md#wrong-company).
    """
    office = Office(http, company)
    identity = office.identity()
    check(identity, company)
    told = _information(office)
    renamed = bool(company.registration_number) and company.registration_number == told.OrganizationNumber
    if told.Name and told.Name.casefold() != identity.Client.Name.casefold() and not renamed:
        raise unexpected(
            f"about “{identity.Client.Name}” is about another company (“{told.Name}”)",
        )
    number = told.OrganizationNumber
    return CompanyFacts(
        company=Company(
            id=str(identity.Client.Id),
            region=company.region,
            name=identity.Client.Name,
            country=told.Country.upper(),
            currency=told.DefaultCurrency.upper(),
            registration_number=number,
        )
    )


def _information(office: Office) -> InformationRow:
    for left in reversed(range(TRIES)):
        try:
            answer = office.told(CLIENT, "GetClientInformation")
        except PackageUnavailable:
            if not left:
                raise
        else:
            if answer is not None:
                return row(InformationRow, answer)
    raise unexpected("does not say who the company is")


def _reachable(http: Http) -> list[IdentityRow]:
    body = post(http, AUTHENTICATE, "GetIdentities", company=None)
    return identities(result(body, "GetIdentities"))
