"""What a package says of itself without any I/O."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from boekhaak.models.value import Value

PLUGIN_API = 1
"""The version of the hooks that this core speaks; a plugin made for another is reported as broken."""


class Region(Value):
    """A country site or data centre of the package: companies, users and registrations belong to one.

    ``address``    its base, below which all paths are.
    ``elsewhere``  paths, by what they begin with, that are below another address, as those of a sign-in may be.
    """

    key: str
    name: str
    address: str
    elsewhere: tuple[tuple[str, str], ...] = ()


class Auth(Value):
    """How a login is kept signed in, whichever way it came.

    ``refresh_margin``      renew when less than this is left of what the package gave.
    ``earliest_refresh``    the package refuses a renewal sooner than this after the last one.
    ``header``, ``prefix``  where a call carries the token, and what stands before it there.
    """

    refresh_margin: timedelta
    earliest_refresh: timedelta = timedelta()
    header: str = "Authorization"
    prefix: str = "Bearer "


class OAuth2(Auth):
    """Signing in by redirect (RFC 6749), with what is peculiar to this package as data.

    ``parameters``          what the authorize address carries beyond the standard's parameters.
    ``refresh_lifetime``    an unused refresh token dies after this; None where it is not known.
    ``chain``               which consents share one rotating chain of tokens: all of a ``login``, or each ``grant``.
    """

    authorize_path: str
    parameters: tuple[tuple[str, str], ...] = ()
    refresh_lifetime: timedelta | None = None
    chain: Literal["login", "grant"]


class Password(Auth):
    """Signing in with a user name and a password, which are kept (encrypted) and given again to renew.

    ``per_company``  the package's session stands in one company at a time: each company gets a session of its own.
    ``integration_user``  programs sign in as a user that is made for them there; guidance tells how, by the connection's states.
    """

    per_company: bool = False
    integration_user: bool = False


class StreamInfo(Value):
    """A part of a company's data that is read on its own.

    ``deletions``   ``told`` by the package (in this or another stream), or found by ``swept``: what a full pass misses.
    ``every``       the shortest time between two automatic readings; none means at each synchronisation.
    ``right``       the right at the package that reading it needs, in the package's words.
    ``mapping_version``  raised when the plugin makes other records of the same data: the stream is then read from nothing.
    """

    key: str
    name: str
    kinds: tuple[str, ...]
    deletions: Literal["told", "swept"]
    every: timedelta = timedelta()
    right: str = ""
    mapping_version: int = 1


class Setting(Value):
    """What a person may choose for a company: some of a stream's records, by their code. Nothing chosen means all.

    ``choices_of``  the stream whose records are the choices; they are known once somebody is signed in.
    ``streams``     what is read from nothing when the choice changes.
    """

    key: str
    name: str
    help: str
    choices_of: str
    streams: tuple[str, ...]


class RateHeaders(Value):
    """The headers in which a package tells a window's state.

    ``reset`` is a moment in milliseconds since 1970 (UTC), or as ISO 8601 writes it.
    """

    remaining: str
    reset: str


class Window(Value):
    """A limit of the package: at most ``count`` of ``what`` within ``period``, counted per combination of ``scopes``.

    Calls are counted in whole periods of the clock (UTC), errors and refreshes in the period that ends now.
    """

    what: Literal["calls", "errors", "refreshes"]
    scopes: frozenset[Literal["app", "login", "company", "endpoint"]]
    count: int
    period: timedelta
    headers: RateHeaders | None = None


class Help(Value):
    """A page of the package's own; ``seen`` is when somebody last looked at it: a day or a year."""

    title: str
    address: str
    seen: str


class PackageInfo(Value):
    """What a package is: names, ways to sign in, regions, streams, limits and texts.

    ``prerequisites``    what somebody needs who wants to connect, in sentences; ``help``: where the package itself tells more.
    ``anonymous_hosts``  patterns of hosts that hold content and get no token.
    ``guidance``         texts for people, each under a key of its occasion, such as ``company_missing``.
    ``cannot``           what the package's interface cannot express, in sentences.
    """

    key: str
    name: str
    plugin_api: int
    auth: OAuth2 | Password
    regions: tuple[Region, ...]
    streams: tuple[StreamInfo, ...]
    windows: tuple[Window, ...] = ()
    settings: tuple[Setting, ...] = ()
    anonymous_hosts: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    guidance: tuple[tuple[str, str], ...] = ()
    help: tuple[Help, ...] = ()
    cannot: tuple[str, ...] = ()

    def region(self, key: str) -> Region | None:
        """Return the region of that key, or None."""
        return next((region for region in self.regions if region.key == key), None)

    def sign_in_again(self, link_id: int | None = None) -> str:
        """Return in words how a dead connection, or the broken link with that id, is made to work again."""
        command = f"boekhaak connect {self.key}"
        if isinstance(self.auth, Password):
            command += " --username NAME"
        elif self.auth.chain == "grant" and link_id is not None:
            return f"Sign in with `{command} --link {link_id}`"
        return (
            f"Sign in with `{command}`, then `boekhaak relink`"
            if link_id is not None
            else f"Sign in again with `{command}`"
        )

    def setting(self, key: str) -> Setting | None:
        """Return the setting of that key, or None."""
        return next((setting for setting in self.settings if setting.key == key), None)

    def stream(self, key: str) -> StreamInfo | None:
        """Return the stream of that key, or None."""
        return next((stream for stream in self.streams if stream.key == key), None)
