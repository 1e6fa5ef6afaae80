"""What is said of dossiers before they are adopted: by what each is recognised, and what of it is not taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Link
from boekhaak.recognition.numbers import derived, registration_key, vat_key
from boekhaak.service.vetting import Vetted

PROOF = 2
"""So many identifiers that do not follow from each other prove a company."""
TOLD = 20
"""So many rows that differ from what is here are told; whoever corrects a list looks at the plan for all."""
FACTS: dict[str, str] = {
    "name": "name",
    "region": "region",
    "id": "id at the package",
    "registration_number": "registration number",
    "vat_number": "VAT number",
    "country": "country",
    "currency": "currency",
    "year_start": "year start",
}
"""What is known of a dossier's company, in words."""


def words(one: Vetted) -> tuple[str, ...]:
    """Say what a dossier's company can be recognised by, or which link it is already."""
    if one.there is not None:
        return (_here(one.there, differing(one)),)
    known, unused = _known(one.dossier), _placeholders(one.dossier)
    told = _listed([f"{what} {value}" for what, value in known.items()])
    if len(known) >= PROOF:
        return (f"it can be recognised by {told}", *unused)
    only = f"only {told} is known" if told else "nothing but its name is known"
    return (f"{only}: a person will have to name its company", *unused)


def sentences(found: Sequence[Vetted]) -> tuple[str, ...]:
    """Say what adopting means for people, before it is done."""
    fresh = [one.dossier for one in found if one.there is None]
    named = sum(len(_known(one)) < PROOF for one in fresh)
    told = []
    if fresh:
        told = [
            f"{_companies(len(fresh))} will have a broken link until somebody signs in and relinks.",
            "What the host has of them stays as it is; they need not be imported.",
        ]
    if named:
        told.append(
            f"Of {_companies(named)} too little is known for a proof: a person will have to name what they are."
        )
    if here := len(found) - len(fresh):
        told.append(f"{_companies(here)} {'is' if here == 1 else 'are'} here already: nothing changes for them.")
    return tuple(told)


def problems(found: Sequence[Vetted]) -> tuple[str, ...]:
    """Say of which dossiers that are here already another value was handed in than what is kept."""
    told = [
        f"“{one.dossier.name}” ({one.dossier.host_company}): {_here(one.there, facts)}."
        for one in found
        if one.there is not None and (facts := differing(one))
    ]
    more = (f"So it is with {len(told) - TOLD} more dossiers.",) if len(told) > TOLD else ()
    return (*told[:TOLD], *more)


def differing(one: Vetted) -> tuple[str, ...]:
    """Return in words what of a dossier differs from its link; of one that was linked the package knows better."""
    link = one.there
    if link is None or link.connection_id is not None or link.login:
        return ()
    given, kept = one.dossier.company, link.company
    country = given.country or kept.country
    meant: dict[str, Callable[[str], str]] = {
        "registration_number": lambda text: registration_key(text, country),
        "vat_number": lambda text: vat_key(text, country),
    }

    def differ(fact: str) -> bool:
        key = meant.get(fact, str)
        now, then = str(getattr(given, fact)), str(getattr(kept, fact))
        return (key(now) or now) != (key(then) or then)

    return tuple(called for fact, called in FACTS.items() if differ(fact))


def _here(link: Link, facts: Sequence[str]) -> str:
    """Say that a dossier is a link already, and that what was handed in otherwise is not taken."""
    if not facts:
        return f"it is here already as link {link.id}"
    differ = f"its {_listed(facts)} {'differs' if len(facts) == 1 else 'differ'}"
    way_out = "undo it (`boekhaak plans undo`) and adopt it again"
    return f"it is here already as link {link.id} and keeps what was known of it; {differ}: {way_out}"


def _known(dossier: Dossier) -> dict[str, str]:
    """Return what identifies a dossier's company, in words, without what follows from the rest or stands for nothing."""
    number, vat, country = dossier.registration_number, dossier.vat_number, dossier.country
    known = {
        "its id at the package": dossier.company_id,
        "its registration number": number if registration_key(number, country) else "",
        "its VAT number": vat if vat_key(vat, country) and not derived(number, vat, country) else "",
    }
    return {what: value for what, value in known.items() if value}


def _placeholders(dossier: Dossier) -> tuple[str, ...]:
    """Say which numbers of a dossier stand for none."""
    number, vat, country = dossier.registration_number, dossier.vat_number, dossier.country
    unused = {
        "registration number": number if not registration_key(number, country) else "",
        "VAT number": vat if not vat_key(vat, country) else "",
    }
    return tuple(f"its {what} {value} is a placeholder and not used" for what, value in unused.items() if value)


def _listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them."""
    return " and ".join([", ".join(words[:-1]), *words[-1:]] if len(words) > 1 else words)


def _companies(count: int) -> str:
    return "1 company" if count == 1 else f"{count} companies"
