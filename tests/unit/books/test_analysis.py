from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from generated import accounts, of_journal, result_lines

from boekhaak.errors import InvalidInput
from boekhaak.testing.books.generator import COUNTRIES, generate, new_article, new_document
from boekhaak.testing.books.model import Company

CENT = Decimal("0.01")


@pytest.fixture(scope="module", params=COUNTRIES)
def company(request: pytest.FixtureRequest) -> Company:
    return generate(lines=6_000, countries=[request.param], result_posted=True, seed=2).companies[0]


def test_a_company_has_a_few_dimensions_of_each_type(company: Company) -> None:
    found = Counter(dimension.type for dimension in company.dimensions)

    assert set(found) == {"cost_center", "cost_unit", "project"}
    assert all(2 <= count <= 6 for count in found.values())
    assert len({(one.type, one.code) for one in company.dimensions}) == len(company.dimensions)


def test_a_third_of_the_lines_on_result_accounts_have_a_cost_centre_and_fewer_the_others(company: Company) -> None:
    lines = list(result_lines(company))

    centers = sum(bool(line.cost_center) for line in lines) / len(lines)
    units = sum(bool(line.cost_unit) for line in lines) / len(lines)
    projects = sum(bool(line.project) for line in lines) / len(lines)

    assert 0.27 < centers < 0.40
    assert 0.08 < projects < units + 0.05 < centers


def test_lines_name_dimensions_that_the_company_has_and_only_on_result_accounts(company: Company) -> None:
    held = {kind: {one.code for one in company.dimensions if one.type == kind} for kind in _types(company)}
    by_number = accounts(company)

    for _, line in company.lines():
        assert line.cost_center in held["cost_center"] | {""}
        assert line.cost_unit in held["cost_unit"] | {""}
        assert line.project in held["project"] | {""}
        account = by_number[line.account]
        if account.nature == "balance" or account.role == "general":
            assert line.cost_center == line.cost_unit == line.project == ""


def test_a_company_has_ten_to_forty_articles_some_sold_and_some_bought(company: Company) -> None:
    assert 10 <= len(company.articles) <= 40
    assert len({article.code for article in company.articles}) == len(company.articles)
    assert len({article.name for article in company.articles}) == len(company.articles)
    for article in company.articles:
        assert (article.sales_price is not None) == article.is_sold
        assert (article.cost_price is not None) == article.is_bought
        assert article.is_sold or article.is_bought
        assert article.unit


def test_an_article_has_the_tax_code_of_its_direction(company: Company) -> None:
    directions = {code.code: code.direction for code in company.tax_codes}

    for article in company.articles:
        assert directions[article.tax_code] == ("sales" if article.is_sold else "purchase")
    sold = {article.tax_code for article in company.articles if article.is_sold}
    assert sold == {code.code for code in company.tax_codes if code.direction == "sales"}


def test_some_prices_have_four_decimals_and_none_has_more() -> None:
    companies = generate(companies=8, lines=10).companies
    prices = [one.sales_price for company in companies for one in company.articles if one.sales_price is not None]

    assert {price.as_tuple().exponent for price in prices} == {-2, -4} | {
        price.as_tuple().exponent for price in prices if price.as_tuple().exponent == -3
    }
    assert min(prices) > 0


def test_a_line_names_an_article_and_a_quantity_that_come_to_its_amount(company: Company) -> None:
    articles = {article.code: article for article in company.articles}
    sales = {id(line) for voucher in of_journal(company, "sales") for line in voucher.lines}
    named = [line for _, line in company.lines() if line.article]

    assert len(named) > 200
    for line in named:
        price = articles[line.article].sales_price
        assert id(line) in sales
        assert price is not None
        assert line.quantity
        assert abs(line.quantity * price + line.amount) <= CENT
        assert articles[line.article].tax_code == line.tax_code
    assert any(line.quantity % 1 for line in named if line.quantity)
    assert all(bool(line.article) == (line.quantity is not None) for _, line in company.lines())


def test_most_sales_lines_name_an_article(company: Company) -> None:
    by_number = accounts(company)
    sold = [
        bool(line.article)
        for voucher in of_journal(company, "sales")
        for line in voucher.lines
        if by_number[line.account].role == "revenue"
    ]

    assert sum(sold) > len(sold) * 0.4


def test_a_third_of_the_purchase_invoices_and_some_sales_invoices_have_a_scan(company: Company) -> None:
    posted = {one.voucher: one for one in company.invoices if one.voucher}
    scans = [document for document in company.documents if document.voucher]
    by_direction = Counter(posted[document.voucher].direction for document in scans)
    of_direction = Counter(one.direction for one in posted.values())

    assert 0.22 < by_direction["purchase"] / of_direction["purchase"] < 0.45
    assert 0.02 < by_direction["sales"] / of_direction["sales"] < 0.20
    assert len({document.voucher for document in scans}) == len(scans)
    for document in scans:
        invoice = posted[document.voucher]
        (scan,) = document.attachments
        assert document.type == {"sales": "Sales invoice", "purchase": "Purchase invoice"}[invoice.direction]
        assert (document.contact, document.date) == (invoice.contact, invoice.date)
        assert document.subject.endswith(invoice.reference or invoice.number)
        assert scan.name.endswith(".pdf")
        assert 5_000 <= scan.size <= 60_000
        assert next(scan.content()).startswith(b"%PDF-")


def test_a_few_documents_belong_to_no_invoice(company: Company) -> None:
    alone = [document for document in company.documents if not document.voucher]
    kinds = [tuple(one.name[-4:] for one in document.attachments) for document in alone]

    assert 2 <= len(alone) <= 6
    assert set(kinds) == {(), (".txt", ".png")}


def test_documents_and_their_files_have_names_of_their_own(company: Company) -> None:
    names = [one.name for document in company.documents for one in document.attachments]

    assert len({document.number for document in company.documents}) == len(company.documents)
    assert len(set(names)) == len(names)
    assert all(name.isascii() and " " not in name for name in names)


def test_a_new_document_and_a_new_article_are_not_yet_held(company: Company) -> None:
    document, article = new_document(company), new_article(company)
    more = replace(company, documents=(*company.documents, document), articles=(*company.articles, article))

    assert new_document(more).number != document.number
    assert new_article(more).code != article.code
    assert document.number not in {one.number for one in company.documents}
    assert document.attachments
    assert company.periods[0].start <= document.date <= company.periods[-1].end
    assert article.code not in {one.code for one in company.articles}
    assert article.tax_code in {code.code for code in company.tax_codes if code.direction == "sales"}


def test_books_without_periods_take_no_new_document(company: Company) -> None:
    with pytest.raises(InvalidInput, match="has no period"):
        new_document(replace(company, periods=()))


def test_what_belongs_to_a_company_is_the_same_for_the_same_seed() -> None:
    first, second = (generate(lines=300, seed=4).companies[0] for _ in range(2))

    assert first.articles == second.articles
    assert first.documents == second.documents
    assert first.invoices == second.invoices
    assert first != generate(lines=300, seed=5).companies[0]


def _types(company: Company) -> set[str]:
    return {dimension.type for dimension in company.dimensions}
