"""The elements of a SAF-T file that tell of parties, and how to get at what an element holds.

Elements are known by their local name, whatever their namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from lxml import etree

from boekhaak.testing.books.model import Address, AddressType, BankAccount, Contact

ADDRESS_TYPES: dict[str, AddressType] = {
    "PostalAddress": "postal",
    "BillingAddress": "invoice",
    "ShipToAddress": "delivery",
    "ShipFromAddress": "delivery",
}
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")


@dataclass
class Parties:
    """Contacts by code, and the code of each customer and supplier by the id that the file gives.

    An id that a customer and a supplier share is one contact when their names or registration numbers agree. When they
    do not, the supplier's code is the id after an S.
    """

    contacts: dict[str, Contact] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)
    suppliers: dict[str, str] = field(default_factory=dict)

    def add_customer(self, key: str, contact: Contact) -> str:
        """Take in a customer and return its code."""
        code = self.customers.setdefault(key, self._free(key, "C"))
        self.contacts[code] = replace(contact, code=code, is_customer=True)
        return code

    def add_supplier(self, key: str, contact: Contact) -> str:
        """Take in a supplier and return its code."""
        same = self.contacts.get(self.customers.get(key, ""))
        if same and _agree(same, contact):
            self.contacts[same.code] = replace(same, is_supplier=True)
            return self.suppliers.setdefault(key, same.code)
        code = self.suppliers.setdefault(key, self._free(key, "S"))
        self.contacts[code] = replace(contact, code=code, is_supplier=True)
        return code

    def of_line(self, customer: str, supplier: str) -> str | None:
        """Return the code of a line's contact; one that the file does not describe has its id as its name."""
        if customer:
            return self.customers.get(customer) or self.add_customer(customer, Contact(customer, customer))
        if supplier:
            return self.suppliers.get(supplier) or self.add_supplier(supplier, Contact(supplier, supplier))
        return None

    def _free(self, key: str, prefix: str) -> str:
        code = key
        while code in self.contacts:
            code = f"{prefix}{code}"
        return code


def contact(element: etree._Element) -> Contact:
    """Return the party that an element describes, without a code."""
    name = text(element, "Name") or text(element, "CustomerID", "SupplierID")
    return Contact(
        code="",
        name=name,
        registration_number=text(element, "RegistrationNumber"),
        vat_number=text(element, "TaxRegistration/TaxRegistrationNumber"),
        email=text(element, "Contact/Email"),
        phone=text(element, "Contact/Telephone", "Contact/MobilePhone"),
        website=text(element, "Contact/Website"),
        addresses=tuple(_addresses(element)),
        bank_accounts=tuple(_bank_accounts(element, name)),
    )


def ledger_accounts(element: etree._Element) -> set[str]:
    """Return the ledger accounts of a customer or supplier; since 1.30 they stand in an element of their own."""
    found = (*children(element, "AccountID"), *children(element, "BalanceAccount/AccountID"))
    return {content(account) for account in found if content(account)}


def local_name(element: etree._Element | None) -> str:
    """Return an element's name without its namespace."""
    return "" if element is None else str(element.tag).rpartition("}")[2]


def children(element: etree._Element, path: str) -> list[etree._Element]:
    """Return the elements at a path of local names."""
    return element.findall(_path(path))


def child(element: etree._Element, path: str) -> etree._Element | None:
    """Return the first element at a path of local names."""
    return element.find(_path(path))


def content(element: etree._Element | None) -> str:
    """Return the text in an element, or nothing."""
    return "" if element is None else (element.text or "").strip()


def text(element: etree._Element, *paths: str) -> str:
    """Return the first text that stands at one of the paths."""
    return next((found for path in paths if (found := content(child(element, path)))), "")


@cache
def _path(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))


def _addresses(element: etree._Element) -> Iterator[Address]:
    """Yield the addresses; the first of each type is the main one."""
    seen: set[AddressType] = set()
    for address in children(element, "Address"):
        kind = ADDRESS_TYPES.get(text(address, "AddressType"), "visit")
        street = f"{text(address, 'StreetName', 'AddressDetail')} {text(address, 'Number')}".strip()
        yield Address(
            kind,
            street,
            text(address, "AdditionalAddressDetail"),
            text(address, "PostalCode"),
            text(address, "City"),
            text(address, "Country"),
            main=kind not in seen,
        )
        seen.add(kind)


def _bank_accounts(element: etree._Element, holder: str) -> Iterator[BankAccount]:
    """Yield the bank accounts. What is no IBAN is a national number, and without a digit it is none at all."""
    found = []
    for account in children(element, "BankAccount"):
        iban = text(account, "IBANNumber").replace(" ", "").upper()
        number = text(account, "BankAccountNumber")
        if not IBAN.fullmatch(iban):
            iban, number = "", number or iban
        if iban or any(character.isdigit() for character in number):
            found.append(BankAccount(iban, number, text(account, "BIC"), text(account, "BankAccountName") or holder))
    yield from (replace(account, main=not index) for index, account in enumerate(found))


def _agree(one: Contact, other: Contact) -> bool:
    if one.registration_number and other.registration_number:
        return one.registration_number == other.registration_number
    return one.name.casefold() == other.name.casefold()
