from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from boekhaak.errors import InvalidInput
from boekhaak.models.link import Link
from boekhaak.models.records import LedgerLine, TaxCode
from boekhaak.store import records
from boekhaak.store.database import Store
from boekhaak.store.record_tables import TABLES
from support.bookings import account, line
from support.stored import Stored

AMOUNTS = st.decimals(min_value=Decimal(-(10**14)), max_value=Decimal(10**14), places=4)
on_one_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
number = count(1)


def save(store: Store, link: Link, *found: object) -> None:
    with store.writing() as tx:
        records.send(store, tx, link, 1, found)()  # type: ignore[arg-type]


@on_one_database
@given(amount=AMOUNTS)
def test_an_amount_comes_back_to_the_ten_thousandth(store: Store, link: Link, stored: Stored, amount: Decimal) -> None:
    voucher_id = str(next(number))

    save(store, link, line(voucher_id, 1, "1000", amount))

    found, _ = stored(link, "ledger_line")[f"{voucher_id}/1"]
    assert isinstance(found, LedgerLine)
    assert found.amount == amount


@on_one_database
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=8))
def test_the_databases_own_sum_is_exact(store: Store, link: Link, amounts: list[Decimal]) -> None:
    voucher_id = str(next(number))
    lines = TABLES["ledger_line"]

    save(store, link, *(line(voucher_id, n, "1000", amount) for n, amount in enumerate(amounts)))

    with store.reading() as tx:
        total = tx.execute(select(func.sum(lines.c.amount)).where(lines.c.voucher_id == voucher_id)).scalar_one()
    assert total == sum(amounts)


@pytest.mark.parametrize(
    ("told", "kept"),
    [("0.00005", "0.0001"), ("-0.00005", "-0.0001"), ("0.00004999", "0"), ("1234.5600000000002", "1234.56")],
)
def test_further_decimals_are_rounded_alike_on_both_databases(
    store: Store, link: Link, stored: Stored, told: str, kept: str
) -> None:
    save(store, link, line("1", 1, "1000", told))

    found, _ = stored(link, "ledger_line")["1/1"]
    assert isinstance(found, LedgerLine)
    assert found.amount == Decimal(kept)


def test_a_missing_amount_stays_missing(store: Store, link: Link, stored: Stored) -> None:
    save(store, link, TaxCode(id="1", code="1", name="None", percentage=None))

    found, _ = stored(link, "tax_code")["1"]
    assert isinstance(found, TaxCode)
    assert found.percentage is None


@pytest.mark.parametrize("amount", [Decimal(10) ** 15, -(Decimal(10) ** 30)])
def test_an_amount_that_does_not_fit_is_refused(store: Store, link: Link, stored: Stored, amount: Decimal) -> None:
    with pytest.raises(InvalidInput, match="cannot hold a value"):
        save(store, link, line("1", 1, "1000", 1), line("1", 2, "1000", amount))

    assert stored(link, "ledger_line") == {}


def test_a_version_that_does_not_fit_is_refused(store: Store, link: Link) -> None:
    with pytest.raises(InvalidInput, match="cannot hold a value"):
        save(store, link, account("1000", version=2**70))


def test_a_moment_comes_back_aware_and_in_utc(store: Store, link: Link, stored: Stored) -> None:
    amsterdam = timezone(timedelta(hours=1))
    moment = datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=amsterdam)

    save(store, link, account("1000", changed_at=moment))

    found, origin = stored(link, "account")["1000"]
    assert found.changed_at == moment
    assert found.changed_at.tzinfo is UTC
    assert origin.stored_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(store: Store, link: Link) -> None:
    naive = datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001

    with pytest.raises(InvalidInput, match="a moment without a time zone"):
        save(store, link, account("1000", changed_at=naive))
