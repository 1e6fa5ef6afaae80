"""The page kinds.md: every kind of record as it is read and stored, and how kinds refer to one another."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from docs.reference.markdown import NOTICE, code, page, prose, table
from pydantic.fields import FieldInfo

from boekhaak.models import records
from boekhaak.models.records import KINDS, Dimension, Record
from boekhaak.store.record_tables import PROVENANCE, TABLES, RecordRow
from boekhaak.store.types import Fixed

COLUMNS = {
    "link_id": "the link that it belongs to; with `id` the key of the row",
    "environment_id": "the environment that the link belongs to",
    "run_id": "the run that last changed it",
    "first_seen_at": "when it came for the first time",
    "stored_at": "when it was last changed here",
    "deleted_at": "when it was found gone at the package; empty while it lives",
}
"""What the columns mean that the core fills in."""
FIELDS = ("field", "type", "may be empty", "refers to")


def text() -> str:
    """Return the page."""
    return page(
        NOTICE,
        "# Kinds of records",
        prose(records.__doc__),
        'Each kind has a table of its own, named after it. Where a field may be empty, `None` (in a table: NULL) or `""` stands '
        "there when the package tells nothing. A stored `Decimal` is rounded to the decimals that are named here.",
        table(("kind", "table", "class"), [_row(kind) for kind in KINDS]),
        "## Every record",
        prose(Record.__doc__),
        f"Class {code(Record.__name__)}.",
        _fields("account", tuple(Record.model_fields)),
        "## Where a record came from",
        prose(RecordRow.__doc__),
        "The core adds these columns to every table.",
        _provenance(),
        "## How kinds refer to one another",
        "A reference names a record of the same company. It may name one that was not read: each stream is read on its own.",
        _references(),
        *(_kind(kind, record) for kind, record in KINDS.items()),
    )


def refers(field: str) -> tuple[str, str]:
    """Return the kind that a field refers to, and by what; both empty for a field that is no reference."""
    stem, _, by = field.rpartition("_")
    if by == "id" and stem in KINDS:
        return stem, "its `id`"
    if by in {"id", "code"} and stem in get_args(Dimension.model_fields["type"].annotation):
        return Dimension.kind, f"its `{by}`, type `{stem}`"
    if by == "code" and (kind := stem if stem in KINDS else field) in KINDS:
        return kind, "its `code`"
    return "", ""


def _row(kind: str) -> tuple[str, str, str]:
    return f"[{code(kind)}](#{kind})", code(TABLES[kind].name), code(KINDS[kind].__name__)


def _kind(kind: str, record: type[Record]) -> str:
    own = tuple(name for name in record.model_fields if name not in Record.model_fields)
    where = f"Class {code(record.__name__)}, table {code(TABLES[kind].name)}."
    return "\n\n".join((f"## {code(kind)}", prose(record.__doc__), where, _fields(kind, own)))


def _fields(kind: str, names: tuple[str, ...]) -> str:
    """Return the named fields of a kind; the column of references only where there is one."""
    rows = [(code(name), _type(kind, name), _empty(KINDS[kind].model_fields[name]), _way(name)) for name in names]
    width = 4 if any(row[3] for row in rows) else 3
    return table(FIELDS[:width], [row[:width] for row in rows])


def _type(kind: str, name: str) -> str:
    """Return a field's type in words: the class, the words that it may be, the decimals that are kept."""
    words = " or ".join(_spelled(KINDS[kind].model_fields[name].annotation))
    stored = TABLES[kind].c[name].type
    return f"{words}, {stored.places} decimals" if isinstance(stored, Fixed) else words


def _spelled(annotation: Any) -> list[str]:  # noqa: ANN401 - what pydantic keeps of an annotation
    if get_origin(annotation) is Literal:
        return [code(f'"{word}"') for word in get_args(annotation)]
    if get_origin(annotation) in {Union, UnionType}:
        return [word for one in get_args(annotation) if one is not NoneType for word in _spelled(one)]
    if get_origin(annotation) is dict:
        return ["JSON object"]
    return [code(annotation.__name__)]


def _empty(field: FieldInfo) -> str:
    if NoneType in get_args(field.annotation):
        return "`None`"
    return '`""`' if field.default == "" else "no"


def _way(name: str) -> str:
    kind, by = refers(name)
    return f"[{code(kind)}](#{kind}), {by}" if kind else ""


def _provenance() -> str:
    columns = {name: field for name, field in RecordRow.model_fields.items() if name in PROVENANCE}
    rows = [
        (code(name), " or ".join(_spelled(field.annotation)), _empty(field), COLUMNS[name])
        for name, field in columns.items()
    ]
    return table(("column", "type", "may be empty", "meaning"), rows)


def _references() -> str:
    ways = [
        (kind, name, *refers(name)) for kind, record in KINDS.items() for name in record.model_fields if refers(name)[0]
    ]
    rows = []
    for kind in KINDS:
        to = dict.fromkeys(target for source, _, target, _ in ways if source == kind)
        by = dict.fromkeys(f"{code(f'{source}.{name}')}" for source, name, target, _ in ways if target == kind)
        rows.append((f"[{code(kind)}](#{kind})", ", ".join(map(code, to)), ", ".join(by)))
    return table(("kind", "refers to", "referred to by"), rows)
