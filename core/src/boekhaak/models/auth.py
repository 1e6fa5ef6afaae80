"""What is exchanged when somebody signs in."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from pydantic import SecretStr

from boekhaak.models.value import Value


class App(Value):
    """The host's registration at a package.

    ``mode`` is ``production`` or a name for another system of the vendor (``sandbox``, ``simulator``), whose ``address``
    then replaces the region's. ``redirect_uri`` is the registered one, to the letter. Packages without redirect know neither
    that nor, perhaps, a secret.
    """

    package: str
    region: str
    mode: str = "production"
    client_id: str
    client_secret: SecretStr = SecretStr("")
    redirect_uri: str = ""
    address: str = ""


class Code(Value):
    """An authorisation code, fresh from the package's redirect; ``verifier`` where the sign-in was begun with PKCE (RFC 7636)."""

    code: SecretStr
    redirect_uri: str
    verifier: SecretStr | None = None


class Refresh(Value):
    """A refresh token to be exchanged for new tokens."""

    refresh_token: SecretStr


class Credentials(Value):
    """A user name and password, for packages that know no redirect."""

    username: str
    password: SecretStr

    def sealed(self) -> SecretStr:
        """Return both as one secret text."""
        return SecretStr(json.dumps([self.username, self.password.get_secret_value()]))

    @classmethod
    def unsealed(cls, secret: SecretStr) -> Credentials:
        """Return what :meth:`sealed` made a secret of."""
        username, password = json.loads(secret.get_secret_value())
        return cls(username=username, password=password)


Grant = Code | Refresh | Credentials
"""What is exchanged for tokens."""


class Tokens(Value):
    """What the package gave: an access token for ``lifetime``, and what renews it."""

    access_token: SecretStr
    refresh_token: SecretStr | None = None
    lifetime: timedelta


class Obtained(Value):
    """Tokens with the moments between which the package made them; which of both, nobody knows.

    Their life is counted from ``asked_at``, the wait before the next renewal from ``received_at``: so a process that stood
    still in between neither believes in a token longer than it lives nor renews it too early.
    """

    tokens: Tokens
    asked_at: datetime
    received_at: datetime
