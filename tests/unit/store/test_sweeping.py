from __future__ import annotations

from datetime import date

import pytest

from boekhaak.models.link import Link
from boekhaak.models.page import Completes
from boekhaak.models.records import Record
from boekhaak.store import records
from boekhaak.store.database import Store
from support.bookings import balance, contact, entry, line, voucher
from support.stored import Linked, Stored

ALL = Completes(kind="contact")


def save(store: Store, link: Link, *found: Record) -> None:
    with store.writing() as tx:
        records.send(store, tx, link, 1, found)()


def mark(store: Store, link: Link, *found: Record, stream: str = "contacts") -> None:
    with store.writing() as tx:
        records.mark(tx, link, stream, found)


def unseen(store: Store, link: Link, completes: Completes = ALL, stream: str = "contacts") -> tuple[int, int]:
    with store.reading() as tx:
        return records.unseen(tx, link, stream, completes)


def sweep(store: Store, link: Link, completes: Completes = ALL, stream: str = "contacts") -> int:
    with store.writing() as tx:
        return records.sweep(store, tx, link, run_id=2, stream=stream, completes=completes)


def alive(stored: Stored, link: Link, kind: str) -> set[str]:
    return {key for key, (_, origin) in stored(link, kind).items() if origin.deleted_at is None}


def test_what_a_full_reading_did_not_see_is_swept(store: Store, link: Link, stored: Stored) -> None:
    save(store, link, contact("c1"), contact("c2"), contact("c3"))
    mark(store, link, contact("c1"), contact("c3"))

    told, swept = unseen(store, link), sweep(store, link)

    assert (told, swept) == ((1, 3), 1)
    assert alive(stored, link, "contact") == {"c1", "c3"}
    assert stored(link, "contact")["c2"][1].run_id == 2


def test_a_record_may_be_marked_twice(store: Store, link: Link) -> None:
    save(store, link, contact("c1"))
    mark(store, link, contact("c1"), contact("c1"))

    mark(store, link, contact("c1"))

    assert unseen(store, link) == (0, 1)


def test_marking_an_empty_page_marks_nothing(store: Store, link: Link) -> None:
    save(store, link, contact("c1"))

    mark(store, link)

    assert unseen(store, link) == (1, 1)


def test_cleared_marks_are_forgotten(store: Store, link: Link) -> None:
    save(store, link, contact("c1"))
    mark(store, link, contact("c1"))

    with store.writing() as tx:
        records.clear_marks(tx, link, "contacts")

    assert unseen(store, link) == (1, 1)


def test_marks_of_another_stream_or_link_do_not_count(store: Store, link: Link, linked: Linked) -> None:
    other = linked("acme", "2")
    save(store, link, contact("c1"))
    mark(store, link, contact("c1"), stream="others")
    mark(store, other, contact("c1"))

    assert unseen(store, link) == (1, 1)


def test_a_sweep_leaves_other_links_alone(store: Store, link: Link, linked: Linked, stored: Stored) -> None:
    other = linked("acme", "2")
    save(store, other, contact("c1"))

    swept = sweep(store, link)

    assert swept == 0
    assert alive(stored, other, "contact") == {"c1"}


def test_what_is_deleted_already_is_not_swept_again(store: Store, link: Link) -> None:
    save(store, link, contact("c1"))
    sweep(store, link)

    assert unseen(store, link) == (0, 0)
    assert sweep(store, link) == 0


def test_a_voucher_is_swept_with_its_last_line(store: Store, link: Link, stored: Stored) -> None:
    save(store, link, *entry("1", "1000", "8000", 10), *entry("2", "1000", "8000", 10))
    mark(store, link, line("1", 1, "1000", 10), stream="ledger")

    swept = sweep(store, link, Completes(kind="ledger_line"), "ledger")

    assert swept == 3 + 1
    assert alive(stored, link, "voucher") == {"1"}


@pytest.mark.parametrize("measure", ["opening", "movement", "closing"])
def test_a_reading_of_one_measure_sweeps_that_measure(store: Store, link: Link, stored: Stored, measure: str) -> None:
    every = {"opening", "movement", "closing"}
    save(store, link, *(balance("1000", one, 1) for one in every))

    swept = sweep(store, link, Completes(kind="balance", only=(("measure", measure),)))

    assert swept == 1
    assert alive(stored, link, "balance") == {f"{one}/1000/2026/0" for one in every - {measure}}


@pytest.mark.parametrize(
    ("between", "swept"),
    [
        ((None, None), {"1", "2", "3"}),
        ((date(2026, 2, 1), None), {"2", "3"}),
        ((None, date(2026, 2, 1)), {"1", "2"}),
        ((date(2026, 2, 1), date(2026, 2, 1)), {"2"}),
        ((date(2026, 2, 2), date(2026, 2, 28)), set()),
    ],
)
def test_a_reading_between_two_days_sweeps_both_days_and_what_lies_between(
    store: Store, link: Link, stored: Stored, between: tuple[date | None, date | None], swept: set[str]
) -> None:
    since, until = between
    save(store, link, *(voucher(str(month), date=date(2026, month, 1)) for month in (1, 2, 3)))

    sweep(store, link, Completes(kind="voucher", since=since, until=until))

    assert {"1", "2", "3"} - alive(stored, link, "voucher") == swept
