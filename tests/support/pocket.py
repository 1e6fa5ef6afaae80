"""The plugin of "Pocket", a package that only the tests know: as Paper Office, but one consent opens one company.

The person who signs in at :mod:`support.paper_office` is called as the company that was picked.
"""

from __future__ import annotations

from collections.abc import Iterator

from boekhaak.plugin import Company, Http, Login, OAuth2, PackageInfo, hookimpl
from support import paper
from support.paper import authenticate, import_company, inspect, synchronise

__all__ = ["authenticate", "import_company", "inspect", "synchronise"]

AUTH = OAuth2(authorize_path="/authorize", refresh_margin=paper.MARGIN, chain="grant")


@hookimpl
def describe() -> PackageInfo:
    return paper.INFO.model_copy(update={"key": "pocket", "name": "Pocket", "auth": AUTH})


@hookimpl
def identify(http: Http) -> Login:
    return Login(id="anna")


@hookimpl
def list_companies(known: tuple[str, ...], http: Http) -> Iterator[Company]:
    picked = paper.identify(http).id
    yield from (company for company in paper.list_companies(known, http) if company.id == picked)
