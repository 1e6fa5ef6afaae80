"""The rows of ten thousand links, made by the database itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scale_companies import Company

from boekhaak.installation import Installation
from boekhaak.limits import Scope, window_key
from boekhaak.store.database import Transaction
from boekhaak.store.tables import (
    AppRow,
    ConnectionRow,
    DueRow,
    EnvironmentRow,
    LinkRow,
    TokenChainRow,
    WindowRow,
    table,
)

DUE = """
update boekhaak_due set
    next_at = told.next_at, since = case when told.read then told.next_at else since end,
    priority = case when told.read then 1 else priority end, reason = told.reason
from unnest(%s::int[], %s::text[], %s::timestamptz[], %s::bool[], %s::text[]) as told(link_id, stream, next_at, read, reason)
where boekhaak_due.link_id = told.link_id and boekhaak_due.stream = told.stream
"""
"""What runs write of streams, as :class:`boekhaak.service.scheduling.Turns` does one by one."""
BACK = """
update boekhaak_due set handed_until = null, calls = told.calls, changed_at = extract(epoch from clock_timestamp())
from unnest(%s::int[], %s::int[]) as told(link_id, calls) where boekhaak_due.link_id = told.link_id
"""
"""What is written of a link when whoever was handed it has ended."""

Outcome = tuple[int, str, datetime, bool, str]
"""A link, a stream, when it is read next, whether it was read to its end, and why it waits."""


def fill(installation: Installation, companies: Sequence[Company], now: datetime) -> None:
    """Add all rows that a dispatcher looks at, as they stand when everything was asked for at that moment."""
    packages = sorted({one.package for one in companies})
    environments = sorted({one.environment for one in companies})
    logins = sorted({(one.login, one.environment, one.package) for one in companies})
    with installation.store.writing() as tx:
        tx.execute(
            table(EnvironmentRow).insert(),
            [{"id": one, "name": one, "keeps_payloads": False, "created_at": now} for one in environments],
        )
        tx.execute(table(AppRow).insert(), [_app(number, package, now) for number, package in enumerate(packages, 1)])
        for number, (login, environment, package) in enumerate(logins, start=1):
            mine = {
                "id": number,
                "environment_id": environment,
                "package": package,
                "app_id": packages.index(package) + 1,
            }
            _connect(tx, mine, login, now)
        by_login = {login: number for number, (login, _, _) in enumerate(logins, start=1)}
        tx.execute(table(LinkRow).insert(), [_link(one, by_login[one.login], now) for one in companies])
        tx.execute(table(DueRow).insert(), [row for one in companies for row in _due(installation, one, now)])
        rows = [row for one in companies for row in _windows(installation, one, now)]
        if rows:
            tx.execute(table(WindowRow).insert(), rows)
    with installation.store.writing() as tx:
        tx.exec_driver_sql("analyze")


def write(tx: Transaction, outcomes: Sequence[Outcome], ended: Sequence[tuple[int, int]]) -> None:
    """Write down what became of streams, and the links whose runs have ended with the calls that these took."""
    if outcomes:
        tx.exec_driver_sql(DUE, tuple(list(column) for column in zip(*outcomes, strict=True)))
    tx.exec_driver_sql(BACK, tuple(list(column) for column in zip(*ended, strict=True)))


def _app(number: int, package: str, now: datetime) -> dict[str, object]:
    texts = dict.fromkeys(("client_secret", "redirect_uri", "address"), "")
    same = {"environment_id": None, "region": "nl", "mode": "live", "created_at": now}
    return {"id": number, "package": package, "client_id": f"{package} app", **texts, **same}


def _connect(tx: Transaction, mine: dict[str, object], login: str, now: datetime) -> None:
    token = {"scope": login, "generation": 1, "access_token": "", "issued_at": now, "expires_at": now, "region": "nl"}
    tx.execute(table(TokenChainRow).insert().values(**mine, **token))
    texts = dict.fromkeys(("login_name", "login_email", "owner", "reason"), "")
    own = {"chain_id": mine["id"], "region": "nl", "login_id": login, "state": "ok", "created_at": now}
    tx.execute(table(ConnectionRow).insert().values(**mine, **own, **texts))


def _link(company: Company, connection: int, now: datetime) -> dict[str, object]:
    names = (
        "name",
        "country",
        "currency",
        "registration_number",
        "vat_number",
        "host_company",
        "reason",
        "fingerprint",
    )
    return {
        "id": company.link_id,
        "environment_id": company.environment,
        "connection_id": connection,
        "package": company.package,
        "region": "nl",
        "company_id": str(company.link_id),
        "active": True,
        "login_id": company.login,
        "state": "ok",
        "created_at": now,
        "fence": 0,
        **dict.fromkeys(names, ""),
    }


def _due(installation: Installation, company: Company, now: datetime) -> list[dict[str, object]]:
    mine = {"link_id": company.link_id, "environment_id": company.environment, "state": "due", "reason": "asked for"}
    same = {"priority": 2, "next_at": now, "since": now, "asked_by": "", "failures": 0, "changed_at": 0.0, "calls": 0}
    streams = installation.packages[company.package].info.streams
    return [{**mine, **same, "stream": stream.key} for stream in streams]


def _windows(installation: Installation, company: Company, now: datetime) -> list[dict[str, object]]:
    """Return the windows that a company has for itself: a dispatcher has no use for them, and must not stumble over them."""
    scope = Scope(company.app, company.login, str(company.link_id), "")
    return [
        {
            "package": company.package,
            "window": window_key(window),
            "scope": scope.key(window),
            "resets_at": now + window.period,
            "used": 1,
            "allowed": window.count,
        }
        for window in installation.packages[company.package].info.windows
        if window.what == "calls" and "company" in window.scopes
    ]
