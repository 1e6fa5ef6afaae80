"""Books that hold a bit of everything, and a client that reads them over HTTP from a simulated eAccounting."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Account, Books, Company, Contact, Journal, Line, Period, TaxCode, Voucher
from boekhaak.testing.consent import give_consent
from boekhaak_eaccounting.simulator import EAccountingSimulator

WORKSHOP = "Werkplaats De Beitel"
ALL_SCOPES = "ea:api offline_access ea:sales ea:accounting ea:purchase"

Enter = Callable[..., "Client"]
"""Makes a simulator of the given kind and a client of it."""


@dataclass
class Client:
    """An app that reads the simulated API, with the tokens it has now."""

    simulator: EAccountingSimulator
    address: str
    http: httpx.Client
    tokens: dict[str, str] = field(default_factory=dict)

    def consent_url(self, **changes: str) -> str:
        app = self.simulator.registration(self.address)
        parameters = {
            "client_id": app.client_id,
            "redirect_uri": app.redirect_uri,
            "response_type": "code",
            "scope": ALL_SCOPES,
            "state": "s1",
            "prompt": "select_account",
        }
        return f"{self.address}/connect/authorize?{urlencode(parameters | changes)}"

    def code(self, choices: dict[str, list[str]] | None = None, **changes: str) -> str:
        back = give_consent(self.consent_url(**changes), choices=choices)
        return parse_qs(urlsplit(back).query)["code"][0]

    def ask_tokens(self, **form: str) -> httpx.Response:
        app = self.simulator.registration(self.address)
        client = {"client_id": app.client_id, "client_secret": app.client_secret.get_secret_value()}
        return self.http.post(f"{self.address}/connect/token", data=client | form)

    def basic(self) -> dict[str, str]:
        """Return the header by which the app tells its secret."""
        app = self.simulator.registration(self.address)
        pair = f"{app.client_id}:{app.client_secret.get_secret_value()}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def exchange(self, code: str, **more: str) -> httpx.Response:
        uri = self.simulator.registration(self.address).redirect_uri
        return self.ask_tokens(**{"grant_type": "authorization_code", "code": code, "redirect_uri": uri} | more)

    def refresh(self, token: str | None = None) -> httpx.Response:
        return self.ask_tokens(grant_type="refresh_token", refresh_token=token or self.tokens["refresh_token"])

    def sign_in(self, choices: dict[str, list[str]] | None = None, **changes: str) -> dict[str, str]:
        answer = self.exchange(self.code(choices, **changes))
        assert answer.status_code == 200, answer.text
        self.tokens = answer.json()
        return self.tokens

    def call(self, path: str, method: str = "GET", *, token: str | None = None) -> httpx.Response:
        bearer = self.tokens["access_token"] if token is None else token
        return self.http.request(method, f"{self.address}/v2/{path}", headers={"Authorization": f"Bearer {bearer}"})

    def body(self, path: str) -> Any:
        """Return the body of an answer that is none of an error."""
        answer = self.call(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self, path: str, size: int = 50) -> list[dict[str, Any]]:
        """Return the rows of all pages."""
        found: list[dict[str, Any]] = []
        for page in range(1, 1_000):
            body = self.body(f"{path}{'&' if '?' in path else '?'}$page={page}&$pagesize={size}")
            found += body["Data"]
            if page >= body["Meta"]["TotalNumberOfPages"]:
                break
        return found


def error(answer: httpx.Response) -> tuple[int, int]:
    """Return status and code of a refusal."""
    return answer.status_code, answer.json()["ErrorCode"]


def generated() -> Books:
    """Return two invented companies: a Dutch one and a Belgian one."""
    return generate(companies=2, lines=300, years=2, foreign_currency=True)


def voucher(
    number: str, *, journal: str = "V", amount: str = "121.00", day: date = date(2026, 3, 10), **more: Any
) -> Voucher:
    """Return a sales entry of 2026 whose first line is what the customer owes."""
    total = Decimal(amount)
    net = (total / Decimal("1.21")).quantize(Decimal("0.01"))
    given: dict[str, Any] = {
        "journal": journal,
        "number": number,
        "date": day,
        "year": day.year,
        "period": day.month,
        "description": "Chisels",
        "lines": (
            Line("1300", total, "Chisels", contact="K1"),
            Line("8000", -net, "Chisels", contact="K1", tax_code="H"),
            Line("1500", net - total, "VAT", contact="K1", tax_code="H"),
        ),
    }
    return Voucher(**(given | more))


def workshop(**more: Any) -> Company:
    """Return a company with three vouchers and one customer."""
    given: dict[str, Any] = {
        "name": WORKSHOP,
        "country": "NL",
        "currency": "EUR",
        "registration_number": "12345678",
        "vat_number": "NL001234567B01",
        "periods": tuple(Period(year, 1, date(year, 1, 1), date(year, 12, 31)) for year in (2025, 2026)),
        "accounts": (
            Account("0100", "Machines", "balance", "debit", "fixed_asset"),
            Account("1100", "Bank", "balance", "debit", "bank"),
            Account("1300", "Debiteuren", "balance", "debit", "receivable"),
            Account("1500", "Btw", "balance", "credit", "vat"),
            Account("8000", "Omzet", "result", "credit", "revenue", tax_code="H"),
        ),
        "journals": (Journal("V", "Verkoop", "sales", "1300"), Journal("M", "Memoriaal", "general")),
        "tax_codes": (TaxCode("H", "Btw 21 %", Decimal(21), "sales"),),
        "contacts": (Contact("K1", "Timmerbedrijf O'Neill", is_customer=True),),
        "openings": {"0100": Decimal("500.00"), "1100": Decimal("-500.00")},
        "vouchers": (
            voucher("1", day=date(2025, 11, 3)),
            voucher("2", amount="242.00"),
            Voucher(
                "M",
                "1",
                date(2026, 4, 1),
                2026,
                4,
                "x" * 1200,
                (Line("1100", Decimal("9.50"), "y" * 80), Line("0100", Decimal("-9.50"), "To bank")),
            ),
        ),
    }
    return Company(**(given | more))
