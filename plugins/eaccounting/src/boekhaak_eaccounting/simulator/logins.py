"""The people who can sign in at the simulated identity server."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class SimulatedLogin:
    """A user. ``companies`` are the names of those that may be opened (None: all).

    ``default_company`` is the one that is taken without asking, unless the app asks for the picker.
    ``without_product`` are companies in which the user has no eAccounting.
    """

    name: str = "Sam de Boer"
    email: str = "sam@example.com"
    companies: tuple[str, ...] | None = None
    default_company: str | None = None
    without_product: tuple[str, ...] = ()
    consultant: bool = False
    read_only: bool = False

    @property
    def user_id(self) -> str:
        """The user's GUID."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{self.email}"))

    @property
    def names(self) -> tuple[str, str]:
        """First name and last name."""
        first, _, last = self.name.partition(" ")
        return first, last

    def may_open(self, company: str) -> bool:
        """Tell whether the user sees that company in the picker."""
        return self.companies is None or company in self.companies
