"""The vendor's misbehaviours, by name, and the answers that some of them give instead.

Source: FACTS.md#limits, #token-errors, #rights, #queries, #errors and #sync; each is an open question or a reported event.
"""

from __future__ import annotations

import json

from starlette.responses import Response

KNOWN_FAULTS = {
    "apigee_fault": "The gateway in front knows no way to the API and answers 404 with a fault object.",
    "bare_429": "An answer 429 tells no call window.",
    "bare_errors": "Answers 400 to 404 tell no call windows.",
    "bare_headers": "Vouchers entered while it is on all begin with a bare header row; no line 0 is a posting.",
    "changed_download": "Each download of a file has another content and another ETag.",
    "cut_always": "Every answer with data breaks off half-way.",
    "cut_downloads": "Downloads break off after half of what was asked for.",
    "cut_pages": "Every third answer with data (cut_every) breaks off half-way.",
    "deleted_not_found": "Calls to a company that was deleted are answered 404 instead of 403.",
    "divisions_unchecked": "The lists of divisions answer under any division number in their address.",
    "empty_lists": "The user lacks rights: every list of a division is empty instead of 403.",
    "empty_token_body": "The token endpoint answers 200 with an empty body, and hands nothing out.",
    "hide_line": "One ledger line of each division is missing from the lists, and counted in ReportingBalance.",
    "html_download": "A download gives the page that shows the file instead of the file, with status 200.",
    "html_maintenance": "The API and the token endpoint answer 200 with an HTML page about maintenance.",
    "invalid_grant_codes": "A code that is used, expired or of another address is refused as invalid_grant.",
    "late_commit": "A posted voucher is seen only after a later one with higher rowversions has been read.",
    "licence_expired": "Data of divisions are refused with 403 and the reason LicenseExpired.",
    "malformed_json": "Answers with data are whole, and no complete JSON.",
    "mandatory_filters": "Endpoints that have a twin under sync/ demand a filter on one of the fields that they name.",
    "mandatory_select": "Lists of a company's data that are not known to demand $select or $top=1 demand it as well.",
    "no_ranges": "Downloads give the whole file, with status 200, whatever part is asked for.",
    "no_rate_headers": "No answer tells the state of the call windows, not even 429.",
    "old_token_grace": "A rotated refresh token works for ten more minutes, until its successor is used.",
    "parallel_chains": "A second consent of a login leaves its first chain of tokens alive.",
    "refused_documents": "The documents of the first division are refused with 400, in the same words each time.",
    "results_always": "Lists have their rows in results, also where $top fits in a page.",
    "revoke_on_reuse": "A refresh token that comes a second time ends its whole chain of tokens.",
    "revoked_as_reused": "After a withdrawn consent the token endpoint says that an old refresh token was used.",
    "short_download": "A download ends cleanly after half of the bytes that FileSize tells.",
    "sync_count_refused": "Lists under sync/ refuse $inlinecount with 400.",
    "sync_uncounted": "Lists under sync/ do not hear $inlinecount: no answer tells how many rows there are.",
    "terms_as_debits": "AmountDC of payment terms is debit positive: receivables positive, payables negative.",
    "too_early_until_expiry": "A refresh is too early until the access token has expired (600 instead of 570 seconds).",
    "wrong_division": "Answers hold the rows of another division.",
}
"""Every fault with what it does."""

CUT_EVERY = 3

MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>Exact Online</title></head>"
    "<body><h1>Exact Online is under maintenance</h1><p>Please try again later.</p></body></html>"
)
GATEWAY_FAULT = {
    "fault": {
        "faultstring": "Unable to identify proxy for host: default and url: /api",
        "detail": {"errorcode": "messaging.adaptors.http.flow.ApplicationNotFound"},
    }
}


def maintenance() -> Response:
    """Return the page about maintenance."""
    return Response(MAINTENANCE, media_type="text/html")


def gateway_fault() -> Response:
    """Return the gateway's own refusal."""
    return Response(json.dumps(GATEWAY_FAULT), status_code=404, media_type="application/json")
