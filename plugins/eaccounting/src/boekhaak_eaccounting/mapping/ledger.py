"""Vouchers with their postings, opening balances, and the balances that are declared. Pure.

Codes and fields: FACTS.md#vouchers, #fiscal-years and #balances.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field
from pydantic.types import JsonValue

from boekhaak.plugin import Balance, LedgerLine, Record, Voucher, exact, money, unchecked
from boekhaak_eaccounting.mapping.rows import IdRow, Register, Row
from boekhaak_eaccounting.values import Day, account_id

# A company has few contacts and very many postings: what they become is made of rows that were checked, and not checked again.
_voucher, _posting = unchecked(Voucher), unchecked(LedgerLine)


class PostingRow(BaseModel):
    """A posting within its voucher. It has no id; its place stands for one, as vouchers never change. FACTS.md#postings."""

    model_config = ConfigDict(allow_inf_nan=False, hide_input_in_errors=True, str_strip_whitespace=True)

    AccountNumber: int
    DebitAmount: float | None = None
    CreditAmount: float | None = None
    TransactionText: str | None = None
    VatCodeId: str | None = None
    CostCenterItemId1: str | None = None
    CostCenterItemId2: str | None = None
    CostCenterItemId3: str | None = None
    ProjectId: str | None = None
    Quantity: float | None = None


class VoucherRow(IdRow):
    """A voucher."""

    VoucherDate: Day
    VoucherText: str | None = None
    NumberAndNumberSeries: str | None = None
    NumberSeries: str | None = None
    Rows: list[PostingRow] = Field(default_factory=list)

    def records(self, register: Register) -> Iterator[Record]:
        """Yield the voucher and its postings."""
        date, year, period = register.place(self.VoucherDate)
        series, number = split(self.NumberAndNumberSeries or "", self.NumberSeries)
        yield _voucher(
            id=self.Id,
            changed_at=self.ModifiedUtc,
            number=number,
            journal_code=series,
            date=date,
            year=year,
            period=period,
            description=self.VoucherText or "",
        )
        currency = register.company.currency
        for place, row in enumerate(self.Rows, start=1):
            yield _posting(
                id=f"{self.Id}-{place}",
                changed_at=self.ModifiedUtc,
                extra=_third(row, register),
                voucher_id=self.Id,
                line_number=place,
                account_id=str(row.AccountNumber),
                date=date,
                year=year,
                period=period,
                amount=money((row.DebitAmount or 0.0) - (row.CreditAmount or 0.0)),
                currency=currency,
                description=row.TransactionText or "",
                tax_code=register.tax_code(row.VatCodeId),
                cost_center_code=register.item(row.CostCenterItemId1),
                cost_unit_code=register.item(row.CostCenterItemId2),
                project_id=row.ProjectId,
                quantity=exact(row.Quantity),
            )


def split(text: str, series: str | None) -> tuple[str, str]:
    """Return series and number of a voucher: told apart, or, where no series is told, as letters and what follows them."""
    if series is None:
        series = re.match(r"[^\d]*", text)[0]  # type: ignore[index]
    return series.strip(), text.removeprefix(series).strip()


def _third(row: PostingRow, register: Register) -> dict[str, JsonValue] | None:
    """Return the code of the third dimension, which has no field of its own."""
    return {"dimension_3": register.item(row.CostCenterItemId3)} if row.CostCenterItemId3 else None


class OpeningRow(Row):
    """What stood on an account at the start of the first fiscal year, debit positive."""

    Number: int
    Balance: float | None = None

    def key(self) -> str:
        """Return the number."""
        return str(self.Number)

    def records(self, register: Register) -> Iterator[Record]:
        """Yield the opening balance."""
        yield Balance(
            id=f"opening-{self.Number}",
            account_id=account_id(self.Number),
            measure="opening",
            year=register.years[0].number if register.years else 0,
            period=0,
            amount=money(self.Balance),
            currency=register.company.currency,
        )


class BalanceRow(Row):
    """What stands on an account at the end of a day, debit positive."""

    AccountNumber: int
    Balance: float | None = None

    def key(self) -> str:
        """Return the number."""
        return str(self.AccountNumber)

    def records(self, register: Register) -> Iterator[Record]:
        """Yield what is declared for the end of that month."""
        if register.year and register.on:
            period = register.year.period(register.on)
            yield Balance(
                id=f"{register.year.id}-{period}-{self.AccountNumber}",
                account_id=account_id(self.AccountNumber),
                measure="closing",
                year=register.year.number,
                period=period,
                amount=money(self.Balance),
                currency=register.company.currency,
            )
