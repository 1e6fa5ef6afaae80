"""Invented books of companies in six countries, of any size, the same for the same seed.

No real person or company is meant: names are put together from words, numbers lie where no registry gives them out.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from boekhaak.errors import InvalidInput
from boekhaak.testing.books import contacts, documents, invoices
from boekhaak.testing.books.articles import article, some_kinds
from boekhaak.testing.books.collection import without_collection
from boekhaak.testing.books.company import Plan, company
from boekhaak.testing.books.countries.known import country as country_of
from boekhaak.testing.books.model import (
    Account,
    Article,
    Books,
    Company,
    Contact,
    Document,
    Invoice,
    Journal,
    Line,
    Period,
    Voucher,
)
from boekhaak.testing.books.variants import Parties
from boekhaak.testing.books.years import budgets, day_in, financial_years, last_month

COUNTRIES = ("NL", "BE", "FR", "GB", "NO", "SE")
MOST_LINES = 1_000_000


@without_collection()
def generate(
    *,
    companies: int = 1,
    lines: int = 200,
    seed: int = 1,
    years: int = 3,
    countries: Sequence[str] = ("NL", "BE"),
    last_year: int = 2025,
    first_month: int | None = None,
    thirteenth_period: bool | None = None,
    result_posted: bool | None = None,
    foreign_currency: bool | None = None,
    variants: bool | None = False,
) -> Books:
    """Return books with exactly ``lines`` ledger lines a company, from 1 to 1,000,000.

    ``countries``          NL, BE, FR, GB, NO and SE, taken in turn; each keeps its books in its own currency.
    ``last_year``          the number of the last financial year; a year has the number of the year in which it ends.
    ``first_month``        7 gives broken years from July to June.
    ``thirteenth_period``  a period of adjusting entries on the last day of each year.
    ``result_posted``      a voucher at the end of each year but the last moves its result to the reserves; without it
                           the balance accounts of later years do not add up to zero.
    ``foreign_currency``   contacts in countries with another currency, with invoices in theirs.
    ``variants``           each contact has an identity; one in eight is a variant of another of the same or an earlier
                           company, and some only look like one.

    What is None differs from company to company, as the seed will. A single line is one of nothing, as every voucher
    adds up to zero; very few lines leave no room for variants of the years. ``declared`` holds the closing of each account in
    each period in which it moved, at any size: there are at most accounts times periods.

    Raises: InvalidInput for numbers out of range and other countries.
    """
    _check(
        countries,
        companies=(companies, 1, 1_000),
        lines=(lines, 1, MOST_LINES),
        years=(years, 1, 50),
        last_year=(last_year, 1970, 2100),
        first_month=(first_month or 1, 1, 12),
    )
    taken: set[str] = set()
    parties = Parties()
    made = []
    for index in range(companies):
        rng = random.Random(f"{seed}/{index}")
        months = first_month or rng.choice((1, 1, 7, 1, 4, 10))
        plan = Plan(
            origin=f"{seed}/{index}",
            country=country_of(countries[index % len(countries)]),
            years=financial_years(last_year, years, months, thirteenth=_either(thirteenth_period, rng)),
            budgets=budgets(lines, years),
            result_posted=_either(result_posted, rng),
            foreign=_either(foreign_currency, rng),
        )
        mixed = _either(variants, plan.stream("mixed"))
        made.append(company(plan, rng, taken, parties if mixed else None))
    return Books(tuple(made))


def new_voucher(company: Company, *, number: str, seed: int = 0) -> Voucher:
    """Return a balanced voucher that is not yet in the books, in their last month and on their own accounts.

    It stands in a general journal where there is one. Raises: InvalidInput when the number is taken there, and when
    the company has no journal, no period or fewer than two accounts.
    """
    if not company.journals or not company.periods or len(company.accounts) < 2:
        raise _lacking(company, "journal, no period or too few accounts", "SIE of type 4, SAF-T, or generated ones")
    rng = random.Random(f"{seed}/{number}")
    journal = next((journal for journal in company.journals if journal.type == "general"), company.journals[0])
    period = last_month(company)
    _check_free(company, journal, period, number)
    first, second = _accounts_of(company, journal)
    amount = Decimal(rng.randrange(1_000, 100_000)).scaleb(-2)
    text = f"{country_of(company.country).language.texts['entry']} {number}"
    day = day_in(rng, period)
    lines = (Line(first, -amount, text), Line(second, amount, text))
    return Voucher(journal.code, number, day, period.year, period.period, text, lines)


def new_contact(company: Company, *, seed: int = 0) -> Contact:
    """Return an invented customer that is not yet among the company's contacts, in the company's country."""
    rng = random.Random(f"{seed}/{company.name}")
    code = _free_number({contact.code for contact in company.contacts}, 90_001 + rng.randrange(1_000))
    country = country_of(company.country)
    return contacts.contact(
        rng,
        country,
        code=code,
        seat=country,
        is_customer=True,
        is_supplier=False,
        taken={contact.name for contact in company.contacts},
    )


def changed_contact(contact: Contact, *, seed: int = 0) -> Contact:
    """Return the contact after it moved: other addresses in the same country and another telephone number."""
    rng = random.Random(f"{seed}/{contact.code}/{contact.name}")
    country = country_of(next((address.country for address in contact.addresses if address.country), "NL"))
    moved = contacts.addresses(rng, country, country)
    while moved == contact.addresses:
        moved = contacts.addresses(rng, country, country)
    return replace(contact, addresses=moved, phone=contacts.phone(rng, country))


def new_invoice(company: Company, *, seed: int = 0) -> Invoice:
    """Return an open sales invoice without a number, in the last month of the books and not yet posted.

    Raises: InvalidInput when the company has no period, sells nothing, or has no customer or no revenue account at home.
    """
    able = invoices.customers(company) and invoices.sold_articles(company) and invoices.of_role(company, "revenue")
    if not able or not company.periods:
        raise _lacking(company, "period, no article, no revenue account or no customer at home", "generated ones")
    return invoices.sales_invoice(random.Random(f"{seed}/{company.name}/invoice"), company, state="open")


def posted(company: Company, invoice: Invoice, *, number: str) -> Voucher:
    """Return the voucher that an unposted sales invoice becomes: receivable first, then revenue, then tax.

    Raises: InvalidInput when the invoice is posted already or from a supplier, the number is taken, or the company has
    no sales journal, no account for it or no period of its date.
    """
    if invoice.state == "posted" or invoice.direction != "sales":
        raise InvalidInput(
            f"invoice {invoice.number} is posted already, or from a supplier",
            way_out="Choose an unposted sales invoice",
        )
    journal = next((journal for journal in company.journals if journal.type == "sales"), None)
    period = next((one for one in company.periods if one.start <= invoice.date <= one.end), None)
    able = invoices.of_role(company, "receivable") and invoices.tax_accounts(company)
    if journal is None or period is None or not able:
        raise _lacking(company, "sales journal, no account for sales, or no period of that date", "generated ones")
    _check_free(company, journal, period, number)
    lines = invoices.postings(company, invoice)
    return Voucher(journal.code, number, invoice.date, period.year, period.period, invoice.description, lines)


def new_document(company: Company, *, seed: int = 0) -> Document:
    """Return a document with two files that is not yet in the archive, in the last month of the books.

    Raises: InvalidInput when the company has no period.
    """
    if not company.periods:
        raise _lacking(company, "period", "SIE of type 4, SAF-T, or generated ones")
    rng = random.Random(f"{seed}/{company.name}/document")
    number = _free_number({document.number for document in company.documents}, 900_001 + rng.randrange(1_000))
    return documents.paper(rng, company, number=number, with_files=True)


def new_article(company: Company, *, seed: int = 0) -> Article:
    """Return an invented article that is not yet among the company's own, and is sold at its first rate of tax."""
    rng = random.Random(f"{seed}/{company.name}/article")
    language = country_of(company.country).language
    code = _free_number({article.code for article in company.articles}, 9_001 + rng.randrange(100))
    tax_code = next((one.code for one in company.tax_codes if one.direction == "sales"), "")
    (kind,) = some_kinds(rng, language, 1)
    return article(rng, language, code=code, tax_code=tax_code, is_sold=True, is_bought=False, kind=kind)


def _accounts_of(company: Company, journal: Journal) -> tuple[str, str]:
    """Return what a voucher credits and what it debits: the journal's own account or a liquid one, and a cost."""

    def ranked(account: Account, roles: Sequence[str], nature: str) -> tuple[bool, bool, str]:
        return account.role not in roles, account.nature != nature, account.number

    first = journal.account or min(company.accounts, key=lambda account: ranked(account, ("bank",), "balance")).number
    others = [account for account in company.accounts if account.number != first]
    return first, min(others, key=lambda account: ranked(account, ("cost",), "result")).number


def _check_free(company: Company, journal: Journal, period: Period, number: str) -> None:
    if any((held.journal, held.year, held.number) == (journal.code, period.year, number) for held in company.vouchers):
        raise InvalidInput(
            f"journal {journal.code} of “{company.name}” already holds a voucher {number} in {period.year}",
            way_out="Choose another number",
        )


def _lacking(company: Company, what: str, choice: str) -> InvalidInput:
    return InvalidInput(f"“{company.name}” has no {what}", way_out=f"Choose books that hold these: {choice}")


def _free_number(taken: set[str], first: int) -> str:
    while str(first) in taken:
        first += 1
    return str(first)


def _either(wanted: bool | None, rng: random.Random) -> bool:
    return rng.random() < 0.5 if wanted is None else wanted


def _check(countries: Sequence[str], **numbers: tuple[int, int, int]) -> None:
    """Refuse a number that does not lie between the two after it, and countries without a chart."""
    for name, (value, least, most) in numbers.items():
        if not least <= value <= most:
            raise InvalidInput(f"{name} cannot be {value}", way_out=f"Take a number from {least} to {most}")
    unknown = sorted(set(countries) - set(COUNTRIES))
    if unknown or not countries:
        raise InvalidInput(
            f"no companies are invented for {', '.join(unknown) or 'no country'}",
            way_out=f"Choose from {', '.join(COUNTRIES)}",
        )
