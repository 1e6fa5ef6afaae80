"""The hooks: the whole contract between the core and a package's plugin.

A plugin is a module with one function per hook, each marked ``@hookimpl``, found through the entry-point group
``boekhaak.packages``. Functions keep no state between calls, open no connection of their own, read no environment and do
not sleep: the core hands in everything, the authorised ``http`` included.
"""

from __future__ import annotations

from collections.abc import Iterator

import pluggy

from boekhaak.http import Http
from boekhaak.models.auth import App, Grant, Tokens
from boekhaak.models.company import Candidate, Company, CompanyFacts, Evidence, Login
from boekhaak.models.estimate import Estimate
from boekhaak.models.link import Link
from boekhaak.models.package import PackageInfo, StreamInfo
from boekhaak.models.page import Page
from boekhaak.models.records import Attachment
from boekhaak.models.run import RunSummary

PROJECT = "boekhaak"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

Settings = dict[str, tuple[str, ...]]
"""What was chosen for a company: codes by the key of the setting; one that nobody chose is not there."""


class PackageHooks:
    """What a package's plugin implements."""

    @hookspec(firstresult=True)
    def describe(self) -> PackageInfo:  # type: ignore[empty-body]
        """Tell what the package is. No I/O."""

    @hookspec(firstresult=True)
    def authenticate(self, app: App, grant: Grant, company: Company | None, http: Http) -> Tokens:  # type: ignore[empty-body]
        """Exchange a grant for tokens.

        With :class:`Password` the grant is the login's credentials, each time; where ``per_company`` is set and a company is
        named, the tokens are a session that stands in that company.

        Raises: ConsentRequired when only a new sign-in helps; PackageUnavailable when the same grant may be tried later;
        ConfigurationError when the registration (client id, secret, redirect address) is refused.
        """

    @hookspec(firstresult=True)
    def identify(self, http: Http) -> Login:  # type: ignore[empty-body]
        """Tell who signed in."""

    @hookspec(firstresult=True)
    def list_companies(self, known: tuple[str, ...], http: Http) -> Iterator[Company]:  # type: ignore[empty-body]
        """Yield the companies that the login may see, with what the list call gives for free.

        ``known`` are ids of companies that the core holds already: some packages need one to be asked.
        """

    @hookspec(firstresult=True)
    def inspect(self, company: Company, http: Http) -> CompanyFacts:  # type: ignore[empty-body]
        """Learn the facts of one company in few calls, from the package's own answer: every run begins with this.

        The id in the answer is the answer's: the core compares it with the one that was asked for.
        """

    @hookspec(firstresult=True)
    def import_company(  # type: ignore[empty-body]
        self, company: Company, stream: StreamInfo, cursor: str | None, settings: Settings, http: Http
    ) -> Iterator[Page]:
        """Read a stream from nothing, or on from the cursor at which an interrupted import stopped.

        Raises: as the calls of ``http``; AccessMissing when only this stream is closed, which leaves the others alone.
        """

    @hookspec(firstresult=True)
    def synchronise(  # type: ignore[empty-body]
        self, company: Company, stream: StreamInfo, cursor: str, settings: Settings, http: Http
    ) -> Iterator[Page]:
        """Read what changed in a stream since its cursor.

        Raises: CursorLost when the package no longer tells all that changed since then: the stream is read from nothing.
        """

    @hookspec(firstresult=True)
    def estimate(self, company: Company, settings: Settings, http: Http) -> Iterator[Estimate]:  # type: ignore[empty-body]
        """Yield what an import would take: an estimate for each stream, and one for ``COMPANY``, the calls of ``inspect``.

        All estimates together take at most one call for each stream; streams may share what one list tells. An interval holds
        what the import then takes if nothing changes meanwhile; what cannot be known has None at its end. A stream that is
        closed or refused is told in its estimate (``boekhaak.plugin.estimated``) and leaves the others alone.
        A package that cannot tell leaves the hook out. Raises: as the calls of ``http``.
        """

    @hookspec(firstresult=True)
    def download(self, company: Company, attachment: Attachment, start: int, http: Http) -> Iterator[bytes]:  # type: ignore[empty-body]
        """Yield the content of an attachment in pieces, from byte ``start`` on; ``boekhaak.plugin.content`` does the most of it.

        A package without documents leaves it out. Raises: PackageRefused when the content is gone there.
        """

    @hookspec(firstresult=True)
    def relink(self, link: Link, candidate: Candidate) -> Evidence:  # type: ignore[empty-body]
        """Tell what speaks for and against binding the link to the candidate. Pure; the core has a default."""


class HostObserver:
    """What a host may listen to. Observers are told after the commit and see no token; their errors are logged, not raised.

    They are told in the process where it happened, and once: what must not be lost is read from the change feed, or comes by
    webhook.
    """

    @hookspec
    def page_stored(self, link_id: int, stream: str, records: int, deletions: int) -> None:
        """A page of a stream was stored."""

    @hookspec
    def run_finished(self, run: RunSummary) -> None:
        """An import or synchronisation of one link ended."""

    @hookspec
    def records_changed(self, link_id: int, stream: str, changed: dict[str, int], deleted: dict[str, int]) -> None:
        """A page of a stream changed what is stored: so many records of each kind were inserted or changed, so many went."""

    @hookspec
    def company_imported(self, link: Link) -> None:
        """A company was bound to a host company."""

    @hookspec
    def needs_sign_in(self, connection_id: int, reason: str) -> None:
        """A connection works no more until somebody signs in; the reason is fit for the user."""

    @hookspec
    def link_broken(self, link_id: int, reason: str) -> None:
        """A link stopped working; the reason is fit for the user."""
