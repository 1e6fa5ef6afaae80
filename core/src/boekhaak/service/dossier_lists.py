"""Lists of dossiers as files: CSV as spreadsheets write it, and JSON."""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from boekhaak.errors import InvalidInput
from boekhaak.models.dossier import Dossier
from boekhaak.service.vetting import MOST

Form = Literal["csv", "json"]
"""How a list of dossiers is written."""

FIELDS = tuple(Dossier.model_fields)
REQUIRED = tuple(name for name, field in Dossier.model_fields.items() if field.is_required())
SEPARATORS = ",;\t"
SHOWN = 40
"""So much of a text is shown in an error."""


def read_dossiers(text: str | bytes, form: Form) -> tuple[Dossier, ...]:
    """Return the dossiers of a list, in its order; what they say is looked at when they are adopted.

    csv   a line of column names, the fields of :class:`Dossier` in any order; then a line for each, with commas, semicolons
          or tabs between the values, and quotation marks around those that hold one of them.
    json  a list of objects with these fields; numbers are taken as texts.
    Raises: InvalidInput that names the line, or the dossier, and what is wrong with it.
    """
    written = _decoded(text).removeprefix("\ufeff")
    if not written.strip():
        raise _wrong("the list is empty")
    found = _from_csv(written) if form == "csv" else _from_json(written)
    dossiers = []
    for one in found:
        dossiers.append(one)
        if len(dossiers) > MOST:
            raise InvalidInput(
                f"the list has more than the {MOST} dossiers that are adopted at once",
                way_out="Nothing was adopted. Adopt them in several lists",
            )
    if not dossiers:
        raise _wrong("the list has no dossiers" + (", only a line of column names" if form == "csv" else ""))
    return tuple(dossiers)


def _wrong(what: str) -> InvalidInput:
    return InvalidInput(
        what,
        way_out=f"Nothing was adopted. A dossier has {' and '.join(REQUIRED)}, and any of "
        f"{', '.join(name for name in FIELDS if name not in REQUIRED)}",
    )


def _decoded(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            f"line {line} is not written in UTF-8",
            way_out="Nothing was adopted. Save the list anew as UTF-8, in a spreadsheet as “CSV UTF-8”",
        ) from error


def _from_csv(text: str) -> Iterator[Dossier]:
    lines = _lines(text, _separator(text))
    line, head = next(lines, (1, []))
    columns = [_field(name) for name in head]
    _check_columns(line, columns)
    for line, cells in lines:
        extra = [cell for cell in cells[len(columns) :] if cell.strip()]
        if extra or len(cells) < len(columns):
            raise _wrong(f"line {line} has {len(cells)} values for {len(columns)} columns")
        values = dict(zip(columns, cells, strict=False))
        if values.pop("", "").strip():
            raise _wrong(f"line {line} has a value in a column without a name")
        yield Dossier(**values)


def _separator(text: str) -> str:
    """Return what stands between the column names: what makes the most known ones of the first line that is not empty."""
    head = next(line for line in text.splitlines() if line.strip())

    def known(separator: str) -> tuple[int, int]:
        names = [_field(name.strip('"')) for name in head.split(separator)]
        return sum(name in FIELDS for name in names), len(names)

    return max(SEPARATORS, key=known)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that are not empty, each with the number at which it begins: a quoted value may hold several."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        unclosed = "end of data" in str(error) or "larger than field limit" in str(error)
        why = "a quotation mark is opened and never closed" if unclosed else "a quotation mark stands within a value"
        raise _wrong(f"line {begins} cannot be read: {why}") from error


def _field(name: str) -> str:
    """Return the name of a column as fields are written."""
    return "_".join(name.replace("-", " ").split()).lower()


def _check_columns(line: int, columns: Sequence[str]) -> None:
    """Raise InvalidInput for columns that are unknown, there twice, or missing."""
    if unknown := [name for name in columns if name and name not in FIELDS]:
        raise _wrong(f"line {line} names {_unknown(unknown, 'column')}")
    if twice := [name for name in FIELDS if columns.count(name) > 1]:
        raise _wrong(f"line {line} names the column {twice[0]} twice")
    if missing := [name for name in REQUIRED if name not in columns]:
        raise _wrong(f"line {line} has no column {' and none '.join(missing)}")


def _unknown(names: Sequence[str], what: str) -> str:
    """Say which names are unknown, each with the one that is probably meant."""
    told = []
    for name in names:
        near = difflib.get_close_matches(name, FIELDS, 1)
        told.append(f"“{_short(name)}”" + (f" (is {near[0]} meant?)" if near else ""))
    return f"no {what} that is known: {', '.join(told)}"


def _short(text: str) -> str:
    """Return a text as it can be shown in an error."""
    printable = "".join(sign if sign.isprintable() else "�" for sign in text)
    return printable if len(printable) <= SHOWN else f"{printable[:SHOWN]}…"


def _from_json(text: str) -> Iterator[Dossier]:
    try:
        told = json.loads(text)
    except json.JSONDecodeError as error:
        raise _wrong(f"line {error.lineno} is no JSON: {error.msg.lower()}") from error
    except (RecursionError, ValueError) as error:  # too deep, or a number of too many digits
        raise _wrong("the list is no JSON that can be read") from error
    if not isinstance(told, list):
        raise _wrong("the JSON is no list of objects")
    for number, one in enumerate(told, start=1):
        if not isinstance(one, dict):
            raise _wrong(f"dossier {number} is no object")
        if unknown := [name for name in one if name not in FIELDS]:
            raise _wrong(f"dossier {number} names {_unknown(unknown, 'field')}")
        if missing := [name for name in REQUIRED if name not in one]:
            raise _wrong(f"dossier {number} has no {' and no '.join(missing)}")
        yield Dossier(**{name: _text(number, name, value) for name, value in one.items()})


def _text(number: int, name: str, value: Any) -> str:  # noqa: ANN401 - anything that JSON knows
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _wrong(f"dossier {number}: {name} is no text")
