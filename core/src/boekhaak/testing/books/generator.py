"""Invented books of Dutch and Belgian companies, of any size, the same for the same seed.

No real person or company is meant: names are put together from words, numbers lie where no registry gives them out.
"""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from boekhaak.errors import InvalidInput
from boekhaak.testing.books import contacts, names
from boekhaak.testing.books.bookkeeping import Bookkeeper
from boekhaak.testing.books.charts import chart
from boekhaak.testing.books.daybook import Daybook
from boekhaak.testing.books.model import Account, Books, Company, Contact, Journal, Line, Period, Voucher

COUNTRIES = ("NL", "BE")
MOST_LINES = 1_000_000


def generate(
    *,
    companies: int = 1,
    lines: int = 200,
    seed: int = 1,
    years: int = 3,
    countries: Sequence[str] = COUNTRIES,
    last_year: int = 2025,
    first_month: int | None = None,
    thirteenth_period: bool | None = None,
    result_posted: bool | None = None,
    foreign_currency: bool | None = None,
) -> Books:
    """Return books with exactly ``lines`` ledger lines a company, from 1 to 1,000,000.

    ``countries``          NL and BE, taken in turn.
    ``last_year``          the number of the last financial year; a year has the number of the year in which it ends.
    ``first_month``        7 gives broken years from July to June.
    ``thirteenth_period``  a period of adjusting entries on the last day of each year.
    ``result_posted``      a voucher at the end of each year but the last moves its result to the reserves; without it
                           the balance accounts of later years do not add up to zero.
    ``foreign_currency``   contacts in the United Kingdom and the United States, with invoices in their currency.

    What is None differs from company to company, as the seed will. A single line is one of nothing, as every voucher
    adds up to zero; very few lines leave no room for variants. ``declared`` holds the closing of each account in each
    period in which it moved, at any size: there are at most accounts times periods.

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
    made = []
    for index in range(companies):
        rng = random.Random(f"{seed}/{index}")
        made.append(
            _company(
                rng,
                countries[index % len(countries)],
                taken,
                budgets=_budgets(lines, years),
                periods=_periods(
                    last_year,
                    years,
                    first_month or rng.choice((1, 1, 7, 1, 4, 10)),
                    thirteenth=_either(thirteenth_period, rng),
                ),
                result_posted=_either(result_posted, rng),
                foreign=_either(foreign_currency, rng),
            )
        )
    return Books(tuple(made))


def new_voucher(company: Company, *, number: str, seed: int = 0) -> Voucher:
    """Return a balanced voucher that is not yet in the books, in their last month and on their own accounts.

    It stands in a general journal where there is one. Raises: InvalidInput when the number is taken there, and when
    the company has no journal, no period or fewer than two accounts.
    """
    if not company.journals or not company.periods or len(company.accounts) < 2:
        raise InvalidInput(
            f"“{company.name}” has no journal, no period or too few accounts",
            way_out="Choose books that hold vouchers: SIE of type 4, SAF-T, or generated ones",
        )
    rng = random.Random(f"{seed}/{number}")
    journal = next((journal for journal in company.journals if journal.type == "general"), company.journals[0])
    period = max(company.periods, key=lambda period: (period.end > period.start, period.year, period.period))
    if any((held.journal, held.year, held.number) == (journal.code, period.year, number) for held in company.vouchers):
        raise InvalidInput(
            f"journal {journal.code} of “{company.name}” already holds a voucher {number} in {period.year}",
            way_out="Choose another number",
        )
    first, second = _accounts_of(company, journal)
    amount = Decimal(rng.randrange(1_000, 100_000)).scaleb(-2)
    text = f"Boeking {number}"
    day = period.start + timedelta(days=rng.randrange((period.end - period.start).days + 1))
    lines = (Line(first, -amount, text), Line(second, amount, text))
    return Voucher(journal.code, number, day, period.year, period.period, text, lines)


def new_contact(company: Company, *, seed: int = 0) -> Contact:
    """Return an invented customer that is not yet among the company's contacts, in the company's country."""
    rng = random.Random(f"{seed}/{company.name}")
    held = {contact.code for contact in company.contacts}
    number = 90_001 + rng.randrange(1_000)
    while str(number) in held:
        number += 1
    return contacts.contact(
        rng,
        code=str(number),
        country=company.country,
        is_customer=True,
        is_supplier=False,
        taken={contact.name for contact in company.contacts},
    )


def changed_contact(contact: Contact, *, seed: int = 0) -> Contact:
    """Return the contact after it moved: other addresses in the same country and another telephone number."""
    rng = random.Random(f"{seed}/{contact.code}/{contact.name}")
    country = next((address.country for address in contact.addresses if address.country), "NL")
    moved = contacts.addresses(rng, country)
    while moved == contact.addresses:
        moved = contacts.addresses(rng, country)
    return replace(contact, addresses=moved, phone=contacts.phone(rng, country))


def _company(
    rng: random.Random,
    country: str,
    taken: set[str],
    *,
    budgets: Sequence[int],
    periods: Sequence[tuple[Period, ...]],
    result_posted: bool,
    foreign: bool,
) -> Company:
    name = names.company_name(rng, country, taken)
    registration_number, vat_number = contacts.registration(rng, country)
    held = contacts.contacts(rng, country, min(2_000, max(10, sum(budgets) // 50)), foreign=foreign)
    used = chart(country)
    book = Daybook(used)
    keeper = Bookkeeper(rng, used, held, book)
    keeper.open(periods[0][0].start)
    for year, budget in zip(periods, budgets, strict=True):
        keeper.write_year(year, budget, allocate=result_posted and year is not periods[-1])
    return Company(
        name=name,
        country=country,
        currency="EUR",
        registration_number=registration_number,
        vat_number=vat_number,
        city=names.place(rng, country)[0],
        periods=tuple(period for year in periods for period in year),
        accounts=used.accounts,
        journals=tuple(used.journals.values()),
        tax_codes=used.tax_codes,
        contacts=held,
        openings=book.openings,
        vouchers=tuple(book.vouchers),
        declared=book.declared(),
    )


def _budgets(lines: int, years: int) -> list[int]:
    """Divide the lines evenly over the years; too few for that all go to the last one."""
    each = lines // years if lines // years >= 2 else 0
    return [*[each] * (years - 1), lines - each * (years - 1)]


def _periods(last_year: int, years: int, first_month: int, *, thirteenth: bool) -> list[tuple[Period, ...]]:
    found = []
    for year in range(last_year - years + 1, last_year + 1):
        first = (year if first_month == 1 else year - 1) * 12 + first_month - 1
        months = [_month(year, number + 1, first + number) for number in range(12)]
        if thirteenth:
            months.append(Period(year, 13, months[-1].end, months[-1].end))
        found.append(tuple(months))
    return found


def _month(year: int, period: int, month: int) -> Period:
    """Make a period of a month, which is counted from the year zero."""
    start = date(month // 12, month % 12 + 1, 1)
    return Period(year, period, start, start.replace(day=monthrange(start.year, start.month)[1]))


def _accounts_of(company: Company, journal: Journal) -> tuple[str, str]:
    """Return what a voucher credits and what it debits: the journal's own account or a liquid one, and a cost."""

    def ranked(account: Account, roles: Sequence[str], nature: str) -> tuple[bool, bool, str]:
        return account.role not in roles, account.nature != nature, account.number

    first = journal.account or min(company.accounts, key=lambda account: ranked(account, ("bank",), "balance")).number
    others = [account for account in company.accounts if account.number != first]
    return first, min(others, key=lambda account: ranked(account, ("cost",), "result")).number


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
            way_out=f"Choose from {' and '.join(COUNTRIES)}",
        )
