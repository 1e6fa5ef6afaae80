"""What invented books need of a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from boekhaak.testing.books.model import DimensionType, JournalType

Measure = Literal["piece", "hour", "weight", "length", "month"]
Text = Literal[
    "invoice",
    "sales invoice",
    "purchase invoice",
    "tax",
    "exchange",
    "statement",
    "cash sale",
    "allocation",
    "wages",
    "net wages",
    "wage tax",
    "bank charges",
    "tax return",
    "depreciation",
    "accrued",
    "entry",
]


@dataclass(frozen=True, slots=True)
class Words:
    """Of what names of companies, streets and mailboxes are made. A proper name is a first and a second part."""

    trades: tuple[str, ...]
    first_parts: tuple[str, ...]
    second_parts: tuple[str, ...]
    streets: tuple[str, ...]
    company: str
    """How a company is called, of ``{proper}``, ``{trade}`` and ``{form}``."""
    street: str
    """How a house is written, of ``{street}`` and ``{number}``."""
    post_box: str
    mailbox: str


@dataclass(frozen=True, slots=True)
class Language:
    """The words and texts of a language; ``sales_tax`` and ``purchase_tax`` name a tax code of ``{rate}`` per cent."""

    words: Words
    texts: Mapping[Text, str]
    journals: Mapping[JournalType, str]
    sales_tax: str
    purchase_tax: str
    decimal_point: str
    products: tuple[str, ...]
    """What the lines of invoices are for."""
    articles: tuple[tuple[str, Measure], ...]
    qualities: tuple[str, ...]
    """What sets one article apart from another of the same name."""
    units: Mapping[Measure, str]
    dimensions: Mapping[DimensionType, tuple[str, ...]]
    papers: tuple[str, ...]
    """The subjects of documents that belong to no invoice."""
