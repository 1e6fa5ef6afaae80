"""A person who signs in at a simulator, played by a script.

A consent page is one HTML form; its default choices are taken, and ``decision`` is what the person presses.
"""

from __future__ import annotations

from html.parser import HTMLParser
from http.client import HTTPResponse
from typing import IO
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPRedirectHandler, Request, build_opener

from boekhaak.errors import PackageRefused, UnexpectedAnswer
from boekhaak.installation import Installation
from boekhaak.models.auth import Credentials
from boekhaak.models.link import Actor, Connection
from boekhaak.service import connecting
from boekhaak.testing.simulator import Simulator


class _Form(HTMLParser):
    """The address and the default fields of the first form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: list[tuple[str, str]] = []
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the form's action and the fields a browser would send untouched."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None:
            self.action = given.get("action", "")
        elif tag == "input" and "name" in given and given.get("type") != "submit":
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.fields.append((given["name"], given.get("value", "on")))
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select and "selected" in given:
            self.fields.append((self._select, given.get("value", "")))


class _Stay(HTTPRedirectHandler):
    """Give the redirect back instead of following it."""

    def http_error_302(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: object) -> HTTPResponse:  # noqa: ARG002
        """Return the answer as it came."""
        return fp  # type: ignore[return-value]


def sign_in_everywhere(
    actor: Actor, installation: Installation, simulator: Simulator, package: str
) -> list[Connection]:
    """Sign in as often as it takes to open every company of a simulator whose app is registered."""
    return [_sign_in(actor, installation, given, package) for given in simulator.sign_ins]


def _sign_in(
    actor: Actor, installation: Installation, given: Credentials | dict[str, list[str]], package: str
) -> Connection:
    if isinstance(given, Credentials):
        return connecting.sign_in(actor, installation, given, package=package)
    begun = connecting.begin(actor, installation, package=package)
    return connecting.complete(actor, installation, give_consent(begun.url, choices=given))


def give_consent(
    url: str, *, decision: str = "grant", choices: dict[str, list[str]] | None = None, follow: bool = False
) -> str:
    """Go through the consent page at ``url`` and return the address to which it sends the person back.

    ``decision`` is ``grant`` or ``refuse``. ``choices`` replaces the page's default values of the named fields.
    ``follow`` also opens that address, as a browser does.
    """
    opener = build_opener(_Stay)
    with opener.open(url, timeout=30) as page:
        html = page.read().decode()
        address = page.geturl()
    form = _Form()
    form.feed(html)
    if form.action is None:
        raise UnexpectedAnswer("the consent page has no form", way_out=f"The page says: {html[:200]}")
    chosen = choices or {}
    fields = [(name, value) for name, value in form.fields if name not in chosen]
    fields += [(name, value) for name, values in chosen.items() for value in values]
    body = urlencode([*fields, ("decision", decision)]).encode()
    with opener.open(urljoin(address, form.action), body, timeout=30) as answer:
        location: str | None = answer.headers.get("Location")
        if location is None:
            raise PackageRefused(
                "the consent page sent nobody back", way_out=f"It says: {answer.read().decode()[:200]}"
            )
    if follow:
        with build_opener().open(location, timeout=30) as landing:
            landing.read()
    return location
