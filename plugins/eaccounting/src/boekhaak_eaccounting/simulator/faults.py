"""The vendor's misbehaviours, and what is not known of it, by name.

Source: FACTS.md; each is an open question there, or an event that integrators report.
"""

from __future__ import annotations

from starlette.responses import Response

KNOWN_FAULTS = {
    "absolute_refresh": "Refresh tokens die so long after the consent, however often they are renewed.",
    "accounts_of_one_year": "The list of accounts without a year gives those of the last fiscal year only.",
    "company_inactive": "The company is inactive: every call is refused with 403 and code 4004.",
    "cut_pages": "Every answer with data breaks off half-way.",
    "dates_as_moments": "Business dates are written with a time, as the specification says, and not as dates only.",
    "default_company": "Everybody's default company is the first one: the picker is skipped unless the app asks for it.",
    "described_404": "An unknown id is answered with a body of code 3000; otherwise the body is empty.",
    "html_maintenance": "The API and the token endpoint answer 200 with an HTML page about maintenance.",
    "internal_error": "Every call is answered with 500 and code 5000.",
    "linking_modifies": "A voucher's ModifiedUtc moves when a file is linked to it.",
    "malformed_json": "Answers with data are whole, and no complete JSON.",
    "module_missing": "The company lacks the module for the API: every call is refused with 403 and code 4002.",
    "moved_identifier": "The company's identifier is another one under each consent.",
    "moving_pages": "Rows without an asked order move on by one place with each answer: pages repeat and miss rows.",
    "no_identifier": "The company's identifier is null.",
    "no_zero_balances": "The list of balances leaves out accounts that stand at zero.",
    "page_beyond_refused": "A page after the last one is refused with 400 and code 6000; otherwise it is empty.",
    "password_change": "The user has just changed the password: no refresh token works any more.",
    "picker_ignored": "The app's wish for the picker by prompt=select_account is not heard; forceselectcompany is.",
    "retry_after": "An answer 429 tells the seconds to wait in the header Retry-After too.",
    "reuse_kills": "A refresh token that comes a second time ends the grant with all its tokens.",
    "sandbox_client": "The app is a sandbox client, the company is not: every call is refused with 403 and code 4034.",
    "short_refresh": "A refresh token dies after one day.",
    "single_grant": "A second consent of a user ends the grants of the earlier ones, also of other companies.",
    "startup_guide": "Nobody has finished the startup guide: every call is refused with 403 and code 4003.",
}
"""Every fault with what it does."""

MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>Visma eAccounting</title></head>"
    "<body><h1>We are working on it</h1><p>Please try again later.</p></body></html>"
)


def maintenance() -> Response:
    """Return the page about maintenance."""
    return Response(MAINTENANCE, media_type="text/html")
