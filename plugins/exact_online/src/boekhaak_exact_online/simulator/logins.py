"""The people who can sign in at the simulated country site."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from boekhaak_exact_online.simulator.values import order_of


@dataclass(frozen=True)
class SimulatedLogin:
    """A user. ``companies`` are the names of those that may be opened (None: all); ``current`` was opened last.

    ``current`` may name a company that the app is not granted: the vendor's CurrentDivision is just that.
    """

    name: str = "Sam de Boer"
    email: str = "sam@example.com"
    companies: tuple[str, ...] | None = None
    current: str | None = None

    @property
    def user_id(self) -> str:
        """The user's GUID."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{self.email}"))

    @property
    def order(self) -> bytes:
        """The user's GUID in the vendor's order."""
        return order_of(self.user_id)
