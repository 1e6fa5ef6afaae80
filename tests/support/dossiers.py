"""Links and companies for the tests of recognition: one bakery, known in all its facts, and what differs from it."""

from __future__ import annotations

from boekhaak.models.company import Candidate, Company
from boekhaak.models.link import Link
from boekhaak.recognition.portfolio import Seen
from support.portfolios import WHEN

BAKERY = Company(
    id="100001",
    region="nl",
    name="Bakkerij Jansen B.V.",
    country="NL",
    currency="EUR",
    registration_number="30123457",
    vat_number="NL004495445B01",
)
NORWEGIAN = {"country": "NO", "currency": "NOK", "registration_number": "988077917", "vat_number": "988077917MVA"}
"""A company whose VAT number holds its registration number."""


def a_company(**facts: str) -> Company:
    """Return the bakery with other facts."""
    return BAKERY.model_copy(update=facts)


def a_link(number: int = 1, *, login: str = "anna", fingerprint: str = "", **facts: str) -> Link:
    """Return a broken link to the bakery with other facts."""
    return Link(
        id=number,
        environment="acme",
        package="paper",
        company=a_company(**facts),
        connection_id=None,
        login=login,
        state="broken",
        fingerprint=fingerprint,
        created_at=WHEN,
    )


def a_candidate(*, login: str = "anna", fingerprint: str = "", package: str = "paper", **facts: str) -> Candidate:
    """Return the bakery, with other facts, as a login sees it."""
    return Candidate(package=package, company=a_company(**facts), login=login, fingerprint=fingerprint)


def seen(*logins: str, package: str = "paper", fingerprint: str = "", **facts: str) -> Seen:
    """Return the bakery, with other facts, as these logins see it; anna where none is named."""
    return Seen(package, a_company(**facts), logins or ("anna",), fingerprint)
