"""Sessions: who is signed in under which cookie, and in which identity.

The identity is state of the session: whoever shares the cookie shares it. The idle life is not published; 20 minutes are
what ASP.NET gives by default.
Source: FACTS.md#sessions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from boekhaak_twentyfour_seven.simulator.logins import SimulatedLogin

COOKIE = "ASP.NET_SessionId"
LIFE = timedelta(minutes=20)
LENGTH = 24
ALPHABET = "abcdefghijklmnopqrstuvwxyz012345"


@dataclass
class Session:
    """A user who is signed in. ``company`` is the key of the client of the current identity; None without one."""

    id: str
    login: SimulatedLogin
    company: str | None
    used: datetime
    answers: int = 0


class Sessions:
    """The sessions that live. ``handed_out`` keeps the id of each that ever did."""

    def __init__(self, life: timedelta) -> None:
        self.life = life
        self.handed_out: set[str] = set()
        self._live: dict[str, Session] = {}

    def begin(self, login: SimulatedLogin, company: str | None, now: datetime) -> Session:
        """Return a new session."""
        digest = hashlib.sha256(f"{login.email}/{len(self.handed_out)}".encode()).digest()
        session = Session("".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH]), login, company, now)
        self._live[session.id] = session
        self.handed_out.add(session.id)
        return session

    def find(self, id_: str, now: datetime) -> Session | None:
        """Return the session under a cookie, whose idle time begins anew; None where it is dead or unknown."""
        session = self._live.get(id_)
        if session is None:
            return None
        if now - session.used > self.life:
            self.end(session)
            return None
        session.used = now
        return session

    def end(self, session: Session) -> None:
        """Let a session die."""
        self._live.pop(session.id, None)

    def end_all(self) -> None:
        """Let every session die."""
        self._live.clear()
