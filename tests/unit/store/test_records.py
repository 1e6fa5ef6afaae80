from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.models.link import Link
from boekhaak.models.page import Deletion
from boekhaak.models.records import KINDS, Article, Contact, ExchangeRate, Invoice, InvoiceLine, Record
from boekhaak.store import records
from boekhaak.store.database import Store
from boekhaak.store.record_tables import PROVENANCE, TABLES
from support.bookings import account, contact, entry, line, voucher
from support.interruption import Interrupted, interrupt
from support.stored import Linked, Stored

Save = Callable[..., None]
Delete = Callable[..., int]


@pytest.fixture
def save(store: Store, link: Link) -> Save:
    """Save records in a run, in a transaction of their own."""

    def saved(run_id: int, *found: Record) -> None:
        with store.writing() as tx:
            records.send(store, tx, link, run_id, found)()

    return saved


@pytest.fixture
def delete(store: Store, link: Link) -> Delete:
    """Delete records in a run, in a transaction of their own; returns how many were there."""

    def deleted(run_id: int, *deletions: Deletion) -> int:
        with store.writing() as tx:
            return records.delete(store, tx, link, run_id, deletions)

    return deleted


def alive(stored: Stored, link: Link, kind: str) -> set[str]:
    return {key for key, (_, origin) in stored(link, kind).items() if origin.deleted_at is None}


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_of_a_table_are_the_fields_of_its_kind_and_the_provenance(kind: str) -> None:
    assert set(TABLES[kind].columns.keys()) == set(KINDS[kind].model_fields) | PROVENANCE


def test_every_kind_has_its_table() -> None:
    assert set(TABLES) == set(KINDS)


def test_a_record_comes_back_as_it_was(save: Save, link: Link, stored: Stored) -> None:
    told = contact("c1", vat_number="NL001", email="a@b.example", version=7)

    save(1, told)

    found, origin = stored(link, "contact")["c1"]
    assert found == told
    assert (origin.link_id, origin.run_id, origin.deleted_at) == (link.id, 1, None)


def test_a_record_that_comes_again_unchanged_is_not_written(
    save: Save, link: Link, stored: Stored, clock: ScaledClock
) -> None:
    save(1, account("1000"), *entry("1", "1000", "8000", "12.34"))
    before = {kind: stored(link, kind) for kind in ("account", "voucher", "ledger_line")}
    clock.advance(timedelta(hours=1))

    save(2, account("1000"), *entry("1", "1000", "8000", "12.34"))

    assert {kind: stored(link, kind) for kind in before} == before


def test_a_record_that_changed_tells_which_run_changed_it(
    save: Save, link: Link, stored: Stored, clock: ScaledClock
) -> None:
    began = clock.now()
    save(1, account("1000", name="Bank"))
    clock.advance(timedelta(hours=1))

    save(2, account("1000", name="Bank account"))

    found, origin = stored(link, "account")["1000"]
    assert found == account("1000", name="Bank account")
    assert (origin.run_id, origin.first_seen_at, origin.stored_at) == (2, began, clock.now())


def test_what_becomes_empty_is_a_change(save: Save, link: Link, stored: Stored) -> None:
    save(1, line("1", 1, "1000", 1, contact_id="c1"))

    save(2, line("1", 1, "1000", 1, contact_id=None))

    found, _ = stored(link, "ledger_line")["1/1"]
    assert found == line("1", 1, "1000", 1, contact_id=None)


def test_an_older_version_never_replaces_a_newer_one(save: Save, link: Link, stored: Stored) -> None:
    save(1, account("1000", name="New", version=5))

    save(2, account("1000", name="Old", version=4))

    found, origin = stored(link, "account")["1000"]
    assert (found, origin.run_id) == (account("1000", name="New", version=5), 1)


def test_the_same_version_told_otherwise_replaces_what_is_stored(save: Save, link: Link, stored: Stored) -> None:
    save(1, account("1000", name="One", version=5))

    save(2, account("1000", name="Two", version=5))

    assert stored(link, "account")["1000"][0] == account("1000", name="Two", version=5)


@pytest.mark.parametrize(("first", "second"), [(None, 4), (4, None), (None, None)])
def test_without_versions_the_last_told_is_what_counts(
    save: Save, link: Link, stored: Stored, first: int | None, second: int | None
) -> None:
    save(1, account("1000", name="One", version=first))

    save(2, account("1000", name="Two", version=second))

    assert stored(link, "account")["1000"][0] == account("1000", name="Two", version=second)


def test_of_a_record_that_comes_twice_on_a_page_the_newest_stays(save: Save, link: Link, stored: Stored) -> None:
    save(1, account("1000", name="New", version=2), account("1000", name="Old", version=1))

    assert stored(link, "account")["1000"][0] == account("1000", name="New", version=2)


def test_the_same_id_in_two_links_is_two_records(store: Store, linked: Linked, stored: Stored) -> None:
    one, other = linked("acme", "1"), linked("acme", "2")

    for link, name in ((one, "One"), (other, "Other")):
        with store.writing() as tx:
            records.send(store, tx, link, 1, [account("1000", name=name)])()

    assert stored(one, "account")["1000"][0] == account("1000", name="One")
    assert stored(other, "account")["1000"][0] == account("1000", name="Other")


def test_a_deleted_record_stays_with_the_moment_of_its_end(
    save: Save, delete: Delete, link: Link, stored: Stored, clock: ScaledClock
) -> None:
    save(1, account("1000", version=3))
    clock.advance(timedelta(hours=1))

    count = delete(2, Deletion(kind="account", id="1000", version=4))

    found, origin = stored(link, "account")["1000"]
    assert count == 1
    assert found == account("1000", version=4)
    assert (origin.run_id, origin.deleted_at) == (2, clock.now())


def test_a_deletion_older_than_the_record_is_ignored(save: Save, delete: Delete, link: Link, stored: Stored) -> None:
    save(1, account("1000", version=5))

    count = delete(2, Deletion(kind="account", id="1000", version=4))

    assert count == 0
    assert alive(stored, link, "account") == {"1000"}


def test_a_deletion_without_a_version_is_believed(save: Save, delete: Delete, link: Link, stored: Stored) -> None:
    save(1, account("1000", version=5))

    delete(2, Deletion(kind="account", id="1000"))

    assert alive(stored, link, "account") == set()


def test_a_deletion_of_what_is_not_there_changes_nothing(delete: Delete) -> None:
    assert delete(1, Deletion(kind="account", id="1000", version=4)) == 0


def test_a_deletion_that_comes_twice_counts_once(
    save: Save, delete: Delete, link: Link, stored: Stored, clock: ScaledClock
) -> None:
    save(1, account("1000"))
    delete(2, Deletion(kind="account", id="1000"))
    before = stored(link, "account")
    clock.advance(timedelta(hours=1))

    count = delete(3, Deletion(kind="account", id="1000"))

    assert count == 0
    assert stored(link, "account") == before


def test_a_deleted_record_that_comes_again_lives_again(save: Save, delete: Delete, link: Link, stored: Stored) -> None:
    save(1, account("1000", version=3))
    delete(2, Deletion(kind="account", id="1000", version=4))

    save(3, account("1000", version=5))

    assert alive(stored, link, "account") == {"1000"}
    assert stored(link, "account")["1000"][1].run_id == 3


def test_a_late_page_does_not_bring_a_deleted_record_back(
    save: Save, delete: Delete, link: Link, stored: Stored
) -> None:
    save(1, account("1000", version=3))
    delete(2, Deletion(kind="account", id="1000", version=4))

    save(3, account("1000", version=3))

    assert alive(stored, link, "account") == set()


def test_a_voucher_dies_with_its_last_line(save: Save, delete: Delete, link: Link, stored: Stored) -> None:
    save(1, *entry("1", "1000", "8000", 10), *entry("2", "1000", "8000", 10))

    after_one = delete(2, Deletion(kind="ledger_line", id="1/1")), alive(stored, link, "voucher")
    after_both = delete(3, Deletion(kind="ledger_line", id="1/2")), alive(stored, link, "voucher")

    assert after_one == (1, {"1", "2"})
    assert after_both == (2, {"2"})


def test_a_voucher_dies_when_its_lines_go_on_one_page(save: Save, delete: Delete, link: Link, stored: Stored) -> None:
    save(1, *entry("1", "1000", "8000", 10))

    delete(2, Deletion(kind="ledger_line", id="1/1"), Deletion(kind="ledger_line", id="1/2"))

    assert alive(stored, link, "voucher") == set()


def test_a_voucher_whose_number_another_link_has_too_stays(
    store: Store, linked: Linked, stored: Stored, save: Save, delete: Delete
) -> None:
    other = linked("acme", "2")
    save(1, voucher("1"), line("1", 1, "1000", 0))
    with store.writing() as tx:
        records.send(store, tx, other, 1, [voucher("1"), line("1", 1, "1000", 0)])()

    delete(2, Deletion(kind="ledger_line", id="1/1"))

    assert alive(stored, other, "voucher") == {"1"}


def test_records_are_read_page_by_page_by_id(store: Store, save: Save, delete: Delete, link: Link) -> None:
    save(1, *(contact(f"c{number}") for number in range(5)))
    delete(2, Deletion(kind="contact", id="c1"))

    with store.reading() as tx:
        first = [record.id for record, _ in records.read(tx, link, Contact, limit=2)]
        second = [record.id for record, _ in records.read(tx, link, Contact, after=first[-1], limit=2)]

    assert (first, second) == (["c0", "c2"], ["c3", "c4"])


def test_only_live_records_are_counted(store: Store, save: Save, delete: Delete, link: Link) -> None:
    save(1, contact("c1"), contact("c2"), account("1000"))
    delete(2, Deletion(kind="contact", id="c1"))

    with store.reading() as tx:
        counted = records.counts(tx, link)

    assert set(counted) == set(KINDS)
    assert {kind: count for kind, count in counted.items() if count} == {"contact": 1, "account": 1}


def test_a_link_with_only_deleted_records_has_nothing_live(
    store: Store, save: Save, delete: Delete, link: Link
) -> None:
    save(1, contact("c1"))
    delete(2, Deletion(kind="contact", id="c1"))

    with store.reading() as tx:
        found = records.any_live(tx, link, ["contact", "account"])

    assert not found


def test_a_page_is_stored_whole_or_not_at_all(store: Store, link: Link, save: Save, stored: Stored) -> None:
    def half_a_page() -> None:
        with store.writing() as tx:
            records.send(store, tx, link, 2, [contact("c1", name="Changed"), contact("c2")])()
            records.delete(store, tx, link, 2, [Deletion(kind="contact", id="c1")])
            interrupt()

    save(1, contact("c1"))

    with pytest.raises(Interrupted):
        half_a_page()

    assert {key: record for key, (record, _) in stored(link, "contact").items()} == {"c1": contact("c1")}
    assert alive(stored, link, "contact") == {"c1"}


def test_a_header_goes_with_its_last_line(save: Save, delete: Delete, link: Link, stored: Stored) -> None:
    draft = Invoice(id="i", direction="sales", state="draft", date=None, currency="EUR")
    lines = [
        InvoiceLine(id=f"i{number}", invoice_id="i", line_number=number, amount=Decimal(1), currency="EUR")
        for number in (1, 2)
    ]
    save(1, draft, *lines)

    delete(2, Deletion(kind="invoice_line", id="i1"))
    assert alive(stored, link, "invoice") == {"i"}
    delete(3, Deletion(kind="invoice_line", id="i2"))

    assert alive(stored, link, "invoice") == set()


def test_with_a_voucher_goes_the_invoice_that_it_is(save: Save, delete: Delete, link: Link, stored: Stored) -> None:
    posted = Invoice(id="v", direction="sales", state="posted", date=None, currency="EUR", voucher_id="v")
    other = posted.model_copy(update={"id": "w", "voucher_id": "w"})
    save(1, *entry("v", "1000", "8000", 1), posted, other)

    gone = delete(2, Deletion(kind="ledger_line", id="v/1"), Deletion(kind="ledger_line", id="v/2"))

    assert gone == 4
    assert alive(stored, link, "invoice") == {"w"}


def test_numbers_keep_the_decimals_of_their_kind(save: Save, link: Link, stored: Stored) -> None:
    rate = ExchangeRate(
        id="r", source_currency="IDR", target_currency="EUR", date=date(2026, 1, 1), rate=Decimal("0.000058712345")
    )
    article = Article(id="a", code="A", name="Bolt", sales_price=Decimal("0.012345"), cost_price=Decimal("1.5"))

    save(1, rate, article)
    save(2, rate, article)

    assert stored(link, "exchange_rate")["r"][0] == rate
    assert stored(link, "article")["a"][0] == article
    assert stored(link, "article")["a"][1].run_id == 1


def test_what_a_package_adds_comes_back_and_a_change_of_it_is_a_change(save: Save, link: Link, stored: Stored) -> None:
    save(1, contact("c1", extra={"group": "A", "tags": ["x", 1, None]}))
    save(2, contact("c1", extra={"group": "A", "tags": ["x", 1, None]}))
    assert stored(link, "contact")["c1"][1].run_id == 1

    save(3, contact("c1", extra={"group": "B"}))

    found, origin = stored(link, "contact")["c1"]
    assert (found.extra, origin.run_id) == ({"group": "B"}, 3)
    save(4, contact("c1"))
    assert stored(link, "contact")["c1"][0].extra is None
