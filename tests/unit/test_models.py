from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import SecretStr, ValidationError

from boekhaak.models.auth import Tokens
from boekhaak.models.company import Company
from boekhaak.models.page import Page
from boekhaak.models.records import KINDS, LedgerLine, Record
from boekhaak.models.value import Value
from boekhaak.plugin import App, unchecked
from support.bookings import account, line


def everyone(root: type[Value] = Value) -> list[type[Value]]:
    return [below for child in root.__subclasses__() for below in [child, *everyone(child)]]


@pytest.mark.parametrize("kind", everyone(), ids=lambda kind: kind.__name__)
def test_every_value_is_frozen_and_refuses_fields_it_does_not_know(kind: type[Value]) -> None:
    assert kind.model_config["frozen"]
    assert kind.model_config["extra"] == "forbid"


def test_a_value_cannot_be_changed() -> None:
    company = Company(id="1", region="nl", name="Bakery")

    with pytest.raises(ValidationError, match="frozen"):
        company.name = "Butcher"


def test_a_field_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        account("1000", colour="red")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_an_unchecked_record_is_the_checked_one(kind: type[Record]) -> None:
    told = kind.model_construct(**{name: name for name, field in kind.model_fields.items() if field.is_required()})

    made = unchecked(kind)(**{name: getattr(told, name) for name in kind.model_fields if name in told.model_fields_set})

    assert made == told
    assert made.model_copy(update={"version": 3}).version == 3
    with pytest.raises(ValidationError, match="frozen"):
        made.id = "other"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_an_amount_is_a_number(amount: str) -> None:
    with pytest.raises(ValidationError, match="finite"):
        line("1", 1, "1000", amount)


def test_a_page_keeps_the_fields_of_each_kind_of_record() -> None:
    page = Page(records=(account("1000"), line("1", 1, "1000", "1.10")), cursor="1")

    assert [record.kind for record in page.records] == ["account", "ledger_line"]
    assert isinstance(page.records[1], LedgerLine)
    assert page.records[1].amount == Decimal("1.10")


def test_every_kind_of_record_is_listed_under_its_name() -> None:
    assert {record.kind: record for record in Record.__subclasses__()} == KINDS


def test_no_secret_stands_in_a_print() -> None:
    app = App(package="p", region="r", client_id="c", client_secret=SecretStr("the-secret"), redirect_uri="https://h")
    tokens = Tokens(access_token=SecretStr("the-secret"), refresh_token=SecretStr("the-secret"), lifetime="PT10M")

    assert "the-secret" not in repr(app) + str(app) + repr(tokens) + app.model_dump_json() + tokens.model_dump_json()


def test_a_record_without_its_own_fields_is_refused() -> None:
    with pytest.raises(ValidationError, match="voucher_id"):
        LedgerLine(id="1", line_number=1, account_id="1", date=date(2026, 3, 1), year=2026, period=3, amount=1)
