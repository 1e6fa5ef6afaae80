"""What the documentation says of the five products is what their policies are, and each has its example."""

from __future__ import annotations

import re

import pytest
from pages import ROOT, links

from boekhaak.models.policy import Policy
from boekhaak.settings import Settings, read_policy

EXAMPLES = ROOT / "docs/examples"
PAGE = ROOT / "docs/explanation/policies.md"
PRODUCTS = sorted(file.parent.name for file in EXAMPLES.glob("*/policy.toml"))
CELL = re.compile(r"(?<=\| )[^|]*?(?= \|)")
HEADING = re.compile(r"\]\(\.\./examples/(\w+)/host\.py\)")

OWNED = {"user": "the user", "environment": "the environment"}
SIGNING_IN = {"user": "any user", "administrator": "an administrator", "helpdesk": "the helpdesk"}
ENABLED = {"always": "always on", "administrator": "an administrator", "helpdesk": "the helpdesk"}
ASKED = {"registration_number": "number or reason"}
READ = {"at_once": "at once", "after_set_up": "after set-up", "on_confirmation": "on confirmation"}


def in_words(policy: Policy) -> dict[str, str]:
    """Return a policy as the page tells it."""
    enabled = [ENABLED[policy.enabling]]
    enabled += ["several administrations by the helpdesk"] * (policy.several_administrations == "helpdesk")
    enabled += ["portals by the helpdesk"] * policy.portals
    asked = ", ".join(ASKED.get(question.key, question.key) for question in policy.questions) or "nothing"
    return {
        "owner": "the client, or a portal" if policy.portals else OWNED[policy.owner],
        "signing in": SIGNING_IN[policy.connecting],
        "enabled by": "; ".join(enabled),
        "imported": policy.imports,
        "asked": f"{asked}; the host has a wizard of its own" if policy.set_up == "host" else asked,
        "read the first time": READ[policy.first_synchronisation],
    }


def told() -> dict[str, dict[str, str]]:
    """Return what the page tells of each product."""
    table = PAGE.read_text().split("\n## What five products chose\n")[1].split("\n## ")[0]
    head, _, *rows = [line for line in table.splitlines() if line.startswith("|")]
    cells = {first: rest for first, *rest in (CELL.findall(row) for row in rows)}
    return {
        product: {name: row[place] for name, row in cells.items()}
        for place, product in enumerate(HEADING.findall(head))
    }


def test_there_are_five_products_and_the_page_tells_each() -> None:
    assert len(PRODUCTS) == 5
    assert sorted(told()) == PRODUCTS


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_page_tells_what_a_product_chose(product: str) -> None:
    file = EXAMPLES / product / "policy.toml"

    assert told()[product] == in_words(read_policy(Settings(policy_file=file, _env_file=None)))


def test_the_index_leads_to_each_example() -> None:
    named = {target for target, _ in links(ROOT / "docs/README.md")}

    assert {EXAMPLES / product / "host.py" for product in PRODUCTS} <= named
