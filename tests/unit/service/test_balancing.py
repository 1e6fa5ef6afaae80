from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boekhaak.clock import ScaledClock
from boekhaak.errors import NotFound
from boekhaak.models.page import Deletion
from boekhaak.models.records import Record
from boekhaak.service import balancing, control
from boekhaak.service.balancing import TrialBalance
from boekhaak.store import records
from boekhaak.store.mismatches import Mismatch
from boekhaak.store.records import TABLES
from support.bookings import account, balance, entry, line, voucher
from support.desk import Desk

BANK, EQUITY, SALES, COSTS = "1000", "2000", "8000", "4000"


def hold(desk: Desk, *found: Record) -> None:
    """Store records as if they had been imported."""
    with desk.installation.store.writing() as tx:
        records.send(desk.installation.store, tx, desk.link, 1, found)()


def trial(desk: Desk, year: int | None = None) -> TrialBalance:
    return balancing.trial_balance(desk.actor, desk.installation, desk.link.id, year)


def rows(found: TrialBalance) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    return {row.number: (row.opening, row.movement, row.closing) for row in found.accounts}


def differences(desk: Desk) -> list[tuple[str, str, Decimal, Decimal]]:
    """Compare with what is declared, and return what the trial balance then tells."""
    control.compare(desk.installation, desk.link)
    return [(one.account, one.period, one.ours, one.declared) for one in trial(desk).mismatches]


@pytest.fixture
def ledger(desk: Desk) -> Desk:
    """Return the desk with three years: an opening, sales and costs each year, the first year's result allocated."""
    hold(desk, *(account(number) for number in (BANK, EQUITY, SALES, COSTS)))
    hold(desk, balance(BANK, "opening", 100, year=2024), balance(EQUITY, "opening", -100, year=2024))
    hold(desk, *entry("1", BANK, SALES, 50, year=2024, period=2), *entry("2", COSTS, BANK, 20, year=2024, period=11))
    hold(desk, *entry("3", SALES, EQUITY, 30, year=2025, period=1), *entry("4", BANK, SALES, 7, year=2025, period=6))
    hold(desk, *entry("5", COSTS, BANK, 9, year=2026, period=1))
    return desk


# The trial balance


def test_over_all_years_every_account_tells_what_moved_on_it(ledger: Desk) -> None:
    found = trial(ledger)

    assert rows(found) == {
        BANK: (100, 50 - 20 + 7 - 9, 128),
        EQUITY: (-100, -30, -130),
        SALES: (0, -50 + 30 - 7, -27),
        COSTS: (0, 20 + 9, 29),
    }
    assert [row.number for row in found.accounts] == [BANK, EQUITY, COSTS, SALES]
    assert (found.earlier_result, found.opening_sum, found.year) == (0, 0, None)


def test_in_the_first_year_the_openings_stand_before_what_moved(ledger: Desk) -> None:
    found = trial(ledger, 2024)

    assert rows(found) == {
        BANK: (100, 30, 130),
        EQUITY: (-100, 0, -100),
        SALES: (0, -50, -50),
        COSTS: (0, 20, 20),
    }
    assert found.earlier_result == 0


def test_balance_accounts_cumulate_and_result_accounts_begin_anew(ledger: Desk) -> None:
    found = trial(ledger, 2025)

    assert rows(found) == {
        BANK: (130, 7, 137),
        EQUITY: (-100, -30, -130),
        SALES: (0, 30 - 7, 23),
        COSTS: (0, 0, 0),
    }


def test_what_earlier_years_earned_has_a_line_of_its_own(ledger: Desk) -> None:
    assert trial(ledger, 2025).earlier_result == -50 + 20
    assert trial(ledger, 2026).earlier_result == -50 + 20 + 30 - 7


@pytest.mark.parametrize("year", [None, 2024, 2025, 2026])
def test_all_lines_together_are_zero_in_every_year(ledger: Desk, year: int | None) -> None:
    found = trial(ledger, year)

    assert sum(row.closing for row in found.accounts) + found.earlier_result == 0
    assert found.balanced


def test_an_opening_on_a_result_account_belongs_to_its_first_year(ledger: Desk) -> None:
    hold(ledger, balance(SALES, "opening", -5, year=2024), balance(COSTS, "opening", 5, year=2024))

    assert rows(trial(ledger, 2024))[SALES] == (-5, -50, -55)
    assert rows(trial(ledger, 2025))[SALES] == (0, 23, 23)
    assert trial(ledger, 2025).earlier_result == -30 - 5 + 5


def test_an_account_that_has_an_opening_alone_is_told_too(desk: Desk) -> None:
    hold(desk, account(BANK), balance(BANK, "opening", 5, year=2024))

    assert rows(trial(desk)) == {BANK: (5, 0, 5)}
    assert trial(desk).opening_sum == 5


def test_an_account_that_the_package_never_delivered_is_told_by_its_id(desk: Desk) -> None:
    hold(desk, *entry("1", "guid-1", "guid-2", 5))

    found = trial(desk)

    assert {(row.number, row.name) for row in found.accounts} == {
        ("guid-1", "(not delivered by the package)"),
        ("guid-2", "(not delivered by the package)"),
    }


def test_a_deleted_account_keeps_its_name_in_the_trial_balance(desk: Desk) -> None:
    hold(desk, account(BANK), *entry("1", BANK, SALES, 5))
    with desk.installation.store.writing() as tx:
        records.delete(desk.installation.store, tx, desk.link, 2, [Deletion(kind="account", id=BANK)])

    assert {row.number: row.name for row in trial(desk).accounts}[BANK] == f"Account {BANK}"


def test_a_year_that_is_not_held_is_not_found(ledger: Desk) -> None:
    with pytest.raises(NotFound, match=r"no financial year 2023 is held\. Choose one of: 2024, 2025, 2026"):
        trial(ledger, 2023)


def test_a_company_without_books_has_an_empty_trial_balance(desk: Desk) -> None:
    found = trial(desk)

    assert (found.accounts, found.balanced, found.checked_at) == ((), True, None)
    with pytest.raises(NotFound, match="Choose one of: none yet"):
        trial(desk, 2026)


# Openings


def test_a_vendors_opening_entry_is_not_counted_beside_the_openings(ledger: Desk) -> None:
    before = rows(trial(ledger)), rows(trial(ledger, 2024))

    hold(ledger, *entry("opening", BANK, EQUITY, 100, year=2024, period=0, opening=True))

    assert (rows(trial(ledger)), rows(trial(ledger, 2024))) == before


def test_openings_of_later_years_are_not_counted_again(ledger: Desk) -> None:
    before = rows(trial(ledger))

    hold(ledger, balance(BANK, "opening", 130, year=2025), balance(EQUITY, "opening", -130, year=2025))

    assert rows(trial(ledger)) == before
    assert trial(ledger).opening_sum == 0


def test_openings_that_do_not_add_up_are_told(desk: Desk) -> None:
    hold(desk, account(BANK), balance(BANK, "opening", 5, year=2024), balance(EQUITY, "opening", -3, year=2024))

    assert trial(desk).opening_sum == 2


# Entries that do not balance


def test_an_entry_that_does_not_add_up_is_named(ledger: Desk) -> None:
    hold(ledger, voucher("odd"), line("odd", 1, BANK, "0.01"))

    found = trial(ledger)

    assert not found.balanced
    assert [(one.number, one.difference) for one in found.imbalances] == [("odd", Decimal("0.01"))]


def test_of_many_entries_that_do_not_add_up_twenty_are_named(ledger: Desk) -> None:
    hold(ledger, *(line(f"odd{number}", 1, BANK, 1) for number in range(25)))

    assert len(trial(ledger).imbalances) == balancing.WORST == 20


# Control totals


def test_where_nothing_is_declared_nothing_was_checked(ledger: Desk) -> None:
    assert differences(ledger) == []
    assert trial(ledger).checked_at is None


def test_what_agrees_with_the_declared_totals_is_no_difference(ledger: Desk, clock: ScaledClock) -> None:
    _declare(ledger)

    assert differences(ledger) == []
    assert trial(ledger).checked_at == clock.now()


def _declare(desk: Desk, *other: Record) -> None:
    """Let the package declare the movements of the three years, brought forward in a period 0 each; then other amounts."""
    moved = {
        BANK: {
            (2024, 0): 100,
            (2024, 2): 50,
            (2024, 11): -20,
            (2025, 0): 130,
            (2025, 6): 7,
            (2026, 0): 137,
            (2026, 1): -9,
        },
        EQUITY: {(2024, 0): -100, (2025, 0): -100, (2025, 1): -30, (2026, 0): -130},
        SALES: {(2024, 2): -50, (2025, 1): 30, (2025, 6): -7},
        COSTS: {(2024, 11): 20, (2026, 1): 9},
    }
    hold(
        desk,
        *(
            balance(number, "movement", amount, year=year, period=period)
            for number, periods in moved.items()
            for (year, period), amount in periods.items()
        ),
    )
    hold(desk, *other)


def test_a_difference_is_told_where_it_begins(ledger: Desk) -> None:
    _declare(ledger, balance(BANK, "movement", 49, year=2024, period=2))

    assert differences(ledger) == [(BANK, "2024-02", 150, 149)]


def test_a_difference_that_grows_is_told_at_each_step(ledger: Desk) -> None:
    _declare(
        ledger,
        balance(BANK, "movement", 49, year=2024, period=2),
        balance(BANK, "movement", -12, year=2026, period=1),
    )

    assert differences(ledger) == [(BANK, "2024-02", 150, 149), (BANK, "2026-01", 128, 124)]


def test_a_difference_that_is_made_good_is_told_once(ledger: Desk) -> None:
    _declare(
        ledger,
        balance(BANK, "movement", 49, year=2024, period=2),
        balance(BANK, "movement", -19, year=2024, period=11),
    )

    assert differences(ledger) == [(BANK, "2024-02", 150, 149)]


def test_a_difference_of_a_result_account_ends_with_its_year(ledger: Desk) -> None:
    _declare(
        ledger,
        balance(SALES, "movement", -51, year=2024, period=2),
        balance(SALES, "movement", 29, year=2025, period=1),
    )

    assert differences(ledger) == [(SALES, "2024-02", -50, -51), (SALES, "2025-01", 30, 29)]


def test_an_opening_that_differs_is_told_in_period_nought(ledger: Desk) -> None:
    _declare(ledger, balance(BANK, "movement", 90, year=2024, period=0))

    assert differences(ledger)[0] == (BANK, "2024-00", 100, 90)
    assert len(differences(ledger)) == 1


def test_what_moved_but_was_not_declared_is_a_difference(ledger: Desk) -> None:
    _declare(ledger)
    hold(ledger, *entry("6", "1100", SALES, 4, year=2025, period=3))

    assert differences(ledger) == [("1100", "2025-03", 4, 0), (SALES, "2025-03", 26, 30)]


def test_what_was_declared_but_is_not_held_is_a_difference(ledger: Desk) -> None:
    _declare(ledger, balance("1300", "movement", 3, year=2025, period=2))

    assert differences(ledger) == [("1300", "2025-02", 0, 3)]


def test_closings_may_be_declared_instead_of_movements(ledger: Desk) -> None:
    hold(
        ledger,
        balance(BANK, "closing", 130, year=2024, period=12),
        balance(BANK, "closing", 138, year=2025, period=12),
        balance(SALES, "closing", -50, year=2024, period=12),
        balance(SALES, "closing", 23, year=2025, period=12),
    )

    assert differences(ledger) == [(BANK, "2025-12", 137, 138)]


def test_a_comparison_replaces_the_one_before(ledger: Desk, clock: ScaledClock) -> None:
    _declare(ledger, balance(BANK, "movement", 49, year=2024, period=2))
    assert differences(ledger)
    before = trial(ledger).checked_at
    _declare(ledger)
    clock.sleep(60)

    assert differences(ledger) == []
    assert trial(ledger).checked_at != before


def test_two_accounts_of_one_number_can_both_differ(desk: Desk) -> None:
    hold(desk, account(BANK), account(BANK, id="guid-1"), account(BANK, id="guid-2"))
    hold(desk, balance("guid-1", "closing", 1, period=1), balance("guid-2", "closing", 2, period=1))

    assert sorted(differences(desk)) == [(BANK, "2026-01", 0, 1), (BANK, "2026-01", 0, 2)]


def test_an_import_compares_at_its_end(bakery: Desk) -> None:
    bakery.enter(balance("1000", "closing", "20.50", period=3), balance("2000", "closing", 99, period=3))

    bakery.import_all()

    found = trial(bakery)
    assert found.mismatches == (
        Mismatch(account_id="2000", account="2000", period="2026-03", ours=Decimal(-10), declared=Decimal(99)),
    )
    assert found.checked_at == bakery.installation.clock.now()


def test_a_run_that_did_not_read_both_sides_leaves_the_comparison_as_it_was(bakery: Desk, clock: ScaledClock) -> None:
    bakery.enter(balance("1000", "closing", "20.50", period=3))
    bakery.import_all()
    before = trial(bakery).checked_at
    clock.sleep(60)
    bakery.enter(*entry("9", "1000", "8000", 1))

    bakery.synchronise()

    assert trial(bakery).checked_at == before
    assert trial(bakery).mismatches == ()


MOMENTS = st.tuples(st.integers(2024, 2026), st.integers(1, 13))
ENTRIES = st.lists(
    st.tuples(
        MOMENTS,
        st.sampled_from([BANK, EQUITY, SALES, COSTS]),
        st.sampled_from([BANK, EQUITY, SALES, COSTS]),
        st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100),
    ),
    min_size=1,
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(entries=ENTRIES, opening=st.integers(0, 10**6))
def test_any_books_that_balance_are_zero_in_every_year_and_cumulate(
    desk: Desk, entries: list[tuple[tuple[int, int], str, str, Decimal]], opening: int
) -> None:
    _clear(desk)
    hold(desk, *(account(number) for number in (BANK, EQUITY, SALES, COSTS)))
    hold(desk, balance(BANK, "opening", opening, year=2024), balance(EQUITY, "opening", -opening, year=2024))
    for number, ((year, period), debit, credit, amount) in enumerate(entries):
        hold(desk, *entry(str(number), debit, credit, amount, year=year, period=period))
    held = sorted({year for (year, _), *_ in entries})

    by_year = {year: trial(desk, year) for year in held}

    for found in by_year.values():
        assert sum(row.closing for row in found.accounts) + found.earlier_result == 0
    for before, after in pairwise(held):
        for number in {BANK, EQUITY} & set(rows(by_year[after])):
            assert rows(by_year[after])[number][0] == rows(by_year[before])[number][2]


def _clear(desk: Desk) -> None:
    with desk.installation.store.writing() as tx:
        for kind in ("ledger_line", "voucher", "balance", "account"):
            tx.execute(TABLES[kind].delete())
