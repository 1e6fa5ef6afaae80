"""The example host of a construction ERP, from one administration to several, and to the first synchronisation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from boekhaak.errors import AccessMissing, Busy, ConsentRequired, InvalidInput
from boekhaak.models.link import Actor, Link
from boekhaak.service import browsing, importing, merging, switching
from boekhaak.testing.books.generator import generate
from boekhaak.testing.books.model import Books
from support.command_line import CommandLine
from support.examples import done, example, never_read, read_in_the_background
from support.organisation import organisation
from support.site import Serve, Site

KIM = Actor(environment="acme", user="kim", role="administrator")
BOOKS = generate(companies=3, lines=20, seed=4)
ONE, TWO, THREE = sorted((company.name for company in BOOKS.companies), key=str.casefold)


@dataclass
class Erp:
    """The example host, the package, and the helpdesk at its terminal."""

    host: Any
    site: Site
    boekhaak: CommandLine

    def linked(self) -> None:
        """Go through step 1."""
        self.host.back(KIM, self.site.consent(self.host.link(KIM)))

    def selected(self, *names: str) -> None:
        """Select administrations, and click “Next”."""
        self.host.select(KIM, [one for one in self.host.administrations(KIM) if one.company.name in names])

    def links(self) -> dict[str, Link]:
        """Return what is linked, by name."""
        return {one.company.name: one for one in importing.links_listed(KIM, self.host.boekhaak)}


@pytest.fixture
def books() -> Books:
    """Return the books of three administrations."""
    return BOOKS


@pytest.fixture
def erp(boekhaak: CommandLine, serve: Serve, books: Books) -> Iterator[Erp]:
    """Return the host of a customer with three administrations at Exact Online, to which nobody has signed in."""
    site = serve(books, signed_in=False)
    with example("construction_erp", boekhaak) as host:
        yield Erp(host, site, boekhaak)


def test_from_one_administration_to_several_the_wizard_begins_at_the_selection(erp: Erp) -> None:
    host = erp.host
    # A single environment: link, select, synchronise
    assert host.step(KIM) == 1
    erp.linked()
    assert host.step(KIM) == 2
    erp.selected(ONE)
    host.synchronise(KIM)
    before = erp.links()[ONE]
    read_in_the_background(host, erp.site, before)
    held = browsing.counted(KIM, host.boekhaak, before.id)

    # Several administrations are off until the helpdesk switches them on, and the message says whom to ask
    assert host.whom_to_ask(KIM) == "Ask the helpdesk to switch it on"
    with pytest.raises(AccessMissing, match=r"“several administrations” is not switched on.*Ask the helpdesk"):
        erp.selected(TWO, THREE)
    done(erp.boekhaak, "environment", "enable", "acme", "several_administrations")
    assert host.whom_to_ask(KIM) == ""
    # Step 1 is left out by who is linked already: the wizard begins at step 2, and the link that was there stays
    assert host.step(KIM) == 2
    assert {one.company.name: one.link_id for one in host.administrations(KIM)} == {
        ONE: before.id,
        TWO: None,
        THREE: None,
    }
    # Step 2: select the administrations to link, and click “Next”
    erp.selected(ONE, TWO, THREE)
    links = erp.links()
    assert (links[ONE].id, links[ONE].stage) == (before.id, "ready")
    assert browsing.counted(KIM, host.boekhaak, before.id) == held
    # Step 3: read the choices; nothing is read until somebody clicks “Synchronise”
    assert host.step(KIM) == 3
    assert [one.company.name for one in host.unconfirmed(KIM)] == [TWO, THREE]
    assert {one.company for one in host.progress(KIM).not_ready} == {TWO, THREE}
    assert never_read(erp.site, links[TWO], links[THREE])
    # Step 4: all data is synchronised in the background
    host.synchronise(KIM)
    assert host.progress(KIM).due_now == 2
    read_in_the_background(host, erp.site, links[TWO], links[THREE])
    assert (host.progress(KIM).not_ready, host.progress(KIM).failing, host.step(KIM)) == ((), (), 2)


@pytest.mark.parametrize("books", [organisation()])
def test_from_the_second_administration_to_one_list_of_contacts(erp: Erp) -> None:
    host, several = erp.host, "several_administrations"
    # Until the helpdesk switches it on, “Synchronise” reads each administration for itself
    done(erp.boekhaak, "environment", "enable", "acme", several)
    erp.linked()
    erp.selected(*erp.site.names)
    assert not host.together(KIM)
    done(erp.boekhaak, "environment", "enable", "acme", f"contacts_of_{several}")
    assert host.together(KIM)
    # Step 3: who merges, and a code for each administration, as suggested; nothing is read before “Synchronise”
    links = erp.links()
    merge = host.configure(KIM, "automatic", host.suggested(KIM))
    assert merge.missing == ()
    assert never_read(erp.site, *links.values())
    assert host.banner(KIM) == ""
    # Step 4: contacts are left alone until they are compared; all the rest is read in the background
    host.synchronise(KIM)
    assert host.unconfirmed(KIM) == []
    assert "Please change no contacts until about" in host.banner(KIM)
    with pytest.raises(Busy, match="Please change no contacts"):
        host.before_a_contact_is_changed(KIM)
    read_in_the_background(
        host, erp.site, *links.values(), then=lambda: merging.next_step(KIM, host.boekhaak) == "solve"
    )
    host.before_a_contact_is_changed(KIM)
    assert host.banner(KIM) == ""
    # Step 5: what is open is solved, at the package or here, before it is finished
    with pytest.raises(InvalidInput, match="what is open has to be solved first"):
        host.finish(KIM)
    for asked in host.open_items(KIM):
        if asked.question.kind == "address":
            host.choose_leading(KIM, asked.contacts[0])
        else:
            host.answer(KIM, asked, "same" if asked.question.kind == "same" else "not_same")
    assert host.finish(KIM) == "done"
    merged = {one.parts[0].name: len(one.parts) for one in host.contacts(KIM) if len(one.parts) > 1}
    assert {name: merged[name] for name in ("De Vries Transport B.V.", "Café Het Hoekje")} == {
        "De Vries Transport B.V.": 3,
        "Café Het Hoekje": 2,
    }
    assert host.invoice_number(KIM, links[erp.site.names[0]].id, 2026).startswith("2026001")


def test_only_the_helpdesk_switches_several_administrations_on(erp: Erp) -> None:
    with pytest.raises(AccessMissing, match="Ask the helpdesk"):
        switching.switch_on(KIM, erp.host.boekhaak, "several_administrations")

    assert erp.host.whom_to_ask(KIM) == "Ask the helpdesk to switch it on"


def test_who_cancels_the_consent_stays_at_the_first_step(erp: Erp) -> None:
    address = erp.host.link(KIM)

    with pytest.raises(ConsentRequired, match="consent was refused"):
        erp.host.back(KIM, erp.site.consent(address, decision="refuse"))

    assert erp.host.step(KIM) == 1


def test_who_stops_before_the_confirmation_goes_on_there_and_a_command_confirms_as_well(erp: Erp) -> None:
    done(erp.boekhaak, "environment", "enable", "acme", "several_administrations")
    erp.linked()
    erp.selected(ONE, TWO)
    one, two = (erp.links()[name] for name in (ONE, TWO))
    assert erp.host.step(KIM) == 3
    assert f"boekhaak confirm {one.id}" in erp.boekhaak.refused("synchronise", str(one.id))

    assert done(erp.boekhaak, "confirm", str(one.id))["due"] == [one.id]

    read_in_the_background(erp.host, erp.site, one)
    assert never_read(erp.site, two)
    assert erp.host.step(KIM) == 3
