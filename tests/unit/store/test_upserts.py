"""Storing many records at once: what is counted, and what one bad value does to the others."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from boekhaak.errors import InvalidInput
from boekhaak.models.link import Link
from boekhaak.models.records import LedgerLine, Record
from boekhaak.store import records
from boekhaak.store.database import Store
from support.bookings import account, contact, line
from support.stored import Stored

MANY = 1_007
"""More than a page holds, and no multiple of anything."""


def save(store: Store, link: Link, *found: Record) -> int:
    with store.writing() as tx:
        return records.send(store, tx, link, 1, found)()


def lines(count: int, amount: str = "1.25") -> list[LedgerLine]:
    return [line(str(number // 3), number, "1000", amount, version=number) for number in range(count)]


def test_many_records_come_back_as_they_were(store: Store, link: Link, stored: Stored) -> None:
    told = lines(MANY)

    assert save(store, link, *told) == MANY

    assert {key: found for key, (found, _) in stored(link, "ledger_line").items()} == {one.id: one for one in told}


def test_what_differs_is_counted_and_nothing_else(store: Store, link: Link) -> None:
    told = lines(MANY)
    save(store, link, *told)

    assert save(store, link, *told) == 0
    assert save(store, link, *told[:-3], *lines(MANY, "9")[-3:], contact("c1")) == 4


def test_a_record_that_comes_twice_on_a_page_is_counted_once(store: Store, link: Link, stored: Stored) -> None:
    assert save(store, link, account("1000", name="One"), account("1000", name="Two")) == 1

    assert stored(link, "account")["1000"][0] == account("1000", name="Two")


def test_several_savings_make_one_whole(store: Store, link: Link, stored: Stored) -> None:
    with store.writing() as tx:
        for number in range(3):
            assert records.send(store, tx, link, 1, [account(str(number))])() == 1

    assert set(stored(link, "account")) == {"0", "1", "2"}


def test_values_that_are_equal_are_not_mixed_up(store: Store, link: Link, stored: Stored) -> None:
    told = [
        line("1", 1, "1000", "1", foreign_amount=Decimal("1.0"), opening=True),
        line("1", 2, "1000", "1.00", foreign_amount=None, opening=False, extra={"rate": 1.5, "of": ["a", None]}),
        line("1", 3, "1000", "0", foreign_amount=Decimal(0), extra={}, changed_at=datetime(2026, 3, 2, tzinfo=UTC)),
    ]

    save(store, link, *told)

    assert [found for found, _ in stored(link, "ledger_line").values()] == told


@pytest.mark.parametrize(
    "bad",
    [{"amount": Decimal(10) ** 20}, {"version": 2**63}, {"changed_at": datetime(2026, 3, 2)}],  # noqa: DTZ001
)
def test_one_bad_value_leaves_nothing_stored(store: Store, link: Link, stored: Stored, bad: dict[str, object]) -> None:
    told = lines(MANY)
    told[700] = told[700].model_copy(update=bad)

    with pytest.raises(InvalidInput):
        save(store, link, account("1000"), *told)

    assert stored(link, "account") == stored(link, "ledger_line") == {}


def test_a_text_that_the_database_cannot_hold_is_refused_or_kept_whole(
    store: Store, link: Link, stored: Stored
) -> None:
    told = account("1000", name="Nul\0here")

    try:
        save(store, link, told)
    except InvalidInput:
        assert stored(link, "account") == {}
    else:
        assert stored(link, "account")["1000"][0] == told


def test_texts_that_mean_something_to_a_database_come_back(store: Store, link: Link, stored: Stored) -> None:
    told = [account(str(number), name=name) for number, name in enumerate(["\\N", "a\tb\nc\\", "%s", "", "é€😀"])]

    save(store, link, *told)

    assert [found for found, _ in stored(link, "account").values()] == told
