"""The pages that are made of the code, and the parts of other pages that are."""

from __future__ import annotations

import re
from pathlib import Path

from docs.reference import hooks, kinds, streams

HERE = Path(__file__).resolve().parent
HOW_TO = HERE.parent / "how-to"


def written() -> dict[Path, str]:
    """Return every file that `make reference` writes, with its whole text as the code would have it now."""
    whole = {"hooks.md": hooks.text(), "kinds.md": kinds.text(), "streams.md": streams.text()}
    rights = {f"rights {info.key}": streams.rights(info) for info in streams.packages()}
    pages = [file for file in sorted(HOW_TO.glob("*.md")) if "<!-- made of the code: " in file.read_text()]
    return {HERE / name: text for name, text in whole.items()} | {file: _filled(file, rights) for file in pages}


def _filled(file: Path, parts: dict[str, str]) -> str:
    """Return a page's text with its marked parts made anew; their links lead from the page's own folder."""
    text = file.read_text()
    for name, part in parts.items():
        marked = re.compile(rf"(<!-- made of the code: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        moved = part.replace("](kinds.md", "](../reference/kinds.md")
        text = marked.sub(lambda found, said=moved: f"{found[1]}\n{said}\n\n{found[2]}", text)  # type: ignore[misc]
    return text
