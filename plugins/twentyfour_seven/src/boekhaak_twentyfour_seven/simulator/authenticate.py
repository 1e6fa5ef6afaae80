"""Signing in with e-mail and password, and choosing the identity of the session.

Wrong credentials give an empty text. A blocked identity gives a fault. The session is told in the answer and as a cookie.
Source: FACTS.md#sign-in, FACTS.md#identities, FACTS.md#sessions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boekhaak_twentyfour_seven.simulator.asking import Asked, refused
from boekhaak_twentyfour_seven.simulator.client import Client
from boekhaak_twentyfour_seven.simulator.logins import SimulatedLogin
from boekhaak_twentyfour_seven.simulator.office import Office
from boekhaak_twentyfour_seven.simulator.sessions import Session
from boekhaak_twentyfour_seven.simulator.shapes import Row

PATH = "/authenticate/v001/authenticate.asmx"
NOT_AUTHENTICATED = "Session is not authenticated"
NO_IDENTITY = "Client is not authenticated on this identity"
BLOCKED = "The provided IdentityId is blocked. Call GetIdentitiesWithCredential and log in again with an identity that is valid."


class Throttled(Exception):
    """A user signs in too often."""


@dataclass
class SignIn:
    """One call of the service. ``begun`` is the session that it began, if any."""

    office: Office
    application_id: str
    asked: Asked
    cookie: str
    begun: Session | None = None

    def login(self) -> object:
        """Begin a session and return its id; an empty text for wrong credentials. Raises: SoapFault, Throttled."""
        login = self._credential()
        credential = self.asked.part("credential")
        if login is None or credential is None:
            return ""
        wanted = credential.guid("IdentityId")
        company = self.office.default(login) if wanted is None else self._company(login, wanted)
        if (wanted or company) and self.office.opens(login, company) is None:
            raise refused(BLOCKED)
        self.begun = self.office.sessions.begin(login, company, self.office.now())
        return self.begun.id

    def has_session(self) -> object:
        """Tell whether the cookie's session lives."""
        return self._found() is not None

    def identity(self) -> object:
        """Return the session's identity. Raises: SoapFault."""
        session = self._session()
        client = self.office.opens(session.login, session.company)
        if client is None:
            raise refused(NO_IDENTITY)
        return self._row(session.login, client, session.company)

    def identities(self) -> object:
        """Return all identities of the session's user. Raises: SoapFault."""
        session = self._session()
        return self._rows(session.login, session.company)

    def identities_with_credential(self) -> object:
        """Return all identities of a user, without a session; none for wrong credentials."""
        login = self._credential()
        return [] if login is None else self._rows(login, None)

    def set_identity(self) -> object:
        """Open another identity, given whole. Raises: SoapFault."""
        identity = self.asked.part("identity")
        return self._open(None if identity is None else identity.guid("Id"))

    def set_identity_by_id(self) -> object:
        """Open another identity, given by its id. Raises: SoapFault."""
        return self._open(self.asked.guid("identityId"))

    def _open(self, id_: str | None) -> bool:
        session = self._session()
        company = self._company(session.login, id_ or "")
        if company is None:
            return False
        if self.office.opens(session.login, company) is None:
            raise refused(BLOCKED)
        session.company = company
        return True

    def _credential(self) -> SimulatedLogin | None:
        credential = self.asked.part("credential")
        if credential is None:
            return None
        username = credential.text("Username") or ""
        if not self.office.sign_ins.allows(username.lower(), self.office.now()):
            raise Throttled
        login = self.office.login(username)
        known = credential.guid("ApplicationId") == self.application_id
        return login if login and known and credential.text("Password") == login.password else None

    def _found(self) -> Session | None:
        return self.office.sessions.find(self.cookie, self.office.now())

    def _session(self) -> Session:
        session = self._found()
        if session is None:
            raise refused(NOT_AUTHENTICATED)
        return session

    def _company(self, login: SimulatedLogin, id_: str) -> str | None:
        keys = (client.key for client in self.office.listed(login))
        return next((key for key in keys if login.identity_id(key) == id_), None)

    def _rows(self, login: SimulatedLogin, current: str | None) -> list[Row]:
        return [self._row(login, client, current) for client in self.office.listed(login)]

    def _row(self, login: SimulatedLogin, client: Client, current: str | None) -> Row:
        return {
            "Id": login.identity_id(client.key),
            "User": {"Id": login.user_id, "Name": login.name},
            "Client": {"Id": client.id, "Name": client.company.name},
            "IsCurrent": client.key == current,
            "IsDefault": client.key == self.office.default(login),
            "IsProtected": False,
            "Servers": [],
            "IsDisabled": self.office.disabled(login, client.key),
        }


OPERATIONS: dict[str, tuple[str, Callable[[SignIn], object]]] = {
    "Login": ("string", SignIn.login),
    "HasSession": ("bool!", SignIn.has_session),
    "GetIdentity": ("Identity", SignIn.identity),
    "GetIdentities": ("Identity[]", SignIn.identities),
    "GetIdentitiesWithCredential": ("Identity[]", SignIn.identities_with_credential),
    "GetIdentitiesWithCredentialByService": ("Identity[]", SignIn.identities_with_credential),
    "SetIdentity": ("bool!", SignIn.set_identity),
    "SetIdentityById": ("bool!", SignIn.set_identity_by_id),
}
"""Each operation with the kind of its result."""
