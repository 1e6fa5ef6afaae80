from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boekhaak.models.link import Link
from boekhaak.models.page import Deletion
from boekhaak.models.records import Record
from boekhaak.store import balances, records
from boekhaak.store.balances import Imbalance, Movement
from boekhaak.store.database import Store
from support.bookings import balance, entry, line, voucher
from support.interruption import Interrupted, interrupt


def save(store: Store, link: Link, *found: Record) -> None:
    with store.writing() as tx:
        records.send(store, tx, link, 1, found)()


def movement(account_id: str, amount: str, year: int = 2026, period: int = 3) -> Movement:
    return Movement(account_id=account_id, year=year, period=period, amount=Decimal(amount))


def test_movements_are_summed_by_account_and_period(store: Store, link: Link) -> None:
    save(store, link, *entry("1", "1000", "8000", "10.10"), *entry("2", "1000", "8000", "0.0001"))
    save(store, link, *entry("3", "1000", "8000", 5, period=4))

    with store.reading() as tx:
        found = set(balances.movements(tx, link))

    assert found == {
        movement("1000", "10.1001"),
        movement("8000", "-10.1001"),
        movement("1000", "5", period=4),
        movement("8000", "-5", period=4),
    }


def test_lines_of_opening_entries_and_deleted_lines_do_not_move_anything(store: Store, link: Link) -> None:
    save(store, link, *entry("1", "1000", "2000", 10, opening=True), line("2", 1, "1000", 5))
    with store.writing() as tx:
        records.delete(store, tx, link, 2, [Deletion(kind="ledger_line", id="2/1")])

    with store.reading() as tx:
        assert balances.movements(tx, link) == ()


def test_only_the_openings_of_the_first_year_count(store: Store, link: Link) -> None:
    save(
        store,
        link,
        balance("1000", "opening", 7, year=2025),
        balance("1000", "opening", 9, year=2026),
        balance("1000", "closing", 11, year=2024, period=12),
    )

    with store.reading() as tx:
        assert balances.openings(tx, link) == (movement("1000", "7", 2025, 0),)


def test_without_openings_there_are_none(store: Store, link: Link) -> None:
    with store.reading() as tx:
        assert balances.openings(tx, link) == ()


def test_what_is_declared_is_read_by_measure(store: Store, link: Link) -> None:
    save(store, link, balance("1000", "movement", 7, period=1), balance("1000", "closing", 9, period=1))

    with store.reading() as tx:
        assert balances.declared(tx, link, "movement") == (movement("1000", "7", 2026, 1),)
        assert balances.declared(tx, link, "closing") == (movement("1000", "9", 2026, 1),)


def test_a_voucher_that_does_not_add_up_is_named_with_its_difference(store: Store, link: Link) -> None:
    save(store, link, *entry("1", "1000", "8000", 10), voucher("2"), line("2", 1, "1000", "0.0001"))

    with store.reading() as tx:
        found = balances.imbalances(tx, link, 20)

    assert found == (Imbalance(voucher_id="2", number="2", difference=Decimal("0.0001")),)


def test_lines_without_a_header_can_be_out_of_balance_too(store: Store, link: Link) -> None:
    save(store, link, line("lost", 1, "1000", 3))

    with store.reading() as tx:
        found = balances.imbalances(tx, link, 20)

    assert found == (Imbalance(voucher_id="lost", number="", difference=Decimal(3)),)


def test_opening_entries_need_not_add_up(store: Store, link: Link) -> None:
    save(store, link, voucher("1", opening=True), line("1", 1, "1000", 3, opening=True))

    with store.reading() as tx:
        assert balances.imbalances(tx, link, 20) == ()


def test_of_many_imbalances_the_first_are_named_in_order(store: Store, link: Link) -> None:
    save(store, link, *(line(f"v{number}", 1, "1000", 1) for number in range(9, 0, -1)))

    with store.reading() as tx:
        found = balances.imbalances(tx, link, 3)

    assert [one.voucher_id for one in found] == ["v1", "v2", "v3"]


CENTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(amounts=st.lists(CENTS, min_size=1, max_size=6), off_by=st.sampled_from([Decimal(0), Decimal("0.01")]))
def test_a_voucher_is_out_of_balance_by_exactly_its_sum(
    store: Store, link: Link, amounts: list[Decimal], off_by: Decimal
) -> None:
    lines = [line("1", number, "1000", amount) for number, amount in enumerate(amounts)]
    lines.append(line("1", len(lines), "1000", off_by - sum(amounts)))
    found: tuple[Imbalance, ...] = ()

    try:
        with store.writing() as tx:
            records.send(store, tx, link, 1, lines)()
            found = balances.imbalances(tx, link, 20)
            interrupt()
    except Interrupted:
        pass

    assert [one.difference for one in found] == ([off_by] if off_by else [])
