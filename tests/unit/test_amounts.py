from __future__ import annotations

from decimal import Decimal

import pytest

from boekhaak.amounts import cents, exact, money


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (120.0, "120.00"),
        (-0.01, "-0.01"),
        (0.1 + 0.2, "0.30"),
        (1234567.8900000001, "1234567.89"),
        (999999999999.99, "999999999999.99"),
        (19.9999999999, "20.00"),
        (-0.0, "0.00"),
        (None, "0.00"),
        (0.125, "0.1250"),
        (-16.4949, "-16.4949"),
    ],
)
def test_an_amount_has_two_decimals_or_the_four_it_really_has(value: float | None, amount: str) -> None:
    assert str(money(value)) == amount


def test_an_amount_keeps_its_cents_at_any_size() -> None:
    for hundredths in range(-30_000, 30_000, 7):
        assert money(hundredths / 100) == Decimal(hundredths) / 100


@pytest.mark.parametrize(
    ("value", "number"), [(12.0, "12"), (2.2535, "2.2535"), (0.1, "0.1"), (-3.0, "-3"), (1e20, "100000000000000000000")]
)
def test_a_quantity_keeps_all_its_decimals(value: float, number: str) -> None:
    assert str(exact(value)) == number


def test_no_quantity_is_none() -> None:
    assert exact(None) is None


@pytest.mark.parametrize(("worked_out", "amount"), [("1580.905", "1580.91"), ("-0.005", "-0.01"), ("7", "7.00")])
def test_what_we_work_out_is_rounded_as_people_do(worked_out: str, amount: str) -> None:
    assert str(cents(Decimal(worked_out))) == amount
