"""Two small companies, and a client that reads them over HTTP from a simulated country site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from boekhaak.testing.books.model import (
    Account,
    Address,
    BankAccount,
    Company,
    Contact,
    Declared,
    Journal,
    Line,
    Period,
    TaxCode,
    Voucher,
)
from boekhaak.testing.consent import give_consent
from boekhaak_exact_online.simulator import ExactOnlineSimulator

BAKERY, PRINTER = "Bakkerij De Halm", "Drukkerij Zetwerk"
BAKERY_CODE, PRINTER_CODE = 100_001, 100_002

Rows = list[dict[str, Any]]
Enter = Callable[..., "Client"]
"""Makes a simulator of the given kind and a client of it."""


@dataclass
class Client:
    """An app that reads the simulated API, with the tokens it has now."""

    simulator: ExactOnlineSimulator
    address: str
    http: httpx.Client
    tokens: dict[str, str] = field(default_factory=dict)

    def consent_url(self, **changes: str) -> str:
        app = self.simulator.registration(self.address)
        parameters = {
            "client_id": app.client_id,
            "redirect_uri": app.redirect_uri,
            "response_type": "code",
            "state": "s1",
            "force_login": "0",
        }
        return f"{self.address}/api/oauth2/auth?{urlencode(parameters | changes)}"

    def code(self, **choices: list[str]) -> str:
        back = give_consent(self.consent_url(), choices=choices or None)
        return parse_qs(urlsplit(back).query)["code"][0]

    def ask_tokens(self, **form: str) -> httpx.Response:
        app = self.simulator.registration(self.address)
        client = {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}
        return self.http.post(f"{self.address}/api/oauth2/token", data=client | form)

    def exchange(self, code: str) -> httpx.Response:
        uri = self.simulator.registration(self.address).redirect_uri
        return self.ask_tokens(grant_type="authorization_code", code=code, redirect_uri=uri)

    def refresh(self, token: str | None = None) -> httpx.Response:
        return self.ask_tokens(grant_type="refresh_token", refresh_token=token or self.tokens["refresh_token"])

    def sign_in(self, **choices: list[str]) -> dict[str, str]:
        answer = self.exchange(self.code(**choices))
        assert answer.status_code == 200, answer.text
        self.tokens = answer.json()
        return self.tokens

    def get(self, path: str, *, accept: str = "application/json", token: str = "") -> httpx.Response:
        bearer = token or self.tokens["access_token"]
        url = path if path.startswith("http") else f"{self.address}/api/v1/{path}"
        return self.http.get(url, headers={"Authorization": f"Bearer {bearer}", "Accept": accept})

    def page(self, path: str) -> Any:
        """Return ``d`` of an answer."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()["d"]

    def rows(self, path: str) -> list[dict[str, Any]]:
        """Return the rows of all pages."""
        found: list[dict[str, Any]] = []
        while path:
            page = self.page(path)
            found += page if isinstance(page, list) else page["results"]
            path = "" if isinstance(page, list) else page.get("__next", "")
        return found

    def lines(self, since: int = 1, code: int = BAKERY_CODE) -> list[dict[str, Any]]:
        """Return the lines of entries that changed after a rowversion."""
        return self.rows(f"{code}/sync/Financial/TransactionLines?$filter=Timestamp gt {since}L")


def message(answer: httpx.Response) -> str:
    """Return the text of a refusal."""
    text: str = answer.json()["error"]["message"]["value"]
    return text


def voucher(number: str, *, amount: str = "121.00", description: str = "Bread", **more: Any) -> Voucher:
    """Return a sales entry of 2026 whose first line is the receivable one."""
    total = Decimal(amount)
    given: dict[str, Any] = {
        "journal": "70",
        "number": number,
        "date": date(2026, 3, 10),
        "year": 2026,
        "period": 3,
        "description": description,
        "lines": (
            Line("1300", total, description, contact="K1"),
            Line("8000", -total, "Sold", tax_code="2"),
        ),
    }
    return Voucher(**(given | more))


def bakery() -> Company:
    """Return a company with a bit of everything."""
    accounts = (
        Account("1000", "Bank", "balance", "debit", "bank"),
        Account("1300", "Debiteuren", "balance", "debit", "receivable"),
        Account("1600", "Crediteuren", "balance", "credit", "payable"),
        Account("8000", "Omzet", "result", "credit", "revenue", tax_code="2"),
        Account("4000", "Kosten", "result", "debit", "cost"),
        *(Account(f"{number}", f"Overig {number}", "balance", "debit") for number in range(2000, 2145)),
    )
    memo = Voucher(
        "90",
        "26900001",
        date(2026, 1, 31),
        2026,
        1,
        "Correction",
        (Line("4000", Decimal("10.50"), "To costs"), Line("1000", Decimal("-10.50"), "From bank")),
    )
    foreign = Voucher(
        "60",
        "INV/7",
        date(2026, 2, 3),
        2026,
        2,
        "Flour",
        (
            Line("1600", Decimal("-90.00"), "Flour", "L1", "", None, Decimal("-100.00"), "USD"),
            Line("4000", Decimal("90.00"), "Flour", None, "", date(2026, 2, 1), Decimal("100.00"), "USD"),
        ),
    )
    return Company(
        name=BAKERY,
        country="NL",
        currency="EUR",
        registration_number="12345678",
        vat_number="NL001234567B01",
        city="Utrecht",
        periods=tuple(
            Period(2026, month, date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1))
            for month in range(1, 12)
        ),
        accounts=accounts,
        journals=(
            Journal("70", "Verkoop", "sales", "1300"),
            Journal("60", "Inkoop", "purchase", "1600"),
            Journal("20", "Bank", "bank", "1000"),
            Journal("90", "Memoriaal", "general"),
        ),
        tax_codes=(TaxCode("2", "Hoog", Decimal(21), "sales"), TaxCode("0", "Geen", Decimal(0))),
        contacts=(
            Contact(
                "K1",
                "Café d'Or",
                is_customer=True,
                registration_number="87654321",
                vat_number="NL009",
                email="or@example.com",
                addresses=(Address("visit", "Dam 1", "", "1012 JS", "Amsterdam", "NL", main=True),),
                bank_accounts=(BankAccount(iban="NL91ABNA0417164300", bic="ABNANL2A", holder="Or", main=True),),
            ),
            Contact("L1", "Meelfabriek", is_supplier=True),
            Contact("X9", "Nobody's friend"),
        ),
        openings={"1000": Decimal("500.00"), "1300": Decimal("0.00"), "1600": Decimal("-480.00")},
        vouchers=(voucher("26700001"), memo, foreign),
        declared=(
            Declared("1000", 2026, 1, Decimal("489.50")),
            Declared("4000", 2026, 2, Decimal("105.50")),
        ),
    )


def printer() -> Company:
    """Return a company with 1,250 entries of two lines."""
    return Company(
        name=PRINTER,
        country="NL",
        currency="EUR",
        periods=(Period(2026, 1, date(2026, 1, 1), date(2026, 12, 31)),),
        accounts=(
            Account("1000", "Bank", "balance", "debit", "bank"),
            Account("4000", "Kosten", "result", "debit", "cost"),
        ),
        journals=(Journal("20", "Bank", "bank", "1000"),),
        vouchers=tuple(
            Voucher(
                "20",
                f"{number}",
                date(2026, 1, 1 + number % 28),
                2026,
                1,
                "Ink",
                (Line("1000", Decimal(-number), "Ink"), Line("4000", Decimal(number), "Ink")),
            )
            for number in range(1, 1251)
        ),
    )
