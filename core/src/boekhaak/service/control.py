"""Control totals: what the package declares to stand on each account, compared with what was read.

The comparison is made at the end of a run that read both, and kept until the next one: entries that come in between would
only make it look wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from boekhaak.installation import Installation
from boekhaak.models.link import Link
from boekhaak.models.package import PackageInfo
from boekhaak.service.sums import ZERO, Moment, Sums
from boekhaak.store import balances, mismatches
from boekhaak.store.database import Transaction
from boekhaak.store.mismatches import Mismatch

COMPARED = frozenset({"ledger_line", "balance"})


def streams(info: PackageInfo) -> tuple[str, ...]:
    """Return the streams that have to be read for a comparison."""
    return tuple(stream.key for stream in info.streams if COMPARED & set(stream.kinds))


def compare(installation: Installation, link: Link) -> tuple[Mismatch, ...]:
    """Compare what is stored with what the package declares, keep the differences as open items, and return them."""
    with installation.store.writing() as tx:
        sums = Sums(tx, link)
        closings = _declared_closings(sums, tx, link)
        if not closings:
            return ()
        found = tuple(_differences(sums, closings))
        mismatches.replace(installation.store, tx, link, found)
    return found


def _declared_closings(sums: Sums, tx: Transaction, link: Link) -> dict[str, dict[Moment, Decimal]]:
    """Return what the package declares to stand on each account at each period's end.

    From declared movements it is added up: the opening (period 0 of the first year), then period by period; a later period
    0 repeats what was brought forward.
    """
    closings: dict[str, dict[Moment, Decimal]] = defaultdict(dict)
    moved = balances.declared(tx, link, "movement")
    moments = sorted({(one.year, one.period) for one in moved} | {m for all_ in sums.movements.values() for m in all_})
    declared = {(one.account_id, one.year, one.period): one.amount for one in moved}
    for account_id in {one.account_id for one in moved} | (set(sums.movements) if moved else set()):
        standing, current = ZERO, None
        for year, period in moments:
            if current not in {None, year} and sums.is_result(account_id):
                standing = ZERO
            current = year
            if period or year == moments[0][0]:
                standing += declared.get((account_id, year, period), ZERO)
            closings[account_id][year, period] = standing
    for one in balances.declared(tx, link, "closing"):
        closings[one.account_id][one.year, one.period] = one.amount
    return closings


def _differences(sums: Sums, closings: dict[str, dict[Moment, Decimal]]) -> Iterator[Mismatch]:
    """Yield the periods in which a difference with the declared balance begins or changes."""
    for account_id in sorted(closings, key=sums.number):
        known, current = ZERO, None
        for moment, declared in sorted(closings[account_id].items()):
            if current not in {None, moment[0]} and sums.is_result(account_id):
                known = ZERO
            current = moment[0]
            ours = sums.closing(account_id, moment)
            if ours - declared not in {known, ZERO}:
                period = f"{moment[0]}-{moment[1]:02}"
                yield Mismatch(
                    account_id=account_id,
                    account=sums.number(account_id),
                    period=period,
                    ours=ours,
                    declared=declared,
                )
            known = ours - declared
