"""What it came to: counted from what the vendors saw, from the ledgers, and from what people were asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link
from boekhaak.testing import ledger
from chaos.host import Host, SignInAgain
from chaos.storm import Storm
from chaos.vendors import Renewal, Vendor

GRACE = 60.0
"""Stopped longer than this, a process may lose the answer that it was given."""
COMPARED = ("accounts", "vouchers", "openings")
"""What is compared of ledgers: the streams that are read."""
SOON = 30.0
"""A process that was killed so many seconds before or after an answer may not have got it, or not have stored it."""


@dataclass(frozen=True)
class Ledgers:
    """How the ledgers that are stored compare with those of the vendors, in vouchers."""

    lost: int
    doubled: int
    wrong: tuple[str, ...]


def ledgers(host: Host) -> Ledgers:
    """Compare the ledger of every link with the vendor's."""
    lost = doubled = 0
    wrong: list[str] = []
    told = {
        vendor.package: {one.name: one for one in vendor.simulator.told.companies} for vendor in host.vendors.values()
    }
    for actor, link in host.links():
        expected = ledger.expected(told[link.package][link.company.name])
        try:
            stored = ledger.stored(actor, host.installation, link.id)
        except KeyError:  # what entries refer to was not read
            wrong.append(f"{link.package} {link.id}: not whole")
            continue
        lost += len(expected.vouchers.keys() - stored.vouchers.keys())
        doubled += len(stored.vouchers.keys() - expected.vouchers.keys()) + _twice(host.installation, actor, link)
        if any(getattr(stored, part) != getattr(expected, part) for part in COMPARED):
            wrong.append(f"{link.package} {link.id}: {_difference(stored, expected)}")
    return Ledgers(lost, doubled, tuple(wrong))


def _twice(installation: Installation, actor: Actor, link: Link) -> int:
    """Return how many lines a voucher has more than once."""
    lines = Counter(
        (line.voucher_id, line.line_number)
        for line in ledger.Records(actor, installation, link.id).of(ledger.LedgerLine)
    )
    return sum(count - 1 for count in lines.values())


def _difference(stored: ledger.Ledger, expected: ledger.Ledger) -> str:
    parts = [part for part in COMPARED if getattr(stored, part) != getattr(expected, part)]
    return ", ".join(parts)


def figures(host: Host, storm: Storm, vendors: dict[str, Vendor], compared: Ledgers) -> dict[str, Any]:
    """Return the figures of ``build/chaos.json``."""
    renewals = [renewal for vendor in vendors.values() for renewal in vendor.witness.renewals]
    lost = [bool(_lost_answer(asked, renewals, storm)) for asked in host.asked]
    outcomes = Counter(renewal.outcome for renewal in renewals)
    return {
        "kills": len(storm.killed),
        "kills_in_refresh": storm.aimed,
        "stops": len(storm.stopped),
        "restarts": storm.restarts,
        "refreshes": outcomes["granted"],
        "answers_lost": sum(lost),
        "sign_in_again": len(host.asked),
        "logins_lost": len(lost) - sum(lost),
        "early_refreshes": outcomes["early"],
        "reused_tokens": outcomes["reused"],
        "refused_refreshes": outcomes["refused"],
        "vouchers_posted": storm.posted,
        "records_lost": compared.lost,
        "records_doubled": compared.doubled,
        "ledgers_wrong": len(compared.wrong),
        "takeovers": len(storm.takeovers),
        "takeover_seconds_max": round(max(storm.takeovers, default=0.0), 1),
    }


def unexplained(host: Host, storm: Storm) -> list[str]:
    """Tell of each sign-in that was asked for without a lost answer, what was seen of the token that was stored."""
    renewals = [renewal for vendor in host.vendors.values() for renewal in vendor.witness.renewals]
    return [
        f"a sign-in at {asked.package}, {asked.at:.1f}: "
        + "; ".join(
            f"{one.outcome} to {one.pid} at {one.at:.1f}, killed {storm.killed.get(one.pid, 0):.1f}"
            for one in renewals
            if asked.stored in {one.old, one.new}
        )
        for asked in host.asked
        if _lost_answer(asked, renewals, storm) is None
    ]


def _lost_answer(asked: SignInAgain, renewals: list[Renewal], storm: Storm) -> Renewal | None:
    """Return the answer that was lost before a sign-in was asked for: the token that is stored was renewed, by a process
    that was killed before it could store the answer, or even before it came, or was stopped for longer than the grace."""
    for renewal in renewals:
        if renewal.outcome == "granted" and renewal.old == asked.stored and renewal.at <= asked.at:
            killed = storm.killed.get(renewal.pid)
            if killed is not None and -SOON < killed - renewal.at < SOON:
                return renewal
            if any(
                pid == renewal.pid and end - begin > GRACE and begin - SOON < renewal.at < end
                for pid, begin, end in storm.stopped
            ):
                return renewal
    return None
