"""Customers and suppliers. Pure. Codes and fields: FACTS.md#entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from boekhaak.plugin import Address, BankAccount, Company, Contact, Record
from boekhaak_exact_online.mapping.rows import ModifiedRow, SyncRow
from boekhaak_exact_online.values import text

ADDRESSES: dict[int | None, Literal["visit", "postal", "invoice", "delivery"]] = {1: "visit", 2: "postal"}
ADDRESSES |= {3: "invoice", 4: "delivery"}


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
