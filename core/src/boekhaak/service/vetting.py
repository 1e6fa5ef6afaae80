"""Vetting: whether dossiers may be taken in as they are handed in, and how what is known of them is written here."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from boekhaak.errors import BoekhaakError, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Actor, Link
from boekhaak.models.package import PackageInfo
from boekhaak.recognition.numbers import NOTHING, country_code, not_a_vat_number, registration_key
from boekhaak.registration import RULES, registration_number
from boekhaak.service import rights
from boekhaak.service.answering import LONGEST, refuse

MOST = 50_000
"""So many dossiers are taken in at once."""
TOLD = 100
"""Of so many dossiers it is told what is wrong: whoever mends a list mends it in bulk."""
CODES = {"country": "NL", "currency": "EUR"}
"""Codes that have so many letters as these."""
DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
"""A month and a day, as a financial year begins."""
LEAP_YEAR = 2000
NUMBER = re.compile(r"([0-9]+)\.0")
"""Digits as a spreadsheet writes them that takes them for a number."""
NUMBERS = ("company_id", "registration_number", "vat_number")
"""Fields that hold digits which are no number to count with."""
WORDS = {"host_company": "host id", "company_id": "id at the package", "vat_number": "VAT number"}
"""What fields are called where their own name does not say it."""
NO_BREAK = "\u00a0"
"""A space of word processors, which looks like any other."""

Place = tuple[str, str]
"""Package and id of a company: in which region it is, not everybody knows."""


class Vetted(NamedTuple):
    """A dossier as it is written here, the link that it has already, and in sentences what is wrong with it."""

    dossier: Dossier
    there: Link | None
    wrong: tuple[str, ...]


def handed_in(dossiers: Iterable[Dossier]) -> tuple[Dossier, ...]:
    """Return dossiers as they were handed in. Raises: InvalidInput for none, and for what is no dossier."""
    given: tuple[object, ...] = tuple(dossiers)
    if not given:
        raise InvalidInput("there are no dossiers", way_out="Nothing was adopted. Hand in one at least")
    found = tuple(one for one in given if isinstance(one, Dossier))
    if len(found) < len(given):
        number, other = next((at, one) for at, one in enumerate(given, start=1) if not isinstance(one, Dossier))
        raise InvalidInput(
            f"dossier {number} is no Dossier but a {type(other).__name__}",
            way_out="Nothing was adopted. Make a boekhaak.models.dossier.Dossier of each, with host_company and name",
        )
    return found


def vetted(
    actor: Actor, installation: Installation, dossiers: Sequence[Dossier], there: Sequence[Link]
) -> tuple[Vetted, ...]:
    """Return each dossier as it is written here, and what forbids to take it in, beside the links of the environment.

    Raises: InvalidInput for more dossiers than are taken in at once.
    """
    if len(dossiers) > MOST:
        raise InvalidInput(
            f"{len(dossiers)} dossiers are more than the {MOST} that are adopted at once",
            way_out="Nothing was adopted. Adopt them in several lists",
        )
    infos = _Packages(actor, installation)
    by_host: dict[str, list[Link]] = {}
    for link in there:
        by_host.setdefault(link.host_company, []).append(link)
    written = [_written(one, infos, by_host.get(_plain(one.host_company), ())) for one in dossiers]
    hosts = Counter(one.dossier.host_company for one in written)
    regions: dict[Place, Counter[str]] = defaultdict(Counter)
    for one in written:
        regions[_place(one.dossier)][one.dossier.region] += 1
    taken: dict[Place, list[Link]] = {}
    for link in there:
        taken.setdefault((link.package, link.company.id), []).append(link)
    return tuple(
        one._replace(wrong=(*one.wrong, *_twice(one.dossier, hosts, regions[_place(one.dossier)]), *_taken(one, taken)))
        for one in written
    )


def refuse_wrong(found: Sequence[Vetted]) -> None:
    """Raise InvalidInput with all dossiers of which something is wrong, and what."""
    wrong = {_called(number, one.dossier): one.wrong for number, one in enumerate(found, start=1) if one.wrong}
    more = f", and those of {len(wrong) - TOLD} more dossiers" if len(wrong) > TOLD else ""
    refuse(dict(list(wrong.items())[:TOLD]), f"Nothing was adopted. Mend these{more}, and hand in the whole list again")


def _called(number: int, dossier: Dossier) -> str:
    """Return how a dossier is called in an error: by its place in the list, and its id where that can be read."""
    id_ = dossier.host_company
    return f"dossier {number} ({id_})" if id_ and id_.isprintable() and len(id_) <= LONGEST else f"dossier {number}"


class _Packages:
    """The packages that dossiers name, each looked up once."""

    def __init__(self, actor: Actor, installation: Installation) -> None:
        self._actor, self._installation = actor, installation
        known = installation.packages.packages
        self.keys = sorted(key for key in known if actor.packages is None or key in actor.packages)
        self._found: dict[str, PackageInfo | str] = {}

    def of(self, dossier: Dossier, here: Sequence[Link]) -> PackageInfo | str:
        """Return a dossier's package: the one that it names, that of its link, or the only one; or what is wrong with it."""
        if key := dossier.package:
            return self._named(key)
        if here:
            return self._named(here[0].package)
        if len(self.keys) == 1:
            return self._named(self.keys[0])
        return (
            f"its package is missing: choose from {', '.join(self.keys)}" if self.keys else "no package is there for it"
        )

    def _named(self, key: str) -> PackageInfo | str:
        if key not in self._found:
            try:
                self._found[key] = rights.package(self._actor, self._installation, key).info
            except BoekhaakError as error:
                choose = f": choose from {', '.join(self.keys)}" if self.keys and key not in self.keys else ""
                self._found[key] = f"{error.what}{choose}"
        return self._found[key]


def _written(given: Dossier, infos: _Packages, here: Sequence[Link]) -> Vetted:
    """Return a dossier without what people write around its values, in the package's only region where it names none."""
    dossier = Dossier(**{name: _counted(name, _plain(value)) for name, value in given})
    dossier = dossier.model_copy(
        update={"country": country_code(dossier.country), "currency": dossier.currency.upper()}
    )
    unfit = {name: sentence for name, value in dossier if (sentence := _unfit(name, value))}
    dossier, wrong = dossier.model_copy(update=dict.fromkeys(unfit, "")), list(unfit.values())
    info = infos.of(dossier, here)
    if isinstance(info, str):
        return Vetted(dossier, None, (*wrong, info))
    same = next((link for link in here if link.package == info.key), None)
    if here and same is None and dossier.host_company:
        wrong.append(f"its link {here[0].id} is one of {here[0].package}, not of {info.key}")
    regions = [region.key for region in info.regions]
    if dossier.region and dossier.region not in regions:
        wrong.append(f"{info.name} has no region “{dossier.region}”: choose from {', '.join(regions)}")
    number = _number(dossier)
    if isinstance(number, InvalidInput):
        wrong.append(number.what)
        number = dossier.registration_number
    vat = _vat(dossier)
    if isinstance(vat, InvalidInput):
        wrong.append(vat.what)
        vat = dossier.vat_number
    region = dossier.region or (regions[0] if len(regions) == 1 else "")
    written = {"package": info.key, "region": region, "registration_number": number, "vat_number": vat}
    return Vetted(dossier.model_copy(update=written), same, tuple(wrong))


def _plain(text: str) -> str:
    return text.replace(NO_BREAK, " ").strip()


def _counted(name: str, text: str) -> str:
    """Return an id or a number without the decimal that a spreadsheet put behind it."""
    counted = NUMBER.fullmatch(text) if name in NUMBERS else None
    return counted[1] if counted else text


def _unfit(name: str, value: str) -> str:
    """Say what is wrong with a value as a text, or nothing."""
    called = WORDS.get(name, name.replace("_", " "))
    if not value:
        return f"its {called} is missing" if name in {"host_company", "name"} else ""
    if len(value) > LONGEST:
        return f"its {called} is longer than {LONGEST} characters"
    if unprintable := next((sign for sign in value if not sign.isprintable()), ""):
        return f"its {called} holds a character that cannot be printed (U+{ord(unprintable):04X})"
    like = CODES.get(name, "")
    if like and not (len(value) == len(like) and value.isascii() and value.isalpha()):
        return f"“{value}” is no code of a {called}: it has {len(like)} letters, as {like}"
    if name == "year_start" and not _is_day(value):
        return f"“{value}” is no beginning of a financial year: write its month and day, as 07-01"
    return ""


def _is_day(text: str) -> bool:
    """Tell whether a text is a month and a day that there is."""
    if DAY.fullmatch(text) is None:
        return False
    try:
        date(LEAP_YEAR, int(text[:2]), int(text[3:]))
    except ValueError:
        return False
    return True


def _number(dossier: Dossier) -> str | InvalidInput:
    """Return a registration number in its country's form, or the error of one that breaks the country's rule.

    Zeros in front that a spreadsheet dropped are put back. Words for none, such as “n.v.t.”, are none.
    """
    text, country = dossier.registration_number, dossier.country
    bare = "".join(sign for sign in text.upper() if sign.isalnum())
    if not text or bare in NOTHING or (bare and set(bare) == {"0"}):
        return ""
    if country not in RULES:
        wrong = f"“{text}” is no registration number: it holds no letter and no digit"
        return text if bare else InvalidInput(wrong, way_out="Leave it out")
    try:
        return registration_number(text, country)
    except InvalidInput as error:
        mended = registration_key(text, country)
        try:
            return registration_number(mended, country)
        except InvalidInput:
            return error


def _vat(dossier: Dossier) -> str | InvalidInput:
    """Return a VAT number as it was written, nothing where it is a word for none, or the error of what cannot be one."""
    text, country = dossier.vat_number, dossier.country
    bare = "".join(sign for sign in text.upper() if sign.isalnum())
    if not text or bare in NOTHING or (bare and set(bare) == {"0"}):
        return ""
    wrong = not_a_vat_number(text, country)
    return InvalidInput(f"“{text}” is no VAT number{wrong}", way_out="Leave it out") if wrong else text


def _place(dossier: Dossier) -> Place:
    return dossier.package, dossier.company_id


def _twice(dossier: Dossier, hosts: Mapping[str, int], regions: Mapping[str, int]) -> tuple[str, ...]:
    """Say what of a dossier another one has as well; one whose region nobody knows may be of any."""
    wrong = []
    if dossier.host_company and hosts[dossier.host_company] > 1:
        wrong.append("its host id is there twice")
    same = sum(count for region, count in regions.items() if _may_be_one(region, dossier.region))
    if dossier.company_id and same > 1:
        wrong.append(f"the company {dossier.company_id} is there twice{_way_out(dossier, regions)}")
    return tuple(wrong)


def _taken(one: Vetted, taken: Mapping[Place, Sequence[Link]]) -> tuple[str, ...]:
    """Say which other link has the company of a dossier; of one that has a link itself nothing is guessed."""
    dossier, own = one.dossier, one.there
    by = next(
        (
            link
            for link in (taken.get(_place(dossier), ()) if dossier.company_id else ())
            if link.company.region == dossier.region
            or (own is None and _may_be_one(link.company.region, dossier.region))
            if own is None or own.id != link.id
        ),
        None,
    )
    if by is None:
        return ()
    told = f"the company {dossier.company_id} is link {by.id} already, “{by.company.name}”"
    return (f"{told}{_way_out(dossier, [by.company.region])}",)


def _may_be_one(region: str, other: str) -> bool:
    return region == other or not (region and other)


def _way_out(dossier: Dossier, regions: Iterable[str]) -> str:
    """Say what to do where only the region can tell two companies apart."""
    return " (name its region, if it is another one)" if not dossier.region and any(regions) else ""
