"""The page on which a user signs in and grants the app some companies: one HTML form.

Who signs in is chosen from a list; the vendor asks for a password here. Source: FACTS.md#oauth, FACTS.md#rights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from boekhaak_exact_online.simulator.logins import SimulatedLogin

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1c2733 }
h1 { font-size: 1.4rem } fieldset { border: 1px solid #ccd5de; border-radius: .4rem; margin: 1rem 0 }
label { display: block } select, button { font: inherit; padding: .4rem .8rem; margin-right: .5rem }
button[value=grant] { background: #0b6e99; color: #fff; border: 0; border-radius: .3rem }
"""


def consent_page(
    logins: Sequence[SimulatedLogin], companies: Mapping[int, str], hidden: Mapping[str, str], *, action: str
) -> str:
    """Return the page; ``companies`` are names by division, ``hidden`` fields are sent back as they are."""
    options = "".join(
        f'<option value="{escape(login.email)}"{" selected" if not place else ""}>'
        f"{escape(login.name)} ({escape(login.email)})</option>"
        for place, login in enumerate(logins)
    )
    boxes = "".join(
        f'<label><input type="checkbox" name="company" value="{code}" checked> {escape(name)} ({code})</label>'
        for code, name in companies.items()
    )
    kept = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in hidden.items())
    return _page(
        "Exact Online (simulator)",
        f'<p>An app asks for access to your companies.</p><form method="post" action="{escape(action)}">{kept}'
        f'<p><label>Sign in as <select name="login">{options}</select></label></p>'
        f"<fieldset><legend>Companies that the app may use</legend>{boxes}</fieldset>"
        '<p><button type="submit" name="decision" value="grant">Allow</button>'
        '<button type="submit" name="decision" value="refuse">Refuse</button></p></form>',
    )


def refusal_page(what: str) -> str:
    """Return the page that says why nobody can sign in here."""
    return _page("Exact Online (simulator)", f"<p>{escape(what)}</p>")


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>"
    )
