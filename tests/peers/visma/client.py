"""The client visma, set up for the simulator and for its clock.

Its settings come from the environment, and its models ask for tokens as they are imported: both have to be there before. Its
models are of 2018 and refuse what was added since, so they are told to leave out what they do not know.
"""

# ruff: noqa: E402 - the judge puts the simulator's clock in place before the client is imported
from __future__ import annotations

import datetime
import json
import os
from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

from judging import TIMEOUT, Judge, SimulatedDatetime

judge = Judge()

ADDRESS = judge.stage["address"]
COMPANY, OTHER = judge.stage["companies"]
TOKENS = Path("tokens.json").resolve()
SCOPES = "ea:api offline_access ea:sales ea:accounting ea:purchase"
PAIR = f"{judge.stage['client_id']}:{judge.stage['client_secret']}"

os.environ |= {
    "VISMA_API_CLASS": "visma.api.VismaAPI",
    "VISMA_API_TOKEN_PATH": str(TOKENS),
    "VISMA_API_CLIENT_ID": judge.stage["client_id"],
    "VISMA_API_CLIENT_SECRET": judge.stage["client_secret"],
}

import marshmallow
from visma import api
from visma.base import VismaSchema

api.datetime = SimpleNamespace(datetime=SimulatedDatetime, timezone=datetime.timezone, timedelta=datetime.timedelta)
api.VismaAPI.API_URL, api.VismaAPI.TOKEN_URL = f"{ADDRESS}/v2", f"{ADDRESS}/connect/token"
VismaSchema.Meta = type("Meta", (), {"unknown": marshmallow.EXCLUDE})
VismaSchema.opts = VismaSchema.OPTIONS_CLASS(VismaSchema.Meta)


def sign_in(company: str) -> dict[str, str]:
    """Return the tokens of a consent to one company. The client has no part in it: it begins with a file of tokens."""
    asked = {
        "client_id": judge.stage["client_id"],
        "redirect_uri": judge.stage["redirect_uri"],
        "scope": SCOPES,
        "state": "s1",
        "response_type": "code",
        "prompt": "select_account",
    }
    back = judge.consent(f"{ADDRESS}/connect/authorize?{urlencode(asked)}", company=company)
    form = {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(back).query)["code"][0],
        "redirect_uri": judge.stage["redirect_uri"],
    }
    header = {"Authorization": f"Basic {b64encode(PAIR.encode()).decode()}"}
    with urlopen(Request(f"{ADDRESS}/connect/token", urlencode(form).encode(), header), timeout=TIMEOUT) as answer:
        tokens: dict[str, str] = json.load(answer)
    return tokens


def keep(access_token: str, refresh_token: str, expires: float) -> None:
    """Write the client's file of tokens."""
    moment = datetime.datetime.fromtimestamp(expires, datetime.UTC).isoformat()
    TOKENS.write_text(json.dumps({"access_token": access_token, "refresh_token": refresh_token, "expires": moment}))


def kept() -> dict[str, str]:
    """Return the client's file of tokens."""
    found: dict[str, str] = json.loads(TOKENS.read_text())
    return found


def use(loaded: api.VismaAPI, *models: Any) -> None:
    """Let these models ask with those tokens; each of them holds what it found as it was imported."""
    for model in models:
        model.objects.api = loaded


GIVEN = sign_in(COMPANY["name"])
keep("an access token that has expired", GIVEN["refresh_token"], judge.now - 1)
