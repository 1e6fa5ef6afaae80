"""Exact's entries, the balances it declares and its deletions, and what they are in bookkeeping. Pure.

Codes and fields: FACTS.md#entities, #balances and #deletions.
"""

from __future__ import annotations

from collections.abc import Iterator

from boekhaak.plugin import Balance, Company, Deletion, LedgerLine, Record, Voucher
from boekhaak_exact_online.cursor import Change
from boekhaak_exact_online.mapping import Row, SyncRow
from boekhaak_exact_online.values import Stamp, day, money, text, wall_clock

OPENING, BUDGET = 10, 3000
PROCESSED = 50
DELETED: dict[int, tuple[str, ...]] = {1: ("ledger_line", "balance"), 2: ("contact",), 3: ("address",), 7: ("account",)}
"""What a deleted entity was here. A line of an opening entry is an opening balance too, under the same id."""


class LineRow(SyncRow):
    """A line of an entry. Line 0 is the header; where it names an account it is a posting as well."""

    EntryID: str
    EntryNumber: int | None = None
    LineNumber: int
    JournalCode: str | None = None
    Date: Stamp
    FinancialYear: int
    FinancialPeriod: int
    Type: int
    Status: int | None = None
    Description: str | None = None
    GLAccount: str | None = None
    AmountDC: float | None = None
    AmountFC: float | None = None
    Currency: str | None = None
    Account: str | None = None
    VATCode: str | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield voucher, posting, and the opening balance that a posting of an opening entry is. Budgets are none."""
        if self.Type == BUDGET:
            return
        if self.LineNumber == 0:
            yield self._voucher(company)
        if self.GLAccount:
            yield self._posting(self.GLAccount, company)
            if self.Type == OPENING:
                yield self._opening(self.GLAccount, company)

    def _voucher(self, company: Company) -> Voucher:
        return Voucher(
            **(self.origin(company) | {"id": self.EntryID}),
            number="" if self.EntryNumber is None else str(self.EntryNumber),
            journal_code=text(self.JournalCode),
            date=day(self.Date),
            year=self.FinancialYear,
            period=self.FinancialPeriod,
            description=text(self.Description),
            opening=self.Type == OPENING,
            posted=self.Status == PROCESSED,
        )

    def _posting(self, account: str, company: Company) -> LedgerLine:
        currency = text(self.Currency)
        foreign = currency not in {"", company.currency}
        return LedgerLine(
            **self.origin(company),
            voucher_id=self.EntryID,
            line_number=self.LineNumber,
            account_id=account,
            date=day(self.Date),
            year=self.FinancialYear,
            period=self.FinancialPeriod,
            amount=money(self.AmountDC),
            currency=company.currency,
            foreign_amount=money(self.AmountFC) if foreign else None,
            foreign_currency=currency if foreign else "",
            description=text(self.Description),
            contact_id=self.Account,
            tax_code=text(self.VATCode),
            opening=self.Type == OPENING,
        )

    def _opening(self, account: str, company: Company) -> Balance:
        return Balance(
            **self.origin(company),
            account_id=account,
            measure="opening",
            year=self.FinancialYear,
            period=0,
            amount=money(self.AmountDC),
            currency=company.currency,
        )


class BalanceRow(Row):
    """What moved on an account in a period, by type, status, cost centre and cost unit: what Exact groups by."""

    GLAccount: str
    ReportingYear: int
    ReportingPeriod: int
    Type: int
    Status: int | None = None
    CostCenterCode: str | None = None
    CostUnitCode: str | None = None
    Amount: float | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield a part of the declared movement: a period's is the sum of its parts. Openings stand in period 0.

        One record a row, not one a period: a period's rows are spread over pages, and a reading may stop at any of them.
        """
        if self.Type == BUDGET:
            return
        key = (self.ReportingYear, self.ReportingPeriod, self.GLAccount, self.Type, self.Status)
        yield Balance(
            id="-".join([*map(str, key), text(self.CostCenterCode), text(self.CostUnitCode)]),
            account_id=self.GLAccount,
            measure="movement",
            year=self.ReportingYear,
            period=0 if self.Type == OPENING else self.ReportingPeriod,
            amount=money(self.Amount),
            currency=company.currency,
        )


class DeletedRow(Row):
    """What Exact says to be gone."""

    Timestamp: int
    EntityKey: str
    EntityType: int
    DeletedDate: Stamp | None = None

    def change(self) -> Change:
        """Return the deletion's version, and when it happened."""
        return Change(self.Timestamp, wall_clock(self.DeletedDate) if self.DeletedDate else None)

    def deletions(self) -> Iterator[Deletion]:
        """Yield what the entity was here, if it was ever read."""
        for kind in DELETED.get(self.EntityType, ()):
            yield Deletion(kind=kind, id=self.EntityKey, version=self.Timestamp)
