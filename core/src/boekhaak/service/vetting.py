"""Vetting: whether dossiers may be taken in as they are handed in, and how what is known of them is written here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from boekhaak.errors import BoekhaakError, InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Actor, Link
from boekhaak.models.package import PackageInfo
from boekhaak.recognition.numbers import NOTHING, country_code, registration_key
from boekhaak.registration import RULES, registration_number
from boekhaak.service import rights
from boekhaak.service.answering import LONGEST, refuse

MOST = 50_000
"""So many dossiers are taken in at once."""
TOLD = 100
"""Of so many dossiers it is told what is wrong: whoever mends a list mends it in bulk."""
CODES = {"country": "NL", "currency": "EUR"}
"""Codes that have so many letters as these."""
DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
"""A month and a day, as a financial year begins."""
WORDS = {"host_company": "host id", "company_id": "id at the package", "vat_number": "VAT number"}
"""What fields are called where their own name does not say it."""
NO_BREAK = "\u00a0"
"""A space of word processors, which looks like any other."""

Place = tuple[str, str, str]
"""Package, region and id of a company."""


class Vetted(NamedTuple):
    """A dossier as it is written here, the link that it has already, and in sentences what is wrong with it."""

    dossier: Dossier
    there: Link | None
    wrong: tuple[str, ...]


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
    places = Counter(_place(one.dossier) for one in written)
    taken = {(link.package, link.company.region, link.company.id): link for link in there if link.company.id}
    return tuple(one._replace(wrong=(*one.wrong, *_doubled(one, hosts, places, taken))) for one in written)


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
    dossier = Dossier(**{name: _plain(value) for name, value in given})
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
    region = dossier.region or (regions[0] if len(regions) == 1 else "")
    written = {"package": info.key, "region": region, "registration_number": number}
    return Vetted(dossier.model_copy(update=written), same, tuple(wrong))


def _plain(text: str) -> str:
    return text.replace(NO_BREAK, " ").strip()


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
    if name == "year_start" and DAY.fullmatch(value) is None:
        return f"“{value}” is no beginning of a financial year: write its month and day, as 07-01"
    return ""


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


def _place(dossier: Dossier) -> Place:
    return dossier.package, dossier.region, dossier.company_id


def _doubled(
    one: Vetted, hosts: Mapping[str, int], places: Mapping[Place, int], taken: Mapping[Place, Link]
) -> tuple[str, ...]:
    """Say what of a dossier another one, or a link, has as well."""
    dossier, place = one.dossier, _place(one.dossier)
    wrong = []
    if dossier.host_company and hosts[dossier.host_company] > 1:
        wrong.append("its host id is there twice")
    if dossier.company_id and places[place] > 1:
        wrong.append(f"the company {dossier.company_id} is there twice")
    by = taken.get(place)
    if by is not None and (one.there is None or one.there.id != by.id):
        wrong.append(f"the company {dossier.company_id} is link {by.id} already, “{by.company.name}”")
    return tuple(wrong)
