"""Write invented contacts for rivals: plain values, and the truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from boekhaak.models.contacts import Card, Place

NOWHERE = Place("", "", "", "", "", "", "", main=False)


def dump(file: Path, cards: Sequence[Card], entities: Sequence[int]) -> Path:
    """Write the contacts with their visiting address, which is the main thing there is to compare of places."""
    rows = []
    for card, entity in zip(cards, entities, strict=True):
        place = next((one for one in card.places if one.type == "visit"), card.places[0] if card.places else NOWHERE)
        rows.append(
            {
                "entity": entity, "link": card.source.link_id, "home": card.home, "name": card.name,
                "is_customer": card.is_customer, "is_supplier": card.is_supplier,
                "registration": card.registration_number, "vat": card.vat_number, "email": card.email, "phone": card.phone,
                "website": card.website, "ibans": card.ibans, "street": f"{place.line1} {place.line2}".strip(),
                "postcode": place.postcode, "city": place.city, "country": place.country,
            }
        )  # fmt: skip
    file.write_text(json.dumps(rows), encoding="utf-8")
    return file
