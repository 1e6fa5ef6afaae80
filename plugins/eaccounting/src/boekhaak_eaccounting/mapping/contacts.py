"""Customers and suppliers with their addresses and bank accounts. Pure. Fields: FACTS.md#contacts and #entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from boekhaak.plugin import Address, BankAccount, Contact, Deletion, Record
from boekhaak_eaccounting.mapping.rows import ChangedRow, IdRow, Register


def _address(
    contact: str,
    place: str,
    kind: Literal["invoice", "delivery"] | None,
    parts: tuple[str | None, str | None, str | None, str | None, str | None],
) -> Iterator[Address]:
    """Yield the address that a contact's row holds; one of which nothing is told but the country is none."""
    line1, line2, postcode, city, country = (part or "" for part in parts)
    if line1 or line2 or postcode or city:
        yield Address(
            id=f"{contact}-{place}",
            contact_id=contact,
            type=kind,
            line1=line1,
            line2=line2,
            postcode=postcode,
            city=city,
            country=country,
            main=kind != "delivery",
        )


class CustomerRow(ChangedRow):
    """A customer. It may be a supplier too: then it stands in both lists, and nothing ties the two together."""

    CustomerNumber: str | None = None
    Name: str | None = None
    CorporateIdentityNumber: str | None = None
    VatNumber: str | None = None
    EmailAddress: str | None = None
    Telephone: str | None = None
    MobilePhone: str | None = None
    WwwAddress: str | None = None
    IsActive: bool | None = None
    InvoiceAddress1: str | None = None
    InvoiceAddress2: str | None = None
    InvoicePostalCode: str | None = None
    InvoiceCity: str | None = None
    InvoiceCountryCode: str | None = None
    DeliveryAddress1: str | None = None
    DeliveryAddress2: str | None = None
    DeliveryPostalCode: str | None = None
    DeliveryCity: str | None = None
    DeliveryCountryCode: str | None = None

    def records(self, register: Register) -> Iterator[Record]:  # noqa: ARG002
        """Yield the contact and its addresses."""
        yield Contact(
            **self.origin(),
            code=self.CustomerNumber or "",
            name=self.Name or "",
            is_customer=True,
            registration_number=self.CorporateIdentityNumber or "",
            vat_number=self.VatNumber or "",
            email=self.EmailAddress or "",
            phone=self.Telephone or self.MobilePhone or "",
            website=self.WwwAddress or "",
            blocked=self.IsActive is False,
        )
        yield from self._addresses()

    def deletions(self) -> Iterator[Deletion]:
        """Yield the addresses that the customer does not have, or no longer."""
        held = {one.id for one in self._addresses()}
        for place in ("invoice", "delivery"):
            if (id_ := f"{self.Id}-{place}") not in held:
                yield Deletion(kind="address", id=id_)

    def _addresses(self) -> Iterator[Address]:
        invoice = (self.InvoiceAddress1, self.InvoiceAddress2, self.InvoicePostalCode, self.InvoiceCity)
        yield from _address(self.Id, "invoice", "invoice", (*invoice, self.InvoiceCountryCode))
        delivery = (self.DeliveryAddress1, self.DeliveryAddress2, self.DeliveryPostalCode, self.DeliveryCity)
        yield from _address(self.Id, "delivery", "delivery", (*delivery, self.DeliveryCountryCode))


class SupplierRow(IdRow):
    """A supplier, with the bank account to which it is paid, and its numbers at the Swedish giros."""

    SupplierNumber: str | None = None
    Name: str | None = None
    CorporateIdentityNumber: str | None = None
    VatNumber: str | None = None
    EmailAddress: str | None = None
    Telephone: str | None = None
    MobilePhone: str | None = None
    WwwAddress: str | None = None
    IsActive: bool | None = None
    Address1: str | None = None
    Address2: str | None = None
    PostalCode: str | None = None
    City: str | None = None
    CountryCode: str | None = None
    BankIban: str | None = None
    BankAccountNumber: str | None = None
    BankBban: str | None = None
    BankBic: str | None = None
    BankgiroNumber: str | None = None
    PlusgiroNumber: str | None = None

    def records(self, register: Register) -> Iterator[Record]:  # noqa: ARG002
        """Yield the contact, its address and its bank accounts."""
        yield Contact(
            **self.origin(),
            code=self.SupplierNumber or "",
            name=self.Name or "",
            is_supplier=True,
            registration_number=self.CorporateIdentityNumber or "",
            vat_number=self.VatNumber or "",
            email=self.EmailAddress or "",
            phone=self.Telephone or self.MobilePhone or "",
            website=self.WwwAddress or "",
            blocked=self.IsActive is False,
        )
        yield from self._addresses()
        yield from self._bank_accounts()

    def deletions(self) -> Iterator[Deletion]:
        """Yield what of these the supplier does not have, or no longer."""
        if not any(self._addresses()):
            yield Deletion(kind="address", id=f"{self.Id}-postal")
        held = {one.id for one in self._bank_accounts()}
        for place in ("bank", "bankgiro", "plusgiro"):
            if (id_ := f"{self.Id}-{place}") not in held:
                yield Deletion(kind="bank_account", id=id_)

    def _addresses(self) -> Iterator[Address]:
        parts = (self.Address1, self.Address2, self.PostalCode, self.City, self.CountryCode)
        yield from _address(self.Id, "postal", None, parts)

    def _bank_accounts(self) -> Iterator[BankAccount]:
        """Yield the accounts; ``extra`` tells a giro from a bank."""
        number = self.BankAccountNumber or self.BankBban or ""
        if self.BankIban or number:
            yield BankAccount(
                id=f"{self.Id}-bank",
                contact_id=self.Id,
                iban=self.BankIban or "",
                number="" if self.BankIban else number,
                bic=self.BankBic or "",
                main=True,
            )
        for place, giro in (("bankgiro", self.BankgiroNumber), ("plusgiro", self.PlusgiroNumber)):
            if giro:
                yield BankAccount(
                    id=f"{self.Id}-{place}", contact_id=self.Id, number=giro, extra={"giro": place.removesuffix("giro")}
                )
