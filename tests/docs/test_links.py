"""Every link of the documentation leads somewhere, headings included."""

from __future__ import annotations

import pytest
from pages import ROOT, anchors, links

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/*.md")]


@pytest.mark.parametrize("page", sorted(str(page.relative_to(ROOT)) for page in PAGES))
def test_every_link_leads_somewhere(page: str) -> None:
    broken = [
        f"{target.name}#{heading}" if heading else str(target)
        for target, heading in links(ROOT / page)
        if not target.exists() or (heading and heading not in anchors(target))
    ]

    assert broken == []


def test_the_index_names_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    named = {target for target, _ in links(index)}

    assert [str(page) for page in sorted(ROOT.glob("docs/**/*.md")) if page not in named | {index}] == []
