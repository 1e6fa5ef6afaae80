"""The plugin of "Booth", a package that only the tests know: people sign in with a password, and a session stands in one company.

It asks by POST and carries its session in a cookie, as SOAP services do. Its vendor's side is :mod:`support.booth_vendor`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from boekhaak.plugin import (
    PLUGIN_API,
    AccessMissing,
    App,
    BoekhaakError,
    Company,
    CompanyFacts,
    ConsentRequired,
    Credentials,
    Grant,
    Http,
    Login,
    PackageInfo,
    Page,
    Password,
    Region,
    Response,
    Settings,
    StreamInfo,
    Tokens,
    hookimpl,
)

LIFETIME = timedelta(minutes=20)
MARGIN = timedelta(minutes=1)
STREAM = StreamInfo(key="accounts", name="Accounts", kinds=("account",), deletions="swept")


@hookimpl
def describe() -> PackageInfo:
    auth = Password(refresh_margin=MARGIN, header="Cookie", prefix="session=", per_company=True, integration_user=True)
    region = Region(key="all", name="Everywhere", address="https://booth.example")
    return PackageInfo(
        key="booth",
        name="Booth",
        plugin_api=PLUGIN_API,
        auth=auth,
        regions=(region,),
        streams=(STREAM,),
        guidance=(("awaiting_integration_user", "Make a user of its own.\nInvite it in each company."),),
    )


@hookimpl
def authenticate(app: App, grant: Grant, company: Company | None, http: Http) -> Tokens:
    assert isinstance(grant, Credentials)
    told = {"user": grant.username, "password": grant.password.get_secret_value()}
    session = ask(http, "login", told | ({"company": company.id} if company else {}), None)
    return Tokens(access_token=session["session"], lifetime=LIFETIME)


@hookimpl
def identify(http: Http) -> Login:
    return Login(id=ask(http, "who", {}, None)["user"])


@hookimpl
def list_companies(known: tuple[str, ...], http: Http) -> Iterator[Company]:
    for id_ in ask(http, "companies", {}, None)["companies"]:
        yield Company(id=id_, region=http.region, name=f"Company {id_}", currency="NOK")


@hookimpl
def inspect(company: Company, http: Http) -> CompanyFacts:
    told = ask(http, "here", {}, company)["company"]
    return CompanyFacts(company=company.model_copy(update={"id": told}))


@hookimpl
def import_company(
    company: Company, stream: StreamInfo, cursor: str | None, settings: Settings, http: Http
) -> Iterator[Page]:
    yield Page(cursor="read")


@hookimpl
def synchronise(company: Company, stream: StreamInfo, cursor: str, settings: Settings, http: Http) -> Iterator[Page]:
    yield Page(cursor="read")


def ask(http: Http, question: str, told: dict[str, Any], company: Company | None) -> Any:
    answer = http.post(
        f"/{question}",
        json.dumps(told).encode(),
        company=company,
        endpoint=question,
        headers={"Content-Type": "application/json"},
        explain=explain,
        lapsed=lambda response: "no session" in response.text,
    )
    return answer.json()


def explain(response: Response) -> BoekhaakError | None:
    if "wrong password" in response.text:
        return ConsentRequired("the password is refused", way_out="Sign in again with the new one")
    if "withdrawn" in response.text:
        return AccessMissing("this login may no longer enter the company", way_out="Invite it again")
    return None
