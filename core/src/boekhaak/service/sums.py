"""The sums of one link, arranged by account and period: what trial balance and control totals are made of."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from boekhaak.models.link import Link
from boekhaak.models.records import Account
from boekhaak.store import balances, records
from boekhaak.store.database import Transaction

ZERO = Decimal()

Moment = tuple[int, int]
"""A financial year and a period in it."""

END = 9_999
"""Later than any period of a year."""
FIRST, LAST = (0, 0), (END, END)


class Sums:
    """The sums of one link, arranged by account."""

    def __init__(self, tx: Transaction, link: Link) -> None:
        self.accounts = {account.id: account for account, _ in records.read(tx, link, Account, deleted=True)}
        self.openings: dict[str, Decimal] = defaultdict(Decimal)
        self.movements: dict[str, dict[Moment, Decimal]] = defaultdict(dict)
        for opening in balances.openings(tx, link):
            self.openings[opening.account_id] += opening.amount
            self.movements.setdefault(opening.account_id, {})
        for movement in balances.movements(tx, link):
            self.movements[movement.account_id][movement.year, movement.period] = movement.amount
        self.years = sorted({year for moved in self.movements.values() for year, _ in moved})
        """The financial years in which something moved."""

    def number(self, account_id: str) -> str:
        """Return the account's number; its id when the package never delivered the account."""
        account = self.accounts.get(account_id)
        return account.number if account else account_id

    def is_result(self, account_id: str) -> bool:
        """Tell whether the account counts within its financial year only."""
        account = self.accounts.get(account_id)
        return account is not None and account.nature == "result"

    def sum(self, account_id: str, since: Moment, until: Moment) -> Decimal:
        """Return what moved on an account between two moments, both included."""
        moved = self.movements.get(account_id, {})
        return sum((amount for moment, amount in moved.items() if since <= moment <= until), ZERO)

    def closing(self, account_id: str, moment: Moment) -> Decimal:
        """Return what stands on an account at a period's end; on a result account since its year began."""
        year, _ = moment
        if not self.is_result(account_id):
            return self.openings[account_id] + self.sum(account_id, FIRST, moment)
        first = not self.years or year <= self.years[0]
        return (self.openings[account_id] if first else ZERO) + self.sum(account_id, (year, 0), moment)
