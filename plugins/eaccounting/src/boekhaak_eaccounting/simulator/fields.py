"""The fields of each kind of row, with the kind of their values; what a row does not give is null.

Kinds: text, guid, int, number, bool, date (no time), moment, list, object, and hidden for what the vendor refuses to filter.
Source: FACTS.md#entities.
"""

from __future__ import annotations

from collections.abc import Mapping

from boekhaak_eaccounting.simulator.values import Row

Fields = Mapping[str, str]


def fields(text: str) -> Fields:
    """Return the fields that a text names as ``Name:kind``; a text field is named alone."""
    found = {}
    for word in text.split():
        name, _, kind = word.partition(":")
        found[name] = kind or "text"
    return found


def full(row: Row, of: Fields) -> Row:
    """Return a row with all of its fields, in their order."""
    return {name: row.get(name, [] if kind == "list" else None) for name, kind in of.items()}


COMPANY_SETTINGS = fields("""
    Name Email Phone MobilePhone Address1 Address2 CountryCode PostalCode City Website CurrencyCode TermsOfPaymentId:guid
    CorporateIdentityNumber VatCode BankGiro PlusGiro BankAccount Iban AccountNumberDigits:int AccountingLockedTo:moment
    AccountingLockInterval:int ProductVariant:int TypeOfBusiness:int VatPeriod:int ActivatedModules:list UsesMoss:bool
    UsesCostCenter:bool UsesProject:bool DomesticCurrencyRounding:int CompanyStatus:int CompanyIdentifier
""")
FISCAL_YEAR = fields("Id:guid StartDate:date EndDate:date IsLockedForAccounting:bool BookkeepingMethod:int")
OPENING_BALANCE = fields("Name Number:int Balance:number")
ACCOUNT = fields("""
    Name Number VatCodeId:guid VatCodeDescription FiscalYearId:guid ReferenceCode Type:int TypeDescription
    ModifiedUtc:moment CreatedUtc:moment IsActive:bool IsProjectAllowed:bool IsCostCenterAllowed:bool
    IsBlockedForManualBooking:bool
""")
ACCOUNT_BALANCE = fields("AccountNumber:int AccountName Balance:number AccountType:int AccountTypeDescription:hidden")
VAT_CODE = fields("Id:guid Code Description VatRate:number RelatedAccounts:object")
TERMS_OF_PAYMENT = fields("""
    Id:guid Name NameEnglish NumberOfDays:int TermsOfPaymentTypeId:int AvailableForSales:bool AvailableForPurchase:bool
""")
UNIT = fields("Id:guid Name Code Abbreviation")
CUSTOMER = fields("""
    Id:guid CustomerNumber CorporateIdentityNumber ContactPersonEmail ContactPersonMobile ContactPersonName
    ContactPersonPhone CurrencyCode EmailAddress InvoiceAddress1 InvoiceAddress2 InvoiceCity InvoiceCountryCode
    InvoicePostalCode DeliveryCustomerName DeliveryAddress1 DeliveryAddress2 DeliveryCity DeliveryCountryCode
    DeliveryPostalCode Name Note MobilePhone Telephone TermsOfPaymentId:guid TermsOfPayment:object VatNumber WwwAddress
    LastInvoiceDate:date IsPrivatePerson:bool DiscountPercentage:number ChangedUtc:moment IsActive:bool EmailAddresses:list
""")
SUPPLIER = fields("""
    Id:guid SupplierNumber Address1 Address2 BankAccountNumber BankBban BankBic BankCode BankCountryCode BankgiroNumber
    BankIban BankName City ContactPersonEmail ContactPersonMobile ContactPersonName ContactPersonPhone
    CorporateIdentityNumber CountryCode CreatedUtc:moment CurrencyCode EmailAddress MobilePhone ModifiedUtc:moment Name Note
    PlusgiroNumber PostalCode Telephone TermsOfPaymentId:guid VatNumber WwwAddress UsesPaymentReferenceNumbers:bool IsActive:bool
""")
VOUCHER = fields("""
    Id:guid VoucherDate:date VoucherText Rows:list NumberAndNumberSeries NumberSeries Attachments:object ModifiedUtc:moment
    CreatedUtc:moment VoucherType:int SourceId:guid
""")
VOUCHER_ROW = fields("""
    AccountNumber:int AccountDescription DebitAmount:number CreditAmount:number TransactionText CostCenterItemId1:guid
    CostCenterItemId2:guid CostCenterItemId3:guid VatCodeId:guid VatCodeAndPercent Quantity:number Weight:number
    DeliveryDate:date HarvestYear:int ProjectId:guid
""")
CUSTOMER_INVOICE = fields("""
    Id:guid EuThirdParty:bool IsCreditInvoice:bool CurrencyCode CurrencyRate:number TotalAmount:number
    TotalVatAmount:number TotalAmountInvoiceCurrency:number TotalVatAmountInvoiceCurrency:number CustomerId:guid Rows:list
    VatSpecification:list InvoiceDate:date DueDate:date DeliveryDate:date RotReducedInvoicingType:int OurReference
    YourReference InvoiceCustomerName InvoiceAddress1 InvoiceAddress2 InvoicePostalCode InvoiceCity InvoiceCountryCode
    CustomerIsPrivatePerson:bool TermsOfPaymentId:guid InvoiceNumber:int CustomerNumber CustomerName PaymentStatus:int
    PaymentDate:date PaymentReferenceNumber RemainingAmount:number RemainingAmountInvoiceCurrency:number
    ReferringInvoiceId:guid VoucherNumber VoucherId:guid CreatedUtc:moment ModifiedUtc:moment IncludesVat:bool SendType:int
""")
CUSTOMER_INVOICE_ROW = fields("""
    Id:guid ArticleNumber ArticleId:guid AmountNoVat:number PercentVat:number LineNumber:int IsTextRow:bool Text
    UnitPrice:number UnitAbbreviation DiscountPercentage:number Quantity:number IsVatFree:bool CostCenterItemId1:guid
    CostCenterItemId2:guid CostCenterItemId3:guid UnitId:guid ProjectId:guid
""")
SUPPLIER_INVOICE = fields("""
    Id:guid SupplierId:guid BankAccountId:guid InvoiceDate:date PaymentDate:date DueDate:date InvoiceNumber
    TotalAmount:number Vat:number IsCreditInvoice:bool CurrencyCode CurrencyRate:number OcrNumber Message CreatedUtc:moment
    ModifiedUtc:moment Rows:list SupplierName SupplierNumber RemainingAmount:number RemainingAmountInvoiceCurrency:number
    NumberSeries VoucherNumber VoucherId:guid CreatedFromDraftId:guid AllocationPeriods:list Attachments:list Status:int
    PaymentStatus:int CanUndoInvoice:hidden
""")
SUPPLIER_INVOICE_ROW = fields("""
    Id:guid AccountNumber:int AccountName VatCodeId:guid VatAmount:number CostCenterItemId1:guid CostCenterItemId2:guid
    CostCenterItemId3:guid Quantity:number Weight:number DeliveryDate:date HarvestYear:int DebetAmount:number
    CreditAmount:number LineNumber:int ProjectId:guid TransactionText
""")
CUSTOMER_DRAFT = fields("""
    Id:guid CustomerId:guid CreatedUtc:moment IsCreditInvoice:bool RotReducedInvoicingType:int Rows:list YourReference
    OurReference InvoiceCustomerName InvoiceAddress1 InvoiceAddress2 InvoicePostalCode InvoiceCity InvoiceCountryCode
    InvoiceCurrencyCode EuThirdParty:bool CustomerIsPrivatePerson:bool InvoiceDate:date DeliveryDate:date
    TotalAmount:number TotalVatAmount:number TotalAmountBaseCurrency:number TotalVatAmountBaseCurrency:number
    CustomerNumber IncludesVat:bool
""")
CUSTOMER_DRAFT_ROW = fields("""
    Id:guid LineNumber:int ArticleId:guid ArticleNumber IsTextRow:bool Text UnitPrice:number DiscountPercentage:number
    Quantity:number IsWorkCost:bool ReversedConstructionServicesVatFree:bool CostCenterItemId1:guid CostCenterItemId2:guid
    CostCenterItemId3:guid UnitAbbreviation VatRateId UnitName ProjectId:guid
""")
SUPPLIER_DRAFT = fields("""
    Id:guid SupplierId:guid InvoiceDate:date PaymentDate:date DueDate:date InvoiceNumber TotalAmount:number Vat:number
    IsCreditInvoice:bool CurrencyCode CurrencyRate:number OcrNumber Message CreatedUtc:moment ModifiedUtc:moment Rows:list
    SupplierName SupplierNumber ApprovalStatus:int AllocationPeriods:list
""")
SUPPLIER_DRAFT_ROW = fields("""
    Id:guid AccountNumber:int AccountName VatCodeId:guid CostCenterItemId1:guid CostCenterItemId2:guid
    CostCenterItemId3:guid ProjectId:guid DebitAmount:number CreditAmount:number TransactionText LineNumber:int
    Quantity:number Weight:number DeliveryDate:date HarvestYear:int VatAmount:number
""")
ARTICLE = fields("""
    Id:guid IsActive:bool Number Name NameEnglish NetPrice:number GrossPrice:number CodingId:guid CodingName UnitId:guid
    UnitName UnitAbbreviation StockBalance:number CreatedUtc:moment ChangedUtc:moment PurchasePrice:number UsesMoss:bool
    IsStock:bool
""")
PROJECT = fields("""
    Id:guid Number Name StartDate:date EndDate:date CustomerId:guid CustomerName Notes Status:int ModifiedUtc:moment
""")
COST_CENTER = fields("Id:guid Name Number:int IsActive:bool Items:list")
COST_CENTER_ITEM = fields("CostCenterId:guid Id:guid Name ShortName IsActive:bool CreatedUtc:moment")
ATTACHMENT = fields("""
    Id:guid ContentType DocumentId:guid AttachedDocumentType:int FileName TemporaryUrl:object Comment SupplierName
    AmountInvoiceCurrency:number Type:int AttachmentStatus:int UploadedBy ImageDate:date
""")
USER = fields("Id:guid Email FirstName LastName IsActive:bool IsCurrentUser:bool IsConsultant:bool")
