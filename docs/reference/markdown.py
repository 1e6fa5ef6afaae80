"""Markdown made of docstrings and rows."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence

NOTICE = "<!-- Made by `make reference` from the code. Change the code, not this page. -->"

ROLE = re.compile(r":\w+:`([^`]+)`")
ITEM = re.compile(r"(`[^`]+`)\s{2,}(?=\S)")
RAISES = re.compile(r"(?:^|(?<=[.:] ))Raises:", re.MULTILINE)
TREE = "├──"


def prose(docstring: str | None) -> str:
    """Return a docstring as Markdown: paragraphs, aligned lists as bullets, a drawn tree as it is drawn."""
    text = ROLE.sub(r"`\1`", inspect.cleandoc(docstring or ""))
    paragraphs = RAISES.sub("\n\n**Raises**", text).replace("``", "`").split("\n\n")
    return "\n\n".join(_paragraph(one.strip()) for one in paragraphs if one.strip())


def one_line(docstring: str | None) -> str:
    """Return a docstring as one line, for a cell of a table."""
    return " ".join(prose(docstring).split())


def first_sentence(docstring: str | None) -> str:
    """Return what a docstring's first line says."""
    return prose((docstring or "").strip().split("\n")[0])


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; a bar inside a cell is escaped."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [columns, ["---"] * len(columns), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(text: str) -> str:
    """Return a text in the type of code; nothing for nothing."""
    return f"`{text}`" if text else ""


def block(text: str, language: str = "") -> str:
    """Return a text as a block of code."""
    return f"```{language}\n{text}\n```"


def page(*parts: str) -> str:
    """Return a page of what it has to say, without what is empty."""
    return "\n\n".join(part for part in parts if part) + "\n"


def _paragraph(text: str) -> str:
    """Return a paragraph; one that draws a tree is kept, and items that are aligned in columns become bullets."""
    if TREE in text:
        return block(text)
    lines: list[str] = []
    listed = False
    for line in text.split("\n"):
        if item := ITEM.match(line):
            lines += ([] if listed else [""]) + [f"* {item[1]}: {line[item.end() :]}"]
            listed = True
        elif listed and line.startswith(" "):
            lines.append(f"  {line.strip()}")
        else:
            lines.append(line)
    return "\n".join(lines).strip()
