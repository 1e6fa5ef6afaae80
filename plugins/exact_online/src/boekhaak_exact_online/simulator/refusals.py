"""Books, and changes of them, that the vendor's system could not hold: each is refused with a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass

from boekhaak.plugin import PackageRefused
from boekhaak.testing.books import model as books
from boekhaak_exact_online.simulator.values import CODE_WIDTH, TAX_CODE_WIDTH


def refusal(what: str, *, company: str, way_out: str = "Change the books") -> PackageRefused:
    """Return the error for something that this simulator does not take."""
    return PackageRefused(what, way_out=way_out, package="exact_online", company=company)


@dataclass(frozen=True)
class Known:
    """What books, and changes of them, may refer to: the numbers and codes of one company."""

    company: str
    currency: str
    journals: Container[str]
    accounts: Container[str]
    contacts: Container[str]
    dimensions: Container[tuple[books.DimensionType, str]]
    articles: Container[str]
    vouchers: Container[books.VoucherKey]

    def lacks(self, what: str, missing: str) -> PackageRefused:
        """Return the error for something that names what is not there."""
        return refusal(f"{what} {missing}, which does not exist", company=self.company)


def refuse_company(company: books.Company) -> None:
    """Raise PackageRefused for books beyond what Exact Online can hold, or that refer to what they do not have."""
    for kind, codes in (
        ("ledger account", [account.number for account in company.accounts]),
        ("journal", [journal.code for journal in company.journals]),
        ("VAT code", [code.code for code in company.tax_codes]),
        ("contact", [contact.code for contact in company.contacts]),
        ("voucher", [f"{v.journal} {v.year} {v.number}" for v in company.vouchers]),
        ("dimension", [f"{held.type} {held.code}" for held in company.dimensions]),
        ("article", [article.code for article in company.articles]),
        ("document", [document.number for document in company.documents]),
        ("invoice of voucher", [" ".join(map(str, held.voucher)) for held in company.invoices if held.voucher]),
        ("exchange rate", [f"{rate.source} {rate.target} {rate.date}" for rate in company.exchange_rates]),
    ):
        _refuse_doubles(kind, codes, company.name)
    for contact in company.contacts:
        refuse_contact(contact, company.name)
    for code in company.tax_codes:
        if len(code.code) > TAX_CODE_WIDTH:
            raise refusal(
                f"the VAT code “{code.code}” is longer than {TAX_CODE_WIDTH} characters", company=company.name
            )
    _refuse_unknown(company)


def refuse_contact(contact: books.Contact, company: str) -> None:
    """Raise PackageRefused for a contact that Exact Online cannot hold."""
    if not contact.code or len(contact.code) > CODE_WIDTH or contact.code != contact.code.strip():
        raise refusal(
            f"the contact code “{contact.code}” is empty, has blanks around it or more than {CODE_WIDTH} characters",
            company=company,
        )


def refuse_voucher(voucher: books.Voucher, known: Known) -> None:
    """Raise PackageRefused for a voucher that names what is not there."""
    name = f"voucher {voucher.journal} {voucher.year} {voucher.number}"
    if voucher.journal not in known.journals:
        raise refusal(f"{name} is in a journal that does not exist", company=known.company)
    for line in voucher.lines:
        if line.account not in known.accounts:
            raise known.lacks(name, f"is on the ledger account “{line.account}”")
        if line.contact is not None and line.contact not in known.contacts:
            raise known.lacks(name, f"names the contact “{line.contact}”")
        if line.cost_center or line.cost_unit or line.project or line.article:
            _refuse_analysis(line, name, known)


def refuse_invoice(invoice: books.Invoice, known: Known) -> None:
    """Raise PackageRefused for an invoice that names what is not there."""
    name = f"invoice “{invoice.number or invoice.description}”"
    if invoice.voucher is not None and invoice.voucher not in known.vouchers:
        raise known.lacks(name, f"names the voucher {' '.join(map(str, invoice.voucher))}")
    if invoice.contact and invoice.contact not in known.contacts:
        raise known.lacks(name, f"names the contact “{invoice.contact}”")
    if invoice.voucher is None and invoice.state == "posted":
        raise refusal(f"{name} is posted and names no voucher", company=known.company)
    if invoice.voucher is not None and invoice.state != "posted":
        raise refusal(f"{name} is not posted and names a voucher", company=known.company)
    for line in invoice.lines:
        if line.account not in known.accounts:
            raise known.lacks(name, f"is on the ledger account “{line.account}”")
        _refuse_analysis(line, name, known)


def refuse_open_item(item: books.OpenItem, known: Known) -> None:
    """Raise PackageRefused for an open item that names what is not there."""
    name = f"open item “{item.number}”"
    if item.voucher is not None and item.voucher not in known.vouchers:
        raise known.lacks(name, f"names the voucher {' '.join(map(str, item.voucher))}")
    if item.contact and item.contact not in known.contacts:
        raise known.lacks(name, f"names the contact “{item.contact}”")
    if item.account not in known.accounts:
        raise known.lacks(name, f"is on the ledger account “{item.account}”")


def refuse_document(document: books.Document, known: Known) -> None:
    """Raise PackageRefused for a document that names what is not there."""
    name = f"document “{document.number}”"
    if document.voucher is not None and document.voucher not in known.vouchers:
        raise known.lacks(name, f"names the voucher {' '.join(map(str, document.voucher))}")
    if document.contact is not None and document.contact not in known.contacts:
        raise known.lacks(name, f"names the contact “{document.contact}”")


def refuse_exchange_rate(rate: books.ExchangeRate, known: Known) -> None:
    """Raise PackageRefused for a rate that is not one of a foreign currency to the company's own."""
    if rate.target != known.currency or rate.source == known.currency:
        raise refusal(
            f"an exchange rate of {rate.source} to {rate.target} is none of a foreign currency to {known.currency}",
            company=known.company,
        )


def _refuse_analysis(line: books.Line | books.InvoiceLine, name: str, known: Known) -> None:
    for kind, code in (("cost_center", line.cost_center), ("cost_unit", line.cost_unit), ("project", line.project)):
        if code and (kind, code) not in known.dimensions:
            raise known.lacks(name, f"names the {kind.replace('_', ' ')} “{code}”")
    if line.article and line.article not in known.articles:
        raise known.lacks(name, f"names the article “{line.article}”")


def _refuse_doubles(kind: str, codes: list[str], company: str) -> None:
    doubles = [code for code, count in Counter(codes).items() if count > 1]
    if doubles:
        raise refusal(f"there is more than one {kind} “{doubles[0]}”", company=company)


def _refuse_unknown(company: books.Company) -> None:
    known = Known(
        company.name,
        company.currency,
        journals={journal.code for journal in company.journals},
        accounts=(accounts := {account.number for account in company.accounts}),
        contacts={contact.code for contact in company.contacts},
        dimensions={(held.type, held.code) for held in company.dimensions},
        articles={article.code for article in company.articles},
        vouchers={(voucher.journal, voucher.year, voucher.number) for voucher in company.vouchers},
    )
    for voucher in company.vouchers:
        refuse_voucher(voucher, known)
    for invoice in company.invoices:
        refuse_invoice(invoice, known)
    for item in company.open_items:
        refuse_open_item(item, known)
    for document in company.documents:
        refuse_document(document, known)
    for rate in company.exchange_rates:
        refuse_exchange_rate(rate, known)
    beyond = {*company.openings, *(item.account for item in company.declared)} - accounts
    if beyond:
        raise refusal(
            f"a balance stands on the ledger account “{min(beyond)}”, which does not exist", company=company.name
        )
    if any(company.openings.values()) and not company.periods:
        raise refusal("there are openings and no periods", company=company.name)
