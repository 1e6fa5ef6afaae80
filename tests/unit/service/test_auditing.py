from __future__ import annotations

from datetime import timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConsentRequired
from boekhaak.installation import Installation
from boekhaak.models.audit import AuditEntry
from boekhaak.models.link import Actor, Link
from boekhaak.service import auditing, connecting, importing, listing, registering, relinking
from boekhaak.service.rotating import rotate_key
from support.paper_office import PaperOffice


def deeds(actor: Actor, installation: Installation) -> list[AuditEntry]:
    return list(reversed(auditing.trail(actor, installation)))


def test_who_connected_linked_imported_and_relinked_is_written_down(
    actor: Actor,
    installation: Installation,
    office: PaperOffice,
    link: Link,
    clock: ScaledClock,
) -> None:
    importing.import_link(actor, installation, link.id, again=True)
    office.revoke()
    clock.advance(timedelta(minutes=10))
    with pytest.raises(ConsentRequired):
        listing.list_companies(actor, installation)
    again = connecting.complete(
        actor, installation, office.sign_in(connecting.begin(actor, installation, package="paper").url)
    )
    relinking.relink(actor, installation)

    told = [(one.action, one.actor, one.package, one.link_id, one.connection_id) for one in deeds(actor, installation)]

    assert again.id == link.connection_id
    assert told == [
        ("connected", "bo", "paper", None, link.connection_id),
        ("company linked", "bo", "paper", link.id, link.connection_id),
        ("import asked", "bo", "paper", link.id, None),
        ("connection died", "", "paper", None, link.connection_id),
        ("connected", "bo", "paper", None, link.connection_id),
        ("plan made", "bo", "", None, None),
        ("relinked", "bo", "paper", link.id, link.connection_id),
    ]
    assert deeds(actor, installation)[2].details == {"again": True}


def test_a_company_that_is_linked_already_is_not_written_down_again(
    actor: Actor, installation: Installation, link: Link
) -> None:
    seen = listing.list_companies(actor, installation).companies

    importing.link_company(actor, installation, importing.choose(seen, "1"))

    assert [one.action for one in deeds(actor, installation)].count("company linked") == 1


def test_what_concerns_all_environments_stands_apart(
    actor: Actor, stranger: Actor, installation: Installation, office: PaperOffice
) -> None:
    registering.register_app(None, installation, office.registration(), by="root")
    registering.register_app(actor, installation, office.registration())
    registering.keep_payloads(actor, installation, keeps=True)
    registering.keep_payloads(actor, installation, keeps=False)
    rotate_key(installation, by="root")

    shared, own = list(reversed(auditing.trail_of_all(installation))), deeds(actor, installation)

    assert [(one.action, one.actor, one.environment) for one in shared] == [
        ("app registered", "root", None),
        ("key rotated", "root", None),
    ]
    assert [one.action for one in own] == ["app registered", "payloads kept", "payloads erased"]
    assert deeds(stranger, installation) == []
