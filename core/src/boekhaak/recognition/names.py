"""Names of companies, folded so that what people write differently for the same company comes out the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from boekhaak.recognition.forms import AND, ANYWHERE, FORMS, LEADING, LONGEST, MARKS, ROMAN

Likeness = Literal["same", "near", "other", "unknown"]

NEAR = 80.0
"""Names that are less alike than this are other names.

Measured on invented names of ten trades and fifteen families a country: of names of two companies 2.4 % are above it, of a
name and itself with a letter left out 99.8 %.
"""
LENGTHS = ((9, 2), (5, 1))
"""How many slips of the pen a word of so many letters may hold and still be that word."""
TURNED = 4
"""In a word of so few letters two may only have changed places: the towns of Ede and Epe, Goes and Does are two."""

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES = re.compile(r"['’‘`´]")
_TOKENS = re.compile(r"[^\W\d_]+|\d+|[&+]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name, folded: its words in their order, its legal form, what marks it as a copy or a test, and its numbers.

    ``key`` is equal for names whose words in any order, marks and numbers are; ``joined`` for those that only space them
    otherwise.
    """

    words: tuple[str, ...]
    form: str
    marks: frozenset[str]
    numbers: tuple[str, ...]
    key: str = field(init=False)
    joined: str = field(init=False)

    def __post_init__(self) -> None:
        """Make what names are compared by."""
        rest = "/".join((*self.numbers, *sorted(self.marks)))
        object.__setattr__(self, "key", f"{' '.join(sorted(self.words))}|{rest}" if self.words or rest else "")
        object.__setattr__(self, "joined", f"{''.join(self.words)}|{rest}")


@lru_cache(maxsize=1 << 16)
def name(text: str) -> Name:
    """Return a name, folded; of one that is nothing but a form and a mark, these are its words."""
    tokens = _tokens(text)
    marks = frozenset(MARKS[token] for token in tokens if token in MARKS)
    plain = tuple(token for token in tokens if token not in MARKS) or tokens
    rest, form = _without_form(plain)
    if plain in FORMS and plain != tokens:
        rest, form = tuple(token for token in tokens if token in MARKS), FORMS[plain]
    rest = tuple(ROMAN.get(token, token) for token in rest)
    return Name(
        words=tuple(token for token in rest if not token.isdecimal()),
        form=form,
        marks=marks,
        numbers=tuple(sorted(str(int(token)) for token in rest if token.isdecimal())),
    )


def likeness(one: Name, other: Name) -> Likeness:
    """Tell whether two names are the same but for their spelling, near each other, or those of two companies."""
    if not one.key or not other.key:
        return "unknown"
    if one.key == other.key or one.joined == other.joined:
        return "same" if _forms_agree(one, other) else "near"
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return "other"
    return "near" if closeness(one, other) >= NEAR or _holds(one, other) or _holds(other, one) else "other"


def closeness(one: Name, other: Name) -> float:
    """Return how alike the words of two names are, as they stand or in any order: 100 is the same."""
    as_they_stand = ratio("".join(one.words), "".join(other.words))
    return max(as_they_stand, ratio(" ".join(sorted(one.words)), " ".join(sorted(other.words))))


def alike(one: Name, other: Name) -> bool:
    """Tell whether two names are one name, the same or with a slip of the pen in it, and no word more or less.

    A branch or a daughter has a word more, or another one: "Jansen Utrecht" is not "Jansen", and "Hoorn" is not "Doorn".
    """
    if likeness(one, other) == "same":
        return True
    if one.numbers != other.numbers or one.marks != other.marks or not _forms_agree(one, other):
        return False
    ours, theirs = _left(one, other), _left(other, one)
    if not ours or not theirs or ours[0] != theirs[0]:
        return False
    longest = max(len(ours), len(theirs))
    turned = longest == TURNED and sorted(ours) == sorted(theirs)
    slips = next((slips for length, slips in LENGTHS if longest >= length), int(turned))
    return OSA.distance(ours, theirs, score_cutoff=slips) <= slips


def _left(one: Name, other: Name) -> str:
    """Return the words of a name that the other one does not have, without spaces."""
    left = Counter(one.words) - Counter(other.words)
    return "".join(word for word in one.words if left[word])


def _holds(one: Name, other: Name) -> bool:
    """Tell whether a name has all words of the other, and these are half of it."""
    ours, theirs = set(one.words), set(other.words)
    return bool(theirs) and theirs <= ours and 2 * sum(map(len, theirs)) >= sum(map(len, ours))


def _forms_agree(one: Name, other: Name) -> bool:
    return one.form == other.form or not (one.form and other.form)


def _tokens(text: str) -> tuple[str, ...]:
    """Return a text's words and numbers in small letters without diacritics; initials that stand together are one word."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    folded = _APOSTROPHES.sub("", "".join(sign for sign in folded if not unicodedata.combining(sign)))
    tokens: list[str] = []
    initials = False
    for token in _TOKENS.findall(folded):
        initial = len(token) == 1 and token.isalpha()
        if initial and initials:
            tokens[-1] += token
        else:
            tokens.append(token)
        initials = initial
    return tuple(token for token in tokens if token not in AND) or tuple(tokens)


def _without_form(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Take the legal form out of a name: at its end, at its beginning, or where nothing else can be meant."""
    for size in range(min(LONGEST, len(tokens) - 1), 0, -1):
        if form := FORMS.get(tokens[-size:]):
            return tokens[:-size], form
        if form := FORMS.get(tokens[:size], "") if size > 1 or tokens[0] in LEADING else "":
            return tokens[size:], form
    for place, token in enumerate(tokens):
        if token in ANYWHERE and len(tokens) > 1:
            return (*tokens[:place], *tokens[place + 1 :]), FORMS[token,]
    return tokens, ""
