"""What a contact is called, and how alike two such names are: the same, misspelt, or a sister's or a branch's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from boekhaak.matching.abbreviations import BRANCHES, NO_NAMES, PARTICLES, SISTERS, TITLES, WRITTEN_OUT
from boekhaak.recognition.forms import FORMS
from boekhaak.recognition.names import name

SIMILAR = 84.0
"""Names of which so much is alike may be one name with more than a slip of the pen in it."""
STRANGE = 60.0
"""Names without a word in common that are less alike than this need no closer look."""
LENGTHS = ((9, 2), (5, 1))
"""How many slips of the pen a word of so many letters may hold and still be that word."""
TELLING = 12
"""A name of two words or more with so many letters, and its legal form, is hardly another's by chance."""
OWN = 8
"""A name with so many letters and a rare word in it is hardly another's by chance, with or without its legal form."""
SHORTENED = 3
"""A sister's word that is shortened has so many letters at least."""
SHORTEST = 2
"""An abbreviation has so many letters at least."""
FEW = 3
"""An abbreviation without a dot has so many at most."""

LONG = 7
"""A word of so many letters is misspelt where one or two of them differ; in a shorter one that may be another name."""
WHOLE = 5
"""A sister's word of so many letters is that word with a slip in it too."""

EQUAL, NEAR, SIMILAR_NAME, FORM, WORDS, OTHERS, PLACE, SISTER, DIFFERS, PLAIN, SHORT = range(11)

_LETTERS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
"""Letters with only dots between them are one word, and no letter before or after it is part of that: "Fonds A B.V."."""
_DOTTED = re.compile(r"[^\W\d_]{2,}\.")


class Called(NamedTuple):
    """A name: its words as they stand and by the alphabet, legal form, numbers, marks, and where who bears it is.

    Of its words, as far as anybody told, ``places`` are places, ``rare`` are in hardly any other name, ``single`` in no other.
    """

    words: tuple[str, ...]
    ordered: tuple[str, ...]
    joined: str
    form: str
    numbers: tuple[str, ...]
    marks: frozenset[str]
    dotted: bool
    town: tuple[str, ...]
    places: frozenset[str]
    rare: frozenset[str]
    single: frozenset[str]


def called(text: str, city: str) -> Called | None:
    """Return a contact's name as it is compared; None where it is a placeholder."""
    plain = _plain(text)
    return None if plain is None else plain._replace(town=_town(city))


@lru_cache(maxsize=1 << 17)
def _plain(text: str) -> Called | None:
    folded = name(_LETTERS.sub(lambda found: found[0].replace(".", "") + " ", text))
    left_out = TITLES | BRANCHES.intersection(folded.words[:-1]) | PARTICLES.intersection(folded.words[1:-1])
    written = tuple(WRITTEN_OUT.get(word, word) for word in folded.words if word not in left_out) or folded.words
    if (not "".join(written) and not folded.numbers) or " ".join(written) in NO_NAMES:
        return None
    return Called(
        words=written,
        ordered=tuple(sorted(written)),
        joined="".join(written),
        form=folded.form,
        numbers=folded.numbers,
        marks=folded.marks,
        dotted=_DOTTED.search(text) is not None,
        town=(),
        places=frozenset(),
        rare=frozenset(),
        single=frozenset(),
    )


@lru_cache(maxsize=1 << 14)
def _town(city: str) -> tuple[str, ...]:
    return name(city).words


def names(one: Called, other: Called) -> int:
    """Compare names: the same words (0), misspelt or shortened (1), alike (2), of another legal form (3), with a word more (4),
    with another word (5), with another place (6), as sisters are called (7), different (8), the same and plain (9), or misspelt
    in a short word, or another (10).
    """
    if one.ordered != other.ordered and one.joined != other.joined:
        return _unlike(one, other)
    return _equal(one, other) if one.numbers == other.numbers and one.marks == other.marks else SISTER


def _unlike(one: Called, other: Called) -> int:
    """Compare names that have not all words in common."""
    ours, theirs = _left(one.ordered, other.ordered), _left(other.ordered, one.ordered)
    strange = len(ours) == len(one.words) and not (one.dotted or other.dotted)
    if strange and not ratio(one.joined, other.joined, score_cutoff=STRANGE):
        return DIFFERS  # by far the most pairs end here
    if one.numbers == other.numbers and one.marks == other.marks:
        if _left(ours, other.town) == () == _left(theirs, one.town):
            return _equal(one, other)  # only the town is said by one and not by the other
        if _places_differ(one, other) and _common(one, ours) and (_says(ours, one) or _says(theirs, other)):
            return PLACE
        told_apart = _letters_differ(ours, theirs) or _sister_more(one, other, ours, theirs)
        if not told_apart and _slips(one, other, ours, theirs):
            if not _one_form(one, other):
                return FORM
            return _misspelt_short(one, other, ours, theirs) if _short(one, other, ours, theirs) else NEAR
    return _beyond_slips(one, other, ours, theirs)


def _slips(one: Called, other: Called, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether names differ by slips of the pen only, in their words or in their legal form."""
    return bool(ours and theirs and _misspelt(one, other, ours, theirs)) or _misspelt_form(one, other, ours, theirs)


def _letters_differ(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether each of two names has a letter of its own: the initials of relatives, or "Fonds A" and "Fonds B"."""
    return any(len(word) == 1 for word in ours) and any(len(word) == 1 for word in theirs)


def _sister_more(one: Called, other: Called, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether only one of two names has a word by which sisters are told apart, and not in place of what the other has."""
    here, there = _sisters(one, ours), _sisters(other, theirs)
    if bool(here) == bool(there):
        return False
    return len(ours) > len(here) or not theirs if here else len(theirs) > len(there) or not ours


def _sisters(name: Called, left: tuple[str, ...]) -> tuple[str, ...]:
    """Return those words by which sisters are told apart, also misspelt, or shortened where a name has a shortened word."""
    return tuple(word for word in left if _of_sister(word, name.dotted))


@lru_cache(maxsize=1 << 16)
def _of_sister(word: str, dotted: bool) -> bool:
    """Tell whether a word is a sister's, with a slip in it, or shortened."""
    if word in SISTERS or len(word) < SHORTENED:
        return word in SISTERS
    if dotted and any(sister.startswith(word) for sister in SISTERS):
        return True
    return len(word) >= WHOLE and any(OSA.distance(word, sister, score_cutoff=1) <= 1 for sister in SISTERS)


def _short(one: Called, other: Called, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether what two names do not share is short on both sides, and not shortened: "Jan" and "Johan"."""
    if not ours or not theirs or one.dotted or other.dotted or max(sum(map(len, ours)), sum(map(len, theirs))) >= LONG:
        return False
    return _without_umlauts(ours) != _without_umlauts(theirs)


def _misspelt_short(one: Called, other: Called, ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """Return how alike names are that differ in a short word: what is in no other name is misspelt, and no name itself."""
    return SHORT if one.single.isdisjoint(ours) and other.single.isdisjoint(theirs) else SIMILAR_NAME


def _without_umlauts(words: tuple[str, ...]) -> str:
    return "".join(words).replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _beyond_slips(one: Called, other: Called, ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """Compare names that are not one name misspelt, by what each has and the other has not."""
    common, shorter = _common(one, ours), min(len(one.joined), len(other.joined))
    much = 2 * common >= shorter
    if _letters_differ(ours, theirs) or _sisters(one, ours) or _sisters(other, theirs):
        return SISTER if much else DIFFERS
    alike = ratio(one.joined, other.joined, score_cutoff=SIMILAR)
    if one.numbers != other.numbers:
        return SISTER if alike or much else DIFFERS
    if ours and theirs:
        if alike:
            return _misspelt_short(one, other, ours, theirs) if _short(one, other, ours, theirs) else SIMILAR_NAME
        if _begins(ours, theirs) or _begins(theirs, ours):
            return SIMILAR_NAME
        return SHORT if _slip(ours, theirs) else OTHERS if 3 * common >= shorter else DIFFERS
    return WORDS if much else DIFFERS


def _begins(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether the only word of theirs begins with the only one of ours: "Schoonmaak" and "Schoonmaakdiensten"."""
    return len(ours) == len(theirs) == 1 and len(ours[0]) >= LONG and theirs[0].startswith(ours[0])


def _slip(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether short words are a slip or two apart; that proves nothing by itself."""
    left, right = "".join(ours), "".join(theirs)
    longest = max(len(left), len(right))
    slips = 2 if longest > WHOLE else 1
    return longest > SHORTENED and OSA.distance(left, right, score_cutoff=slips) <= slips


def _common(one: Called, left: tuple[str, ...]) -> int:
    """Return how many letters are in the words that both names have."""
    return len(one.joined) - sum(map(len, left))


def _places_differ(one: Called, other: Called) -> bool:
    return one.town != other.town or not one.town


def _says(left: tuple[str, ...], name: Called) -> bool:
    """Tell whether a word that a name alone has is its own town, misspelt or not, or another place."""
    return not name.places.isdisjoint(left) or any(
        word == place or (len(place) >= LENGTHS[1][0] and OSA.distance(word, place, score_cutoff=1) <= 1)
        for word in left
        for place in name.town
    )


def _equal(one: Called, other: Called) -> int:
    """Return how alike names with the same words are: a name that tells of its bearer proves more than a plain one."""
    if not _one_form(one, other):
        return FORM
    told = one.form and other.form and len(one.joined) >= TELLING and len(one.words) > 1
    return EQUAL if told or (one.rare and other.rare and len(one.joined) >= OWN) else PLAIN


def _one_form(one: Called, other: Called) -> bool:
    return one.form == other.form or not (one.form and other.form)


def _left(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of ours that are not among theirs."""
    if len(ours) == len(set(ours)):
        return tuple(word for word in ours if word not in theirs)
    rest, left = list(theirs), []
    for word in ours:
        if word in rest:
            rest.remove(word)
        else:
            left.append(word)
    return tuple(left)


def _misspelt(one: Called, other: Called, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether what the names do not share is the same words with slips of the pen, or shortened."""
    fewer, more = sorted((sum(map(len, ours)), sum(map(len, theirs))))
    if more - fewer > LENGTHS[0][1] and fewer > FEW and not (one.dotted or other.dotted):
        return False
    left = "".join([word for word in one.words if word in ours])
    right = "".join([word for word in other.words if word in theirs])
    if _stands_for(one, left, right) or _stands_for(other, right, left):
        return True
    longest = max(len(left), len(right))
    slips = next((slips for length, slips in LENGTHS if longest >= length), 0)
    if left[0] != right[0]:
        # a slip in the first letter makes another town or family of a short word, and hardly of a long name
        slips = int(longest >= LENGTHS[0][0])
    return bool(slips) and OSA.distance(left, right, score_cutoff=slips) <= slips


def _stands_for(name: Called, short: str, long: str) -> bool:
    """Tell whether what a name has shortened, with a dot or to a few letters, stands for something longer."""
    if not SHORTEST <= len(short) < len(long) or short[0] != long[0]:
        return False
    if not name.dotted and len(short) > FEW:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


@lru_cache(maxsize=1 << 14)
def _is_form(word: str) -> bool:
    """Tell whether a word is a legal form with a slip in it, or so short that it can hardly be anything else."""
    return len(word) < SHORTEST or any(
        OSA.distance(word, form[0], score_cutoff=1) <= 1
        for form in FORMS
        if len(form) == 1 and len(form[0]) >= SHORTEST
    )


def _misspelt_form(one: Called, other: Called, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether the only word that a name has more is the legal form of the other, misspelt or in another place."""
    if ours and theirs:
        return False
    more, less, left = (one, other, ours) if ours else (other, one, theirs)
    form = FORMS.get(left)
    if form and not more.form and (form == less.form or (not less.form and len(left[0]) >= WHOLE)):
        return True  # the legal form stands where nobody looks for it
    if (
        len(left) == 1
        and len(left[0]) > WHOLE
        and any(OSA.distance(left[0], title, score_cutoff=1) <= 1 for title in TITLES)
    ):
        return True  # a word that people write or leave out, misspelt
    return not more.form and bool(less.form) and len(left) == 1 and left[0] == more.words[-1] and _is_form(left[0])
