"""Relinking where each consent opens one company: every consent is taken to the link that it proves."""

from __future__ import annotations

import pytest
from importlib_metadata import EntryPoint

from boekhaak.errors import ConsentRequired
from boekhaak.installation import Installation
from boekhaak.models.company import Company
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.registry import GROUP, Registry
from boekhaak.service import connecting, importing, listing, registering, relinking
from boekhaak.store import links
from support.bookings import account
from support.paper_office import PaperOffice
from support.renewals import died

NAMES = {"7": "Bakery", "8": "Butcher", "9": "Brewery"}


@pytest.fixture
def registry() -> Registry:
    """Return a registry with a package whose consents open one company each."""
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in ("paper", "pocket")))


@pytest.fixture
def pocket(actor: Actor, installation: Installation, office: PaperOffice) -> PaperOffice:
    """Return the vendor's side with four companies, of which three are linked, and whose consents have all died."""
    for id_, name in {**NAMES, "10": "Smithy"}.items():
        office.company(id_, name, registration_number=f"243186{id_:>02}")
        office.put(id_, account("1000"))
    registering.register_app(None, installation, office.registration().model_copy(update={"package": "pocket"}))
    given = [consent(actor, installation, office, id_) for id_ in NAMES]
    for one in listing.list_companies(actor, installation, "pocket").companies:
        importing.link_company(actor, installation, one)
    for connection in given:
        died(installation, connection, "the consent was withdrawn")
    return office


def consent(
    actor: Actor, installation: Installation, office: PaperOffice, picked: str, link: Link | None = None
) -> Connection:
    begun = connecting.begin(actor, installation, package="pocket", link_id=link.id if link else None)
    return connecting.complete(actor, installation, office.sign_in(begun.url, picked))


def test_each_consent_is_taken_to_the_link_that_it_proves(
    actor: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    before = {link.company.name: link.id for link in relinking.broken(actor, installation, "pocket").links}

    told = [
        relinking.take(actor, installation, consent(actor, installation, pocket, picked).id)
        for picked in ("9", "7", "8")
    ]

    assert [[link.company.name for link in one.links] for one in told] == [["Brewery"], ["Bakery"], ["Butcher"]]
    assert [(one.done, one.total) for one in told] == [(1, 3), (2, 3), (3, 3)]
    assert [len(one.left) for one in told] == [2, 1, 0]
    assert {link.company.name: link.id for one in told for link in one.links} == before
    assert all(importing.import_link(actor, installation, id_).complete for id_ in before.values())


def test_a_consent_for_a_company_that_is_nobody_s_dossier_binds_nothing(
    actor: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    told = relinking.take(actor, installation, consent(actor, installation, pocket, "10").id)

    assert (told.links, told.questions, told.done) == ((), (), 0)
    assert relinking.broken(actor, installation, "pocket").count == 3


def test_a_company_with_another_number_is_a_question_and_is_not_bound(
    actor: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    pocket.companies["7"].registration_number = "24318999"

    told = relinking.take(actor, installation, consent(actor, installation, pocket, "7").id)

    assert told.links == ()
    assert [(step.name, step.verdict) for step in told.questions] == [("Bakery", "conflict")]


def adopted(actor: Actor, installation: Installation, name: str) -> Link:
    """Take in a dossier of which nothing but its name is known."""
    link = relinking.broken(actor, installation, "pocket").links[0]
    dossier = link.model_copy(update={"company": Company(id="", region="", name=name), "cause": "migrated"})
    with installation.store.writing() as tx:
        (added,) = links.adopt(installation.store, tx, actor, [dossier])
        return links.get(tx, actor, added)


def test_a_sign_in_that_a_person_begins_at_a_dossier_without_an_id_binds_what_it_likely_is(
    actor: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    dossier = adopted(actor, installation, "Smithy")

    consent(actor, installation, pocket, "10", dossier)

    with installation.store.reading() as tx:
        bound = links.get(tx, actor, dossier.id)
    assert (bound.state, bound.company.id) == ("ok", "10")
    assert importing.import_link(actor, installation, bound.id).complete


def test_a_sign_in_at_a_dossier_does_not_bind_it_to_another_company(
    actor: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    dossier = adopted(actor, installation, "Smithy")
    pocket.company("11", "Pharmacy", registration_number="24318611")

    with pytest.raises(ConsentRequired, match="begun for “Smithy” and opened “Pharmacy”, which was not bound"):
        consent(actor, installation, pocket, "11", dossier)

    with installation.store.reading() as tx:
        assert links.get(tx, actor, dossier.id).state == "broken"
