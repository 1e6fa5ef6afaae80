"""The fields of the vendor's entities, in the order in which an answer holds them.

Each text lists ``Name:type``; a name alone is a string. Types: guid, dt, dbl, i16, i32, i64, byte, bool, bin, coll.
Source: FACTS.md#entities (recorded answers and the metadata documents of each service).
"""

from __future__ import annotations

Fields = dict[str, str]

EDM = {
    "str": "Edm.String",
    "guid": "Edm.Guid",
    "dt": "Edm.DateTime",
    "dbl": "Edm.Double",
    "i16": "Edm.Int16",
    "i32": "Edm.Int32",
    "i64": "Edm.Int64",
    "byte": "Edm.Byte",
    "bool": "Edm.Boolean",
    "bin": "Edm.Binary",
}
"""The vendor's name of each type."""


def read_fields(text: str) -> Fields:
    """Return the fields that a text lists."""
    pairs = (part.partition(":") for part in text.split())
    return {name: kind or "str" for name, _, kind in pairs}


def synced(fields: Fields, *without: str) -> Fields:
    """Return the fields of an entity's twin under ``sync/``: the rowversion first, which is the key."""
    rest = {name: kind for name, kind in fields.items() if name not in {"ID", *without}}
    return {"Timestamp": "i64", "ID": "guid", **rest}


ME = read_fields("""
    CurrentDivision:i32 DivisionCustomer:guid DivisionCustomerCode DivisionCustomerName DivisionCustomerVatNumber
    DivisionCustomerSiretNumber DossierDivision:i32 AccountingDivision:i32 IsEmployeeSelfServiceUser:bool
    IsMyFirmLiteUser:bool IsStarterUser:bool IsMyFirmPortalUser:bool IsClientUser:bool FullName PictureUrl
    ThumbnailPicture:bin ThumbnailPictureFormat UserID:guid UserName LanguageCode Legislation:i64 Email Title Initials
    FirstName MiddleName LastName Gender Nationality Language Phone PhoneExtension Mobile ServerTime ServerUtcOffset:dbl
    EmployeeID:guid CustomerCode PackageCode IsOEIMigrationMandatory:bool
""")

DIVISION = read_fields("""
    AddressLine1 AddressLine2 AddressLine3 BlockingStatus:i32 BusinessTypeCode BusinessTypeDescription Code:i32
    ChamberOfCommerceNumber ChamberOfCommerceEstablishment City CompanySizeCode CompanySizeDescription Country
    Created:dt Creator:guid CreatorFullName Currency Current:bool Customer:guid CustomerCode CustomerName
    DatevAccountantNumber DatevClientNumber Description DivisionMoveDate:dt DivisionHRLinkUnlinkDate:dt Email Fax
    Hid:i64 IsDossierDivision:bool IsPracticeDivision:bool IsHRDivision:bool IsMainDivision:bool Legislation
    Modified:dt Modifier:guid ModifierFullName OBNumber Postcode Phone SbiCode SbiDescription SectorCode
    SectorDescription ShareCapital:dbl SiretNumber StartDate:dt State Status:i32 SubsectorCode SubsectorDescription
    TaxOfficeNumber TaxReferenceNumber TemplateCode VATNumber Website ArchiveDate:dt Class_01:coll Class_02:coll
    Class_03:coll Class_04:coll Class_05:coll
""")

HRM_DIVISION = read_fields("""
    BlockingStatus:i32 Code:i32 Country CountryDescription Created:dt Creator:guid CreatorFullName Currency
    CurrencyDescription Customer:guid CustomerCode CustomerName Description HID:i64 Main:bool Modified:dt Modifier:guid
    ModifierFullName OBNumber SiretNumber StartDate:dt Status:i16 TaxOfficeNumber TaxReferenceNumber TemplateCode
    VATNumber Website ArchiveDate:dt Class_01:coll Class_02:coll Class_03:coll Class_04:coll Class_05:coll
""")

GL_ACCOUNT = read_fields("""
    ID:guid DeductibilityPercentages:coll AssimilatedVATBox:i16 BalanceSide BalanceType BelcotaxType:i32 Code
    Compress:bool Costcenter CostcenterDescription Costunit CostunitDescription Created:dt Creator:guid CreatorFullName
    Description DescriptionTermID:i32 Division:i32 ExcludeVATListing:byte ExpenseNonDeductiblePercentage:dbl
    IsBlocked:bool Matching:bool Modified:dt Modifier:guid ModifierFullName PrivateGLAccount:guid PrivatePercentage:dbl
    ReportingCode RevalueCurrency:bool SearchCode Type:i32 TypeDescription UseCostcenter:byte UseCostunit:byte VATCode
    VATDescription VATGLAccountType VATNonDeductibleGLAccount:guid VATNonDeductiblePercentage:dbl VATSystem
    YearEndCostGLAccount:guid YearEndReflectionGLAccount:guid AllowCostsInSales:byte CustomField
""")

TRANSACTION_LINE = read_fields("""
    ID:guid ShopOrder:guid Account:guid AccountCode AccountName AmountDC:dbl AmountFC:dbl AmountVATFC:dbl
    AmountVATBaseFC:dbl Asset:guid AssetCode AssetDescription CostCenter CostCenterDescription CostUnit
    CostUnitDescription Created:dt Creator:guid CreatorFullName Currency Date:dt Description Division:i32 Document:guid
    DocumentNumber:i32 DocumentSubject DueDate:dt EntryID:guid EntryNumber:i32 ExchangeRate:dbl ExternalLinkDescription
    ExternalLinkReference ExtraDutyAmountFC:dbl ExtraDutyPercentage:dbl FinancialPeriod:i16 FinancialYear:i16
    GLAccount:guid GLAccountCode GLAccountDescription InvoiceNumber:i32 Item:guid ItemCode ItemDescription JournalCode
    JournalDescription LineNumber:i32 LineType:i16 Modified:dt Modifier:guid ModifierFullName Notes OffsetID:guid
    OrderNumber:i32 PaymentDiscountAmount:dbl PaymentReference Project:guid ProjectCode ProjectDescription
    ProjectWBS:guid ProjectWBSDescription Quantity:dbl SerialNumber Status:i16 Subscription:guid SubscriptionDescription
    TrackingNumber TrackingNumberDescription Type:i32 VATCode VATCodeDescription VATPercentage:dbl VATType YourRef
    CustomField
""")

JOURNAL = read_fields("""
    AllowVariableCurrency:bool AllowVariableExchangeRate:bool AllowVAT:bool AutoSave:bool Bank:guid BankAccountBICCode
    BankAccountCountry BankAccountDescription BankAccountIBAN BankAccountID:guid BankAccountIncludingMask
    BankAccountUseSEPA:bool BankAccountUseSepaDirectDebit:bool BankName Code Created:dt Creator:guid CreatorFullName
    Currency CurrencyDescription CustomField Description Division:i32 GLAccount:guid GLAccountCode GLAccountDescription
    GLAccountType:i32 ID:guid IsBlocked:bool Modified:dt Modifier:guid ModifierFullName PaymentInTransitAccount:guid
    PaymentServiceAccountIdentifier PaymentServiceProvider:i32 PaymentServiceProviderName Type:i32
""")

VAT_CODE = read_fields("""
    Account:guid AccountCode AccountName CalculationBasis:byte Charged:bool Code Country Created:dt Creator:guid
    CreatorFullName Description Division:i32 EUSalesListing ExcludeVATListing:byte GLDiscountPurchase:guid
    GLDiscountPurchaseCode GLDiscountPurchaseDescription GLDiscountSales:guid GLDiscountSalesCode
    GLDiscountSalesDescription GLToClaim:guid GLToClaimCode GLToClaimDescription GLToPay:guid GLToPayCode
    GLToPayDescription ID:guid IntraStat:bool IntrastatType IsBlocked:bool LegalText Modified:dt Modifier:guid
    ModifierFullName OssCountry Percentage:dbl TaxReturnType:i16 Type VatDocType VatMargin:byte VATPartialRatio:i16
    VATPercentages:coll VATTransactionType CustomField
""")

FINANCIAL_PERIOD = read_fields("""
    Created:dt Creator:guid CreatorFullName Division:i32 EndDate:dt FinPeriod:i16 FinYear:i16 ID:guid Modified:dt
    Modifier:guid ModifierFullName StartDate:dt
""")

REPORTING_BALANCE = read_fields("""
    Amount:dbl AmountCredit:dbl AmountDebit:dbl BalanceType CostCenterCode CostCenterDescription CostUnitCode
    CostUnitDescription Count:i32 Division:i32 GLAccount:guid GLAccountCode GLAccountDescription ID:i64
    ReportingPeriod:i32 ReportingYear:i32 Type:i32 Status:i32
""")

ACCOUNT = read_fields("""
    ID:guid Accountant:guid AccountManager:guid AccountManagerFullName AccountManagerHID:i32 ActivitySector:guid
    ActivitySubSector:guid AddressLine1 AddressLine2 AddressLine3 BankAccounts:coll Blocked:bool BRIN:guid BSN
    BusinessType:guid CanDropShip:bool ChamberOfCommerce City Classification Classification1:guid Classification2:guid
    Classification3:guid Classification4:guid Classification5:guid Classification6:guid Classification7:guid
    Classification8:guid ClassificationDescription ClientGroup ClientGroupDescription Code CodeAtSupplier
    CompanySize:guid ConsolidationScenario:byte
    ControlledDate:dt Costcenter CostcenterDescription CostPaid:byte Country CountryName Created:dt Creator:guid
    CreatorFullName CreditLinePurchase:dbl CreditLineSales:dbl Currency CustomField CustomerSince:dt DatevCreditorCode
    DatevDebtorCode DeliveryAdvice:byte DiscountPurchase:dbl DiscountSales:dbl Division:i32 Document:guid DunsNumber
    Email EnableSalesPaymentLink:bool EndDate:dt EstablishedDate:dt Fax GLAccountPurchase:guid GLAccountSales:guid
    GLAP:guid GLAR:guid GlnNumber HasWithholdingTaxSales:bool IgnoreDatevWarningMessage:bool IncotermAddressPurchase
    IncotermCodePurchase IncotermVersionPurchase:i16 IncotermAddressSales IncotermCodeSales IncotermVersionSales:i16
    IntraStatArea IntraStatDeliveryTerm IntraStatSystem IntraStatTransactionA IntraStatTransactionB
    IntraStatTransportMethod InvoiceAccount:guid InvoiceAccountCode InvoiceAccountName InvoiceAttachmentType:i32
    InvoicingMethod:i32 AutomaticProcessProposedEntry:byte IsAccountant:byte IsAgency:byte IsAnonymised:byte IsBank:bool
    IsCompetitor:byte IsExtraDuty:bool IsMailing:byte IsMember:bool IsPilot:bool IsPurchase:bool IsReseller:bool
    IsSales:bool IsSupplier:bool Language LanguageDescription Latitude:dbl LeadSource:guid LeadPurpose:guid LogoFileName
    LogoThumbnailUrl LogoUrl Logo:bin Longitude:dbl MainContact:guid Modified:dt Modifier:guid ModifierFullName Name
    OINNumber Parent:guid PaymentConditionPurchase PaymentConditionPurchaseDescription PaymentConditionSales
    PaymentConditionSalesDescription PayAsYouEarn Phone PhoneExtension Postcode PriceList:guid PurchaseCurrency
    PurchaseCurrencyDescription PurchaseLeadDays:i32 PurchaseVATCode PurchaseVATCodeDescription Remarks
    RecepientOfCommissions:bool Reseller:guid ResellerCode ResellerName RSIN SalesCurrency SalesCurrencyDescription
    SalesVATCode SalesVATCodeDescription SearchCode SecurityLevel:i32 SeparateInvPerProject:byte
    SeparateInvPerSubscription:byte ShippingLeadDays:i32 ShippingMethod:guid ShowRemarkForSales:bool StartDate:dt State
    StateName Status StatusSince:dt SalesTaxSchedule:guid SalesTaxScheduleCode SalesTaxScheduleDescription TradeName
    Type UniqueTaxpayerReference VATLiability VATNumber Website EORINumber AddressSource:byte Source:byte
    PeppolIdentifierType:i32 PeppolIdentifier
""")

CONTACT = read_fields("""
    ID:guid Account:guid AccountIsCustomer:bool AccountIsSupplier:bool AccountMainContact:guid AccountName AddressLine2
    AddressStreet AddressStreetNumber AddressStreetNumberSuffix BirthDate:dt BirthName BirthNamePrefix BirthPlace
    BusinessEmail BusinessFax BusinessMobile BusinessPhone BusinessPhoneExtension City Code Country Created:dt
    Creator:guid CreatorFullName CustomField Division:i32 Email EndDate:dt FirstName FullName Gender HID:i32
    IdentificationDate:dt IdentificationUser:guid IdentificationDocument:guid Initials IsAnonymised:byte
    IsMailingExcluded:bool IsMainContact:bool JobTitleDescription Language LastName MarketingNotes MiddleName Mobile
    Modified:dt Modifier:guid ModifierFullName Nationality Notes PartnerName PartnerNamePrefix Person:guid Phone
    PhoneExtension Picture:bin PictureName PictureUrl PictureThumbnailUrl Postcode SocialSecurityNumber StartDate:dt
    State Title TitleDescription TitleAbbreviation LeadPurpose:guid LeadSource:guid AllowMailing:i32
""")

ADDRESS = read_fields("""
    ID:guid Account:guid AccountIsSupplier:bool AccountName AddressLine1 AddressLine2 AddressLine3 City Contact:guid
    ContactName Country CountryName Created:dt Creator:guid CreatorFullName CustomField Division:i32 Fax
    FreeBoolField_01:bool FreeBoolField_02:bool FreeBoolField_03:bool FreeBoolField_04:bool FreeBoolField_05:bool
    FreeDateField_01:dt FreeDateField_02:dt FreeDateField_03:dt FreeDateField_04:dt FreeDateField_05:dt
    FreeNumberField_01:dbl FreeNumberField_02:dbl FreeNumberField_03:dbl FreeNumberField_04:dbl FreeNumberField_05:dbl
    FreeTextField_01 FreeTextField_02 FreeTextField_03 FreeTextField_04 FreeTextField_05 Mailbox Main:bool Modified:dt
    Modifier:guid ModifierFullName NicNumber Notes Phone PhoneExtension Postcode Source:byte State StateDescription
    Type:i16 Warehouse:guid WarehouseCode WarehouseDescription
""")

BANK_ACCOUNT = read_fields("""
    Account:guid AccountName Bank:guid BankAccount BankAccountHolderName BankDescription BankName BICCode Blocked:bool
    Created:dt Creator:guid CreatorFullName Description Division:i32 Format IBAN ID:guid Main:bool Modified:dt
    Modifier:guid ModifierFullName PaymentServiceAccount:guid Type TypeDescription
""")

DELETED = read_fields("""
    ID:guid Timestamp:i64 EntityKey:guid Division:i32 EntityType:i32 DeletedDate:dt DeletedBy:guid
""")

SYNC_TIMESTAMP = read_fields("Modified:dt API TimeStampAsBigInt:i64")

SYNC_GL_ACCOUNT = synced(GL_ACCOUNT, "DeductibilityPercentages")
SYNC_TRANSACTION_LINE = synced(TRANSACTION_LINE, "ShopOrder")
SYNC_ACCOUNT = synced(ACCOUNT)
SYNC_CONTACT = synced(CONTACT)
SYNC_ADDRESS = synced(ADDRESS)
