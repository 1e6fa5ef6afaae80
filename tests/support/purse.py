"""A session for tests that speak with a package over Http alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import SecretStr

from boekhaak.http import Http
from boekhaak.models.company import Company
from boekhaak.response import Response

BAKERY = Company(id="1", region="nl", name="Bakery")
Way = Callable[..., Http]
"""Makes an Http; what is given replaces what the package says of itself."""


@dataclass
class Purse:
    """A session whose tokens are numbered, and which remembers what it was asked."""

    renewals: list[str] = field(default_factory=list)

    def access_token(self, company: Company | None) -> SecretStr:  # noqa: ARG002
        return SecretStr(f"token-{len(self.renewals)}")

    def renewed(self, company: Company | None, refused: SecretStr) -> SecretStr:
        self.renewals.append(refused.get_secret_value())
        return self.access_token(company)


def ask(http: Http, url: str = "/books", **given: object) -> Response:
    """Ask for something of the bakery, where nothing else is named."""
    return http.get(url, **{"company": BAKERY, "endpoint": "books"} | given)
