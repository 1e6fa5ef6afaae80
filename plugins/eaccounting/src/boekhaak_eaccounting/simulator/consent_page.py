"""The page on which a user signs in and picks one company: one HTML form.

Who signs in is chosen from a list; the vendor asks for a password here, and for the company on a page of its own.
Source: FACTS.md#oauth, FACTS.md#company-picker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from boekhaak_eaccounting.simulator.logins import SimulatedLogin

_TITLE = "Visma eAccounting (simulator)"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1c2733 }
h1 { font-size: 1.4rem } fieldset { border: 1px solid #ccd5de; border-radius: .4rem; margin: 1rem 0 }
label { display: block } select, button { font: inherit; padding: .4rem .8rem; margin-right: .5rem }
button[value=grant] { background: #14629f; color: #fff; border: 0; border-radius: .3rem }
"""


def consent_page(
    logins: Sequence[SimulatedLogin],
    companies: Sequence[str],
    scopes: Sequence[str],
    hidden: Mapping[str, str],
    *,
    action: str,
) -> str:
    """Return the page; without ``companies`` there is no picker. ``hidden`` fields are sent back as they are."""
    options = "".join(
        f'<option value="{escape(login.email)}"{" selected" if not place else ""}>'
        f"{escape(login.name)} ({escape(login.email)})</option>"
        for place, login in enumerate(logins)
    )
    choices = "".join(
        f'<label><input type="radio" name="company" value="{escape(name)}"{" checked" if not place else ""}> '
        f"{escape(name)}</label>"
        for place, name in enumerate(companies)
    )
    picker = f"<fieldset><legend>Company that the app may use</legend>{choices}</fieldset>" if companies else ""
    kept = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in hidden.items())
    rights = "".join(f"<li>{escape(scope)}</li>" for scope in scopes)
    return _page(
        f'<p>An app asks for these rights:</p><ul>{rights}</ul><form method="post" action="{escape(action)}">{kept}'
        f'<p><label>Sign in as <select name="login">{options}</select></label></p>{picker}'
        '<p><button type="submit" name="decision" value="grant">Allow</button>'
        '<button type="submit" name="decision" value="refuse">Refuse</button></p></form>',
    )


def refusal_page(what: str) -> str:
    """Return the page that says why nobody can sign in here."""
    return _page(f"<p>{escape(what)}</p>")


def _page(body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{_TITLE}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{_TITLE}</h1>{body}</body></html>"
    )
