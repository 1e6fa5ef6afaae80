"""Leaving contacts alone while those of several administrations are compared: enforced where a host asks, and forgiving.

A host asks before somebody changes a contact of its own. What is changed all the same is found when it is compared, and asked
about again; nothing fails by it.
"""

from __future__ import annotations

from datetime import datetime

from boekhaak.errors import Busy
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.merge import FROZEN, Editing, Merge
from boekhaak.service.rights import is_on, may
from boekhaak.store import merges

NOT_MEANWHILE = (
    "The contacts of your administrations are being compared. Please change no contacts until about {until}; "
    "everything else you can go on with."
)
LONGER = (
    "Comparing the contacts of your administrations takes longer than expected. You may change contacts again; "
    "what you change is asked about once more."
)


@may("read")
def may_edit_contacts(actor: Actor, installation: Installation) -> Editing:
    """Return whether contacts may be changed now, and what to show everybody while they may not, or while it takes longer.

    They may not from the confirmation until they are compared, and no longer than the policy's ``contacts_frozen``.
    """
    with installation.store.reading() as tx:
        if not is_on(tx, actor, installation, "contacts_of_several_administrations"):
            return Editing(allowed=True)
        merge = merges.in_force(tx, actor.environment)
    return editing(installation, merge)


@may("read")
def refuse_edits(actor: Actor, installation: Installation) -> None:
    """Raise Busy, with the text for everybody, while contacts may not be changed: for a host to call before it changes one."""
    now = may_edit_contacts(actor, installation)
    if not now.allowed:
        raise Busy("contacts may not be changed now", way_out=now.banner)


def editing(installation: Installation, merge: Merge | None) -> Editing:
    """Return whether contacts may be changed while a merge stands as it does."""
    if merge is None or merge.state not in FROZEN or merge.confirmed_at is None:
        return Editing(allowed=True)
    now, latest = installation.clock.now(), merge.confirmed_at + installation.policy.contacts_frozen
    until = min(merge.expected_end or latest, latest)
    if now >= latest:
        return Editing(allowed=True, banner=LONGER)
    return Editing(allowed=False, banner=NOT_MEANWHILE.format(until=_told(max(until, now))), until=max(until, now))


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
