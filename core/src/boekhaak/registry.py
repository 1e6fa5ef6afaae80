"""Packages: each plugin behind a typed façade, found through its entry point, kept apart from the others.

Here foreign code begins: whatever a plugin throws is translated, named and reported; one that does not load leaves the
rest alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any, TypeVar

import pluggy
from importlib_metadata import EntryPoint, entry_points

from boekhaak import logs
from boekhaak.errors import BoekhaakError, NotFound, PackageBroken, PackageRefused
from boekhaak.hookspecs import PROJECT, PackageHooks, Settings
from boekhaak.http import Http
from boekhaak.models.auth import App, Grant, Tokens
from boekhaak.models.company import Candidate, Company, CompanyFacts, Evidence, Login
from boekhaak.models.estimate import Estimate, unknown
from boekhaak.models.link import Link
from boekhaak.models.package import PLUGIN_API, PackageInfo, StreamInfo
from boekhaak.models.page import Completes, Page
from boekhaak.models.records import KINDS, Attachment
from boekhaak.models.run import COMPANY

log = logs.get_logger()

GROUP = "boekhaak.packages"
OPTIONAL = frozenset({"download", "estimate", "relink"})

T = TypeVar("T")


class Package:
    """A package's hooks as typed methods. Every error that leaves here is a BoekhaakError that names the package."""

    def __init__(self, key: str, plugin: object) -> None:
        self.key = key
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(PackageHooks)
        try:
            self._manager.register(plugin, key)
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise self._broken(f"its hooks do not fit ({' '.join(str(error).split())})") from error
        self._require_hooks()
        self.info = self._describe()

    def authenticate(self, app: App, grant: Grant, company: Company | None, http: Http) -> Tokens:
        """Exchange a grant for tokens."""
        tokens = self._call("authenticate", Tokens, app=app, grant=grant, company=company, http=http)
        http.redactor.learn(tokens.access_token, tokens.refresh_token)
        return tokens

    def identify(self, http: Http) -> Login:
        """Tell who signed in."""
        return self._call("identify", Login, http=http)

    def list_companies(self, known: tuple[str, ...], http: Http) -> Iterator[Company]:
        """Yield the companies that the login may see."""
        return self._yielded("list_companies", Company, None, known=known, http=http)

    def inspect(self, company: Company, http: Http) -> CompanyFacts:
        """Learn the facts of one company, as the package tells them; whether it is the right one, the caller compares."""
        return self._call("inspect", CompanyFacts, company, company=company, http=http)

    def import_company(
        self, company: Company, stream: StreamInfo, cursor: str | None, settings: Settings, http: Http
    ) -> Generator[Page]:
        """Read a stream from nothing, or on from where an interrupted import stopped."""
        given = {"company": company, "stream": stream, "cursor": cursor, "settings": settings, "http": http}
        return self._pages("import_company", company, stream, given)

    def synchronise(
        self, company: Company, stream: StreamInfo, cursor: str, settings: Settings, http: Http
    ) -> Generator[Page]:
        """Read what changed in a stream since its cursor."""
        given = {"company": company, "stream": stream, "cursor": cursor, "settings": settings, "http": http}
        return self._pages("synchronise", company, stream, given)

    def estimate(self, company: Company, settings: Settings, http: Http) -> Iterator[Estimate]:
        """Yield what an import of a company would take, by stream; of a package that cannot tell, that nothing is known."""
        expected = [COMPANY, *(stream.key for stream in self.info.streams)]
        if not self._has("estimate"):
            yield from map(unknown, expected)
            return
        left = set(expected)
        for estimate in self._yielded("estimate", Estimate, company, company=company, settings=settings, http=http):
            if estimate.stream not in left:
                raise self._broken(
                    f"its hook estimate told of {estimate.stream}, which is no stream, or twice", company
                )
            left.remove(estimate.stream)
            yield estimate
        if left:
            raise self._broken(f"its hook estimate told nothing of {', '.join(sorted(left))}", company)

    def download(self, company: Company, attachment: Attachment, start: int, http: Http) -> Iterator[bytes]:
        """Yield the content of an attachment from byte ``start`` on. Raises: PackageRefused when the package gives none."""
        if not self._has("download"):
            raise PackageRefused(
                "the package gives no content of documents",
                way_out="Open the document at the package itself",
                package=self.info.name,
                company=company.name,
            )
        given = {"company": company, "attachment": attachment, "start": start, "http": http}
        return self._yielded("download", bytes, company, **given)

    def relink(self, link: Link, candidate: Candidate) -> Evidence | None:
        """Tell what speaks for and against binding the link to the candidate; None when the package leaves it to the core."""
        if not self._has("relink"):
            return None
        return self._call("relink", Evidence, link.company, link=link, candidate=candidate)

    def _pages(self, hook: str, company: Company, stream: StreamInfo, given: Mapping[str, Any]) -> Generator[Page]:
        for page in self._yielded(hook, Page, company, **given):
            kinds = {record.kind for record in page.records} | {deletion.kind for deletion in page.deletions}
            kinds |= {completes.kind for completes in page.completes}
            if foreign := kinds - set(stream.kinds):
                raise self._broken(
                    f"its stream {stream.key} yielded {', '.join(sorted(foreign))}, which it does not declare"
                )
            for completes in page.completes:
                if (named := _parts(completes)) - set(KINDS[completes.kind].model_fields):
                    raise self._broken(
                        f"its stream {stream.key} completes a part of {completes.kind} by {', '.join(named)}"
                    )
            yield page

    def _call(self, hook: str, expected: type[T], company: Company | None = None, /, **given: Any) -> T:  # noqa: ANN401
        try:
            answer = getattr(self._manager.hook, hook)(**given)
        except BoekhaakError as error:
            raise self._named(error, company) from error.__cause__
        except Exception as error:
            raise self._broken(f"its hook {hook} failed with {type(error).__name__}", company) from error
        if not isinstance(answer, expected):
            raise self._broken(
                f"its hook {hook} answered {type(answer).__name__} instead of {expected.__name__}", company
            )
        return answer

    def _yielded(self, hook: str, expected: type[T], company: Company | None, /, **given: Any) -> Iterator[T]:  # noqa: ANN401
        values = iter(self._call(hook, Iterator, company, **given))  # type: ignore[type-abstract]
        while True:
            try:
                value = next(values)
            except StopIteration:
                return
            except BoekhaakError as error:
                raise self._named(error, company) from error.__cause__
            except Exception as error:
                raise self._broken(f"its hook {hook} failed with {type(error).__name__}", company) from error
            if not isinstance(value, expected):
                raise self._broken(
                    f"its hook {hook} yielded {type(value).__name__} instead of {expected.__name__}", company
                )
            yield value

    def _has(self, hook: str) -> bool:
        return bool(getattr(self._manager.hook, hook).get_hookimpls())

    def _require_hooks(self) -> None:
        for name in vars(PackageHooks):
            if not name.startswith("_") and name not in OPTIONAL and not self._has(name):
                raise self._broken(f"it lacks the hook {name}")

    def _describe(self) -> PackageInfo:
        info = self._call("describe", PackageInfo)
        if info.key != self.key:
            raise self._broken(f"it calls itself “{info.key}” but is registered as “{self.key}”")
        if info.plugin_api != PLUGIN_API:
            raise self._broken(f"it was made for version {info.plugin_api} of the hooks, this is version {PLUGIN_API}")
        if not info.regions:
            raise self._broken("it has no region")
        streams = [stream.key for stream in info.streams]
        if doubled := {key for key in streams if streams.count(key) > 1}:
            raise self._broken(f"it has a stream “{min(doubled)}” twice")
        if unknown := {kind for stream in info.streams for kind in stream.kinds} - set(KINDS):
            raise self._broken(f"its streams yield the kind “{min(unknown)}”, which is unknown here")
        for setting in info.settings:
            if unknown := {setting.choices_of, *setting.streams} - set(streams):
                raise self._broken(f"its setting “{setting.key}” names a stream “{min(unknown)}” that it does not have")
        return info

    def _named(self, error: BoekhaakError, company: Company | None) -> BoekhaakError:
        return error.about(
            package=self.info.name if hasattr(self, "info") else self.key, company=company.name if company else ""
        )

    def _broken(self, what: str, company: Company | None = None) -> PackageBroken:
        return PackageBroken(
            f"the plugin is broken: {what}",
            way_out="Install a version of the plugin that fits; the other packages go on",
            package=self.key,
            company=company.name if company else "",
        )


def _parts(completes: Completes) -> set[str]:
    """Return the fields by which a completed part of a kind is told from the rest."""
    by_date = completes.since is not None or completes.until is not None
    return {name for name, _ in completes.only} | ({"date"} if by_date else set())


class Registry:
    """All installed packages, and the reasons why some are not usable."""

    def __init__(self, points: tuple[EntryPoint, ...] | None = None) -> None:
        self.packages: dict[str, Package] = {}
        self.broken: dict[str, PackageBroken] = {}
        for point in tuple(entry_points(group=GROUP)) if points is None else points:
            self._load(point)

    def __getitem__(self, key: str) -> Package:
        """Return a package. Raises: PackageBroken for one that did not load, NotFound for one that is not installed."""
        if key in self.broken:
            raise self.broken[key].with_traceback(None)
        if key not in self.packages:
            known = ", ".join(sorted(self.packages)) or "none"
            raise NotFound(
                f"there is no package “{key}”", way_out=f"Install its plugin; installed are: {known}", package=""
            )
        return self.packages[key]

    def _load(self, point: EntryPoint) -> None:
        if point.name in self.packages or point.name in self.broken:
            self.packages.pop(point.name, None)
            self._report(point.name, "two distributions offer a package of this name", None)
            return
        try:
            self.packages[point.name] = Package(point.name, point.load())
        except PackageBroken as error:
            self.broken[point.name] = error
            log.warning("package is not usable", package=point.name, why=error)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - foreign code is imported here
            self._report(point.name, f"it failed to load ({type(error).__name__}: {error})", error)

    def _report(self, key: str, what: str, cause: BaseException | None) -> None:
        broken = PackageBroken(
            f"the plugin is broken: {what}",
            way_out="Install a version of the plugin that fits; the other packages go on",
            package=key,
        )
        broken.__cause__ = cause
        self.broken[key] = broken
        log.warning("package is not usable", package=key, why=broken)
