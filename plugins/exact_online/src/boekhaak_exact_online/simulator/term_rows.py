"""Payment terms as the vendor's rows: PaymentTerms under sync/, Receivables and Payments.

Reported by one integrator: what a customer owes is negative in AmountDC, while TransactionAmountDC is positive. That what
is owed to a supplier is the other way round is inferred; with the fault ``terms_as_debits`` AmountDC is debit positive.
Source: FACTS.md#open-items.
"""

from __future__ import annotations

from decimal import Decimal

from boekhaak_exact_online.simulator.division import Division
from boekhaak_exact_online.simulator.entries import STATUS_PROCESSED, Entry, key_of, plain_number
from boekhaak_exact_online.simulator.line_rows import contact_of, invoice_of, ledger_account_of, rate_of
from boekhaak_exact_online.simulator.rows import Row, guid, stamps
from boekhaak_exact_online.simulator.site_rows import Reading
from boekhaak_exact_online.simulator.tables import Kept
from boekhaak_exact_online.simulator.terms import Side, Term
from boekhaak_exact_online.simulator.values import padded_country

LINE_TYPES: dict[Side, int] = {"receivable": 20, "payable": 22}
OPEN, MATCHED = 20, 50
ON_CREDIT = "B"


def payment_term(reading: Reading, row: Kept[Term]) -> Row:
    """Return a row of PaymentTerms, Receivables or Payments."""
    division, term = reading.held, row.thing
    sign = 1 if "terms_as_debits" in reading.faults else -1
    amount, foreign, currency = _owed(division, term)
    return {
        **stamps(division, row),
        **contact_of(division, term.owed.contact),
        **ledger_account_of(division, term.owed.account),
        **_dates(division, term),
        **(_transaction(division, term.entry) if term.entry else _older(term)),
        "AccountCountry": _country(division, term),
        "AmountDC": sign * amount,
        "AmountDiscountDC": 0,
        "AmountDiscountFC": 0,
        "AmountFC": sign * foreign,
        "Currency": currency,
        "Description": (term.entry.voucher if term.entry else term.owed).description or None,
        "EntryID": division.guid_of("term_entry", guid(row)),
        "IsBatchBooking": 0,
        "IsFullyPaid": term.ended is not None,
        "LineType": LINE_TYPES[term.side],
        "PaymentMethod": ON_CREDIT,
        "RateFC": rate_of(amount, foreign),
        "Status": OPEN if term.ended is None else MATCHED,
    }


def _owed(division: Division, term: Term) -> tuple[Decimal, Decimal, str]:
    """Return the amount of a term, debit positive, in the company's currency and in its own."""
    owed = term.owed
    if owed.foreign_amount is None or not owed.foreign_currency:
        return owed.amount, owed.amount, division.company.currency
    return owed.amount, owed.foreign_amount, owed.foreign_currency


def _dates(division: Division, term: Term) -> Row:
    invoice = division.trade.posted(key_of(term.entry.voucher)) if term.entry else None
    invoiced = term.entry.voucher.date if term.entry else term.owed.date
    due = term.item.due_date if term.item else invoice.due_date if invoice else None
    ended = term.ended and division.period_of(term.ended)
    return {
        "DueDate": due,
        "EndDate": term.ended,
        "EndPeriod": ended.period if ended else None,
        "EndYear": ended.year if ended else None,
        "EntryDate": term.ended,
        "InvoiceDate": invoiced,
        "LastPaymentDate": term.ended,
        "PaymentDays": (due - invoiced).days if due and invoiced else None,
        "TransactionDueDate": due,
    }


def _transaction(division: Division, entry: Entry) -> Row:
    """Return the entry that a term belongs to."""
    voucher, told = entry.voucher, invoice_of(division, entry)
    first = voucher.lines[0]
    sign = -1 if entry.journal.type == "purchase" else 1
    return {
        "EntryNumber": entry.number,
        "InvoiceNumber": entry.number,
        "Journal": voucher.journal,
        "JournalDescription": entry.journal.name,
        "TransactionAmountDC": sign * first.amount,
        "TransactionAmountFC": sign * (first.amount if first.foreign_amount is None else first.foreign_amount),
        "TransactionEntryID": entry.id,
        "TransactionID": guid(division.entries[key_of(voucher)][entry.bare]),
        "TransactionIsReversal": False,
        "TransactionReportingPeriod": voucher.period,
        "TransactionReportingYear": voucher.year,
        "TransactionStatus": STATUS_PROCESSED,
        "TransactionType": entry.type,
        "YourRef": told["YourRef"],
    }


def _older(term: Term) -> Row:
    """Return what is known of an invoice from before the first year: its number, as the other's where it is no Int32."""
    number = term.item.number if term.item else ""
    plain = plain_number(number)
    return {"InvoiceNumber": plain, "YourRef": None if plain is not None else number or None}


def _country(division: Division, term: Term) -> str | None:
    contact = division.contact_rows.get(term.owed.contact or "")
    address = next((held for held in contact.thing.addresses if held.main), None) if contact else None
    return padded_country(address.country) if address else None
