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
