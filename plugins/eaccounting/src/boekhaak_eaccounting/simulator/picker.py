"""Which company a grant is for: the one picked, or the user's default company without asking.

Source: FACTS.md#company-picker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boekhaak_eaccounting.simulator.logins import SimulatedLogin
from boekhaak_eaccounting.simulator.sign_in_rules import Form, first
from boekhaak_eaccounting.simulator.site import Site

SERVICE = "service:44643EB1-3F76-4C1C-A672-402AE8085934"
"""Asks for companies that have eAccounting only."""
FORCED = "forceselectcompany:true"


@dataclass(frozen=True)
class Wish:
    """What the app asks for in ``prompt`` and ``acr_values``."""

    select_account: bool
    forced: bool
    with_product: bool

    @classmethod
    def of(cls, form: Form) -> Wish:
        """Return what an address or a form asks for."""
        acr = {word.lower() for word in first(form, "acr_values").split()}
        return cls("select_account" in first(form, "prompt").split(), FORCED in acr, SERVICE.lower() in acr)


class Picker:
    """Offers companies."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def companies(self, wish: Wish) -> Sequence[str]:
        """Return the companies that the page offers; none where nobody is asked."""
        asked = [login for login in self._site.logins if self._default(login, wish) is None]
        return [
            held.company.name
            for key, held in self._site.administrations.items()
            if any(self._offered(login, key, wish) for login in asked)
        ]

    def chosen(self, login: SimulatedLogin, company: str, wish: Wish) -> str | None:
        """Return the key of the company that a user's grant is for; None where the user may not open it."""
        default = self._default(login, wish)
        if default is not None:
            return default
        named = (key for key, held in self._site.administrations.items() if held.company.name == company)
        return next((key for key in named if self._offered(login, key, wish)), None)

    def _default(self, login: SimulatedLogin, wish: Wish) -> str | None:
        """Return the key of the company that is taken without asking."""
        if wish.forced or (wish.select_account and "picker_ignored" not in self._site.faults.on):
            return None
        if login.default_company is None and "default_company" in self._site.faults.on:
            return next((key for key in self._site.administrations if login.may_open(key)), None)
        return login.default_company

    def _offered(self, login: SimulatedLogin, key: str, wish: Wish) -> bool:
        return login.may_open(key) and not (wish.with_product and key in login.without_product)
