"""Invented portfolios: companies at a package, broken links and dossiers that mean some of them, and the truth of which.

It knows nothing of how links are recognised. A world is made first, with the hostile things that really occur; what a host or
an earlier connection wrote down of it is made from that; then things happen at the package, and logins see what is left.

What nobody could tell is left out: a copy of which nothing says that it is one, or its original, out of sight; such a copy
and its original with each other's ids; a branch of which the dossier does not say which.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random

from boekhaak.models.company import Company
from boekhaak.models.link import Link
from boekhaak.recognition.portfolio import Seen
from support.admins import COUNTRIES, PLACES, Admin, a_vat_number, an_admin

WHEN = datetime(2026, 3, 2, tzinfo=UTC)
DAUGHTERS = {"NL": " Holding", "BE": " Beheer", "NO": " Holding", "SE": " Förvaltning", "DE": " Beteiligungs"}
COPIES = (
    " (kopie)",
    " test",
    " - TEST 2024",
    " copy",
    " demo",
    " backup",
    " oud",
    " proefadministratie",
    " kopi",
    " 2",
)
PLACEHOLDERS = ("00000000", "12345678", "99999999", "-", "n.v.t.", "onbekend", "0", "1111111111")
FEATURES = (
    "same_names", "vat_group", "no_numbers", "placeholders", "copies", "daughters", "branches", "renamed", "moved",
    "swapped", "deleted", "hidden", "rights_on_others", "dossiers", "without_ids", "mistyped", "zeros_lost", "fingerprints",
    "half_known",
)  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """A portfolio and its truth: for each link the key of its company, unless no login sees that.

    ``certain`` are the ids of links of which two independent identifiers are known on both sides, right and nobody else's.
    """

    links: tuple[Link, ...]
    working: tuple[Link, ...]
    seen: tuple[Seen, ...]
    asked: dict[str, frozenset[str]]
    truth: dict[int, int]
    certain: frozenset[int] = frozenset()


@dataclass
class _Known:
    """What was written down of an administration."""

    admin: Admin
    id: str
    name: str
    country: str
    currency: str
    registration: str
    vat: str
    login: str
    fingerprint: str
    right: set[str] = field(default_factory=set)


def invented(random: Random, features: Collection[str], companies: int = 0) -> Invented:
    """Return a portfolio of one package with these of :data:`FEATURES` in it."""
    world = _world(random, features, companies or random.randint(2, 6))
    noted = [_noted(random, features, admin) for admin in world if random.random() < 0.75]
    left = _happened(random, features, world, noted)
    seen = _listed(random, features, left)
    links = tuple(_link(number, known) for number, known in enumerate(noted, start=1))
    visible = {one.key: one for one in seen}
    truth = {link.id: known.admin.key for link, known in zip(links, noted, strict=True) if known.admin.key in visible}
    working = tuple(
        link.model_copy(update={"state": "ok", "company": visible[truth[link.id]].company})
        for link in links
        if link.id in truth and random.random() < 0.1
    )
    kept = tuple(link for link in links if link.id not in {one.id for one in working})
    logins = frozenset(login for one in seen for login in one.logins)
    certain = _certain(noted, kept, working, seen, truth)
    return Invented(kept, working, seen, {"paper": logins}, truth, certain)


def _world(random: Random, features: Collection[str], companies: int) -> list[Admin]:
    country = random.choice(list(COUNTRIES))
    world: list[Admin] = []
    group = a_vat_number(random, country, "")

    def add(model: Admin | None = None, **changes: object) -> Admin:
        number = len(world) + 1
        own = an_admin(random, number, country if random.random() < 0.8 else random.choice(list(COUNTRIES)))
        made = own if model is None else replace(model, key=own.key, id=own.id, fingerprint=own.fingerprint,
                                                 logins=set(model.logins), unmarked_copy_of=0)  # fmt: skip
        made = replace(made, **changes)  # type: ignore[arg-type]
        world.append(made)
        return made

    for _ in range(companies):
        one = add()
        if "vat_group" in features and one.country == country and random.random() < 0.5:
            one.vat = group
        if "same_names" in features and random.random() < 0.3:
            other = an_admin(random, 0, one.country)
            add(one, registration=other.registration, vat=other.vat, form=random.choice((one.form, other.form)),
                logins=other.logins)  # fmt: skip
        if "daughters" in features and random.random() < 0.3:
            other = an_admin(random, 0, one.country)
            add(one, stem=one.stem + DAUGHTERS[one.country], registration=other.registration)
        if "branches" in features and random.random() < 0.3:
            here, there = random.sample(PLACES[one.country].split("|"), 2)
            bare = one.stem
            one.stem = random.choice((bare, f"{bare} {here}"))
            add(one, stem=f"{bare} {there}")
        if "copies" in features and random.random() < 0.3:
            marked = random.random() < 0.85
            one.has_unmarked_copy = not marked
            add(one, tail=random.choice(COPIES) if marked else one.tail, fingerprint=one.fingerprint,
                unmarked_copy_of=0 if marked else one.key)  # fmt: skip
    random.shuffle(world)
    for one in world:
        if "no_numbers" in features and random.random() < 0.25:
            one.registration = ""
        if "placeholders" in features and random.random() < 0.2:
            one.registration = random.choice(PLACEHOLDERS)
    return world


def _noted(random: Random, features: Collection[str], admin: Admin) -> _Known:
    """Write down what an earlier connection stored, or what somebody typed into a dossier."""
    known = _Known(
        admin, admin.id, admin.name, admin.country, COUNTRIES[admin.country], admin.registration, admin.vat,
        min(admin.logins), "", {"id", "registration_number", "vat_number"},
    )  # fmt: skip
    if "half_known" in features:
        known.registration = "" if random.random() < 0.3 else known.registration
        known.vat = "" if random.random() < 0.3 else known.vat
    if "dossiers" in features and random.random() < 0.6:
        _typed(random, features, known)
    elif "fingerprints" in features and random.random() < 0.7:
        known.fingerprint = admin.fingerprint
    return known


def _typed(random: Random, features: Collection[str], known: _Known) -> None:
    admin = known.admin
    known.login = ""
    known.country = "" if random.random() < 0.3 else known.country
    known.currency = "" if random.random() < 0.7 else known.currency
    known.name = _typed_name(random, features, admin)
    known.registration = _spaced(random, known.registration)
    known.vat = _spaced(random, known.vat.removeprefix(admin.country) if random.random() < 0.3 else known.vat)
    if "zeros_lost" in features and random.random() < 0.5:
        known.registration = known.registration.lstrip("0")
    if "without_ids" in features and random.random() < 0.7:
        known.id = ""
    if "mistyped" not in features:
        return
    for fact in ("id", "registration", "vat"):
        if random.random() < 0.1 and (text := getattr(known, fact)):
            setattr(known, fact, _mistyped(random, text, string.digits))
            known.right.discard({"id": "id"}.get(fact, f"{fact}_number"))


def _typed_name(random: Random, features: Collection[str], admin: Admin) -> str:
    form = random.choice((admin.form, admin.form.replace(".", ""), "", admin.form.upper()))
    ways: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, lambda text: text.replace("é", "e"))
    typed = random.choice(ways)(f"{admin.stem}{form}{admin.tail}")
    if form and random.random() < 0.1:
        typed = f"{form.strip()} {admin.stem}{admin.tail}"
    if "mistyped" in features and random.random() < 0.08:
        typed = _mistyped(random, typed, string.ascii_lowercase)
    return typed


def _mistyped(random: Random, text: str, signs: str) -> str:
    """Put another sign for one of a text, leave one out, or let two change places."""
    places = [place for place, sign in enumerate(text) if sign.lower() in signs]
    if not places:
        return text
    at = random.choice(places)
    match random.randrange(3):
        case 0:
            return text[:at] + random.choice(signs) + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case _:
            return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]


def _spaced(random: Random, number: str) -> str:
    match random.randrange(4):
        case 0:
            return " ".join((number[:4], number[4:])).strip()
        case 1:
            return ".".join((number[:3], number[3:])) if len(number) > 6 else number
        case _:
            return number


def _happened(random: Random, features: Collection[str], world: list[Admin], noted: list[_Known]) -> list[Admin]:
    """Let time pass at the package; return the administrations that are left."""
    twins = {one.unmarked_copy_of or one.key for one in world if one.unmarked_copy_of or one.has_unmarked_copy}
    for one in world:
        if "renamed" in features and random.random() < 0.05:
            other = an_admin(random, 0, one.country)
            one.stem, one.form = random.choice(
                ((other.stem, one.form), (f"{one.stem} Groep", one.form), (one.stem, other.form))
            )
        if "moved" in features and random.random() < 0.2:
            one.logins = {"cees"}
    if "swapped" in features and len(noted) > 1:
        first, second = random.sample(noted, 2)
        one, other = first.admin, second.admin
        if (one.unmarked_copy_of or one.key) != (other.unmarked_copy_of or other.key):
            one.id, other.id = other.id, one.id
            first.right.discard("id")
            second.right.discard("id")
    gone: set[int] = set()
    for one in world:
        if (one.unmarked_copy_of or one.key) in twins:
            continue
        if ("deleted" in features and random.random() < 0.1) or ("hidden" in features and random.random() < 0.3):
            gone.add(one.key)
    return [one for one in world if one.key not in gone]


def _listed(random: Random, features: Collection[str], left: list[Admin]) -> tuple[Seen, ...]:
    """Return what the logins see; a list tells all numbers of its companies, or no VAT numbers, or none."""
    told = random.choice(("all", "all", "all", "no_vat", "some"))
    seen: list[Seen] = []
    for one in left:
        registration, vat = one.registration, one.vat
        if told == "no_vat" or (told == "some" and random.random() < 0.3):
            vat = ""
        if told == "some" and random.random() < 0.3:
            registration = ""
        if "rights_on_others" in features and random.random() < 0.3:
            one.logins |= {"anna", "bert"}
        company = Company(
            id=one.id, region="nl", name=one.name, country=one.country, currency=COUNTRIES[one.country],
            registration_number=registration, vat_number=vat,
        )  # fmt: skip
        fingerprint = one.fingerprint if "fingerprints" in features else ""
        seen.append(Seen("paper", company, tuple(sorted(one.logins)), fingerprint, one.key))
    return tuple(seen)


def _link(number: int, known: _Known) -> Link:
    company = Company(
        id=known.id, region="nl" if known.id else "", name=known.name, country=known.country, currency=known.currency,
        registration_number=known.registration, vat_number=known.vat,
    )  # fmt: skip
    return Link(
        id=number, environment="acme", package="paper", company=company, connection_id=None, login=known.login,
        state="broken", fingerprint=known.fingerprint, created_at=WHEN,
    )  # fmt: skip


def _certain(
    noted: list[_Known],
    broken: tuple[Link, ...],
    working: tuple[Link, ...],
    seen: tuple[Seen, ...],
    truth: dict[int, int],
) -> frozenset[int]:
    """Return the links that two independent identifiers, known rightly on both sides and nobody else's, could prove."""
    admins = dict(enumerate(noted, start=1))
    here, there = _held([admins[link.id].admin for link in (*broken, *working)]), Counter[str]()
    for one in seen:
        there.update({one.company.registration_number, one.company.vat_number, one.fingerprint} - {""})
    common = {text for held in (here, there) for text, times in held.items() if times > 1}
    companies = {one.key: one for one in seen}
    return frozenset(
        link.id
        for link in broken
        if link.id in truth and len(_right(admins[link.id], companies[truth[link.id]], common)) > 1
    )


def _right(known: _Known, seen: Seen, common: Collection[str]) -> set[str]:
    """Return the independent identifiers known on both sides that nobody else has; none where one of them is wrong."""
    admin, facts = known.admin, set[str]()
    if known.right < {"id", "registration_number", "vat_number"}:
        return facts
    if known.id:
        facts.add("id")
    for fact, ours, theirs, true in (
        ("registration_number", known.registration, seen.company.registration_number, admin.registration),
        ("vat_number", known.vat, seen.company.vat_number, admin.vat),
        ("fingerprint", known.fingerprint, seen.fingerprint, admin.fingerprint),
    ):
        if ours and theirs and true and true not in {*PLACEHOLDERS, *common}:
            facts.add(fact)
    if facts >= {"registration_number", "vat_number"} and admin.registration in admin.vat:
        facts.discard("vat_number")
    return facts


def _held(admins: list[Admin]) -> Counter[str]:
    held = Counter[str]()
    for one in admins:
        held.update({one.registration, one.vat, one.fingerprint} - {""})
    return held
