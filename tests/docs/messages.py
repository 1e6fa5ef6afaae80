"""The sentences of errors, as they stand in the code: what is filled in at run time is written as an ellipsis."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

ELLIPSIS = "…"
SPEAKERS = {"_sign_in"}
"""Functions that make an error of a sentence they are handed."""


def said(files: Iterable[Path]) -> set[str]:
    """Return what the errors say that are made in these files: the first argument of each call that has a way out."""
    return {
        sentence
        for file in files
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and call.args and _makes_an_error(call)
        for sentence in map(_sentence, _branches(call.args[0]))
        if sentence.strip(ELLIPSIS)
    }


def told_by(sentence: str, row: str) -> bool:
    """Tell whether a row of a table is about that sentence; what is filled in may be spelled out there."""
    return bool(re.fullmatch(".+".join(map(re.escape, sentence.split(ELLIPSIS))), row))


def _makes_an_error(call: ast.Call) -> bool:
    by_name = isinstance(call.func, ast.Name) and call.func.id in SPEAKERS
    return by_name or any(keyword.arg == "way_out" for keyword in call.keywords)


def _branches(node: ast.expr) -> list[ast.expr]:
    """Return the texts between which a condition chooses."""
    return [*_branches(node.body), *_branches(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def _sentence(node: ast.expr) -> str:
    """Return a text with an ellipsis for each part that is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return re.sub(f"{ELLIPSIS}+", ELLIPSIS, "".join(_sentence(part) for part in node.values))
    return ELLIPSIS
