"""Dossiers: what a host knows of its companies before any package was asked about them."""

from __future__ import annotations

from boekhaak.models.company import Company
from boekhaak.models.link import Link
from boekhaak.models.value import Value


class Dossier(Value):
    """A company of the host that was never linked here, with whatever is known of it; what nobody knows is empty.

    ``host_company`` is the host's own id for it, ``company_id`` the one at the package. Without a ``package`` it is one of the
    only package that there is. ``country`` is ISO 3166 alpha-2, ``currency`` ISO 4217, ``year_start`` the month and
    day (``07-01``) on which its financial years begin.
    """

    host_company: str
    name: str
    package: str = ""
    region: str = ""
    company_id: str = ""
    registration_number: str = ""
    vat_number: str = ""
    country: str = ""
    currency: str = ""
    year_start: str = ""

    @property
    def company(self) -> Company:
        """The company as it is known here."""
        return Company(
            id=self.company_id,
            region=self.region,
            name=self.name,
            country=self.country,
            currency=self.currency,
            year_start=self.year_start,
            registration_number=self.registration_number,
            vat_number=self.vat_number,
        )


class Adopted(Value):
    """What adopting came to: each dossier's link, in their order, and the ids of those that were ``added``.

    Those that were ``kept`` were here already, and stay as they are; ``problems`` tell of which something else was handed in.
    ``plan`` is the id of the plan by which it was done, and can be undone, where there was one.
    """

    links: tuple[Link, ...]
    added: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    plan: int | None = None
    problems: tuple[str, ...] = ()
