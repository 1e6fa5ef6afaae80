from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from boekhaak.errors import InvalidInput
from boekhaak.testing.books.model import Account, Company, Declared, Journal, Line, TaxCode
from boekhaak.testing.books.saft import read_saft

AUDIT_FILES = Path(__file__).resolve().parents[4] / "shared" / "audit-files"
NORWAY = "urn:StandardAuditFile-Taxation-Financial:NO"
PERIODS = """
<PeriodStart>1</PeriodStart><PeriodStartYear>2023</PeriodStartYear>
<PeriodEnd>4</PeriodEnd><PeriodEndYear>2023</PeriodEndYear>
"""
HEADER = """
<Header>
 <AuditFileVersion>1.30</AuditFileVersion><AuditFileCountry>NO</AuditFileCountry>
 <Company>
  <RegistrationNumber>999999999</RegistrationNumber><Name>Påfunn &amp; Øl AS</Name>
  <Address><StreetName>Gata</StreetName><Number>1</Number><City>Bø</City><Country>NO</Country></Address>
  <TaxRegistration><TaxRegistrationNumber>999999999MVA</TaxRegistrationNumber></TaxRegistration>
  <BankAccount><BankAccountNumber>1</BankAccountNumber><GeneralLedgerAccountID>1921</GeneralLedgerAccountID></BankAccount>
 </Company>
 <DefaultCurrencyCode>NOK</DefaultCurrencyCode>
 <SelectionCriteria>{criteria}</SelectionCriteria>
</Header>
"""
ACCOUNTS = """
<Account><AccountID>1500</AccountID><AccountDescription>Kunder</AccountDescription><AccountType>GL</AccountType>
 <OpeningDebitBalance>100</OpeningDebitBalance><ClosingDebitBalance>225.00</ClosingDebitBalance></Account>
<Account><AccountID>2400</AccountID><AccountDescription>Leverandører</AccountDescription>
 <OpeningCreditBalance>100.00</OpeningCreditBalance><ClosingCreditBalance>100.0</ClosingCreditBalance></Account>
<Account><AccountID>3000</AccountID><AccountDescription>Salg</AccountDescription><StandardAccountID>30</StandardAccountID>
 <OpeningDebitBalance>0</OpeningDebitBalance><ClosingCreditBalance>100</ClosingCreditBalance></Account>
"""
CUSTOMER = """
<Customer>
 <RegistrationNumber>911111111</RegistrationNumber><Name>Kunde AS</Name>
 <Address><StreetName>Veien</StreetName><Number>2</Number><AdditionalAddressDetail>c/o Per</AdditionalAddressDetail>
  <City>Oslo</City><PostalCode>0001</PostalCode><Country>NO</Country><AddressType>StreetAddress</AddressType></Address>
 <Address><StreetName>Postboks 3</StreetName><City>Oslo</City><AddressType>PostalAddress</AddressType></Address>
 <Address><StreetName>Annen vei 4</StreetName><City>Oslo</City><AddressType>StreetAddress</AddressType></Address>
 <Contact><ContactPerson><FirstName>P</FirstName><LastName>D</LastName></ContactPerson>
  <Telephone>22222222</Telephone><Email>post@kunde.example</Email><Website>https://kunde.example</Website></Contact>
 <TaxRegistration><TaxRegistrationNumber>911111111MVA</TaxRegistrationNumber></TaxRegistration>
 <BankAccount><IBANNumber>NO93 8601 1117 947</IBANNumber><BIC>DNBANOKK</BIC></BankAccount>
 <BankAccount><IBANNumber>n.a</IBANNumber></BankAccount>
 <BankAccount><BankAccountNumber>12345678901</BankAccountNumber><BankAccountName>Per</BankAccountName></BankAccount>
 <CustomerID>10</CustomerID>
 <BalanceAccount><AccountID>1505</AccountID><OpeningDebitBalance>7</OpeningDebitBalance></BalanceAccount>
</Customer>
"""
TAX = """
<TaxTableEntry><TaxType>MVA</TaxType><TaxCodeDetails><TaxCode>3</TaxCode><EffectiveDate>2020-01-01</EffectiveDate>
 <Description>Utgående</Description><TaxPercentage>25</TaxPercentage><StandardTaxCode>3</StandardTaxCode></TaxCodeDetails>
</TaxTableEntry>
<TaxTableEntry><TaxCodeDetails><TaxCode>3</TaxCode><EffectiveDate>2000-01-01</EffectiveDate><Description>Før</Description>
 <TaxPercentage>24</TaxPercentage><StandardTaxCode>3</StandardTaxCode></TaxCodeDetails></TaxTableEntry>
<TaxTableEntry><TaxCodeDetails><TaxCode>I</TaxCode><Description>Inngående</Description><TaxPercentage>15</TaxPercentage>
 <StandardTaxCode>11</StandardTaxCode></TaxCodeDetails></TaxTableEntry>
<TaxTableEntry><TaxCodeDetails><TaxCode>F</TaxCode><StandardTaxCode>X</StandardTaxCode></TaxCodeDetails></TaxTableEntry>
"""
SALE = """
<Line><RecordID>1</RecordID><AccountID>1500</AccountID><ValueDate>2023-03-01</ValueDate><CustomerID>10</CustomerID>
 <Description>Faktura 7</Description><DebitAmount><Amount>125.00</Amount></DebitAmount></Line>
<Line><RecordID>2</RecordID><AccountID>3000</AccountID>
 <Analysis><AnalysisType>A</AnalysisType><AnalysisID>1</AnalysisID><CreditAnalysisAmount><Amount>9</Amount>
 </CreditAnalysisAmount></Analysis><CreditAmount><Amount>100</Amount></CreditAmount>
 <TaxInformation><TaxType>MVA</TaxType><TaxCode>3</TaxCode><CreditTaxAmount><Amount>25</Amount></CreditTaxAmount>
 </TaxInformation></Line>
<Line><RecordID>3</RecordID><AccountID>2700</AccountID><ValueDate>2023-02-28</ValueDate>
 <CreditAmount><Amount>25</Amount></CreditAmount></Line>
"""


def transaction(lines: str = SALE, *, number: str = "T1", day: str = "2023-03-01", place: str = "2023 3") -> str:
    year, period = place.split() if place else ("", "")
    where = f"<Period>{period}</Period><PeriodYear>{year}</PeriodYear>" if place else ""
    return f"""<Transaction><TransactionID>{number}</TransactionID>{where}
        <TransactionDate>{day}</TransactionDate><Description>Salg</Description>{lines}</Transaction>"""


def journal(transactions: str, key: str = "GL") -> str:
    return f"<Journal><JournalID>{key}</JournalID><Description>Hovedbok</Description>{transactions}</Journal>"


def document(
    journals: str = "",
    *,
    accounts: str = ACCOUNTS,
    customers: str = CUSTOMER,
    suppliers: str = "",
    criteria: str = PERIODS,
    namespace: str = NORWAY,
) -> str:
    return f"""<?xml version="1.0"?>
<AuditFile xmlns="{namespace}">{HEADER.format(criteria=criteria)}
<MasterFiles><GeneralLedgerAccounts>{accounts}</GeneralLedgerAccounts><Customers>{customers}</Customers>
<Suppliers>{suppliers}</Suppliers><TaxTable>{TAX}</TaxTable></MasterFiles>
<GeneralLedgerEntries><NumberOfEntries>1</NumberOfEntries>{journals}</GeneralLedgerEntries></AuditFile>"""


def read(text: str) -> Company:
    return read_saft(text.encode()).companies[0]


def line_of(text: str) -> int:
    """Return the number of the line of an empty document where a text stands."""
    return document().partition(text)[0].count("\n") + 1


def test_the_company_is_that_of_the_header() -> None:
    company = read(document())

    assert (company.name, company.registration_number) == ("Påfunn & Øl AS", "999999999")
    assert (company.country, company.currency, company.city) == ("NO", "NOK", "Bø")
    assert company.vat_number == "999999999MVA"


def test_a_transaction_is_a_voucher_with_its_lines() -> None:
    (entry,) = read(document(journal(transaction()))).vouchers

    assert (entry.journal, entry.number, entry.date, entry.description) == ("GL", "T1", date(2023, 3, 1), "Salg")
    assert (entry.year, entry.period) == (2023, 3)
    assert entry.lines == (
        Line("1500", Decimal("125.00"), "Faktura 7", contact="10"),
        Line("3000", Decimal("-100.00"), "Salg", tax_code="3"),
        Line("2700", Decimal("-25.00"), "Salg", date=date(2023, 2, 28)),
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace(NORWAY, "urn:StandardAuditFile-Taxation-Financial:RO"),
        lambda text: text.replace(f' xmlns="{NORWAY}"', ""),
        lambda text: text.replace("Line>", "TransactionLine>"),
        lambda text: text.replace("<Amount>", "<!-- an amount --><Amount>").replace("<Line>", "<?why not?><Line>"),
        lambda text: text.replace("Faktura 7", "<![CDATA[Faktura 7]]>"),
    ],
)
def test_the_namespace_and_the_name_of_a_line_do_not_matter(change: Callable[[str], str]) -> None:
    text = document(journal(transaction()))

    assert read(change(text)).vouchers == read(text).vouchers


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_is_what_the_file_says(encoding: str) -> None:
    text = document().replace('version="1.0"', f'version="1.0" encoding="{encoding.removesuffix("-sig")}"')

    assert read_saft(text.encode(encoding)).companies[0].name == "Påfunn & Øl AS"


def test_openings_and_declared_closings_are_those_of_the_accounts() -> None:
    company = read(document(journal(transaction())))

    assert company.openings == {"1500": Decimal(100), "2400": Decimal(-100)}
    assert company.declared == (
        Declared("1500", 2023, 4, Decimal(225)),
        Declared("2400", 2023, 4, Decimal(-100)),
        Declared("3000", 2023, 4, Decimal(-100)),
    )
    assert all(company.totals()[row.account] == row.closing for row in company.declared)


def test_accounts_have_their_nature_side_and_role() -> None:
    accounts = {account.number: account for account in read(document(journal(transaction()))).accounts}

    assert list(accounts) == ["1500", "2400", "3000", "2700"]
    assert accounts["1500"] == Account("1500", "Kunder", "balance", "debit", "receivable")
    assert accounts["2400"] == Account("2400", "Leverandører", "balance", "credit", "payable")
    assert accounts["3000"] == Account("3000", "Salg", "result", "credit", "revenue")
    assert accounts["2700"] == Account("2700", "2700", "balance", "credit", "vat")


@pytest.mark.parametrize(
    ("country", "parts", "nature", "side", "role"),
    [
        ("NO", "<AccountID>8050</AccountID>", "result", "credit", "general"),
        ("NO", "<AccountID>1921</AccountID>", "balance", "debit", "bank"),
        ("NO", "<AccountID>1505</AccountID>", "balance", "debit", "receivable"),
        ("NO", "<AccountID>9</AccountID><StandardAccountID>19</StandardAccountID>", "balance", "debit", "bank"),
        ("NO", "<AccountID>A</AccountID><GroupingCode>4000</GroupingCode>", "result", "debit", "cost"),
        ("DK", "<AccountID>1000</AccountID><AccountType>Sale</AccountType>", "result", "credit", "revenue"),
        ("DK", "<AccountID>1000</AccountID><AccountType>Expense</AccountType>", "result", "debit", "cost"),
        ("DK", "<AccountID>5000</AccountID><AccountType>Liability</AccountType>", "balance", "credit", "general"),
        (
            "RO",
            "<AccountID>401</AccountID><ClosingCreditBalance>1</ClosingCreditBalance>",
            "balance",
            "credit",
            "general",
        ),
        ("RO", "<AccountID>607</AccountID>", "result", "debit", "general"),
    ],
)
def test_an_account_is_known_by_its_type_or_its_number(
    country: str, parts: str, nature: str, side: str, role: str
) -> None:
    text = document(accounts=f"<Account>{parts}</Account>").replace(
        "<AuditFileCountry>NO<", f"<AuditFileCountry>{country}<"
    )

    (account,) = read(text).accounts
    assert (account.nature, account.side, account.role) == (nature, side, role)


def test_a_customer_is_a_contact_with_addresses_and_bank_accounts() -> None:
    (contact,) = read(document()).contacts

    assert (contact.code, contact.name, contact.is_customer, contact.is_supplier) == ("10", "Kunde AS", True, False)
    assert (contact.registration_number, contact.vat_number) == ("911111111", "911111111MVA")
    assert (contact.email, contact.phone) == ("post@kunde.example", "22222222")
    assert [(address.type, address.line1, address.main) for address in contact.addresses] == [
        ("visit", "Veien 2", True),
        ("postal", "Postboks 3", True),
        ("visit", "Annen vei 4", False),
    ]
    assert contact.addresses[0].line2 == "c/o Per"
    assert [(account.iban, account.number, account.holder, account.main) for account in contact.bank_accounts] == [
        ("NO9386011117947", "", "Kunde AS", True),
        ("", "12345678901", "Per", False),
    ]


def supplier(key: str, name: str, number: str = "") -> str:
    return f"""<Supplier><RegistrationNumber>{number}</RegistrationNumber><Name>{name}</Name>
        <SupplierID>{key}</SupplierID><AccountID>2400</AccountID></Supplier>"""


@pytest.mark.parametrize(("name", "number"), [("kunde as", ""), ("Another name", "911111111")])
def test_a_customer_and_a_supplier_of_one_id_and_name_or_number_are_one_contact(name: str, number: str) -> None:
    (contact,) = read(document(suppliers=supplier("10", name, number))).contacts

    assert (contact.code, contact.is_customer, contact.is_supplier) == ("10", True, True)
    assert contact.name == "Kunde AS"


def test_a_customer_and_a_supplier_that_share_no_more_than_an_id_are_two_contacts() -> None:
    line = "<Line><AccountID>2400</AccountID><SupplierID>10</SupplierID><DebitAmount><Amount>1</Amount></DebitAmount></Line>"
    company = read(document(journal(transaction(line)), suppliers=supplier("10", "Kunde AS", "922222222")))

    assert {contact.code: contact.registration_number for contact in company.contacts} == {
        "10": "911111111",
        "S10": "922222222",
    }
    assert company.vouchers[0].lines[0].contact == "S10"


def test_contacts_that_only_a_line_mentions_become_contacts() -> None:
    company = read(document(journal(transaction(SALE.replace(">10<", ">77<")))))

    assert [(contact.code, contact.name, contact.is_customer) for contact in company.contacts] == [
        ("10", "Kunde AS", True),
        ("77", "77", True),
    ]
    assert company.vouchers[0].lines[0].contact == "77"


def test_the_tax_code_that_holds_last_is_kept() -> None:
    assert read(document()).tax_codes == (
        TaxCode("3", "Utgående", Decimal(25), "sales"),
        TaxCode("I", "Inngående", Decimal(15), "purchase"),
        TaxCode("F", "F", Decimal(0)),
    )


def test_an_amount_in_another_currency_is_kept_beside_the_own() -> None:
    inner = "<Amount>{}</Amount><CurrencyCode>{}</CurrencyCode><CurrencyAmount>{}</CurrencyAmount>"
    lines = "".join(
        f"<Line><AccountID>1920</AccountID><{side}>{inner.format(amount, code, foreign)}</{side}></Line>"
        for side, amount, code, foreign in (
            ("CreditAmount", "1100", "EUR", "100"),
            ("DebitAmount", "1100", "NOK", "1100"),
            ("DebitAmount", "-5", "EUR", "-0.45"),
        )
    )

    found = read(document(journal(transaction(lines)))).vouchers[0].lines

    assert [(line.amount, line.foreign_amount, line.foreign_currency) for line in found] == [
        (Decimal(-1100), Decimal(-100), "EUR"),
        (Decimal(1100), None, ""),
        (Decimal(-5), Decimal("-0.45"), "EUR"),
    ]


def test_an_amount_may_stand_in_the_side_itself() -> None:
    line = "<Line><AccountID>1920</AccountID><CreditAmount>12.5</CreditAmount></Line>"

    assert read(document(journal(transaction(line)))).vouchers[0].lines[0].amount == Decimal("-12.50")


def test_the_first_day_of_all_is_no_date_of_a_line() -> None:
    company = read(document(journal(transaction(SALE.replace("2023-02-28", "0001-01-01")))))

    assert company.vouchers[0].lines[2].date is None


def test_journals_are_general_and_numbers_that_come_again_are_told_apart() -> None:
    twice = transaction() + transaction()
    company = read(document(journal(twice) + journal(transaction(), "AR") + journal("", "empty")))

    assert [(entry.journal, entry.number) for entry in company.vouchers] == [("GL", "T1"), ("GL", "T1-2"), ("AR", "T1")]
    assert company.journals == tuple(Journal(key, "Hovedbok", "general") for key in ("GL", "AR", "empty"))


def test_a_journal_without_an_id_has_one_nevertheless() -> None:
    company = read(document(f"<Journal>{transaction()}</Journal>"))

    assert (company.journals, company.vouchers[0].journal) == ((Journal("-", "-", "general"),), "-")


def test_a_year_has_twelve_months_and_the_other_periods_that_are_used() -> None:
    others = transaction(day="2023-12-31", place="2023 13", number="T2") + transaction(
        day="2023-01-01", place="2023 0", number="T3"
    )
    company = read(document(journal(transaction() + others)))

    assert [period.period for period in company.periods] == [0, *range(1, 14)]
    assert (company.periods[0].start, company.periods[0].end) == (date(2023, 1, 1), date(2023, 1, 1))
    assert (company.periods[2].start, company.periods[2].end) == (date(2023, 2, 1), date(2023, 2, 28))
    assert (company.periods[-1].start, company.periods[-1].end) == (date(2023, 12, 31), date(2023, 12, 31))


@pytest.mark.parametrize(("place", "start"), [("2023 9", date(2022, 7, 1)), ("2022 9", date(2022, 7, 1))])
def test_a_broken_year_is_seen_from_the_transactions(place: str, start: date) -> None:
    year = place.split(maxsplit=1)[0]
    text = document(journal(transaction(place=place)), criteria="")

    company = read(text)

    assert {period.year for period in company.periods} == {int(year)}
    assert company.periods[0].start == start
    assert company.declared[0].period == 9


def test_the_period_is_that_of_the_date_where_the_file_gives_none() -> None:
    (entry,) = read(document(journal(transaction(place="")))).vouchers

    assert (entry.year, entry.period) == (2023, 3)


@pytest.mark.parametrize(
    ("criteria", "place"),
    [
        (PERIODS, (2023, 4)),
        ("<SelectionEndDate>2023-06-30</SelectionEndDate>", (2023, 6)),
        ("<SelectionEndDate>2024-02-29T00:00:00</SelectionEndDate>", (2024, 2)),
        ("", (2023, 3)),
    ],
)
def test_closings_stand_in_the_last_period_that_the_file_covers(criteria: str, place: tuple[int, int]) -> None:
    company = read(document(journal(transaction()), criteria=criteria))

    assert {(row.year, row.period) for row in company.declared} == {place}
    assert {period.year for period in company.periods} == set(range(2023, place[0] + 1))


def test_a_transaction_that_does_not_balance_is_kept_as_it_is() -> None:
    company = read(document(journal(transaction(SALE.replace("125.00", "124.99")))))

    assert sum(line.amount for line in company.vouchers[0].lines) == Decimal("-0.01")


ENTITIES = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE AuditFile [<!ENTITY e0 "ha">{ENTITIES}]>',
        '<!DOCTYPE AuditFile [<!ENTITY e11 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE AuditFile SYSTEM "http://127.0.0.1:9/audit.dtd">',
        "<!DOCTYPE AuditFile>",
    ],
)
def test_a_file_with_a_document_type_definition_is_refused(doctype: str, encoding: str) -> None:
    name = "&e11;" if "e11" in doctype else "Name"
    text = f"<?xml version='1.0'?>{doctype}" + document().partition("?>")[2].replace("Påfunn", name)

    with pytest.raises(InvalidInput, match="document type definition"):
        read_saft(text.encode(encoding))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (document()[:-30], "breaks off or is damaged at line"),
        (document().replace("&amp;", "&nbsp;"), "breaks off or is damaged"),
        (document().replace("<City>", "<Town>", 1), "breaks off or is damaged"),
        ("<AuditFile/>", "no SAF-T file with a header"),
        ("<Sie><Header/></Sie>", "no SAF-T file but “Sie”"),
        (document().replace("<DefaultCurrencyCode>NOK</DefaultCurrencyCode>", ""), "DefaultCurrencyCode"),
        (document(criteria=""), "SelectionCriteria"),
        (document().replace(">225.00<", ">mange<"), f"line {line_of('225.00')}: “mange” is no amount"),
        (document().replace(">225.00<", ">225,00<"), "“225,00” is no amount"),
        (document().replace(">225.00<", ">225.001<"), "more than two decimals"),
        (document().replace(">225.00<", "><"), "“” is no amount"),
        (document(journal(transaction(day="9999-12-31"))), "“9999-12-31” is no date"),
        (document(criteria="<SelectionEndDate>0001-01-01</SelectionEndDate>"), "“0001-01-01” is no date"),
        (document(journal(transaction(day="i går"))), "“i går” is no date"),
        (document(journal(transaction(place="2023 mars"))), "“mars” is no year or period"),
        (document(journal(transaction(place="23 3"))), "23 is no financial year"),
        (document(journal(transaction("<Line><AccountID>1</AccountID></Line>"))), "a posting has no amount"),
    ],
)
def test_what_is_not_complete_or_not_understood_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(text)

    assert sentence in caught.value.what
    assert caught.value.way_out


def test_elements_that_stand_elsewhere_are_passed_over() -> None:
    invoices = f"<SourceDocuments><Journal>{transaction()}</Journal><Account/><Customer/></SourceDocuments>"
    text = document(journal(transaction())).replace("</AuditFile>", f"{invoices}</AuditFile>")

    company = read(text)

    assert len(company.contacts) == 1
    assert len(company.journals) == 1


@pytest.fixture(scope="module")
def audited() -> Company:
    path = AUDIT_FILES / "saft_no_888888888_2017.xml"
    if not path.exists():
        pytest.skip("the audit files are not part of this repository and do not lie next to it")
    return read_saft(path.read_bytes()).companies[0]


@pytest.mark.audit_files
def test_the_audit_file_is_read_whole(audited: Company) -> None:
    amounts = [line.amount for _, line in audited.lines()]

    assert (len(audited.vouchers), len(amounts), len(audited.accounts)) == (53, 170, 22)
    assert sum(amount for amount in amounts if amount > 0) == Decimal("9487049.35")
    assert sum(amount for amount in amounts if amount < 0) == Decimal("-9487049.35")
    assert len(audited.contacts) == 12


@pytest.mark.audit_files
def test_the_audit_files_own_differences_are_shown(audited: Company) -> None:
    totals = audited.totals()
    different = {row.account for row in audited.declared if totals.get(row.account, Decimal()) != row.closing}

    assert different == {"1920", "2711", "2740"}
    assert {(row.year, row.period) for row in audited.declared} == {(2017, 4)}
    assert sum(audited.openings.values()) == Decimal(2545410)


@pytest.mark.audit_files
def test_the_audit_files_lines_refer_to_its_accounts_and_contacts(audited: Company) -> None:
    accounts = {account.number for account in audited.accounts}
    contacts = {contact.code for contact in audited.contacts}

    assert {line.account for _, line in audited.lines()} <= accounts
    assert {line.contact for _, line in audited.lines()} <= {*contacts, None}
    assert len({(entry.journal, entry.number) for entry in audited.vouchers}) == 53
