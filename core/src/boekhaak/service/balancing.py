"""Balancing: the trial balance of what is stored, and its check against what the package declares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from boekhaak.errors import NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link
from boekhaak.models.records import Account
from boekhaak.models.value import Value
from boekhaak.store import balances, links, records
from boekhaak.store.balances import Imbalance, Movement
from boekhaak.store.database import Transaction

ZERO = Decimal()
WORST = 20
"""How many unbalanced vouchers are named."""

Moment = tuple[int, int]
"""A financial year and a period in it."""

END = 9_999
"""Later than any period of a year."""
FIRST, LAST = (0, 0), (END, END)


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


class Mismatch(Value):
    """A period from whose end on our balance of an account differs from the declared one."""

    account: str
    period: str
    ours: Decimal
    declared: Decimal


class TrialBalance(Value):
    """The balances of a year, or over all that is held when ``year`` is None.

    ``earlier_result`` is what the result accounts of earlier years left that no entry has allocated. ``checked`` tells
    whether the package declared anything to compare with.
    """

    company: str
    currency: str
    year: int | None
    accounts: tuple[AccountBalance, ...]
    earlier_result: Decimal
    opening_sum: Decimal
    imbalances: tuple[Imbalance, ...]
    mismatches: tuple[Mismatch, ...]
    checked: bool

    @property
    def balanced(self) -> bool:
        """Whether every voucher adds up to zero."""
        return not self.imbalances


class _Ledger:
    """The sums of one link, arranged by account."""

    def __init__(
        self, accounts: Iterable[Account], openings: Iterable[Movement], movements: Iterable[Movement]
    ) -> None:
        self.accounts = {account.id: account for account in accounts}
        self.openings: dict[str, Decimal] = defaultdict(Decimal)
        self.movements: dict[str, dict[Moment, Decimal]] = defaultdict(dict)
        for opening in openings:
            self.openings[opening.account_id] += opening.amount
            self.movements.setdefault(opening.account_id, {})
        for movement in movements:
            self.movements[movement.account_id][movement.year, movement.period] = movement.amount

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

    def years(self) -> list[int]:
        """Return the financial years in which something moved."""
        return sorted({year for moved in self.movements.values() for year, _ in moved})


def trial_balance(actor: Actor, installation: Installation, link_id: int, year: int | None = None) -> TrialBalance:
    """Return the trial balance of a link. Raises: NotFound for an unknown link, or a year that is not held."""
    with installation.store.reading() as tx:
        link = links.get(tx, actor, link_id)
        ledger = _Ledger(
            (record for record, _ in records.read(tx, link, Account, deleted=True)),
            balances.openings(tx, link),
            balances.movements(tx, link),
        )
        closings = _declared_closings(ledger, tx, link)
        imbalances = balances.imbalances(tx, link, WORST)
    if year is not None and year not in ledger.years():
        held = ", ".join(str(one) for one in ledger.years()) or "none yet"
        raise NotFound(f"no financial year {year} is held", way_out=f"Choose one of: {held}", company=link.company.name)
    rows = (_row(ledger, account_id, year) for account_id in ledger.movements)
    return TrialBalance(
        company=link.company.name,
        currency=link.company.currency,
        year=year,
        accounts=tuple(sorted(rows, key=lambda row: (row.number, row.account_id))),
        earlier_result=_earlier_result(ledger, year),
        opening_sum=sum(ledger.openings.values(), ZERO),
        imbalances=imbalances,
        mismatches=tuple(_mismatches(ledger, closings)),
        checked=bool(closings),
    )


def _row(ledger: _Ledger, account_id: str, year: int | None) -> AccountBalance:
    account = ledger.accounts.get(account_id)
    opening = ledger.openings[account_id]
    if year is None:
        movement = ledger.sum(account_id, FIRST, LAST)
    else:
        if ledger.is_result(account_id):
            opening = opening if year == ledger.years()[0] else ZERO
        else:
            opening += ledger.sum(account_id, FIRST, (year - 1, END))
        movement = ledger.sum(account_id, (year, 0), (year, END))
    return AccountBalance(
        account_id=account_id,
        number=ledger.number(account_id),
        name=account.name if account else "(not delivered by the package)",
        opening=opening,
        movement=movement,
    )


def _earlier_result(ledger: _Ledger, year: int | None) -> Decimal:
    if year is None:
        return ZERO
    results = (account_id for account_id in ledger.movements if ledger.is_result(account_id))
    first = year == ledger.years()[0]
    return sum(
        (
            ledger.sum(account_id, FIRST, (year - 1, END)) + (ZERO if first else ledger.openings[account_id])
            for account_id in results
        ),
        ZERO,
    )


def _closing(ledger: _Ledger, account_id: str, moment: Moment) -> Decimal:
    """Return what stands on an account at a period's end by our lines; a result account since its year began."""
    year, _ = moment
    if not ledger.is_result(account_id):
        return ledger.openings[account_id] + ledger.sum(account_id, FIRST, moment)
    first = not ledger.years() or year <= ledger.years()[0]
    return (ledger.openings[account_id] if first else ZERO) + ledger.sum(account_id, (year, 0), moment)


def _declared_closings(ledger: _Ledger, tx: Transaction, link: Link) -> dict[str, dict[Moment, Decimal]]:
    """Return what the package declares to stand on each account at each period's end.

    From declared movements it is added up: the opening (period 0 of the first year), then period by period; a later period
    0 repeats what was brought forward.
    """
    closings: dict[str, dict[Moment, Decimal]] = defaultdict(dict)
    moved = balances.declared(tx, link, "movement")
    moments = sorted(
        {(one.year, one.period) for one in moved} | {m for all_ in ledger.movements.values() for m in all_}
    )
    declared = {(one.account_id, one.year, one.period): one.amount for one in moved}
    for account_id in {one.account_id for one in moved} | (set(ledger.movements) if moved else set()):
        standing, current = ZERO, None
        for year, period in moments:
            if current not in {None, year} and ledger.is_result(account_id):
                standing = ZERO
            current = year
            if period or year == moments[0][0]:
                standing += declared.get((account_id, year, period), ZERO)
            closings[account_id][year, period] = standing
    for one in balances.declared(tx, link, "closing"):
        closings[one.account_id][one.year, one.period] = one.amount
    return closings


def _mismatches(ledger: _Ledger, closings: dict[str, dict[Moment, Decimal]]) -> Iterator[Mismatch]:
    """Yield the periods in which a difference with the declared balance begins or changes."""
    for account_id in sorted(closings, key=ledger.number):
        known, current = ZERO, None
        for moment, declared in sorted(closings[account_id].items()):
            if current not in {None, moment[0]} and ledger.is_result(account_id):
                known = ZERO
            current = moment[0]
            ours = _closing(ledger, account_id, moment)
            if ours - declared not in {known, ZERO}:
                period = f"{moment[0]}-{moment[1]:02}"
                yield Mismatch(account=ledger.number(account_id), period=period, ours=ours, declared=declared)
            known = ours - declared
