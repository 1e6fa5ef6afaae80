"""Two small companies, and a client that calls the simulated services over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
from lxml import etree

from boekhaak.testing.books.model import (
    Account,
    Address,
    Article,
    Attachment,
    BankAccount,
    Company,
    Contact,
    Dimension,
    Document,
    Invoice,
    InvoiceLine,
    Journal,
    Line,
    OpenItem,
    Period,
    TaxCode,
    Voucher,
)
from boekhaak_twentyfour_seven.simulator import SimulatedLogin, TwentyfourSevenSimulator

FJORD, FJELL = "Fjord AS", "Fjell AS"
WEB = "http://24sevenOffice.com/webservices"
ECONOMY = "http://24sevenoffice.com/webservices/economy/accounting/"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
AUTH = "/authenticate/v001/authenticate.asmx"
ACCOUNT = "/Economy/Account/V004/Accountservice.asmx"
TRANSACTION = "/Economy/Accounting/V001/TransactionService.asmx"
ATTACHMENT = "/Economy/Accounting/Accounting_V001/AttachmentService.asmx"
CLIENT = "/Client/V001/ClientService.asmx"
COMPANY = "/CRM/Company/V001/CompanyService.asmx"
INVOICE = "/Economy/InvoiceOrder/V001/InvoiceService.asmx"
PRODUCT = "/Logistics/Product/V001/ProductService.asmx"
PERSON = "/CRM/Contact/PersonService.asmx"
PROJECT = "/Project/V001/ProjectService.asmx"
YEAR = "<DateStart>2026-01-01T00:00:00</DateStart><DateEnd>2026-12-31T23:59:59</DateEnd>"

Enter = Callable[..., "Caller"]
"""Makes a simulator of the given kind and a caller of it."""


@dataclass
class Caller:
    """A program that calls the services; ``cookie`` is its session."""

    simulator: TwentyfourSevenSimulator
    address: str
    http: httpx.Client
    cookie: str = ""

    def post(self, path: str, body: str, *, action: str = "", soap: str = SOAP_11, raw: str = "") -> httpx.Response:
        """Send an envelope around ``body``, or ``raw`` as it is."""
        envelope = f'<s:Envelope xmlns:s="{soap}"><s:Body>{body}</s:Body></s:Envelope>'
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        if self.cookie:
            headers["Cookie"] = f"ASP.NET_SessionId={self.cookie}"
        self.http.cookies.clear()
        return self.http.post(self.address + path, content=(raw or envelope).encode(), headers=headers)

    def ask(self, path: str, operation: str, inner: str = "", **more: Any) -> httpx.Response:
        """Call an operation."""
        space = ECONOMY if path in {TRANSACTION, ATTACHMENT} else WEB
        return self.post(path, f'<{operation} xmlns="{space}">{inner}</{operation}>', **more)

    def result(self, path: str, operation: str, inner: str = "", **more: Any) -> etree._Element:
        """Return the result element of an answer."""
        response = self.ask(path, operation, inner, **more)
        assert response.status_code == 200, response.text
        (found,) = plain(response)[0][0]
        return found

    def rows(self, path: str, operation: str, inner: str = "", **more: Any) -> list[dict[str, str]]:
        """Return the simple elements of each item of an answer."""
        return [{part.tag: part.text or "" for part in item} for item in self.result(path, operation, inner, **more)]

    def lines(self, inner: str = YEAR) -> list[dict[str, str]]:
        """Return the ledger lines that are searched for."""
        return self.rows(TRANSACTION, "GetTransactions", f"<searchParams>{inner}</searchParams>")

    def credential(self, identity: str = "", **changes: str) -> str:
        """Return the credential of the first login."""
        login = self.simulator.logins[0]
        given = {
            "ApplicationId": self.simulator.registration(self.address).client_id,
            "IdentityId": identity,
            "Password": login.password,
            "Username": login.email,
        } | changes
        return "".join(
            ["<credential>", *(f"<{name}>{text}</{name}>" for name, text in given.items() if text), "</credential>"]
        )

    def login(self, identity: str = "", **changes: str) -> str:
        """Sign in; return the session's id, which is kept for what follows."""
        self.cookie = self.result(AUTH, "Login", self.credential(identity, **changes)).text or ""
        return self.cookie

    def identity(self, company: str) -> str:
        """Return the id of the first login's identity in a company."""
        return self.simulator.logins[0].identity_id(company)

    def current(self) -> str:
        """Return the name of the client that the session has open."""
        return self.result(AUTH, "GetIdentity").findtext("Client/Name") or ""


def plain(response: httpx.Response) -> etree._Element:
    """Return an answer as XML without namespaces."""
    root = etree.fromstring(response.content, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter("*"):
        element.tag = etree.QName(element).localname
    return root


def sentence(response: httpx.Response) -> str:
    """Return the text of a fault behind its last arrow."""
    assert response.status_code == 500, response.text
    text = plain(response).findtext(".//faultstring") or plain(response).findtext(".//Text") or ""
    return text.rpartition("---> ")[2].removeprefix("System.Exception: ")


def voucher(number: str, *, amount: str = "125.00", text: str = "", day: date = date(2026, 3, 10)) -> Voucher:
    """Return a sales voucher whose first line is the receivable one."""
    total = Decimal(amount)
    text = text or f"Invoice {number}"
    return Voucher(
        "3",
        number,
        day,
        2026,
        day.month,
        text,
        (
            Line("1500", total, text, contact="10001"),
            Line("3000", -total * 4 / 5, "Fish", tax_code="3", project="7", cost_center="N", article="F1"),
            Line("2700", -total / 5, "VAT", tax_code="3"),
        ),
    )


def payment(number: str, *, amount: str = "125.00", text: str) -> Voucher:
    """Return a bank voucher that pays an invoice."""
    total = Decimal(amount)
    lines = (Line("1920", total, text), Line("1500", -total, text, contact="10001"))
    return Voucher("20", number, date(2026, 4, 2), 2026, 4, "Bank", lines)


def fjord() -> Company:
    """Return a company with a bit of everything."""
    supply = Voucher(
        "4",
        "1",
        date(2026, 2, 3),
        2026,
        2,
        "Nets",
        (
            Line("2400", Decimal("-90.00"), "Nets", "20001", "", None, Decimal("-100.00"), "USD"),
            Line("4000", Decimal("90.00"), "Nets", cost_unit="U9"),
        ),
    )
    return Company(
        name=FJORD,
        country="NO",
        currency="NOK",
        registration_number="999999999",
        city="Bergen",
        periods=(
            Period(2026, 1, date(2026, 1, 1), date(2026, 6, 30)),
            Period(2026, 2, date(2026, 7, 1), date(2026, 12, 31)),
        ),
        accounts=(
            Account("1500", "Kunder", "balance", "debit", "receivable"),
            Account("1920", "Bank", "balance", "debit", "bank"),
            Account("2400", "Leverandører", "balance", "credit", "payable"),
            Account("2700", "Mva", "balance", "credit", "vat"),
            Account("3000", "Salg", "result", "credit", "revenue", tax_code="3"),
            Account("4000", "Kjøp", "result", "debit", "cost"),
        ),
        journals=(
            Journal("3", "Faktura", "sales", "1500"),
            Journal("4", "Kjøp", "purchase", "2400"),
            Journal("20", "Bank", "bank", "1920"),
        ),
        tax_codes=(TaxCode("3", "Høy", Decimal(25), "sales"),),
        contacts=(
            Contact(
                "10001",
                "Torsk & Sønn",
                is_customer=True,
                registration_number="888888888",
                email="torsk@example.com",
                phone="55 00 00 00",
                addresses=(Address("visit", "Bryggen 1", "", "5003", "Bergen", "NO", main=True),),
                bank_accounts=(BankAccount(iban="NO9386011117947", bic="DNBANOKK", main=True),),
            ),
            Contact("20001", "Garn Inc", is_supplier=True),
        ),
        openings={"1920": Decimal("500.00"), "2400": Decimal("-500.00")},
        vouchers=(voucher("1"), voucher("2", day=date(2026, 3, 31)), supply, payment("1", text="Invoice 1")),
        dimensions=(
            Dimension("project", "7", "Trawler"),
            Dimension("cost_center", "N", "North"),
            Dimension("cost_unit", "U9", "Boat nine"),
        ),
        articles=(Article("F1", "Fish", is_sold=True, sales_price=Decimal("50.00"), tax_code="3"),),
        invoices=(
            _posted("1", date(2026, 3, 10)),
            _posted("2", date(2026, 3, 31)),
            Invoice(
                "purchase",
                "posted",
                "1",
                "20001",
                date(2026, 2, 3),
                date(2026, 3, 3),
                Decimal("90.00"),
                voucher=("4", 2026, "1"),
            ),
            Invoice(
                "sales",
                "draft",
                "",
                "10001",
                date(2026, 4, 1),
                date(2026, 4, 15),
                Decimal("62.50"),
                "Cod",
                lines=(
                    InvoiceLine(
                        "Cod", Decimal("50.00"), "3000", Decimal("12.50"), "3", "F1", Decimal(1), "kg", Decimal("50.00")
                    ),
                ),
            ),
        ),
        open_items=(
            OpenItem(
                "receivable",
                "1500",
                "10001",
                "2",
                date(2026, 3, 31),
                date(2026, 4, 14),
                Decimal("125.00"),
                voucher=("3", 2026, "2"),
            ),
        ),
        documents=(
            Document(
                "1",
                "Nets",
                "Purchase invoice",
                date(2026, 2, 3),
                voucher=("4", 2026, "1"),
                attachments=(Attachment("nets.pdf", 900),),
            ),
        ),
    )


def fjell() -> Company:
    """Return a company with next to nothing."""
    return Company(
        name=FJELL,
        country="NO",
        currency="NOK",
        periods=(Period(2026, 1, date(2026, 1, 1), date(2026, 12, 31)),),
        accounts=(
            Account("1920", "Bank", "balance", "debit", "bank"),
            Account("6000", "Drift", "result", "debit", "cost"),
        ),
        journals=(Journal("20", "Bank", "bank", "1920"),),
        vouchers=(
            Voucher(
                "20",
                "1",
                date(2026, 1, 5),
                2026,
                1,
                "Rope",
                (Line("1920", Decimal(-9), "Rope"), Line("6000", Decimal(9), "Rope")),
            ),
        ),
    )


def _posted(number: str, day: date) -> Invoice:
    key = ("3", 2026, number)
    due = date(2026, 4, 14)
    return Invoice(
        "sales", "posted", number, "10001", day, due, Decimal("125.00"), f"Invoice {number}", f"00{number}7", key
    )


LOGIN = SimulatedLogin(default=FJORD)
