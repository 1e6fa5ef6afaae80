"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Numeric, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

PLACES = 4
"""The decimals of an amount."""


class Fixed(TypeDecorator[Decimal]):
    """An exact number with up to so many decimals: NUMERIC on PostgreSQL, an integer of its smallest parts on SQLite.

    SQLite has no decimals of its own; as integers its sums are exact as well. Further decimals are rounded half up on both.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__(19, places)
        self.places = places

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(19, self.places))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Turn a number into what is stored."""
        if value is None or dialect.name != "sqlite":
            return value
        return int(value.scaleb(self.places).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ANN401
        """Turn what is stored into a number."""
        if value is None:
            return None
        return Decimal(int(value)).scaleb(-self.places) if dialect.name == "sqlite" else Decimal(value)


class Money(Fixed):
    """An amount of money."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(PLACES)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn an aware moment into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Make a stored moment aware again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Extra(TypeDecorator[dict[str, Any]]):
    """What a package tells beyond the typed columns, as JSON; NULL for nothing."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type: on PostgreSQL one whose values can be compared."""
        json = JSON(none_as_null=True) if dialect.name == "sqlite" else JSONB(none_as_null=True)
        return dialect.type_descriptor(json)
