"""Answers about a company: whether each may stand, which are missing, and the sentence that names the companies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from boekhaak.errors import InvalidInput
from boekhaak.models.company import Company
from boekhaak.models.link import Answers, Stage
from boekhaak.models.policy import Policy, Question, QuestionKey
from boekhaak.registration import registration_number

LONGEST = 200
"""So many characters an answer may have at most."""
UNCHANGED = "Nothing was changed. `boekhaak questions` lists what is asked, and what there is to choose from"
GIVEN_BY: dict[str, QuestionKey] = {"no_number": "registration_number"}
"""The question that a field of the answers belongs to, where its name is another."""


@dataclass
class Checked:
    """Answers as they may be stored, with what is still missing and what is wrong with them, in sentences."""

    answers: Answers
    missing: tuple[QuestionKey, ...]
    wrong: list[str] = field(default_factory=list)


def checked(
    policy: Policy, users: Iterable[str], company: Company, given: Answers, before: Answers | None = None
) -> Checked:
    """Check what was answered about a company, beside what was ``before``: an empty answer leaves that as it is.

    ``users`` are the ids of those whom companies may be assigned to.
    """
    asked = {question.key: question for question in policy.questions}
    wrong: list[str] = []
    fresh: dict[str, object] = {}
    for name, value in _given(given):
        question = asked.get(GIVEN_BY.get(name, name))  # type: ignore[call-overload]
        if question is None:
            wrong.append(f"{_words(name)} is not asked here")
            continue
        try:
            fresh[name] = _checked(question, name, value, company, frozenset(users))
        except InvalidInput as error:
            wrong.append(error.what)
    if given.registration_number and given.no_number:
        wrong.append("there is a registration number as well as a reason why there is none")
    for one, other in (("registration_number", "no_number"), ("no_number", "registration_number")):
        if one in fresh:
            fresh.setdefault(other, "")
    answers = (before or Answers()).model_copy(update=fresh)
    return Checked(answers, missing(policy, answers), wrong)


def missing(policy: Policy, answers: Answers) -> tuple[QuestionKey, ...]:
    """Return the required questions that are not answered. Users nobody names are all administrators."""
    there = {GIVEN_BY.get(name, name) for name, _ in _given(answers)} | {"users"}
    return tuple(question.key for question in policy.questions if question.required and question.key not in there)


def stage_of(policy: Policy, *, set_up: bool) -> Stage:
    """Return what the first reading of a company waits for."""
    if policy.first_synchronisation == "at_once":
        return "ready"
    if not set_up:
        return "awaiting_set_up"
    return "ready" if policy.first_synchronisation == "after_set_up" else "awaiting_confirmation"


def refuse(problems: Mapping[str, Sequence[str]], way_out: str = UNCHANGED) -> None:
    """Raise InvalidInput that says what is wrong or missing, each once with the names of all companies it concerns."""
    by_sentence: dict[str, list[str]] = {}
    for name, sentences in problems.items():
        for sentence in sentences:
            by_sentence.setdefault(sentence, []).append(name)
    if by_sentence:
        raise InvalidInput(
            "; ".join(f"{', '.join(names)}: {sentence}" for sentence, names in by_sentence.items()),
            way_out=way_out,
        )


def lacking(keys: Iterable[QuestionKey]) -> list[str]:
    """Return in a sentence each that questions are not answered."""
    return [f"{WORDS[key]} is missing" for key in keys]


def _given(answers: Answers) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    return ((name, value) for name, value in answers if value and (not isinstance(value, str) or value.strip()))


def _checked(
    question: Question, name: str, value: str | tuple[str, ...], company: Company, users: frozenset[str]
) -> object:
    if isinstance(value, tuple):
        named = tuple(dict.fromkeys(one.strip() for one in value))
        if unknown := [one for one in named if one not in users]:
            raise _wrong(f"“{unknown[0]}” is no user of this environment")
        return named
    value = value.strip()
    if name == "no_number":
        return value
    if name == "registration_number":
        return registration_number(value, company.country)
    if question.choices and value not in question.choices:
        raise _wrong(f"“{value}” is no {question.key}: choose from {', '.join(question.choices)}")
    if len(value) > LONGEST or not value.isprintable():
        raise _wrong(f"the {question.key} is longer than {LONGEST} characters, or holds unprintable ones")
    return value


def _wrong(what: str) -> InvalidInput:
    return InvalidInput(what, way_out="`boekhaak questions` lists what is asked")


WORDS: dict[QuestionKey, str] = {
    "registration_number": "the registration number, or a reason why there is none (no_company, test_demo),",
    "sector": "the sector",
    "division": "the division",
    "users": "the users",
    "template": "the template",
}
"""What questions are about."""


def _words(name: str) -> str:
    return f"the {name.replace('_', ' ')}" if name != "no_number" else "the reason for having no number"
