"""Three administrations of one organisation, whose contacts are to become one list, and their desk."""

from __future__ import annotations

from dataclasses import dataclass

from boekhaak.installation import Installation
from boekhaak.models.contacts import Source
from boekhaak.models.link import Actor, Link
from boekhaak.models.merge import Merge
from boekhaak.models.records import Address
from boekhaak.service import importing, merge_steps, merging
from support.bookings import account, contact
from support.paper_office import PaperOffice

CODES = {"1": "101", "2": "102", "3": "103"}
"""The administrations' codes, by the ids of their companies."""


def address(contact_id: str, street: str, postcode: str, city: str, **given: object) -> Address:
    """Return the main address of a contact in the Netherlands."""
    known = {"line1": street, "postcode": postcode, "city": city, "country": "NL", "main": True, "type": "visit"}
    return Address(**{"id": f"{contact_id}/address", "contact_id": contact_id} | known | given)


@dataclass
class Three:
    """Somebody of the organisation, its links by the ids of their companies, and the vendor behind them."""

    actor: Actor
    installation: Installation
    office: PaperOffice
    links: dict[str, Link]

    def source(self, company: str, contact_id: str) -> Source:
        """Return a contact of a company."""
        return Source(self.links[company].id, contact_id)

    def chosen(self, mode: str = "automatic") -> Merge:
        """Choose all administrations, how contacts are treated, and codes."""
        codes = {self.links[company].id: code for company, code in CODES.items()}
        there = [link.id for link in self.links.values()]
        return merging.choose(self.actor, self.installation, administrations=there, mode=mode, codes_chosen=codes)

    def merged(self, mode: str = "automatic") -> Merge:
        """Go the whole way up to what people have to solve."""
        self.chosen(mode)
        merging.confirm(self.actor, self.installation)
        return self.go_on()

    def go_on(self) -> Merge:
        """Read what is lacking and go on."""
        merge = merge_steps.go_on(self.actor, self.installation, reading=True)
        assert merge is not None
        return merge

    def synchronised(self) -> Merge:
        """Read what changed at the package, and compare it."""
        for link in self.links.values():
            importing.import_link(self.actor, self.installation, link.id, again=True)
        return self.go_on()


def opened(actor: Actor, installation: Installation, office: PaperOffice) -> Three:
    """Open two companies beside the bakery, each with the same supplier and a customer of its own."""
    for number, name in (("2", "Brewery"), ("3", "Mill")):
        office.company(number, name, vat_number=f"NL00123456{number}B01", registration_number=f"2431867{number}")
    for number in CODES:
        office.put(
            number,
            account("1000"),
            contact(
                "S1", name="De Vries Transport B.V.", vat_number="NL004495445B01", is_customer=False, is_supplier=True
            ),
            address("S1", "Kade 12", "3011 AA", "Rotterdam"),
            contact(
                f"C{number}", name=("Aardbei", "Bosbes", "Citroen")[int(number) - 1], email=f"c{number}@example.org"
            ),
        )
    importing.import_companies(actor, installation)
    links = {link.company.id: link for link in importing.links_listed(actor, installation)}
    return Three(actor, installation, office, links)
