"""The books' contacts as the vendor's rows: Accounts, Addresses, BankAccounts.

Source: FACTS.md#entities, FACTS.md#values.
"""

from __future__ import annotations

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.division import Division, Part
from boekhaak_exact_online.simulator.rows import CURRENCIES, DEFERRED, Row, guid, stamps
from boekhaak_exact_online.simulator.tables import Kept
from boekhaak_exact_online.simulator.values import padded_code, padded_country

ADDRESS_TYPES: dict[books.AddressType, int] = {"visit": 1, "postal": 2, "invoice": 3, "delivery": 4}
COUNTRIES = {"BE": "België", "DE": "Duitsland", "FR": "Frankrijk", "NL": "Nederland", "NO": "Noorwegen", "SE": "Zweden"}

_RECORDED_ACCOUNT: Row = {
    "AutomaticProcessProposedEntry": 0,
    "BankAccounts": DEFERRED,
    "Blocked": False,
    "CanDropShip": False,
    "ConsolidationScenario": 6,
    "CostPaid": 0,
    "CreditLinePurchase": 0,
    "CreditLineSales": 0,
    "DiscountPurchase": 0,
    "DiscountSales": 0,
    "GlnNumber": "",
    "IgnoreDatevWarningMessage": False,
    "InvoiceAttachmentType": 1,
    "InvoicingMethod": 0,
    "IsAccountant": 0,
    "IsAgency": 0,
    "IsAnonymised": 0,
    "IsBank": False,
    "IsCompetitor": 0,
    "IsMailing": 0,
    "IsMember": False,
    "IsPilot": False,
    "IsPurchase": True,
    "IsReseller": False,
    "IsSales": True,
    "OINNumber": "",
    "PurchaseLeadDays": 0,
    "RecepientOfCommissions": False,
    "SecurityLevel": 10,
    "SeparateInvPerProject": 0,
    "SeparateInvPerSubscription": 0,
    "ShippingLeadDays": 0,
    "Source": 2,
    "Type": "A",
}
"""What a recorded account holds in fields that the books do not carry."""


def account(division: Division, row: Kept[books.Contact]) -> Row:
    """Return a row of Accounts: a customer, a supplier, or both."""
    contact = row.thing
    address = next((address for address in contact.addresses if address.main), None)
    return {
        **stamps(division, row),
        **_RECORDED_ACCOUNT,
        "AddressLine1": address.line1 or None if address else None,
        "AddressLine2": address.line2 or None if address else None,
        "ChamberOfCommerce": contact.registration_number or None,
        "City": address.city or None if address else None,
        "Code": padded_code(contact.code),
        "Country": padded_country(address.country) if address else None,
        "CountryName": COUNTRIES.get(address.country) if address else None,
        "CustomerSince": row.created.date() if contact.is_customer else None,
        "Email": contact.email or None,
        "IsSupplier": contact.is_supplier,
        "Name": contact.name,
        "Phone": contact.phone or None,
        "Postcode": address.postcode or None if address else None,
        "PurchaseCurrency": division.company.currency,
        "PurchaseCurrencyDescription": CURRENCIES.get(division.company.currency),
        "SalesCurrency": division.company.currency,
        "SalesCurrencyDescription": CURRENCIES.get(division.company.currency),
        "StartDate": row.created.date(),
        "Status": "C" if contact.is_customer else "A",
        "StatusSince": row.created.date(),
        "VATNumber": contact.vat_number or None,
        "Website": contact.website or None,
    }


def address(division: Division, row: Kept[Part[books.Address]]) -> Row:
    """Return a row of Addresses."""
    held = row.thing.value
    owner = division.contact_rows[row.thing.contact]
    return {
        **stamps(division, row),
        "Account": guid(owner),
        "AccountIsSupplier": owner.thing.is_supplier,
        "AccountName": owner.thing.name,
        "AddressLine1": held.line1 or None,
        "AddressLine2": held.line2 or None,
        "City": held.city or None,
        "Country": padded_country(held.country),
        "CountryName": COUNTRIES.get(held.country),
        "Main": held.main,
        "Postcode": held.postcode or None,
        "Source": 2,
        "Type": ADDRESS_TYPES[held.type],
    }


def bank_account(division: Division, row: Kept[Part[books.BankAccount]]) -> Row:
    """Return a row of BankAccounts; where there is only an IBAN, it stands in both fields."""
    held = row.thing.value
    owner = division.contact_rows[row.thing.contact]
    return {
        **stamps(division, row),
        "Account": guid(owner),
        "AccountName": owner.thing.name,
        "BankAccount": held.number or held.iban,
        "BankAccountHolderName": held.holder or None,
        "BICCode": held.bic or None,
        "Blocked": False,
        "IBAN": held.iban or None,
        "Main": held.main,
        "Type": "A",
        "TypeDescription": "Account",
    }


def nobody(division: Division, row: Kept[object]) -> Row:
    """Return a row of Contacts, the people at an account: the books carry none."""
    return stamps(division, row)
