"""The users who can sign in at the simulated vendor, with e-mail and password."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

EMAIL = "integration@example.com"
PASSWORD = "simulated-password"


@dataclass(frozen=True)
class SimulatedLogin:
    """A user. ``companies`` are the names of those that invited it (None: all), of which ``pending`` are not yet accepted.

    ``default`` is the company that a sign-in opens when it names none; the first one when left out.
    Source: FACTS.md#identities.
    """

    email: str = EMAIL
    password: str = PASSWORD
    name: str = "Kari Integrasjon"
    companies: tuple[str, ...] | None = None
    pending: tuple[str, ...] = ()
    default: str | None = None

    @property
    def user_id(self) -> str:
        """The user's GUID."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{self.email}"))

    def identity_id(self, company: str) -> str:
        """Return the GUID of the user's identity in a company."""
        return str(uuid.uuid5(uuid.UUID(self.user_id), company))
