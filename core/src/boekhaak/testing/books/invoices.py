"""Invented sales invoices that are not posted, and the voucher that such an invoice becomes."""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from boekhaak.testing.books.articles import decimals
from boekhaak.testing.books.countries.known import country
from boekhaak.testing.books.dimensions import pick
from boekhaak.testing.books.model import Account, AccountRole, Article, Company, Contact, Invoice, InvoiceLine, Line
from boekhaak.testing.books.open_items import due
from boekhaak.testing.books.years import day_in, last_month

FEWEST, MOST = 3, 12
CENT = Decimal("0.01")


def unposted(rng: random.Random, company: Company) -> tuple[Invoice, ...]:
    """Return three to twelve sales invoices in the last month: drafts, and open ones, half of them with the next number."""
    found = []
    year = last_month(company).year
    sold = [one.voucher for one in company.invoices if one.direction == "sales" and one.voucher]
    number = max((int(key[2]) for key in sold if key[1] == year), default=year % 100 * 10**6)
    for _ in range(rng.randrange(FEWEST, MOST + 1)):
        state: Literal["draft", "open"] = rng.choice(("draft", "open", "open"))
        numbered = state == "open" and rng.random() < 0.5
        number += numbered
        found.append(sales_invoice(rng, company, state=state, number=f"{number:08d}" if numbered else ""))
    return tuple(found)


def sales_invoice(
    rng: random.Random, company: Company, *, state: Literal["draft", "open"], number: str = ""
) -> Invoice:
    """Return an invoice to a customer at home, of one to four articles; the company must have both."""
    contact = rng.choice(customers(company))
    day = day_in(rng, last_month(company))
    sold = sold_articles(company)
    lines = tuple(_line(rng, company, one) for one in rng.sample(sold, min(len(sold), rng.randrange(1, 5))))
    return Invoice(
        direction="sales",
        state=state,
        number=number,
        contact=contact.code,
        date=day,
        due_date=due(contact, day),
        amount=sum((line.amount + line.tax_amount for line in lines), Decimal()),
        description=lines[0].description,
        lines=lines,
    )


def customers(company: Company) -> list[Contact]:
    """Return the customers that have their seat in the company's own country."""
    return [one for one in company.contacts if one.is_customer and one.addresses[:1] and _at_home(one, company)]


def sold_articles(company: Company) -> list[Article]:
    """Return what the company sells."""
    return [one for one in company.articles if one.sales_price is not None]


def postings(company: Company, invoice: Invoice) -> tuple[Line, ...]:
    """Return the lines of the voucher that an invoice becomes: receivable, what is charged, and the tax of each code."""
    contact, name = invoice.contact, country(company.country).language.texts["tax"]
    first = Line(of_role(company, "receivable")[0].number, invoice.amount, invoice.description, contact)
    charged = tuple(
        Line(
            line.account,
            -line.amount,
            line.description,
            contact,
            line.tax_code,
            cost_center=line.cost_center,
            cost_unit=line.cost_unit,
            project=line.project,
            article=line.article,
            quantity=line.quantity,
        )
        for line in invoice.lines
    )
    taxes: dict[str, Decimal] = defaultdict(Decimal)
    for line in invoice.lines:
        taxes[line.tax_code] += line.tax_amount
    taxed = tuple(Line(_tax_account(company, code), -tax, name, contact, code) for code, tax in taxes.items() if tax)
    return (first, *charged, *taxed)


def of_role(company: Company, role: AccountRole) -> list[Account]:
    """Return the accounts of a role."""
    return [account for account in company.accounts if account.role == role]


def tax_accounts(company: Company) -> list[Account]:
    """Return what takes the tax on sales, in the order of the tax codes; the last takes that of all further codes."""
    return [account for account in of_role(company, "vat") if account.side == "credit"]


def _line(rng: random.Random, company: Company, article: Article) -> InvoiceLine:
    price = article.sales_price or Decimal()
    places = decimals(country(company.country).language, article.unit)
    quantity = Decimal(rng.randrange(1, 40 * 10**places)).scaleb(-places)
    amount = _rounded(quantity * price)
    percentages = {code.code: code.percentage for code in company.tax_codes}
    revenue = of_role(company, "revenue")
    account = next((one for one in revenue if one.tax_code == article.tax_code), revenue[0])
    codes = pick(rng, company.dimensions)
    return InvoiceLine(
        description=article.name,
        amount=amount,
        account=account.number,
        tax_amount=_rounded(amount * percentages.get(article.tax_code, Decimal()) / 100),
        tax_code=article.tax_code,
        article=article.code,
        quantity=quantity,
        unit=article.unit,
        unit_price=price,
        cost_center=codes.cost_center,
        cost_unit=codes.cost_unit,
        project=codes.project,
    )


def _tax_account(company: Company, code: str) -> str:
    """Return what takes the tax of a code; of one that is not the company's, what takes that of the first."""
    codes = [one.code for one in company.tax_codes if one.direction == "sales"]
    accounts = tax_accounts(company)
    return accounts[min(codes.index(code) if code in codes else 0, len(accounts) - 1)].number


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _at_home(contact: Contact, company: Company) -> bool:
    return contact.addresses[0].country == company.country
