"""Numbers of invoices, made with the code of an administration: each once, without a hole, after those of its ledger."""

from __future__ import annotations

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.administration_code import FIRST_YEAR, HIGHEST, AdministrationCode, InvoiceNumber
from boekhaak.models.audit import Details
from boekhaak.models.link import Actor, Link
from boekhaak.service.codes import FEATURE, codeless
from boekhaak.service.rights import may, refuse_without
from boekhaak.store import audit, codes, invoice_numbers, links
from boekhaak.store.code_checks import other_holder
from boekhaak.store.database import Transaction


@may("write")
def next_invoice_number(actor: Actor, installation: Installation, link_id: int, year: int) -> InvoiceNumber:
    """Return the next number of an administration in a year; nobody else is ever given it, and its code stays for good.

    It comes after what was given before and what the ledger holds, and is none that an invoice of the environment has. Whoever
    asks twice at once waits. Raises: NotFound without a code; InvalidInput for a year that cannot be, when 99,999 numbers of the
    year are used up, or when the code that was never used stands in numbers of another administration; AccessMissing.
    """
    _refuse_year(installation, year)
    with installation.store.writing() as tx:
        refuse_without(tx, actor, installation, FEATURE)
        links.get(tx, actor, link_id)
        code = codes.hold_one(tx, actor.environment, link_id)
        link = links.get(tx, actor, link_id)  # as it is after what was waited for
        if code is None:
            raise codeless(codes.facts(tx, actor), link_id)
        first = code.first_used_at is None
        if first:
            _refuse_elsewhere(tx, actor, link, code)
        number = _free(tx, actor, link, code, year)
        invoice_numbers.set_last(tx, actor.environment, number)
        if first:
            codes.mark_used(tx, code, installation.clock.now())
        told: Details = {"number": str(number), "first": first}
        audit.add(
            installation.store, tx, actor, "invoice number given", package=link.package, link_id=link_id, details=told
        )
    return number


def _refuse_year(installation: Installation, year: int) -> None:
    newest = installation.clock.now().year + 1
    if not FIRST_YEAR <= year <= newest:
        raise InvalidInput(
            f"there are no invoices of the year {year} to number", way_out=f"Give a year from {FIRST_YEAR} to {newest}"
        )


def _refuse_elsewhere(tx: Transaction, actor: Actor, link: Link, code: AdministrationCode) -> None:
    """Raise InvalidInput where numbers that were read since the choice hold the code elsewhere; afterwards it stays anyway."""
    if (clash := other_holder(codes.facts(tx, actor), link.id, code.code)) is not None:
        raise InvalidInput(clash.what, way_out=f"{clash.way_out}; no number was given", company=link.company.name)


def _free(tx: Transaction, actor: Actor, link: Link, code: AdministrationCode, year: int) -> InvoiceNumber:
    """Return the first number after the last that no invoice of the environment has."""
    sequence = invoice_numbers.last_sequence(tx, code, year) + 1
    if sequence <= HIGHEST:
        first = InvoiceNumber(year=year, code=code.code, sequence=sequence)
        for number in invoice_numbers.numbers_from(tx, actor.environment, first):
            if int(number[7:]) != sequence:
                break
            sequence += 1
    if sequence > HIGHEST:
        raise InvalidInput(
            f"all numbers of {year} with code {code.code} are used up: five digits hold {HIGHEST:,}",
            way_out="Number the rest of the year at the package; if its highest number is a slip, mend it there and synchronise",
            company=link.company.name,
        )
    return InvoiceNumber(year=year, code=code.code, sequence=sequence)
