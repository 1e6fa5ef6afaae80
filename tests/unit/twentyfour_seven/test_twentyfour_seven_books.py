"""Books, served as 24SevenOffice, read by the plugin and stored, are the books that its services tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from boekhaak.models.records import Attachment, Document, LedgerLine, Voucher
from boekhaak.service import balancing, configuring, downloading, listing
from boekhaak.testing.books.generator import changed_contact, new_contact, new_voucher
from boekhaak.testing.ledger import Records
from boekhaak_twentyfour_seven import ledger as ledger_module
from support.site import Site, changed, errors


def assert_same(site: Site) -> None:
    for link in site.link_all():
        stored_ledger, stored_trade = site.stored(link)
        expected_ledger, expected_trade = site.expected(link)
        assert stored_ledger == expected_ledger
        assert stored_trade == expected_trade


def test_books_come_back_and_importing_again_changes_nothing(opened: Callable[..., Site]) -> None:
    site = opened()

    first = [site.imported(link) for link in site.link_all()]
    again = [site.imported(link, again=True) for link in site.link_all()]

    assert [errors(run) for run in first + again] == [{}] * 4
    assert [changed(run) for run in again] == [0, 0]
    assert_same(site)


def test_what_changed_there_is_read_by_a_synchronisation(opened: Callable[..., Site]) -> None:
    site = opened()
    link, other = site.link_all()
    site.imported(link)
    site.imported(other)
    company = site.simulator.books.company(link.company.name)
    site.clock.sleep(timedelta(hours=2).total_seconds())

    site.simulator.post_voucher(company.name, new_voucher(company, number="99000001", seed=1))
    site.simulator.change_contact(company.name, changed_contact(company.contacts[0]))
    site.simulator.change_contact(company.name, replace(new_contact(company, seed=3), code="77001"))
    run = site.synchronised(link)

    assert errors(run) == {}
    assert changed(run) > 0
    assert_same(site)
    assert changed(site.synchronised(link)) == 0


def test_a_contact_that_lost_its_addresses_keeps_none(opened: Callable[..., Site]) -> None:
    site = opened()
    link, _ = site.link_all()
    site.imported(link)
    company = site.simulator.books.company(link.company.name)

    bare = replace(company.contacts[0], addresses=(), bank_accounts=())
    site.simulator.change_contact(company.name, bare)
    site.synchronised(link, "contacts")

    assert site.stored(link)[0].contacts == site.expected(link)[0].contacts


def test_a_deleted_voucher_is_found_when_everything_is_read_again(opened: Callable[..., Site]) -> None:
    site = opened()
    link, other = site.link_all()
    site.imported(link)
    site.imported(other)
    voucher = site.simulator.books.company(link.company.name).vouchers[3]

    site.simulator.delete_voucher(link.company.name, voucher.journal, voucher.year, voucher.number)
    site.synchronised(link)
    before = site.stored(link)[0]
    site.clock.sleep(timedelta(days=8).total_seconds())
    run = site.synchronised(link)

    assert before != site.expected(link)[0]
    assert errors(run) == {}
    assert_same(site)


def test_a_settled_item_is_open_no_more(opened: Callable[..., Site]) -> None:
    site = opened()
    link, _ = site.link_all()
    site.imported(link)
    item = site.simulator.books.company(link.company.name).open_items[0]
    assert item.voucher is not None

    site.simulator.link(link.company.name, [item.voucher])
    site.synchronised(link)

    assert site.stored(link)[1].open_items == site.expected(link)[1].open_items


def test_an_import_that_was_broken_off_goes_on_at_its_window(
    opened: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "PAGE", 20)
    site = opened()
    link, _ = site.link_all()
    site.simulator.faults.add("malformed")
    site.imported(link)
    site.simulator.faults.clear()

    run = site.imported(link)

    assert errors(run) == {}
    assert site.stored(link)[0] == site.expected(link)[0]


def test_the_declared_balances_agree_with_the_lines(opened: Callable[..., Site]) -> None:
    site = opened()
    for link in site.link_all():
        site.imported(link)

        trial = balancing.trial_balance(site.actor, site.installation, link.id)

        assert trial.checked_at is not None
        assert trial.mismatches == ()


def test_a_file_is_joined_to_its_voucher_and_downloaded(opened: Callable[..., Site], tmp_path: Any) -> None:
    site = opened()
    link, _ = site.link_all()
    site.imported(link)
    every = Records(site.actor, site.installation, link.id)
    files, documents = every.of(Attachment), {one.id: one for one in every.of(Document)}
    vouchers = {one.id for one in every.of(Voucher)}
    books = site.simulator.books.company(link.company.name)
    held = [file for document in books.documents for file in document.attachments]

    joined = [file for file in files if documents[file.document_id].voucher_id in vouchers]
    target = tmp_path / "file"
    found = downloading.download(site.actor, site.installation, link.id, "1", target)

    stamped = [file for one in books.documents if one.voucher for file in one.attachments]
    assert len(files) == len(held)
    assert len(joined) == len(stamped)
    assert found.size == held[0].size
    assert target.read_bytes() == b"".join(held[0].content())


def test_only_the_chosen_transaction_types_are_read(opened: Callable[..., Site]) -> None:
    site = opened()
    link, _ = site.link_all()
    seen = listing.list_companies(site.actor, site.installation).companies
    (company,) = [one for one in seen if one.company.id == link.company.id]
    code = site.expected(link)[0].journals.copy().popitem()[0]

    configuring.choose(site.actor, site.installation, company, {"transaction_types": [code]})
    run = site.imported(link)

    stored, whole = site.stored(link)[0], site.expected(link)[0]
    assert errors(run) == {}
    assert stored.vouchers == {key: voucher for key, voucher in whole.vouchers.items() if key[0] == code}
    assert stored.openings == whole.openings


def test_linked_lines_tell_their_link(opened: Callable[..., Site]) -> None:
    site = opened()
    link, _ = site.link_all()
    site.imported(link)

    lines = Records(site.actor, site.installation, link.id).of(LedgerLine)

    assert any(line.extra and line.extra.get("link") for line in lines)
