from __future__ import annotations

from datetime import timedelta

from boekhaak.clock import ScaledClock
from boekhaak.models.link import Actor, Link
from boekhaak.models.page import Deletion, Payload
from boekhaak.store import environments, payloads, records
from boekhaak.store.database import Store
from support.bookings import contact, entry
from support.stored import Linked


def keep(store: Store, link: Link, *told: Payload) -> None:
    with store.writing() as tx:
        payloads.save(store, tx, link, told)


def texts(store: Store, link: Link, kind: str, *ids: str) -> dict[str, str]:
    with store.reading() as tx:
        return dict(payloads.texts(tx, link, kind, ids))


def test_what_was_sent_last_is_kept(store: Store, link: Link, clock: ScaledClock) -> None:
    keep(store, link, Payload(kind="contact", id="c1", text='{"Name": "Zoë"}'))
    clock.advance(timedelta(hours=1))

    keep(store, link, Payload(kind="contact", id="c1", text="{}"), Payload(kind="contact", id="c2", text="[]"))

    assert texts(store, link, "contact", "c1", "c2", "c3") == {"c1": "{}", "c2": "[]"}
    assert texts(store, link, "account", "c1") == {}


def test_a_payload_goes_with_its_record_and_with_its_voucher(store: Store, link: Link) -> None:
    with store.writing() as tx:
        records.send(store, tx, link, 1, [*entry("1", "1000", "8000", 1), contact("c1")])()
    keep(
        store,
        link,
        Payload(kind="voucher", id="1", text="v"),
        Payload(kind="ledger_line", id="1/1", text="a"),
        Payload(kind="ledger_line", id="1/2", text="b"),
        Payload(kind="contact", id="c1", text="c"),
    )

    with store.writing() as tx:
        records.delete(store, tx, link, 2, [Deletion(kind="ledger_line", id=f"1/{number}") for number in (1, 2)])
        payloads.erase_of_deleted(tx, link, ["voucher", "ledger_line", "contact"])

    assert texts(store, link, "voucher", "1") == {}
    assert texts(store, link, "ledger_line", "1/1", "1/2") == {}
    assert texts(store, link, "contact", "c1") == {"c1": "c"}


def test_one_environment_s_payloads_are_erased_alone(store: Store, link: Link, linked: Linked, acme: Actor) -> None:
    other = linked("globex", "1")
    for one in (link, other):
        keep(store, one, Payload(kind="contact", id="c1", text="c"))

    with store.writing() as tx:
        erased = payloads.erase(tx, acme.environment)

    assert erased == 1
    assert texts(store, link, "contact", "c1") == {}
    assert texts(store, other, "contact", "c1") == {"c1": "c"}


def test_an_environment_keeps_none_unless_it_was_told_to(store: Store, link: Link) -> None:
    with store.writing() as tx:
        before = environments.get(tx, link.environment).keeps_payloads
        environments.keep_payloads(tx, link.environment, keeps=True)
        after = environments.get(tx, link.environment).keeps_payloads

    assert (before, after) == (False, True)
