"""AccountService: the chart of accounts, tax codes and types of vouchers. Its operations that write are not offered.

Source: FACTS.md#accounts.
"""

from __future__ import annotations

from boekhaak_twentyfour_seven.simulator.services import WEBSERVICES, Operation, Request, Service
from boekhaak_twentyfour_seven.simulator.shapes import Row


def accounts(request: Request) -> list[Row]:
    """Return the whole chart, without kinds of accounts: the vendor tells none."""
    taxes = request.client.tax_ids
    return [
        {
            "AccountId": place,
            "AccountNo": int(account.number),
            "AccountName": account.name,
            "AccountTax": taxes.number(account.tax_code) if account.tax_code else None,
            "TaxNo": taxes.number(account.tax_code) if account.tax_code else None,
        }
        for place, account in enumerate(request.client.company.accounts, start=1)
    ]


def tax_codes(request: Request) -> list[Row]:
    """Return the tax codes; that TaxId is the VatCode of transactions is inferred."""
    return [
        {
            "TaxId": request.client.tax_ids.number(code.code),
            "TaxNo": code.code,
            "TaxName": code.name,
            "TaxRate": code.percentage,
        }
        for code in request.client.company.tax_codes
    ]


def types(request: Request) -> list[Row]:
    """Return the types of vouchers with their number series."""
    client = request.client
    return [
        {
            "TypeId": client.type_ids[journal.code],
            "Title": journal.name,
            "EntrySeriesId": client.type_numbers.number(journal.code),
            "TypeNo": client.type_numbers.number(journal.code),
        }
        for journal in client.company.journals
    ]


SERVICE = Service(
    "/economy/account/v004/accountservice.asmx",
    WEBSERVICES,
    {
        "GetAccountList": Operation("AccountData[]", accounts),
        "GetTaxCodeList": Operation("TaxCodeElement[]", tax_codes),
        "GetTypeList": Operation("TypeData[]", types),
    },
)
