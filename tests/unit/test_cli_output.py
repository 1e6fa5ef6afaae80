"""What the commands print for people: which fields a table shows, and what is never broken over two lines."""

from __future__ import annotations

import io
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from rich.console import Console

from boekhaak.cli.looking import SHOWN
from boekhaak.cli.output import give, table
from boekhaak.models.records import KINDS, Record

ID = "a5dedcb5-09a7-4e5f-b703-10f1bb40f709"
MOMENT = datetime(2026, 11, 5, 9, 8, 7, tzinfo=UTC)
TEXT = "a long description of what was bought and sold in the course of the year, told in one sentence"


class Terminal(io.StringIO):
    """Standard output that is a terminal of 80 columns, or none."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def printed(
    monkeypatch: pytest.MonkeyPatch, *, terminal: bool, columns: tuple[str, ...], row: tuple[object, ...]
) -> str:
    """Return what is printed of a table with one row, without styles."""
    out = Terminal(terminal)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "stdout", out)
    give(False, None, table("", columns, [row]))
    return out.getvalue()


def test_every_kind_has_its_columns() -> None:
    assert SHOWN.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_of_a_kind_are_fields_of_its_own(kind: str) -> None:
    own = KINDS[kind].model_fields.keys() - Record.model_fields.keys()

    assert SHOWN[kind]
    assert [name for name in SHOWN[kind] if name not in own] == []
    assert len(set(SHOWN[kind])) == len(SHOWN[kind])


@pytest.mark.parametrize("kind", [kind for kind, model in KINDS.items() if "amount" in model.model_fields])
def test_a_kind_with_an_amount_shows_it_and_its_currency(kind: str) -> None:
    assert {"amount", "currency"} <= set(SHOWN[kind])


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("address", "city"), ("contact", "email"), ("attachment", "file_name"), ("open_item", "due_date")],
)
def test_a_kind_shows_what_people_look_for(kind: str, wanted: str) -> None:
    assert wanted in SHOWN[kind]


def test_what_only_the_plugin_uses_is_not_shown() -> None:
    assert "address" not in SHOWN["attachment"]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (("id", "description", "started", "amount"), (ID, TEXT, MOMENT, Decimal("1234567.89"))),
        (("id", "contact_id", "date", "description"), (ID, ID, date(2026, 11, 5), TEXT)),
        (
            ("id", "client_id", "redirect_uri", "address"),
            (1, ID, "http://127.0.0.1:8912/callback", "http://127.0.0.1:1"),
        ),
    ],
)
def test_ids_addresses_and_moments_stay_in_one_piece_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: tuple[str, ...], row: tuple[object, ...]
) -> None:
    shown = printed(monkeypatch, terminal=True, columns=columns, row=row)

    pieces = [f"{one:%Y-%m-%d %H:%M:%S}" if one is MOMENT else str(one) for one in row if one is not TEXT]
    assert [piece for piece in pieces if piece not in shown] == []


def test_a_text_is_wrapped_between_words_and_gives_room_to_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ("id", "date", "amount", "description")
    row = (ID, date(2026, 11, 5), Decimal("12.50"), TEXT)
    shown = printed(monkeypatch, terminal=True, columns=columns, row=row)

    assert max(map(len, shown.splitlines())) <= 80
    assert [word for word in TEXT.split() if word not in shown] == []


def test_what_is_no_terminal_has_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = printed(monkeypatch, terminal=False, columns=("id", "description", "started"), row=(ID, TEXT, MOMENT))

    _, _, line = shown.splitlines()
    assert [cell.strip() for cell in line.split("│")] == [ID, TEXT, "2026-11-05 09:08:07"]


def test_a_line_is_no_longer_than_its_table_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = printed(monkeypatch, terminal=False, columns=("id", "name"), row=(ID, "x"))

    assert max(map(len, shown.splitlines())) < 60


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    out = io.StringIO()
    Console(file=out, width=80).print(table("[b]Title[/b] :+1:", ("name",), [("[red]x[/red] \\[y] :+1:",)]))

    assert "[red]x[/red] \\[y] :+1:" in out.getvalue()
    assert "[b]Title[/b] :+1:" in out.getvalue().replace("\n", " ")
