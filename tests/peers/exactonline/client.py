"""The client exactonline, set up for the simulator and for its clock.

It is imported before the client itself, whose modules then find the simulator's clock.
"""

# ruff: noqa: E402 - the judge puts the simulator's clock in place before the client is imported
from __future__ import annotations

from typing import Any

from judging import Judge

judge = Judge()

from exactonline import rawapi
from exactonline.api import ExactApi
from exactonline.resource import GET
from exactonline.storage import ExactOnlineConfig, MissingSetting

rawapi.opt_secure.protocols = ("http", "https")
COMPANY = judge.stage["companies"][0]


class Storage(ExactOnlineConfig):
    """The client's settings, in memory."""

    def __init__(self, settings: dict[tuple[str, str], str]) -> None:
        self.settings = settings

    def get(self, section: str, option: str) -> str:
        """Return a setting."""
        if (section, option) not in self.settings:
            raise MissingSetting(option, section)
        return self.settings[section, option]

    def set(self, section: str, option: str, value: str) -> None:
        """Keep a setting."""
        self.settings[section, option] = value


storage = Storage(
    {
        ("server", "auth_url"): f"{judge.stage['address']}/api/oauth2/auth",
        ("server", "token_url"): f"{judge.stage['address']}/api/oauth2/token",
        ("server", "rest_url"): f"{judge.stage['address']}/api",
        ("application", "base_url"): judge.stage["redirect_uri"],
        ("application", "client_id"): judge.stage["client_id"],
        ("application", "client_secret"): judge.stage["client_secret"],
        ("application", "iteration_limit"): "300",
    }
)
api = ExactApi(storage=storage)


def rows(address: str, client: ExactApi = api) -> list[dict[str, Any]]:
    """Return the rows of all pages of an address in the company."""
    found: list[dict[str, Any]] = client.restv1(GET(address))
    return found
