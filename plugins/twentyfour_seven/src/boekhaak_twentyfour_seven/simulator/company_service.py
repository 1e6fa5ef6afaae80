"""CompanyService: customers and suppliers, and the list of what changed with its pages of a thousand.

Source: FACTS.md#companies.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from boekhaak.testing.books import model as books
from boekhaak_twentyfour_seven.simulator.asking import Asked
from boekhaak_twentyfour_seven.simulator.client import Client
from boekhaak_twentyfour_seven.simulator.searching import after, chosen, excepted, need
from boekhaak_twentyfour_seven.simulator.services import WEBSERVICES, Operation, Request, Service
from boekhaak_twentyfour_seven.simulator.shapes import Row

PER_PAGE = 1_000
ADDRESS_PLACES = {"postal": "Post", "delivery": "Delivery", "visit": "Visit", "invoice": "Invoice"}


def sync_list(request: Request) -> Row:
    """Return a page of ids with the moments at which they were entered and changed. Raises: SoapFault."""
    search = request.asked.part("syncSearchParameters")
    page = max(1, (search.integer("Page") if search else None) or 1)
    rows = [
        {
            "CompanyId": request.client.company_ids.number(code),
            "ExternalId": code,
            "DateChanged": dates.changed,
            "DateRegistered": dates.registered,
            "Active": True,
        }
        for code, dates in request.client.contact_dates.items()
        if search is None
        or (
            after(dates.changed, search.moment("ChangedAfter"))
            and after(dates.registered, search.moment("RegisteredAfter"))
            and search.flag("Active") is not False
        )
    ]
    return {
        "CurrentPage": page,
        "TotalPages": -(-len(rows) // PER_PAGE),
        "TotalItems": len(rows),
        "ItemsPerPage": PER_PAGE,
        "Items": rows[(page - 1) * PER_PAGE : page * PER_PAGE],
    }


def companies(request: Request) -> list[Row]:
    """Return the companies that are searched for, with the properties that are asked for. Raises: SoapFault."""
    search, client = request.asked.part("searchParams"), request.client
    if search is None:
        need()
        return []
    matches = _matcher(search, client)
    found = [contact for contact in client.contacts.values() if matches(contact)]
    names = request.asked.texts("returnProperties") or []
    rows: list[Row] = [_row(contact, client) for contact in found]
    return excepted(request, chosen("Company", rows, names, ("Id", "Name")))


def _matcher(search: Asked, client: Client) -> Callable[[books.Contact], bool]:
    """Return what tells whether a contact is searched for. Raises: SoapFault."""
    external, id_, ids = (
        search.text("ExternalId"),
        search.integer("CompanyId"),
        set(search.integers("CompanyIds") or []),
    )
    name, email, phone = (search.text(field) for field in ("CompanyName", "CompanyEmail", "CompanyPhone"))
    number, changed = search.text("OrganizationNumber"), search.moment("ChangedAfter")
    need(external, id_, ids, name, email, phone, number, changed)

    def matches(contact: books.Contact) -> bool:
        own = client.company_ids.number(contact.code)
        return (
            (not external or contact.code == external)
            and (id_ is None or own == id_)
            and (not ids or own in ids)
            and (not name or _like(name, contact.name))
            and (not email or contact.email == email)
            and (not phone or contact.phone == phone)
            and (not number or contact.registration_number == number)
            and after(client.contact_dates[contact.code].changed, changed)
        )

    return matches


def _row(contact: books.Contact, client: Client) -> Row:
    dates = client.contact_dates[contact.code]
    bank = next((one for one in contact.bank_accounts if one.main), next(iter(contact.bank_accounts), None))
    return {
        "Id": client.company_ids.number(contact.code),
        "ExternalId": contact.code,
        "OrganizationNumber": contact.registration_number or None,
        "Name": contact.name,
        "Addresses": addresses(contact),
        "PhoneNumbers": {"Primary": {"Value": contact.phone}} if contact.phone else None,
        "EmailAddresses": {"Primary": {"Value": contact.email}} if contact.email else None,
        "Url": contact.website or None,
        "Country": next((one.country for one in contact.addresses if one.country), client.company.country),
        "Type": _type(contact),
        "DateCreated": dates.registered,
        "BankAccountNo": (bank.iban or bank.number) if bank else None,
        "BankAccountType": ("IBAN" if bank.iban else "BBAN") if bank else None,
        "BankAccountBic": bank.bic or None if bank else None,
        "DateChanged": dates.changed,
        "CurrencyId": "LOCAL",
        "LedgerCustomerAccount": _ledger(client, "receivable") if contact.is_customer else None,
        "LedgerSupplierAccount": _ledger(client, "payable") if contact.is_supplier else None,
        "VatNumber": contact.vat_number or None,
    }


def addresses(contact: books.Contact) -> Row | None:
    """Return the first address of each kind."""
    found: dict[str, Row] = {}
    for one in contact.addresses:
        found.setdefault(
            ADDRESS_PLACES[one.type],
            {
                "Street": "\n".join(part for part in (one.line1, one.line2) if part),
                "PostalCode": one.postcode,
                "PostalArea": one.city,
                "City": one.city,
                "Country": one.country,
            },
        )
    return found or None


def _type(contact: books.Contact) -> str:
    if contact.is_customer:
        return "Business"
    return "Supplier" if contact.is_supplier else "Lead"


def _ledger(client: Client, role: books.AccountRole) -> int | None:
    return next((int(number) for number, held in client.roles.items() if held == role), None)


def _like(pattern: str, name: str) -> bool:
    """Tell whether a name fits a pattern with ``%``."""
    return bool(re.fullmatch(".*".join(map(re.escape, pattern.split("%"))), name, re.IGNORECASE | re.DOTALL))


SERVICE = Service(
    "/crm/company/v001/companyservice.asmx",
    WEBSERVICES,
    {
        "GetCompanySyncList": Operation("PageOfSyncCompany", sync_list),
        "GetCompanies": Operation("Company[]", companies),
    },
)
