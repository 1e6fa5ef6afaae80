from __future__ import annotations

import pytest
from importlib_metadata import EntryPoint

from boekhaak.errors import ConsentRequired, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.registry import GROUP, Registry
from boekhaak.service import connecting, importing, listing, registering
from support.bookings import account
from support.paper_office import PaperOffice
from support.renewals import died


@pytest.fixture
def registry() -> Registry:
    """Return a registry with packages whose consents open one company, and all of a login."""
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in ("paper", "pocket")))


@pytest.fixture
def pocket(actor: Actor, installation: Installation, office: PaperOffice) -> PaperOffice:
    """Return the vendor's side with two companies, known as “pocket”."""
    for id_, name in (("7", "Bakery"), ("8", "Butcher")):
        office.company(id_, name)
        office.put(id_, account("1000"))
    registering.register_app(None, installation, office.registration().model_copy(update={"package": "pocket"}))
    return office


def consent(
    actor: Actor, installation: Installation, office: PaperOffice, picked: str, link: Link | None = None
) -> Connection:
    begun = connecting.begin(actor, installation, package="pocket", link_id=link.id if link else None)
    return connecting.complete(actor, installation, office.sign_in(begun.url, picked))


def linked(actor: Actor, installation: Installation) -> tuple[Link, ...]:
    for one in listing.list_companies(actor, installation, "pocket").companies:
        importing.link_company(actor, installation, one)
    return importing.links_listed(actor, installation, "pocket")


def broken(actor: Actor, installation: Installation, office: PaperOffice, picked: str = "7") -> Link:
    connection = consent(actor, installation, office, picked)
    linked(actor, installation)
    died(installation, connection, "the consent was withdrawn")
    (link,) = importing.links_listed(actor, installation, "pocket")
    assert link.state == "broken"
    return link


def test_consents_of_one_company_each_add_up(actor: Actor, installation: Installation, pocket: PaperOffice) -> None:
    first, second = (consent(actor, installation, pocket, picked) for picked in ("7", "8"))

    links = linked(actor, installation)

    assert first.chain_id != second.chain_id
    assert {(link.company.name, link.connection_id) for link in links} == {
        ("Bakery", first.id),
        ("Butcher", second.id),
    }


def test_a_consent_begun_at_a_broken_link_lets_it_work_again(
    actor: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    link = broken(actor, installation, pocket)

    connection = consent(actor, installation, pocket, "7", link)

    (now,) = importing.links_listed(actor, installation, "pocket")
    assert (now.id, now.state, now.connection_id) == (link.id, "ok", connection.id)
    assert importing.import_link(actor, installation, link.id).complete


def test_another_company_than_the_link_s_is_refused_by_its_name(
    actor: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    link = broken(actor, installation, pocket)
    before = connecting.connections_listed(actor, installation)

    with pytest.raises(ConsentRequired, match="begun for “Bakery” and opened “Butcher”") as refused:
        consent(actor, installation, pocket, "8", link)

    assert "choose “Bakery”" in refused.value.way_out
    assert connecting.connections_listed(actor, installation) == before
    assert importing.links_listed(actor, installation, "pocket") == (link,)


def test_a_consent_begun_at_no_link_takes_what_comes(
    actor: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    link = broken(actor, installation, pocket)

    consent(actor, installation, pocket, "8")

    assert importing.links_listed(actor, installation, "pocket") == (link,)


def test_a_company_with_another_number_is_not_bound(
    actor: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    pocket.companies["7"].vat_number = "NL001234567B01"
    link = broken(actor, installation, pocket)
    pocket.companies["7"].vat_number = "NL007654321B01"

    with pytest.raises(ConsentRequired, match=r"which was not bound: .*the VAT number is another one"):
        consent(actor, installation, pocket, "7", link)

    (now,) = importing.links_listed(actor, installation, "pocket")
    assert now.state == "broken"


def test_a_login_for_all_companies_is_kept_also_when_it_lacks_the_link_s(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection, link: Link
) -> None:
    died(installation, connection, "the consent was withdrawn")
    name = office.companies.pop(link.company.id).name
    office.company("9", "Another")
    begun = connecting.begin(actor, installation, package="paper", link_id=link.id)

    with pytest.raises(ConsentRequired, match=f"begun for “{name}” and opened “Another”"):
        connecting.complete(actor, installation, office.sign_in(begun.url))

    (now,) = connecting.connections_listed(actor, installation, "paper")
    assert now.state == "authorised"
    assert [one.company.name for one in listing.list_companies(actor, installation, "paper").companies] == ["Another"]


def test_a_link_of_another_package_or_environment_is_refused(
    actor: Actor, stranger: Actor, installation: Installation, pocket: PaperOffice
) -> None:
    link = broken(actor, installation, pocket)
    registering.register_app(None, installation, pocket.registration())

    with pytest.raises(InvalidInput, match="is one of pocket"):
        connecting.begin(actor, installation, package="paper", link_id=link.id)
    with pytest.raises(NotFound):
        connecting.begin(stranger, installation, package="pocket", link_id=link.id)
