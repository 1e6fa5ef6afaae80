"""The errors of boekhaak, named by what to do next.

BoekhaakError
├── ConfigurationError      fix the installation
│   └── PackageBroken       … the plugin: it failed to load, or broke the hooks' contract
├── InvalidInput            what was typed or handed in cannot be used; nothing was changed
├── NotFound                no such thing in this environment
├── Busy                    somebody else holds it; try again shortly
├── Stopped                 it was told to stop; nothing was lost, and it goes on where it was
├── ConsentRequired         sign in at the package again
├── AccessMissing           the login or the app lacks rights: which, and how to give them
├── PackageUnavailable      later: ``retry_after`` says when
│   └── LimitReached        … it is well, and takes no more calls before then: worth waiting for
├── PackageRefused          the package said no and would say so again
├── UnexpectedAnswer        not the documented shape
└── CursorLost              what was remembered no longer helps: read these streams from nothing

The text of an error is one sentence for the user and one with the way out; it never holds a secret.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, Self


def _sentence(text: str) -> str:
    """End a text as a sentence ends."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


class BoekhaakError(Exception):
    """Something went wrong; ``what`` says what, ``way_out`` what to do, ``package`` and ``company`` where."""

    def __init__(self, what: str, *, way_out: str, package: str = "", company: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.way_out = way_out
        self.package = package
        self.company = company

    def about(self, *, package: str = "", company: str = "") -> Self:
        """Return this error, with the package and the company filled in where they were not yet known."""
        self.package = self.package or package
        self.company = self.company or company
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a copy be made, also in another process: Python would make it anew from ``what`` alone."""
        return partial(type(self), way_out=self.way_out), (self.what,), self.__dict__

    def __str__(self) -> str:
        subject = ", ".join(part for part in (self.package, self.company) if part)
        return f"{subject + ': ' if subject else ''}{_sentence(self.what)} {_sentence(self.way_out)}"


class ConfigurationError(BoekhaakError):
    """The installation has to be mended: a setting, a key, the database, a registration."""


class PackageBroken(ConfigurationError):
    """A plugin failed to load or broke the contract of the hooks; the other packages go on."""


class InvalidInput(BoekhaakError):
    """What was typed or handed in cannot be used; nothing was changed."""


class NotFound(BoekhaakError):
    """The environment holds no such thing (or it belongs to another environment)."""


class Busy(BoekhaakError):
    """Somebody else holds it at this moment: a lease, or the database's lock."""


class Stopped(BoekhaakError):
    """Somebody cancelled the run, or its process is ending: what was read stays, and the next run goes on from there."""


class ConsentRequired(BoekhaakError):
    """Only a person who signs in at the package again can help."""


class AccessMissing(BoekhaakError):
    """The login or the app lacks rights; the way out says which, and where they are given."""


class PackageUnavailable(BoekhaakError):
    """The package cannot serve now. ``retry_after`` is the earliest moment that makes sense, where it is known."""

    def __init__(
        self, what: str, *, way_out: str, package: str = "", company: str = "", retry_after: datetime | None = None
    ) -> None:
        super().__init__(what, way_out=way_out, package=package, company=company)
        self.retry_after = retry_after


class LimitReached(PackageUnavailable):
    """The package allows no more calls before ``retry_after``; nothing failed, and whoever waits until then goes on."""


class PackageRefused(BoekhaakError):
    """The package said no, and would say so again: the same request is not repeated."""


class UnexpectedAnswer(BoekhaakError):
    """The package answered in a shape that is not the documented one."""


class CursorLost(BoekhaakError):
    """What was remembered no longer helps. ``streams`` are to be read from nothing; none named means all of them."""

    def __init__(
        self, what: str, *, way_out: str, package: str = "", company: str = "", streams: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(what, way_out=way_out, package=package, company=company)
        self.streams = streams
