"""What a user of the vendor's own screens does to articles, dimensions, documents and exchange rates.

Source: FACTS.md#sync, FACTS.md#deletions.
"""

from __future__ import annotations

from collections.abc import Callable

from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.division import DimensionKey, Division
from boekhaak_exact_online.simulator.refusals import refusal, refuse_document, refuse_exchange_rate

Analysed = books.Line | books.InvoiceLine


def add_article(division: Division, article: books.Article) -> None:
    """Add an article. Raises: PackageRefused."""
    if article.code in division.articles.rows:
        raise refusal(f"there is an article “{article.code}” already", company=division.company.name)
    division.articles.put(article)


def change_article(division: Division, article: books.Article) -> None:
    """Replace the article of the same code. Raises: PackageRefused."""
    _refuse_missing_article(division, article.code)
    division.articles.put(article)


def delete_article(division: Division, code: str) -> None:
    """Delete an article. Raises: PackageRefused while a line names it."""
    _refuse_missing_article(division, code)
    _refuse_used(division, f"the article “{code}”", lambda line: line.article == code)
    division.articles.remove(code)


def change_dimension(division: Division, dimension: books.Dimension) -> None:
    """Replace the dimension of the same type and code, or add it."""
    division.dimensions.put(dimension)


def delete_dimension(division: Division, key: DimensionKey) -> None:
    """Delete a dimension. Raises: PackageRefused while a line names it."""
    kind, code = key
    name = f"{kind.replace('_', ' ')} “{code}”"
    if key not in division.dimensions.rows:
        raise refusal(f"there is no {name}", company=division.company.name)
    _refuse_used(division, f"the {name}", lambda line: getattr(line, kind) == code)
    division.dimensions.remove(key)


def add_document(division: Division, document: books.Document) -> None:
    """Put a document with its files into the archive. Raises: PackageRefused."""
    refuse_document(document, division.known)
    if document.number in division.archive.documents.rows:
        raise refusal(f"there is a document “{document.number}” already", company=division.company.name)
    division.archive.add(document)


def delete_document(division: Division, number: str) -> None:
    """Delete a document with its files. Raises: PackageRefused."""
    if number not in division.archive.documents.rows:
        raise refusal(f"there is no document “{number}”", company=division.company.name)
    division.archive.remove(number)


def add_exchange_rate(division: Division, rate: books.ExchangeRate) -> None:
    """Note a rate, or replace the one of the same day. Raises: PackageRefused."""
    refuse_exchange_rate(rate, division.known)
    division.exchange_rates.put(rate)


def _refuse_missing_article(division: Division, code: str) -> None:
    if code not in division.articles.rows:
        raise refusal(f"there is no article “{code}”", company=division.company.name)


def _refuse_used(division: Division, what: str, names: Callable[[Analysed], bool]) -> None:
    entries = (rows[0].thing for rows in division.entries.values())
    posted = sum(names(line) for entry in entries for line in entry.voucher.lines)
    unposted = sum(names(line) for _, invoice in division.trade.unposted() for line in invoice.lines)
    if posted or unposted:
        raise refusal(
            f"{what} is used in {posted + unposted} lines",
            company=division.company.name,
            way_out="Delete those vouchers and invoices first",
        )
