"""Books, and changes of them, that the vendor's system could not hold: each is refused with a sentence."""

from __future__ import annotations

from collections import Counter

from boekhaak.plugin import PackageRefused
from boekhaak.testing.books import model as books

LARGEST_SHORT = 32_767


def refusal(what: str, *, company: str, way_out: str = "Change the books") -> PackageRefused:
    """Return the error for something that this simulator does not take."""
    return PackageRefused(what, way_out=way_out, package="twentyfour_seven", company=company)


def account_number(number: str, company: str) -> int:
    """Return a ledger account's number as the vendor's short. Raises: PackageRefused. Source: FACTS.md#accounts."""
    if not (number.isascii() and number.isdecimal()):
        raise refusal(
            f"the ledger account “{number}” is no whole number, and 24SevenOffice has no others", company=company
        )
    if number.startswith("0"):
        raise refusal(
            f"the ledger account “{number}” begins with a zero, which a whole number does not keep", company=company
        )
    if int(number) > LARGEST_SHORT:
        raise refusal(
            f"the ledger account “{number}” is beyond {LARGEST_SHORT}, the highest number of 24SevenOffice",
            company=company,
        )
    return int(number)


def refuse_company(company: books.Company) -> None:
    """Raise PackageRefused for books beyond what 24SevenOffice can hold, or that refer to what they do not have."""
    _refuse_doubles(
        "ledger account", [str(account_number(one.number, company.name)) for one in company.accounts], company.name
    )
    for kind, codes in (
        ("journal", [journal.code for journal in company.journals]),
        ("VAT code", [code.code for code in company.tax_codes]),
        ("contact", [contact.code for contact in company.contacts]),
        ("voucher", [f"{v.journal} {v.year} {v.number}" for v in company.vouchers]),
        ("article", [article.code for article in company.articles]),
        ("document", [document.number for document in company.documents]),
    ):
        _refuse_doubles(kind, codes, company.name)
    for account in company.openings:
        if account not in {one.number for one in company.accounts}:
            raise refusal(
                f"a balance stands on the ledger account “{account}”, which does not exist", company=company.name
            )
    if any(company.openings.values()) and not company.periods:
        raise refusal("there are openings and no periods", company=company.name)
    refuse_vouchers(company, company.vouchers)


def refuse_vouchers(company: books.Company, vouchers: tuple[books.Voucher, ...]) -> None:
    """Raise PackageRefused for vouchers that name what the company does not have."""
    journals = {journal.code for journal in company.journals}
    accounts = {account.number for account in company.accounts}
    contacts = {contact.code for contact in company.contacts}
    articles = {article.code for article in company.articles}
    dimensions = {(held.type, held.code) for held in company.dimensions}
    for voucher in vouchers:
        lacking = "" if voucher.journal in journals else f"journal “{voucher.journal}”"
        for line in voucher.lines:
            named = (("cost_center", line.cost_center), ("cost_unit", line.cost_unit), ("project", line.project))
            if line.account not in accounts:
                lacking = f"ledger account “{line.account}”"
            elif line.contact is not None and line.contact not in contacts:
                lacking = f"contact “{line.contact}”"
            elif line.article and line.article not in articles:
                lacking = f"article “{line.article}”"
            for type_, code in named:
                if code and (type_, code) not in dimensions:
                    lacking = f"{type_.replace('_', ' ')} “{code}”"
        if lacking:
            raise refusal(
                f"voucher {voucher.journal} {voucher.year} {voucher.number} names the {lacking}, which does not exist",
                company=company.name,
            )


def _refuse_doubles(kind: str, codes: list[str], company: str) -> None:
    doubles = [code for code, count in Counter(codes).items() if count > 1]
    if doubles:
        raise refusal(f"there is more than one {kind} “{doubles[0]}”", company=company)
