"""The plugin of "Paper Office", a package that only the tests know; its vendor's side is :mod:`support.paper_office`.

Three streams: *ledger*, whose deletions are told; *contacts*, whose deletions are found by a full reading; and *balances*,
which are read whole each time, at most once a day. The cursor is the number of the last change that was read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from boekhaak.models.records import KINDS
from boekhaak.plugin import (
    COMPANY,
    PLUGIN_API,
    App,
    BoekhaakError,
    Code,
    Company,
    CompanyFacts,
    Completes,
    ConfigurationError,
    ConsentRequired,
    Contact,
    CursorLost,
    Deletion,
    Estimate,
    Grant,
    Http,
    Login,
    OAuth2,
    PackageInfo,
    Page,
    Payload,
    RateHeaders,
    Record,
    Refresh,
    Region,
    Response,
    Setting,
    Settings,
    StreamInfo,
    Tokens,
    Window,
    estimated,
    hookimpl,
)

LIFETIME = timedelta(minutes=10)
MARGIN = timedelta(seconds=30)
EARLIEST = timedelta(minutes=9)

LEDGER = StreamInfo(key="ledger", name="Ledger", kinds=("account", "voucher", "ledger_line"), deletions="told")
CONTACTS = StreamInfo(key="contacts", name="Contacts", kinds=("contact", "address", "bank_account"), deletions="swept")
BALANCES = StreamInfo(
    key="balances", name="Balances", kinds=("balance",), deletions="swept", every=timedelta(days=1), right="Reports"
)

INFO = PackageInfo(
    key="paper",
    name="Paper Office",
    plugin_api=PLUGIN_API,
    auth=OAuth2(
        authorize_path="/authorize",
        parameters=(("scope", "books"),),
        refresh_margin=MARGIN,
        earliest_refresh=EARLIEST,
        chain="login",
    ),
    regions=(
        Region(key="nl", name="Netherlands", address="https://nl.paper.example"),
        Region(key="be", name="Belgium", address="https://be.paper.example"),
    ),
    streams=(LEDGER, CONTACTS, BALANCES),
    windows=(
        Window(
            what="calls",
            scopes=frozenset({"app", "company"}),
            count=1_000,
            period=timedelta(minutes=1),
            headers=RateHeaders(remaining="X-Remaining", reset="X-Reset"),
        ),
        Window(
            what="errors",
            scopes=frozenset({"app", "login", "company", "endpoint"}),
            count=10,
            period=timedelta(hours=1),
        ),
    ),
    anonymous_hosts=("*.files.example",),
    settings=(
        Setting(
            key="known_contacts",
            name="Contacts",
            help="Only these contacts are read.",
            choices_of="contacts",
            streams=("contacts",),
        ),
    ),
)


@hookimpl
def describe() -> PackageInfo:
    return INFO


@hookimpl
def authenticate(app: App, grant: Grant, company: Company | None, http: Http) -> Tokens:
    form = {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}
    if isinstance(grant, Code):
        form |= {"grant_type": "authorization_code", "code": grant.code.get_secret_value()}
    elif isinstance(grant, Refresh):
        form |= {"grant_type": "refresh_token", "refresh_token": grant.refresh_token.get_secret_value()}
    told = http.post_form("/token", form, endpoint="token", explain=_explain_token).json()
    return Tokens(
        access_token=told["access_token"],
        refresh_token=told.get("refresh_token"),
        lifetime=timedelta(seconds=told["expires_in"]),
    )


@hookimpl
def identify(http: Http) -> Login:
    return Login(**http.get("/me", company=None, endpoint="me").json())


@hookimpl
def list_companies(known: tuple[str, ...], http: Http) -> Iterator[Company]:
    for row in http.get("/companies", company=None, endpoint="companies").json():
        yield Company(region=http.region, **row)


@hookimpl
def inspect(company: Company, http: Http) -> CompanyFacts:
    row = http.get(f"/companies/{company.id}", company=company, endpoint="company").json()
    epoch = row.pop("epoch")
    return CompanyFacts(company=Company(region=http.region, **row), epoch=epoch)


@hookimpl
def import_company(
    company: Company, stream: StreamInfo, cursor: str | None, settings: Settings, http: Http
) -> Iterator[Page]:
    return _pages(company, stream, int(cursor or 0), settings, http, whole=True)


@hookimpl
def synchronise(company: Company, stream: StreamInfo, cursor: str, settings: Settings, http: Http) -> Iterator[Page]:
    whole = stream.key == "balances"
    return _pages(company, stream, 0 if whole else int(cursor), settings, http, whole=whole)


@hookimpl
def estimate(company: Company, settings: Settings, http: Http) -> Iterator[Estimate]:
    yield Estimate(stream=COMPANY, records=(0, 0), calls=(1, 1))
    for stream in INFO.streams:
        yield estimated(stream.key, partial(_estimate, company, stream, settings, http))


def _estimate(company: Company, stream: StreamInfo, settings: Settings, http: Http) -> Estimate:
    told = http.get(
        f"/companies/{company.id}/counts/{stream.key}", company=company, endpoint=f"{stream.key} counted"
    ).json()
    fewest = 0 if stream.key == "contacts" and "known_contacts" in settings else told["records"]
    return Estimate(stream=stream.key, records=(fewest, told["records"]), calls=(told["pages"], told["pages"]))


def _pages(
    company: Company, stream: StreamInfo, after: int, settings: Settings, http: Http, *, whole: bool
) -> Iterator[Page]:
    more = True
    while more:
        told = http.get(
            f"/companies/{company.id}/changes/{stream.key}",
            company=company,
            endpoint=stream.key,
            params={"after": str(after), "whole": "yes" if whole else "no"},
            explain=partial(_explain_change, stream),
        ).json()
        after, more = told["last"], told["more"]
        rows = told["rows"]
        yield Page(
            records=tuple(record for row in rows if not row["gone"] and _is_chosen(record := _record(row), settings)),
            deletions=tuple(
                Deletion(kind=row["kind"], id=row["id"], version=row["version"]) for row in rows if row["gone"]
            ),
            cursor=str(after),
            completes=tuple(Completes(kind=kind) for kind in stream.kinds) if whole and not more else (),
            payloads=partial(_payloads, rows),
        )


def _record(row: dict[str, Any]) -> Record:
    return KINDS[row["kind"]](**row["record"])


def _is_chosen(record: Record, settings: Settings) -> bool:
    return not isinstance(record, Contact) or record.code in settings.get("known_contacts", (record.code,))


def _payloads(rows: list[dict[str, Any]]) -> Iterator[Payload]:
    for row in rows:
        if not row["gone"]:
            yield Payload(kind=row["kind"], id=row["id"], text=json.dumps(row["record"]))


def _explain_token(response: Response) -> BoekhaakError | None:
    if response.status == 400:
        return ConsentRequired("Paper Office knows this grant no longer", way_out="Sign in again")
    if response.status == 401:
        return ConfigurationError("Paper Office does not know the app", way_out="Check the client id and secret")
    return None


def _explain_change(stream: StreamInfo, response: Response) -> BoekhaakError | None:
    if response.status == 410:
        return CursorLost(
            "Paper Office forgot what changed", way_out="It is read again", streams=frozenset({stream.key})
        )
    return None
