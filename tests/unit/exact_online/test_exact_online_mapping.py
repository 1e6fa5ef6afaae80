from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from boekhaak.plugin import Balance, Company, Deletion, Invoice, LedgerLine, Voucher
from boekhaak_exact_online.mapping.contacts import AccountRow, AddressRow, BankAccountRow
from boekhaak_exact_online.mapping.deletions import DeletedRow
from boekhaak_exact_online.mapping.ledger import BalanceRow, LineRow
from boekhaak_exact_online.mapping.masters import (
    CostcenterRow,
    CostunitRow,
    ExchangeRateRow,
    GLAccountRow,
    ItemRow,
    JournalRow,
    PeriodRow,
    ProjectRow,
    VATCodeRow,
)
from boekhaak_exact_online.mapping.rows import select

KEY = "5e9f0f4e-5bd9-4f31-8c1c-02120829e05a"
OWN = {"Division": 124132, "ID": KEY, "Modified": "/Date(1782388800000)/"}
SYNC = OWN | {"Timestamp": "4711"}
MODIFIED = datetime(2026, 6, 25, 10, 0, tzinfo=UTC)


def only(row: Any, company: Company) -> Any:
    (record,) = row.records(company)
    return record


@pytest.mark.parametrize("type_", [10, 20, 21, 30, 31, 40])
@pytest.mark.parametrize("told", [{}, {"Currency": "USD", "AmountDC": 12.1, "AmountFC": 13.0, "Quantity": 2.5}])
def test_what_a_line_becomes_unchecked_would_pass_the_check(
    line: Callable[..., dict[str, Any]], company: Company, type_: int, told: dict[str, Any]
) -> None:
    row = LineRow.model_validate({**line(), "Type": type_, "LineNumber": 0, **told})

    found = list(row.records(company))

    assert {"voucher", "ledger_line"} <= {record.kind for record in found}
    for record in found:
        assert type(record).model_validate(dict(record), strict=True) == record


def test_a_ledger_account_keeps_number_nature_side_and_version(company: Company) -> None:
    row = GLAccountRow.model_validate(
        SYNC
        | {
            "Code": "411000",
            "Description": "Debtors",
            "BalanceSide": "D",
            "BalanceType": "B",
            "Type": 20,
            "VATCode": None,
        }
    )

    account = only(row, company)

    assert (account.id, account.version, account.changed_at) == (KEY, 4711, MODIFIED)
    assert (account.number, account.name, account.nature, account.side) == ("411000", "Debtors", "balance", "debit")
    assert (account.category, account.tax_code, account.blocked) == ("20", "", False)


@pytest.mark.parametrize(
    ("code", "type_"),
    [
        (10, "cash"),
        (12, "bank"),
        (16, "bank"),
        (20, "sales"),
        (21, "sales"),
        (22, "purchase"),
        (90, "general"),
        (77, None),
    ],
)
def test_a_journal_tells_its_type(company: Company, code: int, type_: str | None) -> None:
    row = JournalRow.model_validate(OWN | {"Code": "70", "Description": "Ventes", "Type": code, "GLAccount": None})

    journal = only(row, company)

    assert (journal.code, journal.name, journal.type, journal.version) == ("70", "Ventes", type_, None)


@pytest.mark.parametrize(("fraction", "percentage"), [(0.2, "20"), (0.055, "5.5"), (0, "0"), (0.21, "21")])
def test_a_tax_code_tells_its_percentage_out_of_a_hundred(company: Company, fraction: float, percentage: str) -> None:
    row = VATCodeRow.model_validate(OWN | {"Code": "VN ", "Percentage": fraction, "VATTransactionType": "S"})

    code = only(row, company)

    assert (code.code, code.percentage, code.direction) == ("VN", Decimal(percentage), "sales")


def test_a_tax_code_for_both_directions_has_none(company: Company) -> None:
    row = VATCodeRow.model_validate(OWN | {"Code": "0  ", "VATTransactionType": "B"})

    assert only(row, company).direction is None


def test_a_period_has_its_first_and_last_day(company: Company) -> None:
    row = PeriodRow.model_validate(
        OWN
        | {"FinYear": 2024, "FinPeriod": 8, "StartDate": "/Date(1722470400000)/", "EndDate": "/Date(1725062400000)/"}
    )

    period = only(row, company)

    assert (period.year, period.period, period.start, period.end) == (2024, 8, date(2024, 8, 1), date(2024, 8, 31))


def test_a_contact_is_a_customer_a_supplier_or_both(company: Company) -> None:
    row = AccountRow.model_validate(
        SYNC | {"Code": "               101", "Name": "Molen", "Status": "C", "IsSupplier": True, "VATNumber": None}
    )

    contact = only(row, company)

    assert (contact.code, contact.name, contact.is_customer, contact.is_supplier) == ("101", "Molen", True, True)
    assert contact.vat_number == ""


def test_an_address_without_a_contact_is_left_out(company: Company) -> None:
    warehouse = AddressRow.model_validate(SYNC | {"Account": None, "City": "Delft"})
    visit = AddressRow.model_validate(
        SYNC | {"Account": "c1", "Type": 1, "Country": "NL ", "City": "Delft", "Main": True}
    )

    assert list(warehouse.records(company)) == []
    address = only(visit, company)
    assert (address.contact_id, address.type, address.country, address.main) == ("c1", "visit", "NL", True)


def test_a_bank_account_has_a_national_number_only_without_an_iban(company: Company) -> None:
    iban = BankAccountRow.model_validate(
        OWN | {"Account": "c1", "IBAN": "NL91ABNA0417164300", "BankAccount": "0417164300"}
    )
    national = BankAccountRow.model_validate(OWN | {"Account": "c1", "IBAN": "", "BankAccount": "12345678"})

    assert (only(iban, company).iban, only(iban, company).number) == ("NL91ABNA0417164300", "")
    assert (only(national, company).iban, only(national, company).number) == ("", "12345678")


def test_cost_centres_cost_units_and_projects_are_dimensions(company: Company) -> None:
    center = only(CostcenterRow.model_validate(OWN | {"Code": "001CC001", "Description": "Atelier"}), company)
    unit = only(CostunitRow.model_validate(OWN | {"Code": "K1", "EndDate": "/Date(1782345600000)/"}), company)
    project = only(ProjectRow.model_validate(SYNC | {"Code": "P7", "BlockEntry": True}), company)

    assert (center.type, center.code, center.name, center.end) == ("cost_center", "001CC001", "Atelier", None)
    assert (unit.type, unit.code, unit.end) == ("cost_unit", "K1", date(2026, 6, 25))
    assert (project.type, project.code, project.blocked, project.version) == ("project", "P7", True, 4711)


def test_an_article_keeps_unit_uses_and_cost_price(company: Company) -> None:
    row = ItemRow.model_validate(
        SYNC | {"Code": "A1", "Unit": "pc", "IsSalesItem": True, "CostPriceStandard": 15.1234567, "SalesVatCode": "VH "}
    )

    article = only(row, company)

    assert (article.code, article.unit, article.is_sold, article.is_bought) == ("A1", "pc", True, False)
    assert (article.cost_price, article.sales_price, article.tax_code) == (Decimal("15.1234567"), None, "VH")


def test_an_exchange_rate_keeps_all_its_decimals(company: Company) -> None:
    row = ExchangeRateRow.model_validate(
        OWN | {"SourceCurrency": "IDR", "TargetCurrency": "EUR", "StartDate": "/Date(1782345600000)/", "Rate": 5.87e-05}
    )

    rate = only(row, company)

    assert (rate.source_currency, rate.target_currency, rate.rate) == ("IDR", "EUR", Decimal("0.0000587"))


def test_a_posting_names_its_dimensions_article_and_quantity(
    company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    told = {"CostCenter": "001CC001", "CostUnit": "K1", "Project": "p", "Item": "i", "Quantity": 2.5}

    posting = only(LineRow.model_validate(line(**told)), company)

    assert (posting.cost_center_code, posting.cost_unit_code, posting.project_id) == ("001CC001", "K1", "p")
    assert (posting.article_id, posting.quantity) == ("i", Decimal("2.5"))


def test_line_0_is_the_header_and_where_it_names_an_account_a_posting_too(
    company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    row = LineRow.model_validate(line(LineNumber=0, AmountDC=316.5, VATCode=None))

    voucher, invoice, posting = row.records(company)

    assert isinstance(voucher, Voucher)
    assert isinstance(invoice, Invoice)
    assert (voucher.id, voucher.number, voucher.journal_code) == (row.EntryID, "26700001", "70")
    assert (voucher.date, voucher.year, voucher.period) == (date(2026, 6, 25), 2026, 6)
    assert (voucher.posted, voucher.opening) == (True, False)
    assert isinstance(posting, LedgerLine)
    assert (posting.id, posting.voucher_id, posting.amount) == (row.ID, voucher.id, Decimal("316.50"))


def test_a_header_without_an_account_is_no_posting(company: Company, line: Callable[..., dict[str, Any]]) -> None:
    row = LineRow.model_validate(line(LineNumber=0, GLAccount=None, Status=20, Type=90))

    voucher = only(row, company)

    assert isinstance(voucher, Voucher)
    assert not voucher.posted


def test_a_posting_in_the_company_s_currency_has_no_foreign_amount(
    company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    posting = only(LineRow.model_validate(line()), company)

    assert (posting.amount, posting.currency) == (Decimal("-16.50"), "EUR")
    assert (posting.foreign_amount, posting.foreign_currency, posting.tax_code) == (None, "", "VB")


def test_a_posting_in_another_currency_keeps_both_amounts(
    company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    posting = only(LineRow.model_validate(line(Currency="USD", AmountFC=-18.25)), company)

    assert (posting.amount, posting.currency) == (Decimal("-16.50"), "EUR")
    assert (posting.foreign_amount, posting.foreign_currency) == (Decimal("-18.25"), "USD")


def test_a_line_of_an_opening_entry_is_an_opening_balance_too(
    company: Company, line: Callable[..., dict[str, Any]]
) -> None:
    posting, opening = LineRow.model_validate(line(Type=10, FinancialPeriod=1)).records(company)

    assert posting.opening
    assert isinstance(opening, Balance)
    assert (opening.id, opening.account_id) == (posting.id, posting.account_id)
    assert (opening.measure, opening.year, opening.period, opening.amount) == ("opening", 2026, 0, Decimal("-16.50"))


def test_a_budget_is_no_posting(company: Company, line: Callable[..., dict[str, Any]]) -> None:
    assert list(LineRow.model_validate(line(Type=3000, LineNumber=0)).records(company)) == []


def balance_row(**changes: Any) -> BalanceRow:
    row = {"Division": 124132, "GLAccount": "g", "ReportingYear": 2026, "ReportingPeriod": 3, "Type": 20, "Status": 50}
    return BalanceRow.model_validate(row | {"Amount": 10.1} | changes)


def test_the_parts_of_a_declared_movement_have_ids_of_their_own_and_one_period(company: Company) -> None:
    parts = [only(balance_row(**part), company) for part in ({}, {"Type": 90}, {"Status": 20}, {"CostCenterCode": "A"})]

    assert len({part.id for part in parts}) == 4
    assert {(part.account_id, part.year, part.period, part.measure) for part in parts} == {("g", 2026, 3, "movement")}


def test_a_declared_opening_stands_in_period_0(company: Company) -> None:
    assert only(balance_row(Type=10, ReportingPeriod=1), company).period == 0


@pytest.mark.parametrize(
    ("entity", "kinds"),
    [
        (1, ["ledger_line", "balance"]),
        (2, ["contact"]),
        (3, ["address"]),
        (4, ["attachment"]),
        (6, ["document"]),
        (7, ["account"]),
        (9, ["article"]),
        (10, ["open_item"]),
        (13, ["invoice", "invoice_line"]),
        (21, ["dimension"]),
        (14, []),
        (99, []),
    ],
)
def test_a_deletion_names_what_the_entity_was_here(entity: int, kinds: list[str]) -> None:
    row = DeletedRow.model_validate({"Division": 124132, "Timestamp": "88", "EntityKey": KEY, "EntityType": entity})

    assert list(row.deletions()) == [Deletion(kind=kind, id=KEY, version=88) for kind in kinds]


def test_a_row_s_fields_are_what_is_asked_for() -> None:
    assert select(DeletedRow) == "Division,Timestamp,EntityKey,EntityType,DeletedDate"
