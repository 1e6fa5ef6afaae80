from __future__ import annotations

import json

from boekhaak.service import browsing, registering
from support.bookings import contact
from support.desk import Desk


def payloads(desk: Desk, kind: str) -> dict[str, str]:
    found = browsing.browse(desk.actor, desk.installation, desk.link.id, kind, deleted=True, with_payloads=True)
    return {one.record.id: one.payload for one in found}


def test_nothing_is_kept_unless_the_environment_wants_it(bakery: Desk) -> None:
    bakery.import_all()

    assert set(payloads(bakery, "contact").values()) == {""}


def test_what_was_sent_is_kept_beside_the_records(bakery: Desk) -> None:
    registering.keep_payloads(bakery.actor, bakery.installation, keeps=True)

    bakery.import_all()

    kept = payloads(bakery, "contact")
    assert len(kept) == 5
    assert json.loads(kept["c1"])["name"] == "Contact c1"
    plain = browsing.browse(bakery.actor, bakery.installation, bakery.link.id, "contact")
    assert {one.payload for one in plain} == {""}


def test_it_goes_with_its_record(bakery: Desk) -> None:
    registering.keep_payloads(bakery.actor, bakery.installation, keeps=True)
    bakery.import_all()
    bakery.strike("ledger_line", "1/1", "1/2")

    bakery.synchronise("ledger")

    assert payloads(bakery, "voucher") == {"1": "", "2": payloads(bakery, "voucher")["2"]}
    assert {key for key, text in payloads(bakery, "ledger_line").items() if text} == {"2/1", "2/2"}


def test_to_keep_it_no_longer_erases_what_was_kept(bakery: Desk) -> None:
    registering.keep_payloads(bakery.actor, bakery.installation, keeps=True)
    bakery.import_all()

    erased = registering.keep_payloads(bakery.actor, bakery.installation, keeps=False)

    assert erased == len(bakery.alive())
    assert set(payloads(bakery, "contact").values()) == {""}
    bakery.enter(contact("c9"))
    bakery.synchronise()
    assert payloads(bakery, "contact")["c9"] == ""
