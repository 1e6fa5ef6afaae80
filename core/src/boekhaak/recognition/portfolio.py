"""A portfolio: broken links, links that work and the companies that logins see, with what several of them share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from boekhaak.models.company import Company
from boekhaak.models.link import Link
from boekhaak.recognition.names import Name, name
from boekhaak.recognition.numbers import country_code, registration_key, vat_key

Key = tuple[str, str, str]
"""Of a block: fact, package, value."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A company that one or several logins see now; ``key`` is the caller's own mark for it."""

    package: str
    company: Company
    logins: tuple[str, ...]
    fingerprint: str = ""
    key: int = 0


class Keys(NamedTuple):
    """What one company is found by, beside its id."""

    numbers: frozenset[Key]
    name: Name
    by_name: Key


class Portfolio:
    """The keys of all links and companies, and which of them are shared: by two links, or by two companies, of a package."""

    def __init__(self, links: Sequence[Link], seen: Sequence[Seen], working: Sequence[Link]) -> None:
        """Make all keys. A number of a company without a country is taken for one of each country that there is."""
        countries: dict[str, set[str]] = defaultdict(set)
        every: tuple[Link | Seen, ...] = (*links, *working, *seen)
        for one in every:
            countries[one.package].add(country_code(one.company.country))
        found = {package: tuple(sorted(all_of - {""})) for package, all_of in countries.items()}

        def keys(one: Link | Seen) -> Keys:
            return _keys(one.package, one.company, one.fingerprint, found[one.package])

        self.links, self.seen = [keys(one) for one in links], [keys(one) for one in seen]
        ours = [*self.links, *(keys(one) for one in working)]
        self._by_links, self._by_seen = _counted(ours), _counted(self.seen)
        self._numbers = {
            key for counted in (self._by_links, self._by_seen) for key, times in counted.items() if times > 1
        }

    def shared(self, link: int, place: int) -> frozenset[str]:
        """Return the facts of a link or of a company that others of the portfolio have as well."""
        ours, theirs = self.links[link], self.seen[place]
        facts = {key[0] for key in (ours.numbers | theirs.numbers) & self._numbers}
        if self._is_anothers(ours, theirs):
            facts.add("name")
        return frozenset(facts)

    def _is_anothers(self, ours: Keys, theirs: Keys) -> bool:
        """Tell whether a third one has the name of either."""
        one, other = ours.by_name, theirs.by_name
        links = 1 if one == other else 0
        return (
            self._by_links[one] > 1
            or self._by_seen[other] > 1
            or self._by_links[other] > links
            or self._by_seen[one] > links
        )


def _keys(package: str, company: Company, fingerprint: str, countries: tuple[str, ...]) -> Keys:
    own = (company.country,) if company.country else countries or ("",)
    numbers = {("registration_number", package, registration_key(company.registration_number, one)) for one in own}
    numbers |= {("vat_number", package, vat_key(company.vat_number, one)) for one in own}
    numbers.add(("fingerprint", package, fingerprint))
    named = name(company.name)
    return Keys(frozenset(key for key in numbers if key[2]), named, ("name", package, named.key))


def _counted(many: Iterable[Keys]) -> Counter[Key]:
    counted: Counter[Key] = Counter()
    for one in many:
        counted.update(one.numbers)
        counted[one.by_name] += 1
    return counted
