"""Companies at a package, and who signed in there."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from boekhaak.models.value import Value


class Company(Value):
    """One administration at the package, identified by package, region and ``id``; a dossier's may have none yet.

    ``currency`` is ISO 4217, ``country`` ISO 3166 alpha-2, ``year_start`` the month and day (``07-01``) on which its financial
    years begin; all are empty where they are not told.
    """

    id: str
    region: str
    name: str
    country: str = ""
    currency: str = ""
    registration_number: str = ""
    vat_number: str = ""
    year_start: str = Field(default="", pattern=r"^((0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$")
    active: bool = True


Place = tuple[str, str, str]
"""Package, region and id of a company."""


class CompanyFacts(Value):
    """What ``inspect`` learns of one company in few calls.

    ``epoch`` changes when the package renumbered its change marks: every cursor of the company is then worthless.
    ``fingerprint`` is a short text that stays with these books whatever they are called, and that no others have; empty where
    the package tells nothing of the kind for the calls that are made anyway.
    """

    company: Company
    epoch: str = ""
    fingerprint: str = ""


class Login(Value):
    """The identity at the package behind a connection; ``id`` is stable there."""

    id: str
    name: str = ""
    email: str = ""


class Candidate(Value):
    """A company that a login (by its id) can see now at a package (by its key), offered to a broken link.

    ``fingerprint`` is that of its books, where it was looked at so closely.
    """

    package: str
    company: Company
    login: str = ""
    fingerprint: str = ""


class Evidence(Value):
    """What speaks for and against binding a link to a candidate, as names of facts (``"id"``, ``"vat_number"`` …)."""

    agrees: frozenset[str] = frozenset()
    contradicts: frozenset[str] = frozenset()


Verdict = Literal["proved", "likely", "conflict", "gone", "no_rights"]
"""What is known of a broken link's company: which one it is, or why none was found."""


class SeenCompany(Value):
    """A company that a connection's login saw when it was asked; ``gone_at`` is when it was first found not to any more."""

    connection_id: int
    id: str
    name: str
    first_at: datetime
    gone_at: datetime | None = None
