"""``$filter``: what of the fourth version of OData the vendor takes, read into a test of rows.

Comparisons (eq ne gt ge lt le) of a field with a literal, and, or, parentheses; startswith, endswith, contains, length,
year, month, day, hour, minute and second. Source: FACTS.md#queries; that "not" is unknown is chosen here.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne

from boekhaak_eaccounting.simulator.fields import Fields
from boekhaak_eaccounting.simulator.literals import BadQuery, Token, comparable, read_literal, tokens
from boekhaak_eaccounting.simulator.values import Row, Value

Test = Callable[[Row], bool]
Operand = tuple[str, Callable[[Row], Value]]
"""The kind of a value, and how a row gives it."""

_COMPARE: dict[str, Callable[[Value, Value], bool]] = {"eq": eq, "ne": ne, "gt": gt, "ge": ge, "lt": lt, "le": le}
_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": str.__contains__,
}
_DATE_PARTS = ("year", "month", "day", "hour", "minute", "second")
_REFUSED = frozenset({"list", "object", "hidden"})


def read_filter(text: str, fields: Fields) -> Test:
    """Return the test that a text tells. Raises: BadQuery."""
    return _Reader(text, fields).whole()


class _Reader:
    """Reads one text from left to right; "and" binds more strongly than "or"."""

    def __init__(self, text: str, fields: Fields) -> None:
        self._tokens = tokens(text)
        self._place = 0
        self._fields = fields

    def whole(self) -> Test:
        """Read the whole text."""
        test = self._or()
        if self._place < len(self._tokens):
            raise BadQuery(f"The filter cannot be read from '{self._tokens[self._place][1]}' on.")
        return test

    def _or(self) -> Test:
        tests = [self._and()]
        while self._take("or"):
            tests.append(self._and())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _and(self) -> Test:
        tests = [self._term()]
        while self._take("and"):
            tests.append(self._term())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _term(self) -> Test:
        if self._take("("):
            test = self._or()
            self._expect(")")
            return test
        name = self._word()
        if name in _TEXT_TESTS:
            return self._text_test(name)
        kind, value = self._operand(name)
        operator = self._word()
        if operator not in _COMPARE:
            raise BadQuery(f"'{operator}' is no operator of a filter.")
        literal = read_literal(self._next(), kind)
        compare = _COMPARE[operator]
        if operator in {"eq", "ne"}:
            return lambda row: compare(comparable(value(row)), literal)
        return lambda row: _ordered(compare, comparable(value(row)), literal)

    def _text_test(self, name: str) -> Test:
        """Read the arguments of a function that tests a text."""
        self._expect("(")
        field = self._field(self._word(), "text")
        self._expect(",")
        wanted = read_literal(self._next(), "text")
        self._expect(")")
        test = _TEXT_TESTS[name]
        for word, negated in (("true", False), ("false", True)):
            if self._take("eq", word):
                return lambda row: test(row[field] or "", wanted) is not negated
        return lambda row: test(row[field] or "", wanted)

    def _operand(self, name: str) -> Operand:
        """Read a field, or a function of one."""
        if name == "length":
            field = self._argument("text")
            return "number", lambda row: Decimal(len(row[field] or ""))
        if name in _DATE_PARTS:
            field = self._argument("date", "moment")
            return "number", lambda row: getattr(comparable(row[field]), name, None)
        field = self._field(name)
        return self._fields[field], lambda row: row[field]

    def _argument(self, *kinds: str) -> str:
        self._expect("(")
        field = self._field(self._word(), *kinds)
        self._expect(")")
        return field

    def _field(self, name: str, *kinds: str) -> str:
        kind = self._fields.get(name)
        if kind is None or kind in _REFUSED or (kinds and kind not in kinds):
            raise BadQuery(f"'{name}' is no field that can be filtered so.")
        return name

    def _next(self) -> Token:
        if self._place >= len(self._tokens):
            raise BadQuery("The filter ends too early.")
        self._place += 1
        return self._tokens[self._place - 1]

    def _word(self) -> str:
        kind, text = self._next()
        if kind != "word":
            raise BadQuery(f"The filter cannot be read from {text} on.")
        return text

    def _take(self, *texts: str) -> bool:
        """Read these marks or words, if they come next."""
        found = [text for kind, text in self._tokens[self._place : self._place + len(texts)] if kind != "string"]
        taken = found == list(texts)
        self._place += len(texts) * taken
        return taken

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise BadQuery(f"The filter lacks a '{text}'.")


def _ordered(compare: Callable[[Value, Value], bool], left: Value, right: Value) -> bool:
    return left is not None and right is not None and compare(left, right)
