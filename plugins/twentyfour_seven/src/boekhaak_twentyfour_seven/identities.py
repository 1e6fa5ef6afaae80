"""Who signed in, and the companies (the clients of the login's identities) that are open. Source: FACTS.md#identities."""

from __future__ import annotations

from collections.abc import Iterator

from boekhaak.plugin import AccessMissing, Company, CompanyFacts, Http, Login
from boekhaak_twentyfour_seven.client import AUTHENTICATE, IdentityRow, Office, check, items, post, row
from boekhaak_twentyfour_seven.envelope import Told, result, unexpected
from boekhaak_twentyfour_seven.errors import INVITATION


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
    told = office.information()
    check(office.identity(), company)
    if not told.is_of(company.model_copy(update={"name": identity.Client.Name})):
        raise unexpected(f"about “{identity.Client.Name}” is about another company (“{told.Name}”)")
    return CompanyFacts(
        company=Company(
            id=str(identity.Client.Id),
            region=company.region,
            name=identity.Client.Name,
            country=told.Country.upper(),
            currency=told.DefaultCurrency.upper(),
            registration_number=told.OrganizationNumber,
        )
    )


def _reachable(http: Http) -> list[IdentityRow]:
    body = post(http, AUTHENTICATE, "GetIdentities", company=None)
    return identities(result(body, "GetIdentities"))
