from __future__ import annotations

from boekhaak.models.package import PackageInfo
from boekhaak.models.records import Contact
from support.bookings import contact
from support.desk import Desk, stream
from support.witness import Witness


def mend(desk: Desk, key: str, version: int) -> None:
    """Give the plugin's stream a mended mapping."""
    package = desk.installation.packages["paper"]
    info: PackageInfo = package.info
    streams = tuple(
        one.model_copy(update={"mapping_version": version}) if one.key == key else one for one in info.streams
    )
    package.info = info.model_copy(update={"streams": streams})


def test_a_stream_whose_mapping_was_mended_is_read_again_by_itself(bakery: Desk, witness: Witness) -> None:
    bakery.import_all()
    witness.pages.clear()
    mend(bakery, "ledger", 2)

    run = bakery.synchronise()

    assert run.complete
    ledger = [key for key in bakery.alive() if key[0] in {"account", "voucher", "ledger_line"}]
    assert (stream(run, "ledger").records, stream(run, "ledger").changed) == (len(ledger), 0)
    assert sum(count for key, count, _ in witness.pages if key != "ledger") == 0
    assert bakery.states()["ledger"].mapping_version == 2
    again = bakery.synchronise()
    assert stream(again, "ledger").records == 0


def test_it_is_read_even_where_it_would_not_be_due(bakery: Desk) -> None:
    bakery.import_all()
    mend(bakery, "balances", 2)

    run = bakery.synchronise()

    assert stream(run, "balances").records == 2


def test_an_import_that_was_broken_off_begins_anew_with_the_mended_mapping(bakery: Desk) -> None:
    bakery.office.companies["1"].forbidden.add("contacts")
    bakery.import_all()
    bakery.office.companies["1"].forbidden.clear()
    mend(bakery, "contacts", 2)

    run = bakery.import_all()

    assert run.complete
    assert bakery.alive() == bakery.at_vendor()


def test_records_that_the_mended_mapping_makes_otherwise_are_changed(bakery: Desk) -> None:
    bakery.import_all()
    with bakery.installation.store.writing() as tx:
        tx.exec_driver_sql("update boekhaak_contact set name = 'as the old mapping made it' where id = 'c1'")
    mend(bakery, "contacts", 2)

    run = bakery.synchronise()

    made = bakery.alive()["contact", "c1"]
    assert isinstance(made, Contact)
    assert made.name == contact("c1").name
    assert stream(run, "contacts").changed == 1
