"""What a user's consent gives: access to one company, with the scopes that were asked for.

Source: FACTS.md#oauth, FACTS.md#scopes.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from boekhaak_eaccounting.simulator.logins import SimulatedLogin

AREAS = ("sales", "accounting", "purchase")
BASE_SCOPE, OFFLINE = "ea:api", "offline_access"
KNOWN_SCOPES = frozenset(
    {BASE_SCOPE, OFFLINE, *(f"ea:{area}" for area in AREAS), *(f"ea:{area}_readonly" for area in AREAS)}
)
"""The scopes that a partner's app may ask for."""


@dataclass(frozen=True)
class Consent:
    """What a user granted, and what the app must prove when it exchanges the code."""

    login: SimulatedLogin
    company: str
    scopes: tuple[str, ...]
    challenge: str = ""
    challenge_method: str = "plain"

    def proven_by(self, verifier: str) -> bool:
        """Tell whether the verifier fits the challenge (RFC 7636); without a challenge there must be none."""
        if self.challenge_method == "S256" and self.challenge:
            digest = hashlib.sha256(verifier.encode()).digest()
            return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
        return verifier == self.challenge


@dataclass(eq=False)
class Grant:
    """A consent that was exchanged; ``refresh_token`` is the one that is good now."""

    consent: Consent
    given_at: datetime
    number: int
    refresh_token: str = ""
    refreshed_at: datetime = field(init=False)
    state: Literal["alive", "locked", "dead"] = "alive"

    def __post_init__(self) -> None:
        self.refreshed_at = self.given_at
