"""Whether codes that are wanted for administrations can be used, and why not; without a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from boekhaak.errors import InvalidInput
from boekhaak.models.administration_code import AdministrationCode, Series, own_code, suggested, why_no_code

ANOTHER = "another administration"
"""What an administration is called that the actor may not see."""
PATTERN = "a number of twelve digits is read as year, code and five digits"


class Facts(NamedTuple):
    """What a choice rests on: names of administrations, the register, the codes that their numbers hold; all by link.

    ``there`` are all links of the environment, those too whose names the actor may not know.
    """

    names: Mapping[int, str]
    there: frozenset[int]
    register: Mapping[int, AdministrationCode]
    held: Mapping[int, tuple[Series, ...]]

    @property
    def taken(self) -> frozenset[str]:
        """The codes of the register, without those of erased administrations that came again: numbers here hold them."""
        back = {one.code for series in self.held.values() for one in series}
        return frozenset(
            one.code for one in self.register.values() if one.link_id in self.there or one.code not in back
        )

    def named(self, link_id: int) -> str:
        """Return what an administration is called."""
        return f"“{self.names[link_id]}”" if link_id in self.names else ANOTHER

    def holds(self, link_id: int, code: str) -> Series | None:
        """Return the newest numbers of an administration that hold a code, if any do."""
        return next((one for one in self.held.get(link_id, ()) if one.code == code), None)

    def elsewhere(self, link_id: int, code: str) -> Series | None:
        """Return numbers of another administration that hold a code, if any do: of one that the actor knows, where it can."""
        others = [other for other in self.held if other != link_id and self.holds(other, code)]
        others.sort(key=lambda other: (other not in self.names, other))
        return self.holds(others[0], code) if others else None

    def used(self, link_id: int) -> bool:
        """Tell whether an administration's code was used: by a number that was made here, or in its ledger."""
        one = self.register.get(link_id)
        return one is not None and (one.first_used_at is not None or self.holds(link_id, one.code) is not None)

    def free(self, link_id: int) -> str:
        """Return a code that an administration may have; empty where none is left."""
        found = suggested([link_id], self.held, self.taken).get(link_id)
        return found.code if found else ""


class Refusal(NamedTuple):
    """Why a code cannot be used, and the way out."""

    what: str
    way_out: str


def refuse_unusable(facts: Facts, wanted: Mapping[int, str]) -> None:
    """Raise InvalidInput with every administration whose code cannot be used."""
    found = {
        link_id: refusal for link_id, code in wanted.items() if (refusal := _refusal(facts, wanted, link_id, code))
    }
    if len(found) == 1:
        ((link_id, one),) = found.items()
        raise InvalidInput(one.what, way_out=one.way_out, company=facts.names.get(link_id, ""))
    if found:
        told = "; ".join(f"{facts.named(link_id)}: {one.what}" for link_id, one in found.items())
        ways = dict.fromkeys(one.way_out for one in found.values())
        raise InvalidInput(
            f"{len(found)} codes cannot be used: {told}", way_out="; ".join((*ways, "nothing was changed"))
        )


def other_holder(facts: Facts, link_id: int, code: str) -> Refusal | None:
    """Return why an administration cannot use a code that numbers of another hold, if any do."""
    if (there := facts.elsewhere(link_id, code)) is None:
        return None
    name, number = facts.named(there.link_id), (there.highest if there.link_id in facts.names else "")
    such = f", such as {number}" if number else ""
    return Refusal(
        f"code {code} stands in invoice numbers of {name} already{such} ({PATTERN})", _another(facts, link_id)
    )


def _refusal(facts: Facts, wanted: Mapping[int, str], link_id: int, code: str) -> Refusal | None:
    """Return why a code cannot be used for an administration, or None where it can."""
    if why := why_no_code(code):
        return Refusal(why, f"Give three digits from 001 to 999, {_such_as(facts, link_id)}")
    mine = facts.register.get(link_id)
    if mine is not None and mine.code == code:
        return None
    if mine is not None and facts.used(link_id):
        return Refusal(
            f"it has code {mine.code}, which was used and stays for good", f"Keep {mine.code}: numbers hold it already"
        )
    twin = next((other for other, its in wanted.items() if its == code and other != link_id), None)
    if twin is not None:
        return Refusal(
            f"code {code} is wanted for {facts.named(twin)} too", "Give each administration a code of its own"
        )
    return _taken(facts, wanted, link_id, code) or other_holder(facts, link_id, code) or _own(facts, link_id, code)


def _taken(facts: Facts, wanted: Mapping[int, str], link_id: int, code: str) -> Refusal | None:
    """Return why a code cannot be used that the register holds for another administration.

    One that gives its own up in the same choice lets it free. An erased one does to whom its numbers are: it came again.
    """
    holder = next((one for one in facts.register.values() if one.code == code), None)
    if holder is None or holder.link_id in wanted:
        return None
    if holder.link_id not in facts.there:
        if facts.holds(link_id, code):
            return None
        what = f"code {code} is reserved: an administration that was erased has used it in numbers of invoices"
        return Refusal(what, _another(facts, link_id))
    return Refusal(f"code {code} is that of {facts.named(holder.link_id)}", _another(facts, link_id))


def _own(facts: Facts, link_id: int, code: str) -> Refusal | None:
    """Return why an administration cannot use another code than the one its numbers prove to be its own."""
    own = own_code(facts.held.get(link_id, ()))
    if own is None or own.code == code or facts.free(link_id) != own.code:
        return None
    return Refusal(
        f"its invoice numbers hold code {own.code} already, such as {own.highest}",
        f"Choose {own.code}: its numbers go on after the highest",
    )


def _another(facts: Facts, link_id: int) -> str:
    return f"Choose another, {_such_as(facts, link_id)}"


def _such_as(facts: Facts, link_id: int) -> str:
    code = facts.free(link_id)
    return f"such as {code}" if code else "though none is free here"
