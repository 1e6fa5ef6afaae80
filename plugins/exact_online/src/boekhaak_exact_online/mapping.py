"""Exact's rows, and what they are in bookkeeping: all but the entries, which are in ledger.py. Pure.

A row class holds the fields that are used, under Exact's own names, and so is its own ``$select``.
Codes and fields: FACTS.md#entities.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypedDict

from pydantic import BaseModel, ConfigDict

from boekhaak.plugin import (
    Account,
    Address,
    BankAccount,
    Company,
    Contact,
    Deletion,
    FinancialPeriod,
    Journal,
    Record,
    TaxCode,
)
from boekhaak_exact_online.cursor import Change
from boekhaak_exact_online.values import FINEST, Stamp, day, moment, text, wall_clock, zone

NATURES: dict[str | None, Literal["balance", "result"]] = {"B": "balance", "W": "result"}
SIDES: dict[str | None, Literal["debit", "credit"]] = {"D": "debit", "C": "credit"}
DIRECTIONS: dict[str | None, Literal["sales", "purchase"]] = {"S": "sales", "P": "purchase"}
JOURNALS: dict[int | None, Literal["sales", "purchase", "bank", "cash", "general"]] = {10: "cash", 12: "bank"}
JOURNALS |= {16: "bank", 20: "sales", 21: "sales", 22: "purchase", 23: "purchase", 90: "general"}
ADDRESSES: dict[int | None, Literal["visit", "postal", "invoice", "delivery"]] = {1: "visit", 2: "postal"}
ADDRESSES |= {3: "invoice", 4: "delivery"}


class Origin(TypedDict):
    """What every record tells of where it comes from."""

    id: str
    version: int | None
    changed_at: datetime | None


def select(rows: type[BaseModel]) -> str:
    """Return the fields to ask for."""
    return ",".join(rows.model_fields)


class Row(BaseModel):
    """A row of any address: when it changed, and what it becomes."""

    model_config = ConfigDict(allow_inf_nan=False, hide_input_in_errors=True)

    Division: int

    def change(self) -> Change:
        """Return when the row was changed; by itself it does not tell."""
        return Change(0, None)

    def records(self, company: Company) -> Iterator[Record]:  # noqa: ARG002
        """Yield the records that the row is."""
        return iter(())

    def deletions(self) -> Iterator[Deletion]:
        """Yield what the row tells to be gone."""
        return iter(())


class ModifiedRow(Row):
    """A row that tells when it was modified."""

    ID: str
    Modified: Stamp | None = None

    def change(self) -> Change:
        """Return when the row was modified."""
        return Change(0, wall_clock(self.Modified) if self.Modified else None)

    def origin(self, company: Company) -> Origin:
        """Return what becomes of that in a record."""
        version, shown = self.change()
        changed_at = moment(shown, zone(company)) if shown else None
        return {"id": self.ID, "version": version or None, "changed_at": changed_at}


class SyncRow(ModifiedRow):
    """A row of a ``sync`` address, with its version."""

    Timestamp: int

    def change(self) -> Change:
        """Return the row's version, and when it was modified."""
        return Change(self.Timestamp, super().change().shown)


class GLAccountRow(SyncRow):
    """A general ledger account."""

    Code: str
    Description: str | None = None
    BalanceSide: str | None = None
    BalanceType: str | None = None
    Type: int | None = None
    VATCode: str | None = None
    IsBlocked: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the account."""
        yield Account(
            **self.origin(company),
            number=text(self.Code),
            name=text(self.Description),
            nature=NATURES.get(self.BalanceType),
            side=SIDES.get(self.BalanceSide),
            category="" if self.Type is None else str(self.Type),
            tax_code=text(self.VATCode),
            blocked=bool(self.IsBlocked),
        )


class JournalRow(ModifiedRow):
    """A journal."""

    Code: str
    Description: str | None = None
    Type: int | None = None
    GLAccount: str | None = None
    IsBlocked: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the journal."""
        yield Journal(
            **self.origin(company),
            code=text(self.Code),
            name=text(self.Description),
            type=JOURNALS.get(self.Type),
            account_id=self.GLAccount,
            blocked=bool(self.IsBlocked),
        )


class VATCodeRow(ModifiedRow):
    """A VAT code; its percentage is a fraction."""

    Code: str
    Description: str | None = None
    Percentage: float | None = None
    VATTransactionType: str | None = None
    IsBlocked: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the tax code."""
        fraction = None if self.Percentage is None else Decimal(repr(self.Percentage))
        yield TaxCode(
            **self.origin(company),
            code=text(self.Code),
            name=text(self.Description),
            percentage=None if fraction is None else (fraction * 100).quantize(FINEST),
            direction=DIRECTIONS.get(self.VATTransactionType),
            blocked=bool(self.IsBlocked),
        )


class PeriodRow(ModifiedRow):
    """A period of a financial year."""

    FinYear: int
    FinPeriod: int
    StartDate: Stamp
    EndDate: Stamp

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the period."""
        yield FinancialPeriod(
            **self.origin(company),
            year=self.FinYear,
            period=self.FinPeriod,
            start=day(self.StartDate),
            end=day(self.EndDate),
        )


class AccountRow(SyncRow):
    """What Exact calls an account of its CRM: a customer, a supplier, or both."""

    Code: str | None = None
    Name: str | None = None
    Status: str | None = None
    IsSupplier: bool | None = None
    ChamberOfCommerce: str | None = None
    VATNumber: str | None = None
    Email: str | None = None
    Phone: str | None = None
    Website: str | None = None
    Blocked: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the contact."""
        yield Contact(
            **self.origin(company),
            code=text(self.Code),
            name=text(self.Name),
            is_customer=self.Status == "C",
            is_supplier=bool(self.IsSupplier),
            registration_number=text(self.ChamberOfCommerce),
            vat_number=text(self.VATNumber),
            email=text(self.Email),
            phone=text(self.Phone),
            website=text(self.Website),
            blocked=bool(self.Blocked),
        )


class AddressRow(SyncRow):
    """An address of a contact; those of warehouses have no contact and are left out."""

    Account: str | None = None
    Type: int | None = None
    AddressLine1: str | None = None
    AddressLine2: str | None = None
    AddressLine3: str | None = None
    Postcode: str | None = None
    City: str | None = None
    Country: str | None = None
    Main: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the address."""
        if self.Account:
            yield Address(
                **self.origin(company),
                contact_id=self.Account,
                type=ADDRESSES.get(self.Type),
                line1=text(self.AddressLine1),
                line2=text(self.AddressLine2),
                line3=text(self.AddressLine3),
                postcode=text(self.Postcode),
                city=text(self.City),
                country=text(self.Country),
                main=bool(self.Main),
            )


class BankAccountRow(ModifiedRow):
    """A bank account of a contact."""

    Account: str | None = None
    IBAN: str | None = None
    BankAccount: str | None = None
    BICCode: str | None = None
    BankAccountHolderName: str | None = None
    Main: bool | None = None

    def records(self, company: Company) -> Iterator[Record]:
        """Yield the bank account, with its national number where there is no IBAN."""
        if self.Account:
            yield BankAccount(
                **self.origin(company),
                contact_id=self.Account,
                iban=text(self.IBAN),
                number="" if text(self.IBAN) else text(self.BankAccount),
                bic=text(self.BICCode),
                holder=text(self.BankAccountHolderName),
                main=bool(self.Main),
            )
