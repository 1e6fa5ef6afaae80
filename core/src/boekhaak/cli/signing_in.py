"""Signing in from a terminal: through the browser of this machine, or by hand."""

from __future__ import annotations

import queue
import sys
import threading
import webbrowser
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

import click
from pydantic import SecretStr

from boekhaak.cli.options import acting, environment_option, example, json_option, typed_secret
from boekhaak.cli.output import give
from boekhaak.errors import BoekhaakError, ConfigurationError, ConsentRequired, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.auth import Credentials
from boekhaak.models.company import Company
from boekhaak.models.link import Actor, Connection
from boekhaak.models.package import OAuth2, PackageInfo
from boekhaak.service import connecting, listing, relinking
from boekhaak.service.relinking import Taken

FEW = 5
"""So many companies are named of those that a consent granted."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LANDING = (
    b"<!doctype html><meta charset=utf-8><title>boekhaak</title>"
    b"<p>boekhaak has the answer. You may close this page and go back to the terminal."
)


@click.command(epilog=example("boekhaak connect exact_online --region nl"))
@click.argument("package")
@click.option("--region", default="", help="The country site or data centre; the package's first one when left out.")
@click.option("--mode", default=None, help="Which app registration, when there are several.")
@click.option(
    "--link", "link_id", type=int, help="The broken link that this sign-in is for: another company is refused."
)
@click.option(
    "--connection", "connection_id", type=int, help="The connection that this sign-in is for: another login is refused."
)
@click.option("--no-browser", is_flag=True, help="Print the address, and read the one you are sent back to.")
@click.option("--print-url", is_flag=True, help="Only begin: print the address and end.")
@click.option("--callback", default=None, metavar="ADDRESS", help="Only finish: the address you were sent back to.")
@click.option(
    "--timeout",
    default=300,
    show_default=True,
    type=click.IntRange(1),
    metavar="SECONDS",
    help="How long to wait for the browser.",
)
@click.option(
    "--another/--once",
    default=None,
    help="Ask for another administration where a consent opens one; on a terminal by itself.",
)
@click.option("--relink", "relinks", is_flag=True, help="Let the broken links work again that this sign-in proves.")
@click.option("--username", default="", help="For packages whose people sign in without redirect.")
@click.option("--password", default="", envvar="BOEKHAAK_PASSWORD", help="Asked for when left out.")
@environment_option
@json_option
def connect(
    package: str, region: str, mode: str | None, link_id: int | None, connection_id: int | None,
    no_browser: bool, print_url: bool, callback: str | None, timeout: int, another: bool | None,
    relinks: bool, username: str, password: str, environment: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Sign in at a package and keep the connection.

    Opens the browser and receives the answer on this machine when the app's redirect address is on loopback. Otherwise, and
    with --no-browser, paste the address that the browser ends on. Scripts use --print-url, then --callback.

    With --relink each consent is taken to the broken link that it proves, and the next one is asked for until none is left.

    Where people sign in with a user name and a password, give --username; the password may stand in BOEKHAAK_PASSWORD.
    """
    with acting(environment) as (actor, installation):
        known = installation.packages[package]
        _check_region(known.info, region)
        alone = {
            "--callback": callback is not None,
            "--print-url": print_url,
            "--link": link_id is not None,
            "--json": as_json,
        }
        redirected = {"--another": another, "--no-browser": no_browser, **alone, "--json": False}
        there: dict[str, Any] = {"package": known.key, "region": region, "mode": mode, "connection_id": connection_id}
        if username:
            _check_redirected(known.key, redirected)
            secret = SecretStr(password) if password else typed_secret("Password", "BOEKHAAK_PASSWORD")
            given = Credentials(username=username, password=secret)
            _give(actor, installation, as_json, connecting.sign_in(actor, installation, given, **there), relinks)
            return
        if another:
            _check_another(alone)
        if callback is not None and isinstance(known.info.auth, OAuth2):
            _give(actor, installation, as_json, connecting.complete(actor, installation, callback), relinks)
            return
        single = link_id is not None or connection_id is not None or as_json
        asks = _opens_one(known.info) and not single if another is None else another
        while True:
            begun = connecting.begin(actor, installation, **there, link_id=link_id)
            if print_url:
                give(as_json, begun, begun.url)
                return
            left = _give(
                actor, installation, as_json, _answered(actor, installation, begun, no_browser, timeout), relinks
            )
            if not asks or (relinks and not left) or not _goes_on(left if relinks else 0):
                return


def _check_region(info: PackageInfo, region: str) -> None:
    if region and info.region(region) is None:
        known = ", ".join(one.key for one in info.regions)
        raise InvalidInput(f"{info.name} has no region “{region}”", way_out=f"Choose one of: {known}")


def _check_redirected(key: str, given: Mapping[str, object]) -> None:
    """Refuse options that mean nothing where a user name is given, instead of leaving them unheard."""
    if found := [option for option, value in given.items() if value]:
        relink = f"; `boekhaak relink --package {key}` then lets broken links work again"
        raise InvalidInput(
            f"{found[0]} is for sign-ins by redirect",
            way_out="Leave it out, or leave --username out" if found[0] != "--link" else f"Leave it out{relink}",
        )


def _check_another(given: Mapping[str, object]) -> None:
    if found := [option for option, value in given.items() if value]:
        raise InvalidInput(
            f"--another asks for one more sign-in, and {found[0]} is about a single one",
            way_out="Leave one of them out; each further administration may have a command of its own",
        )


def _goes_on(left: int) -> bool:
    """Ask for another administration; where nobody is there to answer, none is wanted."""
    question = f"Sign in for one of the {left} that are left?" if left else "Add another administration?"
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo(err=True)
        return False


def _opens_one(info: PackageInfo) -> bool:
    """Tell whether a consent opens one company, and somebody sits at a terminal who may open another."""
    return isinstance(info.auth, OAuth2) and info.auth.chain == "grant" and sys.stdin.isatty()


def _answered(
    actor: Actor, installation: Installation, sign_in: connecting.SignIn, no_browser: bool, timeout: int
) -> Connection:
    redirect = urlsplit(sign_in.redirect_uri)
    if no_browser or redirect.hostname not in LOOPBACK:
        click.echo(f"Open this address and sign in:\n\n  {sign_in.url}\n", err=True)
        answer = click.prompt("Paste the address that you were sent back to", err=True)
        return connecting.complete(actor, installation, answer.strip())
    with _Landing(redirect.hostname or "", redirect.port or 80, redirect.path) as landing:
        click.echo(f"Opening the browser; if nothing happens, open this address:\n\n  {sign_in.url}\n", err=True)
        webbrowser.open(sign_in.url)
        return connecting.complete(actor, installation, landing.wait(sign_in.redirect_uri, timeout))


def _give(actor: Actor, installation: Installation, as_json: bool, connection: Connection, relinks: bool) -> int:
    """Tell of a connection, and what its sign-in lets work again; return how many links of its package stay broken."""
    login = connection.login.name or connection.login.email or connection.login.id
    told = [f"Connected to {connection.package} as {login} (connection {connection.id})."]
    new: tuple[Company, ...] = ()
    try:
        new = listing.granted(actor, installation, connection.id)
    except BoekhaakError as error:  # somebody is signed in all the same
        click.echo(f"Note: {error}", err=True)
    if new:
        told.append(f"{len(new)} new {'company was' if len(new) == 1 else 'companies were'} granted: {_names(new)}.")
    taken: Taken | None = None
    if relinks:
        taken = relinking.take(actor, installation, connection.id)
        told += _taken(taken)
    left = relinking.broken(actor, installation, connection.package).count
    if left and not relinks:
        told.append(
            f"{left} {'link is' if left == 1 else 'links are'} broken: `boekhaak relink` shows what can be mended."
        )
    give(as_json, {**dict(connection), "granted": new, "relinked": taken}, *told)
    return left


def _taken(taken: Taken) -> list[str]:
    """Return in sentences what a consent did to broken links."""
    names = ", ".join(f"“{link.company.name}”" for link in taken.links[:FEW])
    more = f" and {len(taken.links) - FEW} more" if len(taken.links) > FEW else ""
    told = [f"{names}{more} {'works' if len(taken.links) == 1 else 'work'} again: {taken.done} of {taken.total}."]
    if not taken.links:
        opened = (
            ", ".join(f"“{company.name}”" for company in taken.opened[:FEW]) or "no company that is not linked already"
        )
        told = [f"It opens {opened}, and proves no broken link: {taken.done} of {taken.total} work."]
    if taken.left:
        left = ", ".join(f"“{link.company.name}”" for link in taken.left[:FEW])
        told.append(f"Left: {left}{f' and {len(taken.left) - FEW} more' if len(taken.left) > FEW else ''}.")
    for step in taken.questions[:FEW]:
        told.append(
            f"It may be “{step.name}” ({'; '.join(step.words)}): `boekhaak relink --apply --only {step.link_id}`"
        )
    return told


def _names(companies: tuple[Company, ...]) -> str:
    """Return the names of a few companies, and how many more there are."""
    names = ", ".join(company.name for company in companies[:FEW])
    return f"{names} and {len(companies) - FEW} more" if len(companies) > FEW else names


class _Landing:
    """A page on loopback where the package sends the browser back to; served in a thread, for one sign-in."""

    def __init__(self, host: str, port: int, path: str) -> None:
        answers: queue.Queue[str] = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = urlsplit(self.path).path == path
                self.send_response(200 if known else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                if known:
                    self.wfile.write(LANDING)
                    answers.put(self.path)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Say nothing: the address holds the code."""

        self._answers = answers
        try:
            self._server = HTTPServer((host, port), Handler)
        except OSError as error:
            raise ConfigurationError(
                f"nothing can listen on {host}:{port}, the app's redirect address ({error.strerror})",
                way_out="Stop what listens there, or use --no-browser",
            ) from error

    def __enter__(self) -> _Landing:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, redirect_uri: str, timeout: int) -> str:
        """Return the address that the browser came to. Raises: ConsentRequired when nobody came in time."""
        try:
            path = self._answers.get(timeout=timeout)
        except queue.Empty as error:
            raise ConsentRequired(
                f"nobody came back from the sign-in within {timeout} seconds",
                way_out="Begin again, or use --no-browser; nothing was changed",
            ) from error
        parts = urlsplit(redirect_uri)
        return f"{parts.scheme}://{parts.netloc}{path}"


COMMANDS: tuple[click.Command, ...] = (connect,)
