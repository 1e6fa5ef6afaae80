"""Vendors as nothing but their limits: each counts the calls of its windows by itself."""

from __future__ import annotations

from collections import Counter, defaultdict

from scale_companies import Company

from boekhaak.limits import Full, Scope
from boekhaak.models.package import Window


class Vendors:
    """Count calls in all windows, apart from what boekhaak counts; ``refused`` is how many were one too many."""

    def __init__(self, windows: dict[str, tuple[Window, ...]]) -> None:
        self._windows = {
            package: [
                (one.period.total_seconds(), one.count, sorted(one.scopes)) for one in known if one.what == "calls"
            ]
            for package, known in windows.items()
        }
        self._counts: dict[tuple[object, ...], list[float]] = {}
        self.calls: Counter[str] = Counter()
        self.refused = 0
        self.by_environment: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
        """The calls of each environment, under the package and the tens of its shortest period, an hour at most."""
        self.spans = {
            package: min(3600.0, 10 * min(one[0] for one in known)) for package, known in self._windows.items()
        }

    def called(self, company: Company, scope: Scope, at: float) -> None:
        """Take a call, ``at`` seconds after the start, which is a whole day."""
        package = company.package
        self.calls[package] += 1
        self.by_environment[package, int(at // self.spans[package])][company.environment] += 1
        for number, (period, count, scopes) in enumerate(self._windows[package]):
            key = (package, number, *[getattr(scope, name) for name in scopes])
            which = at // period
            counted = self._counts.setdefault(key, [which, 0])
            if counted[0] != which:
                counted[:] = [which, 0]
            counted[1] += 1
            self.refused += counted[1] > count


class OwnBudget:
    """The windows that a company shares with nobody, counted in memory: no other company's calls change anything in them."""

    def __init__(self, windows: tuple[Window, ...]) -> None:
        self._windows = [(one.period.total_seconds(), one.count) for one in windows if one.what == "calls"]
        self._counts: dict[tuple[str, int], list[float]] = {}

    def reserve(self, company: str, at: float) -> float:
        """Count a call and return 0, or return when there is room for it."""
        counts = [self._counts.setdefault((company, number), [-1, 0]) for number in range(len(self._windows))]
        until = 0.0
        for counted, (period, count) in zip(counts, self._windows, strict=True):
            if counted[0] != at // period:
                counted[:] = [at // period, 0]
            if counted[1] >= count:
                until = max(until, (at // period + 1) * period)
        if not until:
            for counted in counts:
                counted[1] += 1
        return until


def until(full: Full | None, start: float) -> float:
    """Return until when a call waits, in seconds after the start; 0 when it need not."""
    return full.until.timestamp() - start if full else 0.0
