"""The ledger as people would compare it: what books say, and what the store gives back, in one shape.

Records refer to one another by number and code here, not by the package's ids, so that both sides can be held together.
What is beside the ledger (invoices, open items, documents …) is compared in :mod:`boekhaak.testing.trade`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.models.records import (
    Account,
    Address,
    Article,
    Balance,
    BankAccount,
    Contact,
    Dimension,
    FinancialPeriod,
    Journal,
    LedgerLine,
    Record,
    TaxCode,
    Voucher,
)
from boekhaak.service.browsing import browse
from boekhaak.testing.books import model as books

R = TypeVar("R", bound=Record)

PAGE = 10_000

Line = tuple[object, ...]
"""Account, amount, description, contact, tax code, date, foreign amount and currency; cost centre, cost unit, project, article
and quantity."""


@dataclass(frozen=True)
class Ledger:
    """Everything of a company that must come through a package unchanged."""

    accounts: dict[str, tuple[object, ...]]
    journals: dict[str, tuple[object, ...]]
    tax_codes: dict[str, tuple[object, ...]]
    periods: dict[tuple[int, int], tuple[date, date]]
    contacts: Counter[tuple[object, ...]]
    openings: dict[str, Decimal]
    vouchers: dict[tuple[str, int, str], tuple[date, int, str, tuple[Line, ...]]]


def expected(company: books.Company) -> Ledger:
    """Return the ledger that books say."""
    return Ledger(
        accounts={one.number: (one.name, one.nature, one.side, one.tax_code) for one in company.accounts},
        journals={one.code: (one.name, one.type) for one in company.journals},
        tax_codes={one.code: (one.name, one.percentage.normalize(), one.direction) for one in company.tax_codes},
        periods={(one.year, one.period): (one.start, one.end) for one in company.periods},
        contacts=Counter(_contact(one) for one in company.contacts),
        openings={number: amount for number, amount in company.openings.items() if amount},
        vouchers={
            (one.journal, one.year, one.number): (
                one.date,
                one.period,
                one.description,
                tuple(_line(one, line) for line in one.lines),
            )
            for one in company.vouchers
        },
    )


def stored(actor: Actor, installation: Installation, link_id: int) -> Ledger:
    """Return the ledger that the store holds of a link."""
    every = Records(actor, installation, link_id)
    accounts = {one.id: one for one in every.of(Account)}
    contacts = {one.id: one for one in every.of(Contact)}
    openings: dict[str, Decimal] = defaultdict(Decimal)
    for balance in every.of(Balance):
        if balance.measure == "opening":
            openings[accounts[balance.account_id].number] += balance.amount
    addresses, bank_accounts = every.of(Address), every.of(BankAccount)
    return Ledger(
        accounts={one.number: (one.name, one.nature, one.side, one.tax_code) for one in accounts.values()},
        journals={one.code: (one.name, one.type) for one in every.of(Journal)},
        tax_codes={one.code: (one.name, _percentage(one), one.direction) for one in every.of(TaxCode)},
        periods={(one.year, one.period): (one.start, one.end) for one in every.of(FinancialPeriod)},
        contacts=Counter(_stored_contact(one, addresses, bank_accounts) for one in contacts.values()),
        openings={number: amount for number, amount in openings.items() if amount},
        vouchers=_stored_vouchers(every, accounts, contacts),
    )


class Records:
    """Reads all live records of a kind, page by page."""

    def __init__(self, actor: Actor, installation: Installation, link_id: int) -> None:
        self._where = (actor, installation, link_id)

    def of(self, kind: type[R]) -> list[R]:
        """Return all of a kind."""
        found: list[Any] = []
        while True:
            after = found[-1].id if found else ""
            page = browse(*self._where, kind.kind, after=after, limit=PAGE)
            found += [one.record for one in page]
            if len(page) < PAGE:
                return found


def _contact(one: books.Contact) -> tuple[object, ...]:
    return (
        *_party(one),
        tuple(sorted(_place(address) for address in one.addresses)),
        tuple(sorted((b.iban, b.number, b.bic, b.holder, b.main) for b in one.bank_accounts)),
    )


def _party(one: books.Contact | Contact) -> tuple[object, ...]:
    return (
        one.code,
        one.name,
        one.is_customer,
        one.is_supplier,
        one.registration_number,
        one.vat_number,
        one.email,
        one.phone,
        one.website,
    )


def _place(one: books.Address | Address) -> tuple[str, str, str, str, str, str, bool]:
    return (one.type or "", one.line1, one.line2, one.postcode, one.city, one.country, one.main)


def _stored_contact(one: Contact, addresses: list[Address], bank_accounts: list[BankAccount]) -> tuple[object, ...]:
    return (
        *_party(one),
        tuple(sorted(_place(address) for address in addresses if address.contact_id == one.id)),
        tuple(sorted((b.iban, b.number, b.bic, b.holder, b.main) for b in bank_accounts if b.contact_id == one.id)),
    )


def _line(voucher: books.Voucher, line: books.Line) -> Line:
    return (
        line.account,
        line.amount,
        line.description,
        line.contact or "",
        line.tax_code,
        line.date or voucher.date,
        line.foreign_amount,
        line.foreign_currency,
        line.cost_center,
        line.cost_unit,
        line.project,
        line.article,
        line.quantity,
    )


def _stored_vouchers(
    every: Records, accounts: dict[str, Account], contacts: dict[str, Contact]
) -> dict[tuple[str, int, str], tuple[date, int, str, tuple[Line, ...]]]:
    projects = {one.id: one.code for one in every.of(Dimension) if one.type == "project"}
    articles = {one.id: one.code for one in every.of(Article)}
    lines: dict[str, list[LedgerLine]] = defaultdict(list)
    for line in every.of(LedgerLine):
        lines[line.voucher_id].append(line)
    vouchers: dict[tuple[str, int, str], tuple[date, int, str, tuple[Line, ...]]] = {}
    for voucher in every.of(Voucher):
        if voucher.opening:
            continue
        mine = sorted(lines.pop(voucher.id, []), key=lambda line: line.line_number)
        vouchers[voucher.journal_code, voucher.year, voucher.number] = (
            voucher.date,
            voucher.period,
            voucher.description,
            tuple(
                (
                    accounts[line.account_id].number,
                    line.amount,
                    line.description,
                    contacts[line.contact_id].code if line.contact_id else "",
                    line.tax_code,
                    line.date,
                    line.foreign_amount,
                    line.foreign_currency,
                    line.cost_center_code,
                    line.cost_unit_code,
                    projects[line.project_id] if line.project_id else "",
                    articles[line.article_id] if line.article_id else "",
                    line.quantity,
                )
                for line in mine
            ),
        )
    return vouchers


def _percentage(one: TaxCode) -> Decimal | None:
    return None if one.percentage is None else one.percentage.normalize()
