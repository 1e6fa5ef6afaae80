"""Evidence: what speaks for and against a broken link's company being the one that a login sees now."""

from __future__ import annotations

from boekhaak.models.company import Candidate, Company, Evidence
from boekhaak.models.link import Link
from boekhaak.recognition.facts import fact, ordered
from boekhaak.recognition.names import likeness, name
from boekhaak.recognition.numbers import country_code, registration_key, vat_key


def default_evidence(link: Link, candidate: Candidate) -> Evidence:
    """Compare what is known of both: ids, numbers, names and the rest; what either side lacks speaks neither for nor against."""
    agrees: list[str] = []
    contradicts: list[str] = []
    for key, (here, there) in _pairs(link, candidate).items():
        if here and there:
            (agrees if here == there else contradicts).append(key)
    names = likeness(name(link.company.name), name(candidate.company.name))
    if names == "same":
        agrees.append("name")
    elif names == "other":
        contradicts.append("name")
    return Evidence(agrees=frozenset(agrees), contradicts=frozenset(contradicts))


def words(
    link: Link, candidate: Candidate, evidence: Evidence, shared: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the evidence in words for people, the strongest first: what agrees, what is shared, what contradicts."""
    values = _values(link, candidate)
    said: list[str] = []
    for key in ordered(evidence.agrees):
        here, there = values.get(key, ("", ""))
        known = fact(key)
        said.append(known.agrees.format(here=here, there=there))
        if key in shared and known.shared:
            said.append(known.shared.format(here=here, there=there))
    ours, theirs = name(link.company.name), name(candidate.company.name)
    if "name" not in evidence.agrees | evidence.contradicts and likeness(ours, theirs) == "near":
        said.append(f"the names are near each other: “{link.company.name}” here, “{candidate.company.name}” there")
    for key in ordered(evidence.contradicts):
        here, there = values.get(key, ("", ""))
        said.append(fact(key).contradicts.format(here=here, there=there))
    return tuple(said)


def _pairs(link: Link, candidate: Candidate) -> dict[str, tuple[str, str]]:
    """Return what equal values mean the same in, as keys, ours first."""
    ours, theirs = link.company, candidate.company
    here, there = ours.country or theirs.country, theirs.country or ours.country
    same_place = link.package == candidate.package and (
        ours.region == theirs.region or not (ours.region and theirs.region)
    )
    return {
        "id": (ours.id, theirs.id if same_place else f"{candidate.package}/{theirs.region}/{theirs.id}"),
        "registration_number": (
            registration_key(ours.registration_number, here), registration_key(theirs.registration_number, there),
        ),
        "vat_number": (vat_key(ours.vat_number, here), vat_key(theirs.vat_number, there)),
        "fingerprint": (link.fingerprint, candidate.fingerprint),
        "login": (link.login, candidate.login),
        "country": (country_code(ours.country), country_code(theirs.country)),
        "currency": (ours.currency.upper(), theirs.currency.upper()),
        "financial_year": (ours.year_start, theirs.year_start),
    }  # fmt: skip


def _values(link: Link, candidate: Candidate) -> dict[str, tuple[str, str]]:
    """Return what people read of a fact, as it was written on both sides."""
    ours, theirs = link.company, candidate.company
    fields = ("registration_number", "vat_number", "name", "country", "currency")
    values = {field: (str(getattr(ours, field)), str(getattr(theirs, field))) for field in fields}
    values["financial_year"] = (ours.year_start, theirs.year_start)
    return values | {"id": (_place(ours, theirs), _place(theirs, ours))}


def _place(company: Company, other: Company) -> str:
    return company.id if company.region == other.region else f"{company.id} in {company.region or 'an unknown region'}"
