"""Books, and changes of them, that the vendor's system could not hold: each is refused with a sentence.

Source: FACTS.md#lengths, FACTS.md#vouchers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from boekhaak.plugin import PackageRefused
from boekhaak.testing.books import model as books
from boekhaak_eaccounting.simulator.values import LARGEST_ACCOUNT

LENGTHS: dict[books.DimensionType, int] = {"cost_center": 9, "cost_unit": 9, "project": 9}
CONTACT_CODE, ARTICLE_CODE = 16, 40


def refusal(what: str, *, company: str, way_out: str = "Change the books") -> PackageRefused:
    """Return the error for something that this simulator does not take."""
    return PackageRefused(what, way_out=way_out, package="eaccounting", company=company)


@dataclass(frozen=True)
class Known:
    """What a voucher or an invoice may refer to: the numbers and codes of one company, and its years."""

    company: str
    accounts: Container[str]
    journals: Container[str]
    contacts: Container[str]
    tax_codes: Container[str]
    dimensions: Container[tuple[books.DimensionType, str]]
    articles: Container[str]
    years: Mapping[int, tuple[date, date]]


def refuse_company(company: books.Company, known: Known) -> None:
    """Raise PackageRefused for books beyond what eAccounting can hold, or that refer to what they do not have."""
    for account in company.accounts:
        _refuse_number(account.number, company.name)
    for kind, codes in (
        ("ledger account", [str(int(account.number)) for account in company.accounts]),
        ("journal", [journal.code for journal in company.journals]),
        ("VAT code", [code.code for code in company.tax_codes]),
        ("contact", [contact.code for contact in company.contacts]),
        ("voucher", [f"{one.journal} {one.year} {one.number}" for one in company.vouchers]),
        ("dimension", [f"{held.type} {held.code}" for held in company.dimensions]),
        ("article", [article.code for article in company.articles]),
    ):
        _refuse_doubles(kind, codes, company.name)
    for contact in company.contacts:
        refuse_contact(contact, company.name)
    for dimension in company.dimensions:
        _refuse_long(dimension.type.replace("_", " "), dimension.code, LENGTHS[dimension.type], company.name)
    for article in company.articles:
        _refuse_long("article", article.code, ARTICLE_CODE, company.name)
    if not company.periods:
        raise refusal("there are no periods, and eAccounting begins with a fiscal year", company=company.name)
    for voucher in company.vouchers:
        refuse_voucher(voucher, known)
    beyond = [number for number in company.openings if number not in known.accounts]
    if beyond:
        raise refusal(
            f"a balance stands on the ledger account “{min(beyond)}”, which does not exist", company=company.name
        )


def refuse_contact(contact: books.Contact, company: str) -> None:
    """Raise PackageRefused for a contact that eAccounting cannot hold."""
    _refuse_long("contact", contact.code, CONTACT_CODE, company)


def refuse_voucher(voucher: books.Voucher, known: Known) -> None:
    """Raise PackageRefused for a voucher that lies in no fiscal year, or names what is not there."""
    name = f"voucher {voucher.journal} {voucher.year} {voucher.number}"
    if voucher.journal not in known.journals:
        raise _lacks(name, "is in a series", known)
    year = known.years.get(voucher.year)
    if year is None or not year[0] <= voucher.date <= year[1]:
        raise refusal(f"{name} is dated outside its fiscal year", company=known.company)
    for line in voucher.lines:
        if line.account not in known.accounts:
            raise _lacks(name, f"is on the ledger account “{line.account}”", known)
        if line.contact is not None and line.contact not in known.contacts:
            raise _lacks(name, f"names the contact “{line.contact}”", known)
        if line.tax_code and line.tax_code not in known.tax_codes:
            raise _lacks(name, f"names the VAT code “{line.tax_code}”", known)
        if line.article and line.article not in known.articles:
            raise _lacks(name, f"names the article “{line.article}”", known)
        _refuse_analysis(line, name, known)


def _refuse_analysis(line: books.Line, name: str, known: Known) -> None:
    kinds: tuple[tuple[books.DimensionType, str], ...] = (
        ("cost_center", line.cost_center),
        ("cost_unit", line.cost_unit),
        ("project", line.project),
    )
    for kind, code in kinds:
        if code and (kind, code) not in known.dimensions:
            raise _lacks(name, f"names the {kind.replace('_', ' ')} “{code}”", known)


def _lacks(what: str, missing: str, known: Known) -> PackageRefused:
    return refusal(f"{what} {missing}, which does not exist", company=known.company)


def _refuse_number(number: str, company: str) -> None:
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= LARGEST_ACCOUNT):
        raise refusal(
            f"the ledger account “{number}” is not a number from 1 to {LARGEST_ACCOUNT}, as eAccounting demands",
            company=company,
            way_out="Choose books whose accounts have numbers only",
        )


def _refuse_long(kind: str, code: str, length: int, company: str) -> None:
    if not code or len(code) > length:
        raise refusal(f"the {kind} “{code}” is empty or has more than {length} characters", company=company)


def _refuse_doubles(kind: str, codes: list[str], company: str) -> None:
    doubles = [code for code, count in Counter(codes).items() if count > 1]
    if doubles:
        raise refusal(f"there is more than one {kind} “{doubles[0]}”", company=company)
