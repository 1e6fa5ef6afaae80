"""Records as tests need them: what is not said is ordinary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from boekhaak.models.records import Account, Balance, Contact, LedgerLine, Voucher

Amount = Decimal | str | int


def account(number: str, **given: object) -> Account:
    """Return an account whose id is its number; numbers from 4000 on are result accounts."""
    nature = "result" if number >= "4000" else "balance"
    return Account(**{"id": number, "number": number, "name": f"Account {number}", "nature": nature} | given)


def contact(code: str, **given: object) -> Contact:
    """Return a customer whose id is its code."""
    return Contact(**{"id": code, "code": code, "name": f"Contact {code}", "is_customer": True} | given)


def voucher(number: str, **given: object) -> Voucher:
    """Return the header of a voucher of March 2026 whose id is its number."""
    return Voucher(**{"id": number, "number": number, "date": date(2026, 3, 1), "year": 2026, "period": 3} | given)


def line(voucher_id: str, number: int, account_id: str, amount: Amount, **given: object) -> LedgerLine:
    """Return a line of a voucher, in euro, of March 2026."""
    ordinary = {
        "id": f"{voucher_id}/{number}",
        "voucher_id": voucher_id,
        "line_number": number,
        "account_id": account_id,
        "date": date(2026, 3, 1),
        "year": 2026,
        "period": 3,
        "amount": Decimal(amount),
        "currency": "EUR",
    }
    return LedgerLine(**ordinary | given)


def entry(
    number: str, debit: str, credit: str, amount: Amount, *, year: int = 2026, period: int = 3, opening: bool = False
) -> tuple[Voucher, LedgerLine, LedgerLine]:
    """Return a voucher that moves an amount from one account to another, with its two lines."""
    when = {"year": year, "period": period, "date": date(year, max(1, min(period, 12)), 1), "opening": opening}
    return (
        voucher(number, **when),
        line(number, 1, debit, Decimal(amount), **when),
        line(number, 2, credit, -Decimal(amount), **when),
    )


def balance(account_id: str, measure: str, amount: Amount, *, year: int = 2026, period: int = 0) -> Balance:
    """Return an opening or a declared amount, in euro."""
    return Balance(
        id=f"{measure}/{account_id}/{year}/{period}",
        account_id=account_id,
        measure=measure,
        year=year,
        period=period,
        amount=Decimal(amount),
        currency="EUR",
    )
