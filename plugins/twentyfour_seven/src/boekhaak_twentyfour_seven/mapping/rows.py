"""What all rows share, and the names that several subjects need. Pure.

A row class holds the fields that are used, under the vendor's own names. Elements that it does not name are passed over, as the
live schema grows; what is not set reads the same whether it is absent, nil, or a value that stands for none (FACTS.md#values).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from boekhaak_twentyfour_seven.values import Amount, Day, Flag, Text

DAY = timedelta(days=1)


class Row(BaseModel):
    """A row of any service."""

    model_config = ConfigDict(allow_inf_nan=False, hide_input_in_errors=True, frozen=True)

    element: ClassVar[str] = ""
    """What the vendor calls it, where it comes as an item of an answer."""


OWN_DIMENSION = 101
"""The first type of dimension of the client's own (FACTS.md#transactions); others are not read."""


def names(rows: type[Row]) -> list[str]:
    """Return the properties to ask for."""
    return list(rows.model_fields)


class FiscalYearRow(Row):
    """A fiscal year; ``EndingDate`` is the first day of the next."""

    element: ClassVar = "FiscalYear"

    Id: Text
    StartingDate: Day
    EndingDate: Day

    @property
    def start(self) -> date:
        """The first day."""
        return self.StartingDate or date.min

    @property
    def until(self) -> date:
        """The first day of the next year."""
        return self.EndingDate or date.max

    @property
    def number(self) -> int:
        """What the year is called: by the year in which it ends."""
        return (self.until - DAY).year


class TransactionTypeRow(Row):
    """A type of entries. Those with numbers below one are the system's own, and no journals."""

    element: ClassVar = "TransactionType"

    Id: int
    No: int
    Title: Text = ""
    Turnover: Flag = False


class TaxCodeRow(Row):
    """A VAT code: lines and accounts name it by ``TaxId``, people by ``TaxNo``."""

    element: ClassVar = "TaxCodeElement"

    TaxId: int
    TaxNo: Text = ""
    TaxName: Text = ""
    TaxRate: Amount = None

    @property
    def code(self) -> str:
        """What people call it."""
        return self.TaxNo or str(self.TaxId)
