"""``$filter``: the vendor's grammar, read into a test of rows.

Comparisons (eq ne gt ge lt le), and, or, not, parentheses; literals guid'…', datetime'…', 123L, numbers, true, false,
null and 'strings' with '' for a quote; substringof, startswith, endswith, trim, tolower, toupper.
Source: FACTS.md#queries; the texts of refusals are FACTS.md#errors where recorded, and in the same manner otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from boekhaak_exact_online.simulator.fields import Fields
from boekhaak_exact_online.simulator.literals import BadQuery, read_literal, tokens
from boekhaak_exact_online.simulator.values import Value, naive

Lookup = Callable[[str], Value]
"""Gives the value of a row's field."""

Test = Callable[[Lookup], Any]

_FAMILIES = {"str": "str", "guid": "guid", "dt": "dt", "bool": "bool", "bin": "bin", "coll": "coll"}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {"eq": eq, "ne": ne, "gt": gt, "ge": ge, "lt": lt, "le": le}
_FUNCTIONS = {"substringof": 2, "startswith": 2, "endswith": 2, "trim": 1, "tolower": 1, "toupper": 1}
_MIRRORED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge", "eq": "eq", "ne": "ne"}


@dataclass(frozen=True)
class Term:
    """A part of a filter: the family of its value (``any`` for null), and how a row gives it."""

    family: str
    of: Test
    name: str = ""
    fixed: Any = None


@dataclass
class Filter:
    """A filter that was read: its test, the fields it names, and the lowest value that it asks of a field.

    ``above`` holds ``field gt value`` and ``field ge value`` (as the value below) of the outermost conjunction.
    """

    test: Callable[[Lookup], bool]
    fields: set[str] = field(default_factory=set)
    above: dict[str, int] = field(default_factory=dict)


def read_filter(text: str, fields: Fields, type_name: str) -> Filter:
    """Return the filter that a text tells. Raises: BadQuery."""
    return _Reader(text, fields, type_name).filter()


def read_literals(text: str) -> list[Value]:
    """Return the values of a list of literals, as ``$skiptoken`` and keys hold. Raises: BadQuery."""
    reader = _Reader(text, {}, "")
    values = [reader.literal()]
    while reader.take(","):
        values.append(reader.literal())
    reader.end()
    return values


class _Reader:
    """Reads one text from left to right; precedence from weak to strong: or, and, not, comparison."""

    def __init__(self, text: str, fields: Fields, type_name: str) -> None:
        self._tokens = tokens(text)
        self._place = 0
        self._fields = fields
        self._type = type_name
        self._found = Filter(lambda _: True)
        self._nested = 0

    def filter(self) -> Filter:
        """Read the whole text as a condition."""
        condition = self._condition(self._or())
        self.end()
        self._found.test = lambda row: bool(condition(row))
        return self._found

    def literal(self) -> Value:
        """Read one literal."""
        kind, text, _ = self._next()
        if kind == "name" and text in {"null", "true", "false"}:
            return {"null": None, "true": True, "false": False}[text]
        if kind in {"name", "mark"}:
            raise BadQuery("Error in query syntax")
        return read_literal(kind, text)

    def take(self, text: str) -> bool:
        """Read that mark or word, if it comes next."""
        kind, found, _ = self._tokens[self._place] if self._place < len(self._tokens) else ("", "", 0)
        taken = kind in {"name", "mark"} and found == text
        self._place += taken
        return taken

    def end(self) -> None:
        """Raise BadQuery unless all was read."""
        if self._place < len(self._tokens):
            raise BadQuery(f"Syntax error at position {self._tokens[self._place][2]}.")

    def _next(self) -> tuple[str, str, int]:
        if self._place >= len(self._tokens):
            raise BadQuery("Error in query syntax")
        self._place += 1
        return self._tokens[self._place - 1]

    def _or(self) -> Term:
        left = self._and()
        while self.take("or"):
            self._found.above.clear()
            self._nested += 1
            first, second = self._condition(left), self._condition(self._and())
            self._nested -= 1
            left = Term("bool", _either(first, second))
        return left

    def _and(self) -> Term:
        left = self._not()
        while self.take("and"):
            first, second = self._condition(left), self._condition(self._not())
            left = Term("bool", _both(first, second))
        return left

    def _not(self) -> Term:
        if self.take("not"):
            self._nested += 1
            condition = self._condition(self._not())
            self._nested -= 1
            return Term("bool", lambda row: not condition(row))
        return self._comparison()

    def _comparison(self) -> Term:
        left = self._value()
        for operator in _COMPARE:
            if self.take(operator):
                return self._compared(operator, left, self._value())
        return left

    def _compared(self, operator: str, left: Term, right: Term) -> Term:
        if "any" not in (left.family, right.family) and left.family != right.family:
            raise BadQuery(
                f"Operator '{operator}' incompatible with operand types '{left.family}' and '{right.family}'."
            )
        self._note_bound(operator, left, right)
        self._note_bound(_MIRRORED[operator], right, left)
        compare, a, b = _COMPARE[operator], left.of, right.of
        if operator in {"eq", "ne"}:
            return Term("bool", lambda row: compare(a(row), b(row)))
        return Term("bool", lambda row: _ordered(compare, a(row), b(row)))

    def _note_bound(self, operator: str, left: Term, right: Term) -> None:
        if self._nested or not left.name or right.name or not isinstance(right.fixed, int):
            return
        if operator in {"gt", "ge"}:
            bound = right.fixed - (operator == "ge")
            self._found.above[left.name] = max(bound, self._found.above.get(left.name, bound))

    def _value(self) -> Term:
        kind, text, place = self._next()
        if text == "(" and kind == "mark":
            self._nested += 1
            inner = self._or()
            self._nested -= 1
            self._expect(")")
            return inner
        if kind == "mark":
            raise BadQuery(f"Syntax error at position {place}.")
        if kind != "name":
            value = read_literal(kind, text)
            return Term(_family_of(kind), lambda _: value, fixed=value)
        if text in {"null", "true", "false"}:
            constant = {"null": None, "true": True, "false": False}[text]
            return Term("any" if constant is None else "bool", lambda _: constant)
        if text in _FUNCTIONS:
            return self._function(text)
        return self._field(text, place)

    def _field(self, name: str, place: int) -> Term:
        kind = self._fields.get(name)
        if kind is None:
            raise BadQuery(f"No property '{name}' exists in type '{self._type}' at position {place}.")
        self._found.fields.add(name)
        family = _FAMILIES.get(kind, "num")
        if kind == "dt":
            return Term(family, lambda row: _moment(row(name)), name)
        return Term(family, lambda row: row(name), name)

    def _function(self, name: str) -> Term:
        self._expect("(")
        parts = [self._value()]
        while self.take(","):
            parts.append(self._value())
        self._expect(")")
        if len(parts) != _FUNCTIONS[name] or any(part.family not in {"str", "any"} for part in parts):
            raise BadQuery(f"No applicable function found for '{name}'.")
        first, second = parts[0].of, parts[-1].of
        match name:
            case "substringof":
                return Term("bool", lambda row: (first(row) or "") in (second(row) or ""))
            case "startswith":
                return Term("bool", lambda row: (first(row) or "").startswith(second(row) or ""))
            case "endswith":
                return Term("bool", lambda row: (first(row) or "").endswith(second(row) or ""))
            case "trim":
                return Term("str", lambda row: (first(row) or "").strip())
            case "tolower":
                return Term("str", lambda row: (first(row) or "").lower())
        return Term("str", lambda row: (first(row) or "").upper())

    def _expect(self, text: str) -> None:
        if not self.take(text):
            raise BadQuery("Error in query syntax")

    def _condition(self, term: Term) -> Test:
        if term.family != "bool":
            raise BadQuery("Error in query syntax")
        return term.of


def _either(first: Test, second: Test) -> Test:
    return lambda row: first(row) or second(row)


def _both(first: Test, second: Test) -> Test:
    return lambda row: first(row) and second(row)


def _family_of(kind: str) -> str:
    return {"guid": "guid", "datetime": "dt", "string": "str"}.get(kind, "num")


def _moment(value: Value) -> datetime | None:
    return naive(value) if isinstance(value, date) else None


def _ordered(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:  # noqa: ANN401 - of one family
    return left is not None and right is not None and compare(left, right)
