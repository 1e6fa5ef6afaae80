"""Books as a package that can hold less would give them back.

Accounts, dates, amounts and the grouping of postings into vouchers never change. Where a package cannot hold these, its
simulator refuses the books.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from pydantic import Field

from boekhaak.errors import InvalidInput
from boekhaak.models.value import Value
from boekhaak.testing.books.dimensions import Codes
from boekhaak.testing.books.model import Books, Company, Invoice, Line, Period, Voucher


class Limits(Value):
    """What a package can hold; one without any limit gives everything back.

    The first two are hard: books beyond them are refused. The others take away what the package has no place for.

    ``largest_account``        the largest account number, for numbers of digits only
    ``numeric_accounts``       account numbers have digits only
    ``purchase_invoices``      without: suppliers' invoices are vouchers only
    ``text_length``            of the texts of postings, in characters; the end is cut off
    ``voucher_text_length``    of the texts of vouchers
    ``foreign_amounts``        without: postings have no amount in another currency
    ``dimensions``             so many types of dimensions on a posting: cost centres stay before cost units, and these
                               before projects
    ``invoice_line_accounts``  without: lines of invoices that are not posted name no account
    ``journals``               without: vouchers name a series, of which nothing else is told
    ``account_sides``          without: accounts do not tell their side
    ``tax_directions``         without: tax codes do not tell what they are for
    ``extra_periods``          without: a year has its months only, and a voucher is in that of its day
    ``posting_details``        without: postings name no contact and no article, and have their voucher's day
    ``article_uses``           without: articles are sold, and name no tax code
    ``exchange_rates``         without: there are none
    ``open_item_accounts``     without: what is unpaid names no account
    ``earlier_open_items``     without: what is unpaid is of invoices that are vouchers in these books
    """

    largest_account: int | None = None
    numeric_accounts: bool = False
    purchase_invoices: bool = True
    text_length: int | None = Field(default=None, ge=0)
    voucher_text_length: int | None = Field(default=None, ge=0)
    foreign_amounts: bool = True
    dimensions: int | None = Field(default=None, ge=0)
    invoice_line_accounts: bool = True
    journals: bool = True
    account_sides: bool = True
    tax_directions: bool = True
    extra_periods: bool = True
    posting_details: bool = True
    article_uses: bool = True
    exchange_rates: bool = True
    open_item_accounts: bool = True
    earlier_open_items: bool = True


def projected(books: Books, limits: Limits) -> Books:
    """Return the books as a package with these limits gives them back. Raises: InvalidInput beyond a hard limit."""
    if problem := beyond(books, limits):
        raise InvalidInput(problem, way_out="Choose books with other account numbers, or another package")
    return Books(tuple(_company(company, limits) for company in books.companies))


def beyond(books: Books, limits: Limits) -> str:
    """Name the first thing in the books that is beyond a hard limit, in a sentence; nothing where all of it fits."""
    return next((text for company in books.companies for text in _problems(company, limits)), "")


def _problems(company: Company, limits: Limits) -> Iterator[str]:
    largest = limits.largest_account
    for number in _account_numbers(company):
        digits = number.isascii() and number.isdecimal()
        if limits.numeric_accounts and not digits:
            yield f"account {number} of “{company.name}” is not a number"
        if largest is not None and digits and int(number) > largest:
            yield f"account {number} of “{company.name}” is beyond {largest:,}, the largest account number"


def _account_numbers(company: Company) -> dict[str, None]:
    """Return every account number that the company names, each once, in the order in which they come."""
    return dict.fromkeys(
        chain(
            (account.number for account in company.accounts),
            (journal.account for journal in company.journals if journal.account is not None),
            company.openings,
            (line.account for _, line in company.lines()),
            (line.account for invoice in company.invoices for line in invoice.lines if line.account),
            (item.account for item in company.open_items),
            (row.account for row in company.declared),
        )
    )


def _company(company: Company, limits: Limits) -> Company:
    changes = _line_changes(limits)
    company = replace(
        company,
        vouchers=tuple(_voucher(voucher, limits, changes) for voucher in company.vouchers),
        invoices=tuple(_invoice(one, limits) for one in company.invoices if _is_held(one, limits)),
    )
    return _registers(company if limits.extra_periods else _in_months(company), limits)


def _registers(company: Company, limits: Limits) -> Company:
    """Return the company with what the package tells beside vouchers and invoices."""
    accounts, codes, articles, items = company.accounts, company.tax_codes, company.articles, company.open_items
    if not limits.account_sides:
        accounts = tuple(replace(one, side=None) for one in accounts)
    if not limits.tax_directions:
        codes = tuple(replace(one, direction=None) for one in codes)
    if not limits.article_uses:
        articles = tuple(replace(one, is_sold=True, is_bought=False, tax_code="") for one in articles)
    if not limits.earlier_open_items:
        items = tuple(one for one in items if one.voucher is not None)
    if not limits.open_item_accounts:
        items = tuple(replace(one, account="") for one in items)
    return replace(
        company,
        accounts=accounts,
        journals=company.journals if limits.journals else (),
        tax_codes=codes,
        articles=articles,
        exchange_rates=company.exchange_rates if limits.exchange_rates else (),
        open_items=items,
    )


def _in_months(company: Company) -> Company:
    """Return the company without periods that lie within another one, and each voucher in the period of its day."""
    months = tuple(one for one in company.periods if not any(_is_within(one, other) for other in company.periods))

    def moved(voucher: Voucher) -> Voucher:
        mine = (one.period for one in months if one.year == voucher.year and one.start <= voucher.date <= one.end)
        number = next(mine, voucher.period)
        return voucher if number == voucher.period else replace(voucher, period=number)

    return replace(company, periods=months, vouchers=tuple(moved(voucher) for voucher in company.vouchers))


def _is_within(one: Period, other: Period) -> bool:
    return (one.year == other.year and one.period > other.period) and other.start <= one.start <= one.end <= other.end


def _is_held(invoice: Invoice, limits: Limits) -> bool:
    return limits.purchase_invoices or invoice.direction != "purchase"


def _invoice(invoice: Invoice, limits: Limits) -> Invoice:
    if limits.invoice_line_accounts or not invoice.lines:
        return invoice
    return replace(invoice, lines=tuple(replace(line, account="") for line in invoice.lines))


def _voucher(voucher: Voucher, limits: Limits, changes: tuple[Callable[[Line], Line], ...]) -> Voucher:
    text = voucher.description[: limits.voucher_text_length]
    lines = voucher.lines
    for change in changes:
        lines = tuple(change(line) for line in lines)
    is_same = (text, lines) == (voucher.description, voucher.lines)
    return voucher if is_same else replace(voucher, description=text, lines=lines)


def _line_changes(limits: Limits) -> tuple[Callable[[Line], Line], ...]:
    """Return what is done to each posting; a posting without anything to take away stays the same object."""
    length, most = limits.text_length, limits.dimensions

    def cut(line: Line) -> Line:
        text = line.description[:length]
        return line if text == line.description else replace(line, description=text)

    def at_home(line: Line) -> Line:
        foreign = line.foreign_amount is not None or line.foreign_currency
        return replace(line, foreign_amount=None, foreign_currency="") if foreign else line

    def analysed(line: Line) -> Line:
        codes = Codes(line.cost_center, line.cost_unit, line.project)
        gone = [kind for kind, code in zip(Codes._fields, codes, strict=True) if code][most:]
        return replace(line, **codes._replace(**dict.fromkeys(gone, ""))._asdict()) if gone else line

    def bare(line: Line) -> Line:
        told = line.contact is not None or line.article or line.date is not None
        return replace(line, contact=None, article="", date=None) if told else line

    wanted = (
        (cut, length is not None),
        (at_home, not limits.foreign_amounts),
        (analysed, most is not None),
        (bare, not limits.posting_details),
    )
    return tuple(change for change, is_wanted in wanted if is_wanted)
