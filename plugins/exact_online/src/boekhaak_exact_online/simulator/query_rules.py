"""Which fields a filter may or must name, and of what SyncTimestamp tells. Source: FACTS.md#queries, FACTS.md#sync."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SYNC_TIMESTAMP_ENDPOINTS = _words("""
    QuotationHeaders QuotationLines TransactionLines ItemStorageLocations ShopOrders ShopOrderMaterialPlans
    ShopOrderRoutingStepPlans ShopOrderPurchasePlanning ShopOrderSubOrders MaterialIssues BillOfMaterialVersions
    BillOfMaterialMaterials PurchaseOrders Projects ProjectPlanning ProjectWBS TimeCostTransactions SalesInvoices
    GoodsDeliveries GoodsDeliveryLines SalesOrderHeaders SalesOrderLines Subscriptions SubscriptionLines
""")
"""What ``endPoint`` of SyncTimestamp may be; accounts and ledger accounts are not among them."""

ACCOUNT_FILTERS = _words("""
    Accountant AccountManager AddressLine1 AddressLine2 AddressLine3 Blocked BRIN BSN ChamberOfCommerce City
    Classification Code CodeAtSupplier Country Created Email EndDate EORINumber Fax ID InvoiceAccount IsAccountant
    IsReseller IsSales IsSupplier MainContact Modified Name Parent Phone Postcode PriceList Reseller RSIN SearchCode
    StartDate Status Type VATNumber
""")
"""One of these a filter of accounts must name, where filters are mandatory."""

LINE_FILTERS = _words("""
    Account AccountCode Asset CostCenter CostUnit Date Description Document EntryID EntryNumber FinancialPeriod
    FinancialYear GLAccount GLAccountCode ID InvoiceNumber Item JournalCode Modified OffsetID OrderNumber Project
    ProjectCode ShopOrder Status Subscription Type VATCode VATType YourRef
""")
"""The same for lines of entries."""

PLAIN_FILTERS = _words("Code ID Modified")
"""The same for what has no known list; chosen here."""

ITEM_FILTERS = _words("""
    ID Barcode Class_01 Class_02 Class_03 Class_04 Class_05 Class_06 Class_07 Class_08 Class_09 Class_10 Code
    CostPriceNew Created Description EndDate ExtraDescription FreeBoolField_01 FreeBoolField_02 FreeBoolField_03
    FreeBoolField_04 FreeBoolField_05 FreeDateField_01 FreeDateField_02 FreeDateField_03 FreeDateField_04
    FreeDateField_05 FreeNumberField_01 FreeNumberField_02 FreeNumberField_03 FreeNumberField_04 FreeNumberField_05
    FreeNumberField_06 FreeNumberField_07 FreeNumberField_08 FreeTextField_01 FreeTextField_02 FreeTextField_03
    FreeTextField_04 FreeTextField_05 FreeTextField_06 FreeTextField_07 FreeTextField_08 FreeTextField_09
    FreeTextField_10 GLCosts GLCostsWorkInProgress GLRevenue GLRevenueWorkInProgress GLStock IsBatchItem
    IsFractionAllowedItem IsMakeItem IsPurchaseItem IsSalesItem IsSerialItem IsStockItem IsSubcontractedItem IsTime
    IsWebshopItem ItemGroup ItemGroupCode Modified NetWeightUnit SalesVatCode SearchCode StartDate Unit
""")
"""The same for items."""

INVOICE_FILTERS = _words("""
    InvoiceID Created DeliverTo DeliverToAddress DeliverToContactPerson Description Document InvoiceDate InvoiceNumber
    InvoiceTo InvoiceToContactPerson Journal Modified OrderedBy OrderedByContactPerson OrderNumber PaymentReference
    Salesperson SelectionCode Status TaxSchedule Type Warehouse YourRef
""")
"""The same for sales invoices."""

INVOICE_LINE_FILTERS = _words("""
    ID CostCenter CostUnit Description Employee GLAccount InvoiceID Item LineNumber Pricelist Project SalesOrder
    SalesOrderLine Subscription TaxSchedule VATCode
""")
"""The same for lines of sales invoices."""

RECEIVABLE_FILTERS = _words("""
    Account Document EndDate EndToEndID EntryDate EntryID GLAccount ID InvoiceDate InvoiceNumber Source Status
    TransactionID TransactionType
""")
PAYMENT_FILTERS = _words("""
    Account AccountBankAccountID AccountContact BankAccountID Document EndDate EntryDate EntryID GLAccount ID InvoiceDate
    InvoiceNumber Source Status TransactionID TransactionType
""")
DOCUMENT_FILTERS = _words("""
    Account Category Contact Created Creator Division DocumentDate DocumentFolder FinancialTransactionEntryID HID ID
    Modified Opportunity Project SalesInvoiceNumber Subject Type
""")
ATTACHMENT_FILTERS = _words("Document ID")
"""The only fields that may be filtered under bulk/."""
