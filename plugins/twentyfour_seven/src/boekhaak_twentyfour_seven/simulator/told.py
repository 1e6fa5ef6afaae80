"""Books as the vendor's services tell them: what no element of theirs has room for is gone.

Accounts, dates, amounts and the grouping of postings into vouchers stay.
Source: FACTS.md#what-does-not-come-through, which names each limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from boekhaak.testing.books import model as books
from boekhaak.testing.books.projection import Limits, projected
from boekhaak_twentyfour_seven.simulator.attachment_service import TYPES
from boekhaak_twentyfour_seven.simulator.numbers import Numbers
from boekhaak_twentyfour_seven.simulator.refusals import LARGEST_SHORT

LIMITS = Limits(
    largest_account=LARGEST_SHORT,
    numeric_accounts=True,
    purchase_invoices=False,
    voucher_text_length=0,
    invoice_line_accounts=False,
    account_sides=False,
    tax_directions=False,
    exchange_rates=False,
)
FIRST_NUMBER = 1_000_000_000
MONTHS = 12
ONE = Decimal(1)

Code = Callable[[str], str]
"""Returns the number under which the vendor knows a code."""


def told(company: books.Company) -> books.Company:
    """Return a company as its services tell it. Raises: InvalidInput for books that the vendor cannot hold."""
    texts = {(one.journal, one.year, one.number): one.description for one in company.vouchers}
    company = projected(books.Books((company,)), LIMITS).companies[0]
    journal = _codes(one.code for one in company.journals)
    codes = {
        type_: _codes(one.code for one in company.dimensions if one.type == type_)
        for type_ in ("cost_center", "project")
    }
    keys = _keys(company, journal)
    vouchers = tuple(_voucher(one, keys, codes, texts) for one in company.vouchers)
    return replace(
        company,
        periods=tuple(one for one in company.periods if one.period <= MONTHS),
        journals=tuple(_journal(one, journal) for one in company.journals),
        contacts=tuple(_contact(one) for one in company.contacts),
        dimensions=tuple(
            replace(one, code=codes[one.type](one.code)) if one.type in codes else one for one in company.dimensions
        ),
        articles=tuple(
            replace(one, unit="", is_sold=False, is_bought=False, tax_code="", sales_price=None)
            for one in company.articles
        ),
        vouchers=vouchers,
        invoices=tuple(_invoice(one, keys, codes) for one in company.invoices),
        open_items=tuple(replace(one, voucher=keys[one.voucher]) for one in company.open_items if one.voucher in keys),
        documents=tuple(_documents(company, keys, {(one.journal, one.year, one.number): one for one in vouchers})),
    )


def _codes(held: object) -> Code:
    numbers = Numbers(held)  # type: ignore[arg-type]
    return lambda code: str(numbers.number(code)) if code else ""


def _keys(company: books.Company, journal: Code) -> dict[books.VoucherKey | None, books.VoucherKey]:
    """Return the key of each voucher among the vendor's numbers."""
    series: dict[tuple[str, int], Numbers] = {}
    keys: dict[books.VoucherKey | None, books.VoucherKey] = {}
    for one in company.vouchers:
        numbers = series.setdefault((one.journal, one.year), Numbers(first=FIRST_NUMBER))
        keys[one.journal, one.year, one.number] = (journal(one.journal), one.year, str(numbers.number(one.number)))
    return keys


def _journal(one: books.Journal, code: Code) -> books.Journal:
    """Return a journal; only those of sales are told from the others."""
    kind = one.type if one.type == "sales" else None
    return replace(one, code=code(one.code), type=kind)  # type: ignore[arg-type]


def _contact(one: books.Contact) -> books.Contact:
    """Return a contact with one address of each type, and one bank account without its holder."""
    places = {address.type: address for address in reversed(one.addresses)}
    banks = sorted(one.bank_accounts, key=lambda bank: not bank.main)[:1]
    return replace(
        one,
        addresses=tuple(replace(address, main=True) for address in places.values()),
        bank_accounts=tuple(
            replace(bank, holder="", main=True, number="" if bank.iban else bank.number) for bank in banks
        ),
    )


def _voucher(
    one: books.Voucher,
    keys: dict[books.VoucherKey | None, books.VoucherKey],
    codes: dict[str, Code],
    texts: dict[books.VoucherKey, str],
) -> books.Voucher:
    """Return a voucher; its text stands on those of its lines that have none."""
    key = (one.journal, one.year, one.number)
    journal, _, number = keys[key]
    lines = tuple(
        replace(
            line,
            description=line.description or texts[key],
            cost_center=codes["cost_center"](line.cost_center),
            project=codes["project"](line.project),
            quantity=None,
        )
        for line in one.lines
    )
    return replace(one, journal=journal, number=number, lines=lines)


def _invoice(
    one: books.Invoice, keys: dict[books.VoucherKey | None, books.VoucherKey], codes: dict[str, Code]
) -> books.Invoice:
    if one.voucher is not None:
        return replace(one, voucher=keys[one.voucher], reference="")
    lines = tuple(
        replace(
            line,
            unit="",
            quantity=line.quantity or ONE,
            cost_center=codes["cost_center"](line.cost_center),
            project=codes["project"](line.project),
        )
        for line in one.lines
    )
    return replace(one, lines=lines)


def _ending(ending: str) -> str:
    """Return the ending that the type of a file tells."""
    return {"jpeg": "jpg", "tiff": "tif"}.get(ending, ending) if ending in TYPES else "bin"


def _documents(
    company: books.Company,
    keys: dict[books.VoucherKey | None, books.VoucherKey],
    vouchers: dict[books.VoucherKey, books.Voucher],
) -> Iterator[books.Document]:
    """Yield one document for the files of a voucher, and one for each other file; of a file, nothing but its id is told."""
    joined: dict[books.VoucherKey, list[books.Attachment]] = {}
    numbered = enumerate(((one, file) for one in company.documents for file in one.attachments), start=1)
    for number, (document, file) in numbered:
        ending = file.name.rpartition(".")[2]
        told = books.Attachment(f"{number}.{_ending(ending)}", 0)
        if document.voucher in keys:
            joined.setdefault(keys[document.voucher], []).append(told)
        else:
            yield books.Document(told.name, told.name, "file", date=None, attachments=(told,))  # type: ignore[arg-type]
    for key, files in joined.items():
        voucher = vouchers[key]
        first = voucher.lines[0]
        yield books.Document(
            number=str(key),
            subject=first.description,
            type="voucher",
            date=first.date or voucher.date,
            contact=first.contact,
            voucher=key,
            attachments=tuple(files),
        )
