"""Signing in with e-mail and password: a session for the login, or one that stands in a company from its beginning.

No session ever changes its identity, and none is asked whether it lives. Source: FACTS.md#sign-in, #sessions and #identities.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from pydantic import SecretStr

from boekhaak.plugin import (
    AccessMissing,
    App,
    Company,
    ConfigurationError,
    ConsentRequired,
    Credentials,
    Grant,
    Http,
    Tokens,
)
from boekhaak_twentyfour_seven.client import AUTHENTICATE, IdentityRow
from boekhaak_twentyfour_seven.envelope import Argument, Told, call, headers, result
from boekhaak_twentyfour_seven.errors import INVITATION, Blocked, sign_in_refusal
from boekhaak_twentyfour_seven.identities import identities, no_identity

LIFETIME = timedelta(minutes=20)
"""For how long we take a session to live, from its beginning: the vendor does not say (FACTS.md#sessions)."""


def begin(app: App, grant: Grant, company: Company | None, http: Http) -> Tokens:
    """Return a session. Raises: as the hook ``authenticate``; AccessMissing when the login cannot open the company."""
    if not isinstance(grant, Credentials):
        raise ConfigurationError(
            "people sign in there with an e-mail address and a password, not by redirect",
            way_out="Give the e-mail address and the password of the integration user",
        )
    credential = {"ApplicationId": app.client_id}
    secrets = {"Password": grant.password.get_secret_value(), "Username": grant.username}
    if company is None:
        session = _default(http, credential, secrets)
    else:
        session = _into(http, credential, secrets, _identity_of(company, _listed(http, credential | secrets)))
    return Tokens(access_token=SecretStr(session), lifetime=LIFETIME)


def _default(http: Http, credential: dict[str, str], secrets: dict[str, str]) -> str:
    """Begin in the login's default identity; where that one is lost, in the first that opens."""
    try:
        return _session(_asked(http, "Login", credential | secrets))
    except Blocked as blocked:
        open_ones = [one for one in _listed(http, credential | secrets) if not one.IsDisabled]
        if not open_ones:
            raise AccessMissing("the login lost its access to every company", way_out=INVITATION) from blocked
        return _into(http, credential, secrets, open_ones[0])


def _into(http: Http, credential: dict[str, str], secrets: dict[str, str], identity: IdentityRow) -> str:
    return _session(_asked(http, "Login", credential | {"IdentityId": identity.Id} | secrets))


def _identity_of(company: Company, listed: list[IdentityRow]) -> IdentityRow:
    """Return the login's identity in the company. Raises: AccessMissing when it has none, or lost it."""
    mine = [one for one in listed if str(one.Client.Id) == company.id]
    found = next((one for one in mine if not one.IsDisabled), None)
    if found is None:
        what = "was withdrawn" if mine else "is missing"
        raise AccessMissing(
            f"the login's access to “{company.name}” ({company.id}) {what}", way_out=INVITATION, company=company.name
        )
    return found


def _listed(http: Http, credential: Mapping[str, str]) -> list[IdentityRow]:
    """Return the login's identities. None are listed for wrong credentials either: a sign-in tells them apart."""
    found = identities(_asked(http, "GetIdentitiesWithCredential", credential))
    if not found:
        _session(_asked(http, "Login", credential))
        raise no_identity()
    return found


def _session(answer: Told) -> str:
    if not isinstance(answer, str) or not answer.strip():
        raise ConsentRequired(
            "the e-mail address, the password or the application id is not accepted",
            way_out="Check both by signing in at 24SevenOffice itself; if that works, compare the application id of this host "
            "with the one that 24SevenOffice issued. A user with two-factor sign-in cannot be used",
        )
    return answer.strip()


def _asked(http: Http, operation: str, credential: Mapping[str, str]) -> Told:
    arguments: dict[str, Argument] = {"credential": dict(credential)}
    response = http.post(
        AUTHENTICATE.path,
        call(AUTHENTICATE, operation, arguments),
        company=None,
        endpoint=f"{AUTHENTICATE.name}/{operation}",
        headers=headers(AUTHENTICATE, operation),
        explain=sign_in_refusal,
    )
    return result(response.content, operation)
