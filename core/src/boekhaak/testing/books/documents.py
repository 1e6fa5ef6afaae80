"""Invented documents: scans of invoices, and papers that belong to none."""

from __future__ import annotations

import random
from datetime import date

from boekhaak.testing.books.countries.known import country
from boekhaak.testing.books.languages.language import Text
from boekhaak.testing.books.model import Attachment, Company, Document, Invoice
from boekhaak.testing.books.names import plain
from boekhaak.testing.books.years import day_in, last_month

FIRST_NUMBER = 100_001
CHANCES = {"purchase": 1 / 3, "sales": 1 / 12}
"""How many of the posted invoices have a document."""
FEWEST_PAPERS, MOST_PAPERS = 2, 6
SIZES = (5_000, 60_001)


def documents(rng: random.Random, company: Company) -> tuple[Document, ...]:
    """Return documents of a third of the purchase invoices and of some sales invoices, and two to six other papers."""
    invoices = [one for one in company.invoices if one.voucher and rng.random() < CHANCES[one.direction]]
    found = [_scan(rng, company, one, str(FIRST_NUMBER + index)) for index, one in enumerate(invoices)]
    for index in range(rng.randrange(FEWEST_PAPERS, MOST_PAPERS + 1)):
        number = str(FIRST_NUMBER + len(found))
        found.append(paper(rng, company, number=number, with_files=index % 2 == 0))
    return tuple(found)


def paper(rng: random.Random, company: Company, *, number: str, with_files: bool) -> Document:
    """Return a document of the last month that belongs to no invoice, with a text and a picture or without files."""
    subject = rng.choice(country(company.country).language.papers)
    stem = f"{plain(subject)}-{number}"
    files = (_file(rng, f"{stem}.txt"), _file(rng, f"{stem}.png")) if with_files else ()
    contact = rng.choice(company.contacts).code if company.contacts and rng.random() < 0.5 else None
    return Document(number, subject, "Miscellaneous", _day(rng, company), contact, attachments=files)


def _scan(rng: random.Random, company: Company, invoice: Invoice, number: str) -> Document:
    what: Text = "sales invoice" if invoice.direction == "sales" else "purchase invoice"
    name = country(company.country).language.texts[what]
    return Document(
        number=number,
        subject=f"{name} {invoice.reference or invoice.number}",
        type=what.capitalize(),
        date=invoice.date,
        contact=invoice.contact,
        voucher=invoice.voucher,
        attachments=(_file(rng, f"{plain(name)}-{invoice.number}.pdf"),),
    )


def _file(rng: random.Random, name: str) -> Attachment:
    return Attachment(name, rng.randrange(*SIZES))


def _day(rng: random.Random, company: Company) -> date:
    return day_in(rng, last_month(company))
