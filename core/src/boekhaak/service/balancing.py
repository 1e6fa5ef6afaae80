"""Balancing: the trial balance of what is stored, and its check against what the package declares."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from boekhaak.errors import NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.value import Value
from boekhaak.service.rights import may
from boekhaak.service.sums import END, FIRST, LAST, ZERO, Sums
from boekhaak.store import balances, links, mismatches
from boekhaak.store.balances import Imbalance
from boekhaak.store.mismatches import Mismatch

WORST = 20
"""How many unbalanced vouchers are named."""


class AccountBalance(Value):
    """An account in the trial balance of a year: what stood on it, what moved, what stands now (debit positive)."""

    account_id: str
    number: str
    name: str
    opening: Decimal
    movement: Decimal

    @property
    def closing(self) -> Decimal:
        """What stands on the account at the end."""
        return self.opening + self.movement


class TrialBalance(Value):
    """The balances of a year, or over all that is held when ``year`` is None.

    ``earlier_result`` is what the result accounts of earlier years left that no entry has allocated. ``mismatches``
    are those of the last comparison with what the package declares, at ``checked_at`` (None: it declared nothing yet).
    """

    company: str
    currency: str
    year: int | None
    accounts: tuple[AccountBalance, ...]
    earlier_result: Decimal
    opening_sum: Decimal
    imbalances: tuple[Imbalance, ...]
    mismatches: tuple[Mismatch, ...]
    checked_at: datetime | None

    @property
    def balanced(self) -> bool:
        """Whether every voucher adds up to zero."""
        return not self.imbalances


@may("read")
def trial_balance(actor: Actor, installation: Installation, link_id: int, year: int | None = None) -> TrialBalance:
    """Return the trial balance of a link. Raises: NotFound for an unknown link, or a year that is not held."""
    with installation.store.reading() as tx:
        link = links.get(tx, actor, link_id)
        sums = Sums(tx, link)
        imbalances = balances.imbalances(tx, link, WORST)
        differences, checked_at = mismatches.listed(tx, link)
    if year is not None and year not in sums.years:
        held = ", ".join(str(one) for one in sums.years) or "none yet"
        raise NotFound(f"no financial year {year} is held", way_out=f"Choose one of: {held}", company=link.company.name)
    rows = (_row(sums, account_id, year) for account_id in sums.movements)
    return TrialBalance(
        company=link.company.name,
        currency=link.company.currency,
        year=year,
        accounts=tuple(sorted(rows, key=lambda row: (row.number, row.account_id))),
        earlier_result=_earlier_result(sums, year),
        opening_sum=sum(sums.openings.values(), ZERO),
        imbalances=imbalances,
        mismatches=differences,
        checked_at=checked_at,
    )


def _row(sums: Sums, account_id: str, year: int | None) -> AccountBalance:
    account = sums.accounts.get(account_id)
    opening = sums.openings[account_id]
    if year is None:
        movement = sums.sum(account_id, FIRST, LAST)
    else:
        if sums.is_result(account_id):
            opening = opening if year == sums.years[0] else ZERO
        else:
            opening += sums.sum(account_id, FIRST, (year - 1, END))
        movement = sums.sum(account_id, (year, 0), (year, END))
    return AccountBalance(
        account_id=account_id,
        number=sums.number(account_id),
        name=account.name if account else "(not delivered by the package)",
        opening=opening,
        movement=movement,
    )


def _earlier_result(sums: Sums, year: int | None) -> Decimal:
    if year is None:
        return ZERO
    results = (account_id for account_id in sums.movements if sums.is_result(account_id))
    first = year == sums.years[0]
    return sum(
        (
            sums.sum(account_id, FIRST, (year - 1, END)) + (ZERO if first else sums.openings[account_id])
            for account_id in results
        ),
        ZERO,
    )
