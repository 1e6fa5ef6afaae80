"""The vendor's misbehaviours, by name.

Source: FACTS.md#identities, #sessions, #errors, #transactions and #values; each is an open question or a reported event.
"""

from __future__ import annotations

KNOWN_FAULTS = {
    "bursts": "More than 25 requests within a second are answered with 429 (per_second).",
    "drift": "Answers hold an element, and transactions a kind of entry, that the published schema does not know.",
    "entity": "Answers begin with a document type that declares an entity.",
    "identity_race": "Another program on the same session opens the next of its identities before each call for data.",
    "invitation_pending": "No invitation is accepted yet: logins have no identity.",
    "item_exceptions": "The first company, invoice or product of an answer is an APIException instead of its data.",
    "malformed": "Answers are XML that breaks off in the middle, with status 200.",
    "sentinels": "Values that are not set are written as the value that stands for none, instead of left out.",
    "session_expiry": "A session ends after three calls for data (expire_every).",
    "slow_windows": "GetTransactions over more than 31 days (slow_days) waits 100 seconds and fails.",
    "withdrawn_identity": "Each login lost the identity that it opens by default; the lists show it as disabled.",
    "wrong_company": "Calls for data are answered with those of another client.",
}
"""Every fault with what it does."""
