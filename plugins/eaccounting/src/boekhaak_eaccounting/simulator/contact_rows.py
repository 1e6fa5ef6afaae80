"""Customers and suppliers as rows. Source: FACTS.md#contacts, FACTS.md#lengths."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak_eaccounting.simulator.account_rows import TERMS, terms_of_payment
from boekhaak_eaccounting.simulator.holding import Holding
from boekhaak_eaccounting.simulator.kept import Kept
from boekhaak_eaccounting.simulator.values import Row, cut

Maker = Callable[[Holding, Kept[books.Contact]], Row]

_NOWHERE = books.Address("postal")


def customer(holding: Holding, kept: Kept[books.Contact]) -> Row:
    """Return the row of a customer."""
    contact = kept.thing
    address = address_of(contact, "invoice", "postal", "visit")
    delivery = next((held for held in contact.addresses if held.type == "delivery"), None)
    row: Row = {
        "Id": kept.id,
        "CustomerNumber": contact.code,
        "CorporateIdentityNumber": cut(contact.registration_number, 20),
        "CurrencyCode": holding.company.currency,
        "EmailAddress": cut(contact.email, 255),
        "InvoiceAddress1": cut(address.line1, 50),
        "InvoiceAddress2": cut(address.line2, 50),
        "InvoiceCity": address.city[:50],
        "InvoiceCountryCode": cut(address.country, 2),
        "InvoicePostalCode": address.postcode[:10],
        "Name": contact.name[:50],
        "Telephone": cut(contact.phone, 50),
        "TermsOfPaymentId": holding.guid(*TERMS),
        "TermsOfPayment": terms_of_payment(holding),
        "VatNumber": cut(contact.vat_number, 20),
        "WwwAddress": cut(contact.website, 255),
        "IsPrivatePerson": False,
        "DiscountPercentage": Decimal(),
        "ChangedUtc": kept.modified,
        "IsActive": True,
    }
    if delivery is not None:
        row |= {
            "DeliveryCustomerName": cut(contact.name, 100),
            "DeliveryAddress1": cut(delivery.line1, 50),
            "DeliveryAddress2": cut(delivery.line2, 50),
            "DeliveryCity": cut(delivery.city, 50),
            "DeliveryCountryCode": cut(delivery.country, 2),
            "DeliveryPostalCode": cut(delivery.postcode, 10),
        }
    return row


def supplier(holding: Holding, kept: Kept[books.Contact]) -> Row:
    """Return the row of a supplier."""
    contact = kept.thing
    address = address_of(contact, "postal", "visit", "invoice")
    bank = main_bank_account(contact)
    return {
        "Id": kept.id,
        "SupplierNumber": contact.code,
        "Address1": cut(address.line1, 50),
        "Address2": cut(address.line2, 50),
        "BankAccountNumber": cut(bank.number, 50),
        "BankBic": cut(bank.bic, 50),
        "BankCountryCode": cut(bank.iban, 2),
        "BankIban": cut(bank.iban, 50),
        "City": cut(address.city, 50),
        "CorporateIdentityNumber": cut(contact.registration_number, 20),
        "CountryCode": cut(address.country, 2),
        "CreatedUtc": kept.created,
        "CurrencyCode": holding.company.currency,
        "EmailAddress": cut(contact.email, 255),
        "ModifiedUtc": kept.modified,
        "Name": contact.name[:50],
        "PostalCode": cut(address.postcode, 10),
        "Telephone": cut(contact.phone, 50),
        "TermsOfPaymentId": holding.guid(*TERMS),
        "VatNumber": cut(contact.vat_number, 20),
        "WwwAddress": cut(contact.website, 255),
        "UsesPaymentReferenceNumbers": False,
        "IsActive": True,
    }


def address_of(contact: books.Contact, *types: books.AddressType) -> books.Address:
    """Return a contact's address of the first of those types that it has; an empty one where it has none."""
    for type_ in types:
        mine = [address for address in contact.addresses if address.type == type_]
        if mine:
            return next((address for address in mine if address.main), mine[0])
    return _NOWHERE


def main_bank_account(contact: books.Contact) -> books.BankAccount:
    """Return the main bank account; an empty one where there is none. The vendor has room for one only."""
    held = contact.bank_accounts
    return next((account for account in held if account.main), held[0] if held else books.BankAccount())
