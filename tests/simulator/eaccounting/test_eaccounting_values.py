"""What the rows say of the books: formats, lengths, balances, invoices, registers, files."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from eaccounting_site import WORKSHOP, Client, Enter, workshop

from boekhaak.clock import ScaledClock
from boekhaak.errors import PackageRefused
from boekhaak.testing.books.model import Account, Attachment, Books, Company, Contact, Dimension, Document, OpenItem

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z")


def money(value: float) -> Decimal:
    return Decimal(str(value))


@pytest.fixture(params=[1, 2])
def invented(stranger: Client, request: pytest.FixtureRequest) -> tuple[Client, Company]:
    """Return a client of an invented company, and the company."""
    company = stranger.simulator.books.companies[request.param]
    stranger.sign_in({"company": [company.name]})
    return stranger, company


def test_the_company_says_who_it_is(client: Client) -> None:
    settings = client.body("companysettings")

    assert settings["Name"] == WORKSHOP
    assert settings["CorporateIdentityNumber"] == "12345678"
    assert settings["VatCode"] == "NL001234567B01"
    assert (settings["CountryCode"], settings["CurrencyCode"], settings["AccountNumberDigits"]) == ("NL", "EUR", 4)
    assert settings["CompanyIdentifier"]
    assert "Id" not in settings


def test_the_identifier_stays_from_consent_to_consent_unless_it_moves(client: Client) -> None:
    first = client.body("companysettings")["CompanyIdentifier"]
    client.sign_in()
    assert client.body("companysettings")["CompanyIdentifier"] == first

    client.simulator.faults.add("moved_identifier")

    assert client.body("companysettings")["CompanyIdentifier"] != first


def test_the_identifier_may_be_missing(client: Client) -> None:
    client.simulator.faults.add("no_identifier")

    assert client.body("companysettings")["CompanyIdentifier"] is None


def test_addresses_are_read_in_any_case(client: Client) -> None:
    assert client.body("CompanySettings") == client.body("companysettings")
    assert client.body("FiscalYears/OpeningBalances")["Data"]


def test_dates_have_no_time_and_stamps_have_seven_digits(client: Client) -> None:
    voucher = client.rows("vouchers")[0]

    assert voucher["VoucherDate"] == "2025-11-03"
    assert voucher["CreatedUtc"] == "2025-11-03T17:00:00.0000000Z"
    assert STAMP.fullmatch(voucher["ModifiedUtc"])


def test_dates_may_have_a_time(client: Client) -> None:
    client.simulator.faults.add("dates_as_moments")

    assert client.rows("vouchers")[0]["VoucherDate"] == "2025-11-03T00:00:00"


def test_some_texts_are_empty_and_not_null(client: Client) -> None:
    account = client.rows("accounts")[0]

    assert (account["VatCodeDescription"], account["ReferenceCode"]) == ("", "")
    client.sign_in({"company": [client.simulator.books.companies[1].name]})
    assert client.rows("articles")[0]["NameEnglish"] == ""
    company = client.body("companysettings")
    assert {company[name] for name in ("Email", "Phone", "Address1", "PostalCode", "PlusGiro", "Iban")} == {""}


def test_a_voucher_holds_its_postings(client: Client) -> None:
    voucher = client.rows("vouchers")[0]

    assert (voucher["NumberSeries"], voucher["NumberAndNumberSeries"], voucher["VoucherType"]) == ("V", "V1", 14)
    debit, revenue, vat = voucher["Rows"]
    assert (debit["AccountNumber"], debit["DebitAmount"], debit["CreditAmount"]) == (1300, 121, 0)
    assert (revenue["DebitAmount"], revenue["CreditAmount"], revenue["VatCodeAndPercent"]) == (0, 100, "H 21%")
    assert vat["VatCodeId"] == client.rows("vatcodes")[0]["Id"]


def test_texts_are_cut_to_what_the_vendor_takes(client: Client) -> None:
    memo = client.rows("vouchers")[2]

    assert memo["VoucherText"] == "x" * 1000
    assert memo["Rows"][0]["TransactionText"] == "y" * 60


def test_account_numbers_are_texts_in_accounts_and_numbers_in_postings(client: Client) -> None:
    assert client.rows("accounts")[0]["Number"] == "0100"
    assert client.rows("vouchers")[2]["Rows"][1]["AccountNumber"] == 100


def test_accounts_come_once_for_each_year(client: Client) -> None:
    years = [row["Id"] for row in client.rows("fiscalyears")]

    rows = client.rows("accounts")

    assert [row["FiscalYearId"] for row in rows] == [year for year in years for _ in range(5)]
    assert client.rows(f"accounts/{years[1]}") == rows[5:]
    assert client.body(f"accounts/{years[1]}/1100") == rows[6]


def test_accounts_may_come_for_the_last_year_only(client: Client) -> None:
    client.simulator.faults.add("accounts_of_one_year")

    assert len(client.rows("accounts")) == 5


def test_vouchers_of_a_year_are_those_of_its_days(client: Client) -> None:
    first, second = (row["Id"] for row in client.rows("fiscalyears"))

    assert [row["NumberAndNumberSeries"] for row in client.rows(f"vouchers/{first}")] == ["V1"]
    later = client.rows(f"vouchers/{second}")
    assert [row["NumberAndNumberSeries"] for row in later] == ["V2", "M1"]
    assert client.body(f"vouchers/{second}/{later[0]['Id']}") == later[0]
    assert client.call(f"vouchers/{first}/{later[0]['Id']}").status_code == 404


def test_only_the_first_year_has_opening_balances(client: Client) -> None:
    rows = client.rows("fiscalyears/openingbalances")

    assert [(row["Number"], row["Balance"]) for row in rows] == [(100, 500), (1100, -500)]


@pytest.mark.parametrize(
    ("day", "debtors", "revenue"),
    [("2025-11-02", 0, 0), ("2025-12-31", 121, -100), ("2026-01-01", 121, 0), ("2026-12-31", 363, -200)],
)
def test_balances_count_results_from_the_start_of_the_year(
    client: Client, day: str, debtors: int, revenue: int
) -> None:
    balances = {row["AccountNumber"]: row["Balance"] for row in client.rows(f"accountbalances/{day}")}

    assert (balances[1300], balances[8000]) == (debtors, revenue)
    assert client.body(f"accountbalances/1300/{day}")["Balance"] == debtors


def test_accounts_at_zero_may_be_left_out_of_the_balances(client: Client) -> None:
    listed = client.rows("accountbalances/2025-01-01")
    assert any(row["Balance"] == 0 for row in listed)

    client.simulator.faults.add("no_zero_balances")

    assert client.rows("accountbalances/2025-01-01") == [row for row in listed if row["Balance"]]


def test_the_postings_of_invented_books_come_through_to_the_cent(invented: tuple[Client, Company]) -> None:
    client, company = invented

    totals: dict[int, Decimal] = {}
    for row in client.rows("fiscalyears/openingbalances"):
        totals[row["Number"]] = money(row["Balance"])
    for voucher in client.rows("vouchers", 1000):
        for line in voucher["Rows"]:
            number = line["AccountNumber"]
            totals[number] = totals.get(number, Decimal()) + money(line["DebitAmount"]) - money(line["CreditAmount"])

    assert totals == {int(number): amount for number, amount in company.totals().items()}


def test_every_posted_invoice_with_a_contact_is_listed(invented: tuple[Client, Company]) -> None:
    client, company = invented

    sales = {row["VoucherId"]: row for row in client.rows("customerinvoices")}
    purchases = {row["VoucherId"]: row for row in client.rows("supplierinvoices")}

    posted = [one for one in company.invoices if one.voucher is not None]
    assert len(sales) == sum(one.direction == "sales" for one in posted)
    assert len(purchases) == sum(one.direction == "purchase" for one in posted)
    assert set(sales) | set(purchases) <= {row["Id"] for row in client.rows("vouchers", 1000)}


def test_invoices_add_up(invented: tuple[Client, Company]) -> None:
    client, _ = invented

    for row in client.rows("customerinvoices"):
        net = sum((money(line["AmountNoVat"]) for line in row["Rows"]), Decimal())
        assert net + money(row["TotalVatAmount"]) == money(row["TotalAmount"])
    for row in client.rows("supplierinvoices"):
        assert sum(money(line["DebetAmount"]) - money(line["CreditAmount"]) for line in row["Rows"]) == 0


def test_what_remains_is_signed_as_in_the_ledger(invented: tuple[Client, Company]) -> None:
    client, company = invented
    rows = [*client.rows("customerinvoices"), *client.rows("supplierinvoices")]

    left = sorted(money(row["RemainingAmount"]) for row in rows if row["RemainingAmount"])

    assert left == sorted(item.amount for item in company.open_items if item.voucher is not None and item.amount)


def test_a_paid_invoice_is_paid_and_an_unpaid_one_becomes_overdue(enter: Enter, clock: ScaledClock) -> None:
    item = OpenItem(
        "receivable",
        "1300",
        "K1",
        "2",
        date(2026, 3, 10),
        date(2026, 6, 30),
        Decimal("242.00"),
        voucher=("V", 2026, "2"),
    )
    client = enter(Books((workshop(invoices=_invoices(), open_items=(item,)),)))
    client.sign_in()

    paid, unpaid = client.rows("customerinvoices")
    assert (paid["PaymentStatus"], paid["RemainingAmount"]) == (0, 0)
    assert (unpaid["PaymentStatus"], unpaid["RemainingAmount"]) == (1, 242)
    clock.advance(timedelta(days=6))
    client.tokens = client.refresh().json()
    assert client.rows("customerinvoices")[1]["PaymentStatus"] == 2


def test_contacts_are_customers_or_suppliers_or_both(invented: tuple[Client, Company]) -> None:
    client, company = invented

    customers = {row["CustomerNumber"] for row in client.rows("customers")}
    suppliers = {row["SupplierNumber"] for row in client.rows("suppliers")}

    assert customers == {contact.code for contact in company.contacts if contact.is_customer}
    assert suppliers == {contact.code for contact in company.contacts if contact.is_supplier}


def test_registers_hold_what_the_books_hold(invented: tuple[Client, Company]) -> None:
    client, company = invented

    assert [row["Number"] for row in client.rows("articles")] == [one.code for one in company.articles]
    projects = [one.code for one in company.dimensions if one.type == "project"]
    assert [row["Number"] for row in client.rows("projects")] == projects
    centres, units, third = client.rows("costcenters")
    assert [item["ShortName"] for item in centres["Items"]] == [
        one.code for one in company.dimensions if one.type == "cost_center"
    ]
    assert [item["ShortName"] for item in units["Items"]] == [
        one.code for one in company.dimensions if one.type == "cost_unit"
    ]
    assert (third["IsActive"], third["Items"]) == (False, [])
    assert len(client.rows("costcenteritems")) == len(centres["Items"]) + len(units["Items"])


def test_postings_name_their_dimensions(invented: tuple[Client, Company]) -> None:
    client, company = invented
    names = {row["Id"]: row["ShortName"] for row in client.rows("costcenteritems")}
    names |= {row["Id"]: row["Number"] for row in client.rows("projects")}

    told = [
        tuple(names.get(line[field], "") for field in ("CostCenterItemId1", "CostCenterItemId2", "ProjectId"))
        for row in client.rows("vouchers", 1000)
        for line in row["Rows"]
    ]

    assert told == [(line.cost_center, line.cost_unit, line.project) for _, line in company.lines()]


def test_every_row_of_a_list_is_there_alone_too(invented: tuple[Client, Company]) -> None:
    client, _ = invented
    for path in ("customers", "suppliers", "articles", "projects", "costcenters", "costcenteritems", "vatcodes", "units",
                 "termsofpayments", "fiscalyears", "customerinvoices", "supplierinvoices", "attachments"):  # fmt: skip
        row = client.rows(path)[0]

        assert client.body(f"{path}/{row['Id']}") == row


def test_who_signed_in_is_marked_among_the_users(client: Client) -> None:
    (user,) = client.rows("users")

    assert (user["Email"], user["FirstName"], user["LastName"]) == ("sam@example.com", "Sam", "de Boer")
    assert (user["IsCurrentUser"], user["IsConsultant"]) == (True, False)


def _with_files() -> Company:
    files = (Attachment("invoice.pdf", 70_000), Attachment("notes.txt", 10), Attachment("photo.png", 500))
    document = Document("1", "Invoice", "Sales invoice", date(2026, 3, 10), "K1", ("V", 2026, "2"), files)
    loose = Document("2", "Letter", "Letter", date(2026, 3, 11), attachments=(Attachment("letter.pdf", 20),))
    return workshop(documents=(document, loose))


@pytest.fixture
def filing(enter: Enter) -> Client:
    """Return a client of a company with files."""
    client = enter(Books((_with_files(),)))
    client.sign_in()
    return client


def test_files_of_a_voucher_are_linked_to_it(filing: Client) -> None:
    rows = filing.rows("attachments")
    voucher = filing.rows("vouchers")[1]

    assert [row["FileName"] for row in rows] == ["invoice.pdf", "photo.png", "letter.pdf"]
    assert [row["DocumentId"] for row in rows] == [voucher["Id"], voucher["Id"], None]
    assert voucher["Attachments"]["AttachmentIds"] == [rows[0]["Id"], rows[1]["Id"]]
    assert [row["FileName"] for row in filing.rows("attachments?includeMatched=false")] == ["letter.pdf"]
    assert filing.rows("attachments?includeTemporaryUrl=false")[0]["TemporaryUrl"] is None


def test_a_file_lies_on_another_host_and_needs_no_token(filing: Client) -> None:
    url = filing.rows("attachments")[0]["TemporaryUrl"]

    answer = filing.http.get(url)

    assert "localhost" in url
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content == b"".join(Attachment("invoice.pdf", 70_000).content())


def test_a_token_has_no_place_at_the_files_host(filing: Client) -> None:
    url = filing.rows("attachments")[0]["TemporaryUrl"]

    answer = filing.http.get(url, headers={"Authorization": f"Bearer {filing.tokens['access_token']}"})

    assert answer.status_code == 400


def test_the_address_of_a_file_expires_and_cannot_be_made_up(filing: Client, clock: ScaledClock) -> None:
    url = filing.rows("attachments")[0]["TemporaryUrl"]
    assert filing.http.get(url.replace("sig=", "sig=0")).status_code == 403

    clock.advance(timedelta(hours=1))

    assert filing.http.get(url).status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accounts": (Account("1300A", "Letters", "balance", "debit"),)}, "not a number"),
        ({"accounts": (Account("0", "Zero", "balance", "debit"),)}, "not a number"),
        (
            {"accounts": (*workshop().accounts, Account("100", "Twice", "balance", "debit"))},
            "more than one ledger account",
        ),
        ({"contacts": (Contact("K" * 17, "Long"),)}, "more than 16 characters"),
        ({"dimensions": (Dimension("project", "P" * 10, "Long"),)}, "more than 9 characters"),
        ({"periods": ()}, "no periods"),
        ({"periods": workshop().periods[:1]}, "outside its fiscal year"),
        ({"journals": ()}, "in a series"),
        ({"contacts": ()}, "names the contact"),
        ({"tax_codes": ()}, "names the VAT code"),
        ({"openings": {"9999": Decimal(1)}}, "a balance stands on"),
    ],
)
def test_books_beyond_the_vendor_are_refused_with_a_sentence(enter: Enter, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(PackageRefused, match=said):
        enter(Books((replace(workshop(), **changes),)))


def test_two_companies_of_one_name_are_refused(enter: Enter) -> None:
    with pytest.raises(PackageRefused, match="more than one company"):
        enter(Books((workshop(), workshop())))


def _invoices() -> tuple[Any, ...]:
    from boekhaak.testing.books.model import Invoice

    return tuple(
        Invoice("sales", "posted", number, "K1", day, date(2026, 6, 30), amount, voucher=("V", day.year, number))
        for number, day, amount in (
            ("1", date(2025, 11, 3), Decimal("121.00")),
            ("2", date(2026, 3, 10), Decimal("242.00")),
        )
    )
