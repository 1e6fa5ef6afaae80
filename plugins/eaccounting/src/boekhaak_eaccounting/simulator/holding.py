"""A company's books with what its rows refer to: years, accounts, codes, GUIDs, unpaid invoices and files."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from boekhaak.clock import Clock
from boekhaak.testing.books import model as books
from boekhaak.testing.books.declared import differences
from boekhaak_eaccounting.simulator.fiscal_years import FiscalYear, fiscal_years
from boekhaak_eaccounting.simulator.paper import Paper, papers
from boekhaak_eaccounting.simulator.refusals import Known, refuse_company
from boekhaak_eaccounting.simulator.values import guid

BOOKED_AT = time(17, tzinfo=UTC)


class Holding:
    """The books of one company. Raises: PackageRefused for books that eAccounting cannot hold.

    ``key`` is the name with which it began: GUIDs are made of it, and grants name it, so that both stay when it is renamed.
    """

    def __init__(self, company: books.Company, clock: Clock) -> None:
        self.company = company
        self.key = company.name
        self.clock = clock
        self.years = fiscal_years(company.name, company.periods)
        self.accounts = {account.number: account for account in company.accounts}
        self.journals = {journal.code: journal for journal in company.journals}
        self.tax_codes = {code.code: code for code in company.tax_codes}
        self.dimensions = {(held.type, held.code): held for held in company.dimensions}
        self.articles = {article.code: article for article in company.articles}
        self.contact_of = {contact.code: contact for contact in company.contacts}
        refuse_company(company, self.known)
        self.differences = differences(company)
        self.open_items = list(company.open_items)
        self.unpaid = {item.voucher: item for item in self.open_items if item.voucher is not None}
        self.papers_of: dict[books.VoucherKey, list[str]] = {}
        for document in company.documents:
            self.file(document)

    @property
    def known(self) -> Known:
        """What a change may name."""
        return Known(
            self.company.name,
            accounts=self.accounts,
            journals=self.journals,
            contacts=self.contact_of,
            tax_codes=self.tax_codes,
            dimensions=self.dimensions,
            articles=self.articles,
            years={number: (year.start, year.end) for number, year in self.years.items()},
        )

    @property
    def first_year(self) -> FiscalYear:
        """The first fiscal year."""
        return self.years[min(self.years)]

    def guid(self, *key: object) -> str:
        """Return the GUID of something in this company."""
        return guid(self.key, *key)

    def guid_of_code(self, kind: str, code: str) -> str | None:
        """Return the GUID of what has that code; None without one."""
        return self.guid(kind, code) if code else None

    def year_of(self, id_: str) -> FiscalYear | None:
        """Return the fiscal year with that GUID."""
        return next((year for year in self.years.values() if year.id == id_), None)

    def file(self, document: books.Document) -> list[Paper]:
        """Tie a document's files to its voucher, if it has one; returns the files."""
        found = list(papers(self.key, document))
        if document.voucher is not None and found:
            self.papers_of.setdefault(document.voucher, []).extend(paper.id for paper in found)
        return found

    def booked(self, day: date) -> datetime:
        """Return the afternoon of a day; now, where that has not come yet."""
        return min(datetime.combine(day, BOOKED_AT), self.clock.now())
