"""What several tests of generated books ask of a company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from boekhaak.testing.books.model import Account, Company, Line, Voucher

ZERO = Decimal()


def total(voucher: Voucher) -> Decimal:
    """Add up the lines of a voucher."""
    return sum((line.amount for line in voucher.lines), ZERO)


def of_journal(company: Company, kind: str) -> list[Voucher]:
    """Return the vouchers of the journals of a type."""
    codes = {journal.code for journal in company.journals if journal.type == kind}
    return [voucher for voucher in company.vouchers if voucher.journal in codes]


def accounts(company: Company) -> dict[str, Account]:
    """Return the accounts by number."""
    return {account.number: account for account in company.accounts}


def result_lines(company: Company) -> Iterator[Line]:
    """Yield the postings on result accounts that are no allocation of the result."""
    by_number = accounts(company)
    for _, line in company.lines():
        account = by_number[line.account]
        if account.nature == "result" and account.role != "general":
            yield line


def results(company: Company) -> dict[int, Decimal]:
    """Add up the result accounts of each year."""
    by_number = accounts(company)
    found: dict[int, Decimal] = defaultdict(Decimal)
    for voucher, line in company.lines():
        if by_number[line.account].nature == "result":
            found[voucher.year] += line.amount
    return found
