"""Numbers of packages as exact decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT, ZERO = Decimal("0.01"), Decimal("0.00")


def money(value: float | None) -> Decimal:
    """Return an amount without the noise of a binary fraction: two decimals, or four where it really has more."""
    fine = f"{value or 0.0:.4f}"
    return Decimal(fine[:-2] if fine.endswith("00") else fine) or ZERO


def exact(value: float | None) -> Decimal | None:
    """Return a quantity, price or rate with all the decimals that were written."""
    return None if value is None else Decimal(f"{value:.0f}" if value.is_integer() else repr(value))


def cents(amount: Decimal) -> Decimal:
    """Return an amount that we worked out ourselves, in whole cents; half a cent is one."""
    return amount.quantize(CENT, ROUND_HALF_UP)
