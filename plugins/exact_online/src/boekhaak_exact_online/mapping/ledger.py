"""Exact's entries and the balances it declares. Pure. Codes and fields: FACTS.md#entities, #invoices and #balances."""

from __future__ import annotations

from collections.abc import Iterator

from boekhaak.plugin import Balance, Company, Invoice, LedgerLine, Record, Voucher, exact, money, unchecked
from boekhaak_exact_online.mapping.rows import DivisionRow, SyncRow
from boekhaak_exact_online.values import Stamp, day, text

OPENING, BUDGET = 10, 3000
PROCESSED = 50
SALES, PURCHASES = frozenset({20, 21}), frozenset({30, 31})
"""Entries that are invoices and credit notes."""

# A company has few contacts and very many lines: what they become is made of rows that were checked, and not checked again.
_voucher, _invoice, _posting = unchecked(Voucher), unchecked(Invoice), unchecked(LedgerLine)


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
    CostCenter: str | None = None
    CostUnit: str | None = None
    Project: str | None = None
    Item: str | None = None
    Quantity: float | None = None
    InvoiceNumber: int | None = None
    DueDate: Stamp | None = None
    YourRef: str | None = None
    PaymentReference: str | None = None
    Document: str | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield voucher, invoice, posting, and the opening balance that a posting of an opening entry is. Budgets are none."""
        if self.Type == BUDGET:
            return
        if self.LineNumber == 0:
            yield self._voucher(company)
            if self.Type in SALES or self.Type in PURCHASES:
                yield self._invoice(company)
        if self.GLAccount:
            yield self._posting(self.GLAccount, company)
            if self.Type == OPENING:
                yield self._opening(self.GLAccount, company)

    def _voucher(self, company: Company) -> Voucher:
        return _voucher(
            id=self.EntryID,
            version=self.Timestamp,
            changed_at=self.changed_at(company),
            number="" if self.EntryNumber is None else str(self.EntryNumber),
            journal_code=self.JournalCode or "",
            date=day(self.Date),
            year=self.FinancialYear,
            period=self.FinancialPeriod,
            description=self.Description or "",
            opening=self.Type == OPENING,
            posted=self.Status == PROCESSED,
        )

    def _invoice(self, company: Company) -> Invoice:
        """Return the invoice that the entry is; what is to be paid is the posting on the contact's account, line 0."""
        currency = self.Currency or ""
        foreign = currency not in {"", company.currency}
        sign = 1 if self.Type in SALES else -1
        return _invoice(
            id=self.EntryID,
            version=self.Timestamp,
            changed_at=self.changed_at(company),
            direction="sales" if self.Type in SALES else "purchase",
            state="posted",
            number=str(self.InvoiceNumber or self.EntryNumber or ""),
            reference=self.YourRef or "",
            journal_code=self.JournalCode or "",
            date=day(self.Date),
            due_date=day(self.DueDate) if self.DueDate else None,
            contact_id=self.Account,
            description=self.Description or "",
            amount=sign * money(self.AmountDC) if self.GLAccount else None,
            currency=company.currency,
            foreign_amount=sign * money(self.AmountFC) if self.GLAccount and foreign else None,
            foreign_currency=currency if foreign else "",
            payment_reference=self.PaymentReference or "",
            voucher_id=self.EntryID,
            document_id=self.Document,
        )

    def _posting(self, account: str, company: Company) -> LedgerLine:
        currency = self.Currency or ""
        foreign = currency not in {"", company.currency}
        return _posting(
            id=self.ID,
            version=self.Timestamp,
            changed_at=self.changed_at(company),
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
            description=self.Description or "",
            contact_id=self.Account,
            tax_code=self.VATCode or "",
            cost_center_code=self.CostCenter or "",
            cost_unit_code=self.CostUnit or "",
            project_id=self.Project,
            article_id=self.Item,
            quantity=exact(self.Quantity),
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


class BalanceRow(DivisionRow):
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
