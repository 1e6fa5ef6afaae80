"""What a package's refusal means, by what to do next: with the package named, and without live secrets in what it said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from boekhaak.clock import Clock
from boekhaak.errors import AccessMissing, BoekhaakError, LimitReached, PackageRefused, PackageUnavailable
from boekhaak.limits import SAID, Full, windows_told
from boekhaak.models.company import Company
from boekhaak.models.package import PackageInfo
from boekhaak.redaction import Redactor
from boekhaak.response import Response

FAULTS = frozenset({500, 502, 503, 504})
"""The statuses that may pass by themselves."""
AFTER_RESET = timedelta(seconds=1)
LATER = timedelta(minutes=1)
"""When what failed is tried again, where nothing names a moment."""
REST = "Nothing to do: reading goes on from where it is after that moment"

Explain = Callable[[Response], BoekhaakError | None]
"""A package's own reading of a refusal; None leaves it to the general one."""


@dataclass(frozen=True)
class Refusals:
    """Reads refusals of one package, whose ``host`` is named when it cannot be reached."""

    package: PackageInfo
    host: str
    clock: Clock
    redactor: Redactor

    def refused(self, response: Response, endpoint: str, explain: Explain | None) -> BoekhaakError:
        """Return what a refusal means: as the package's plugin reads it, else by its status."""
        named = explain(response) if explain else None
        if response.status == 429:
            later = isinstance(named, PackageUnavailable) and named.retry_after is not None
            return self._named(named) if named and later else self._too_many(response)
        return self._named(named or self._general(response, endpoint))

    def raise_lasting(self, response: Response, explain: Explain | None) -> None:
        """Raise what a status means that elsewhere is a failure, where it says that another try changes nothing."""
        lasting = explain(response) if explain and response.status in FAULTS else None
        if lasting and not isinstance(lasting, PackageUnavailable):
            raise self._named(lasting)

    def faulty(self, response: Response, explain: Explain | None) -> PackageUnavailable:
        """Return what a failure of the package means, which may pass by itself."""
        named = explain(response) if explain else None
        if isinstance(named, PackageUnavailable):
            self._named(named)
            return named
        return PackageUnavailable(
            f"the package failed with status {response.status}",
            way_out="Nothing was lost; try again later",
            package=self.package.name,
            retry_after=self.clock.now() + LATER,
        )

    def broken_off(self, error: Exception) -> PackageUnavailable:
        """Return what it means that no answer came, or half of one."""
        failure = PackageUnavailable(
            f"{self.host} could not be reached or broke off ({type(error).__name__})",
            way_out="Nothing was lost; try again when the connection is back",
            package=self.package.name,
            retry_after=self.clock.now() + LATER,
        )
        failure.__cause__ = error
        return failure

    def full(self, full: Full, endpoint: str, company: Company | None) -> LimitReached:
        """Return why a call was not even made: what the package allows is used up."""
        name, until = company.name if company else "", f"{full.until:%Y-%m-%d %H:%M:%S} UTC"
        limit = partial(LimitReached, package=self.package.name, company=name, retry_after=full.until)
        if full.why == "parked":
            return limit(
                f"{endpoint} is parked until {until} after two identical answers ({full.said})",
                way_out="Mend what that answer names; it is tried again by itself after that, and nothing is lost",
            )
        if full.why == "errors":
            return limit(f"no more calls to {endpoint} before {until}: too many of them may be refused", way_out=REST)
        if full.why == "refreshes":
            return limit(f"the package renews the tokens of this login no more until {until}", way_out=REST)
        return limit(f"the package allows no more calls to {endpoint} until {until}", way_out=REST)

    def said(self, response: Response) -> str:
        """Return how an answer begins, without live secrets: redacted first, for a secret cut in two would be known to nobody."""
        return self.redactor.redact(" ".join(response.text.split()))[:SAID]

    def _general(self, response: Response, endpoint: str) -> BoekhaakError:
        said = self.said(response)
        if response.status == 403:
            return AccessMissing(
                f"access to {endpoint} was refused ({said or 'no reason given'})",
                way_out="Give the login and the app the rights for it at the package, then try again",
            )
        return PackageRefused(
            f"{endpoint} was refused with status {response.status} ({said or 'no reason given'})",
            way_out="Repeating it will not help; report it with this text",
        )

    def _too_many(self, response: Response) -> LimitReached:
        now = self.clock.now()
        told = windows_told(self.package.windows, response.status, response.headers)
        resets = [max(resets_at, now) for _, remaining, resets_at in told if resets_at and remaining == 0]
        retry_after = max(resets, default=now + LATER) + AFTER_RESET
        return LimitReached(
            f"the package's limit of calls is reached until {retry_after:%Y-%m-%d %H:%M:%S} UTC",
            way_out=REST,
            package=self.package.name,
            retry_after=retry_after,
        )

    def _named(self, error: BoekhaakError) -> BoekhaakError:
        """Name the package in an error, and take live secrets out of what the plugin quoted in it."""
        error.what, error.way_out = self.redactor.redact(error.what), self.redactor.redact(error.way_out)
        error.args = (error.what,)
        return error.about(package=self.package.name)
