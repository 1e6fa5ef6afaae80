"""The client exact-online-sdk, set up for the simulator and for its clock.

It is imported before the client itself, whose modules then find the simulator's clock.
"""

# ruff: noqa: E402 - the judge puts the simulator's clock in place before the client is imported
from __future__ import annotations

from typing import Any

from judging import Judge, SimulatedDatetime

judge = Judge()

from exact_online_sdk import ExactOnlineClient, Settings, auth

auth.datetime = SimulatedDatetime
ADDRESS = judge.stage["address"]
COMPANY = judge.stage["companies"][0]
WHOLE: dict[str, Any] = {"page_size": None}
"""Without it the client asks for ``$top=100``, and gets no more than that."""

SETTINGS = Settings(
    client_id=judge.stage["client_id"],
    client_secret=judge.stage["client_secret"],
    redirect_uri=judge.stage["redirect_uri"],
    base_url=ADDRESS,
    auth_url=f"{ADDRESS}/api/oauth2/auth",
    token_url=f"{ADDRESS}/api/oauth2/token",
    division=COMPANY["division"],
)
signer = auth.ExactOnlineAuth(SETTINGS)
client = ExactOnlineClient(SETTINGS, auth=signer)
