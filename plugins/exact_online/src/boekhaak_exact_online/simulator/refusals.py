"""Books, and changes of them, that the vendor's system could not hold: each is refused with a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from boekhaak.plugin import PackageRefused
from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.values import CODE_WIDTH, TAX_CODE_WIDTH


def refusal(what: str, *, company: str, way_out: str = "Change the books") -> PackageRefused:
    """Return the error for something that this simulator does not take."""
    return PackageRefused(what, way_out=way_out, package="exact_online", company=company)


def refuse_company(company: books.Company) -> None:
    """Raise PackageRefused for books beyond what Exact Online can hold, or that refer to what they do not have."""
    for kind, codes in (
        ("ledger account", [account.number for account in company.accounts]),
        ("journal", [journal.code for journal in company.journals]),
        ("VAT code", [code.code for code in company.tax_codes]),
        ("contact", [contact.code for contact in company.contacts]),
        ("voucher", [f"{v.journal} {v.year} {v.number}" for v in company.vouchers]),
    ):
        _refuse_doubles(kind, codes, company.name)
    for contact in company.contacts:
        refuse_contact(contact, company.name)
    for code in company.tax_codes:
        if len(code.code) > TAX_CODE_WIDTH:
            raise refusal(
                f"the VAT code “{code.code}” is longer than {TAX_CODE_WIDTH} characters", company=company.name
            )
    _refuse_unknown(company)


def refuse_contact(contact: books.Contact, company: str) -> None:
    """Raise PackageRefused for a contact that Exact Online cannot hold."""
    if not contact.code or len(contact.code) > CODE_WIDTH or contact.code != contact.code.strip():
        raise refusal(
            f"the contact code “{contact.code}” is empty, has blanks around it or more than {CODE_WIDTH} characters",
            company=company,
        )


def refuse_voucher(
    voucher: books.Voucher,
    company: str,
    journals: Iterable[str],
    accounts: Iterable[str],
    contacts: Iterable[str],
) -> None:
    """Raise PackageRefused for a voucher on a journal, account or contact that is not there."""
    name = f"voucher {voucher.journal} {voucher.year} {voucher.number}"
    if voucher.journal not in journals:
        raise refusal(f"{name} is in a journal that does not exist", company=company)
    for line in voucher.lines:
        if line.account not in accounts:
            raise refusal(f"{name} is on the ledger account “{line.account}”, which does not exist", company=company)
        if line.contact is not None and line.contact not in contacts:
            raise refusal(f"{name} names the contact “{line.contact}”, which does not exist", company=company)


def _refuse_doubles(kind: str, codes: list[str], company: str) -> None:
    doubles = [code for code, count in Counter(codes).items() if count > 1]
    if doubles:
        raise refusal(f"there is more than one {kind} “{doubles[0]}”", company=company)


def _refuse_unknown(company: books.Company) -> None:
    accounts = {account.number for account in company.accounts}
    contacts = {contact.code for contact in company.contacts}
    journals = {journal.code for journal in company.journals}
    for voucher in company.vouchers:
        refuse_voucher(voucher, company.name, journals, accounts, contacts)
    beyond = {*company.openings, *(item.account for item in company.declared)} - accounts
    if beyond:
        raise refusal(
            f"a balance stands on the ledger account “{min(beyond)}”, which does not exist", company=company.name
        )
    if any(company.openings.values()) and not company.periods:
        raise refusal("there are openings and no periods", company=company.name)
