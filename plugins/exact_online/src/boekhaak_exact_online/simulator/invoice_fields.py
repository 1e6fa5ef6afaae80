"""The fields of sales invoices, and of entries in sales and purchase journals, in the order of an answer.

Source: FACTS.md#invoices; invoices, their lines and purchase entries were recorded, the others are in the reference's order.
"""

from __future__ import annotations

from boekhaak_exact_online.simulator.fields import read_fields

SALES_INVOICE = read_fields("""
    AmountFC:dbl AmountDiscount:dbl AmountDC:dbl AmountDiscountExclVat:dbl AmountFCExclVat:dbl Created:dt Creator:guid
    CreatorFullName Currency DeliverTo:guid DeliverToContactPerson:guid DeliverToContactPersonFullName
    DeliverToAddress:guid DeliverToName Description Discount:dbl DiscountType:i16 Division:i32 Document:guid
    DocumentNumber:i32 DocumentSubject DueDate:dt ExtraDutyAmountFC:dbl GAccountAmountFC:dbl IncotermAddress
    IncotermCode IncotermVersion:i16 InvoiceDate:dt InvoiceID:guid InvoiceStatusInformation InvoiceTo:guid
    InvoiceToContactPerson:guid InvoiceToContactPersonFullName InvoiceToName InvoiceNumber:i32 IsExtraDuty:bool Journal
    JournalDescription Modified:dt Modifier:guid ModifierFullName OrderDate:dt OrderedBy:guid
    OrderedByContactPerson:guid OrderedByContactPersonFullName OrderedByName OrderNumber:i32 PaymentCondition
    PaymentConditionDescription PaymentReference Remarks SalesChannel:guid SalesChannelCode SalesChannelDescription
    Salesperson:guid SalespersonFullName SelectionCode:guid SelectionCodeCode SelectionCodeDescription
    ShippingMethod:guid ShippingMethodCode ShippingMethodDescription Status:i16 StatusDescription TaxSchedule:guid
    TaxScheduleCode TaxScheduleDescription Type:i32 TypeDescription VATAmountFC:dbl VATAmountDC:dbl YourRef
    SalesInvoiceLines:coll SalesInvoiceOrderChargeLines:coll StarterSalesInvoiceStatus:i16
    StarterSalesInvoiceStatusDescription WithholdingTaxAmountFC:dbl WithholdingTaxBaseAmount:dbl
    WithholdingTaxPercentage:dbl Warehouse:guid
""")

SALES_INVOICE_LINE = read_fields("""
    AmountDC:dbl AmountFC:dbl CostCenter CostCenterDescription CostUnit CostUnitDescription CustomerItemCode
    DeliveryDate:dt Description Discount:dbl Division:i32 Employee:guid EmployeeFullName EndTime:dt
    ExtraDutyAmountFC:dbl ExtraDutyPercentage:dbl GLAccount:guid GLAccountDescription ID:guid InvoiceID:guid Item:guid
    ItemDescription ItemCode LineNumber:i32 NetPrice:dbl Notes Pricelist:guid PricelistDescription Project:guid
    ProjectDescription ProjectWBS:guid ProjectWBSDescription Quantity:dbl SalesOrder:guid SalesOrderLine:guid
    SalesOrderLineNumber:i32 SalesOrderNumber:i32 StartTime:dt Subscription:guid SubscriptionDescription UnitCode
    UnitDescription UnitPrice:dbl TaxSchedule:guid TaxScheduleCode TaxScheduleDescription VATAmountFC:dbl
    VATAmountDC:dbl VATCode VATCodeDescription VATPercentage:dbl CustomField
""")

SYNC_SALES_INVOICE = read_fields("""
    Timestamp:i64 AmountDC:dbl AmountDiscount:dbl AmountDiscountExclVat:dbl AmountFC:dbl AmountFCExclVat:dbl CostCenter
    CostCenterDescription CostUnit CostUnitDescription Created:dt Creator:guid CreatorFullName Currency CustomerItemCode
    CustomField DeliverTo:guid DeliverToAddress:guid DeliverToContactPerson:guid DeliverToContactPersonFullName
    DeliverToName DeliveryDate:dt Description Discount:dbl DiscountType:i16 Division:i32 Document:guid
    DocumentNumber:i32 DocumentSubject DueDate:dt Employee:guid EmployeeFullName EndTime:dt ExtraDutyAmountFC:dbl
    ExtraDutyPercentage:dbl GAccountAmountFC:dbl GLAccount:guid GLAccountDescription ID:guid IncotermAddress
    IncotermCode IncotermVersion:i16 InvoiceDate:dt InvoiceID:guid InvoiceNumber:i32 InvoiceTo:guid
    InvoiceToContactPerson:guid InvoiceToContactPersonFullName InvoiceToName IsExtraDuty:bool Item:guid ItemCode
    ItemDescription Journal JournalDescription LineNumber:i32 Modified:dt Modifier:guid ModifierFullName NetPrice:dbl
    Notes OrderDate:dt OrderedBy:guid OrderedByContactPerson:guid OrderedByContactPersonFullName OrderedByName
    OrderNumber:i32 PaymentCondition PaymentConditionDescription PaymentReference Pricelist:guid PricelistDescription
    Project:guid ProjectDescription ProjectWBS:guid ProjectWBSDescription Quantity:dbl Remarks SalesChannel:guid
    SalesChannelCode SalesChannelDescription SalesOrder:guid SalesOrderLine:guid SalesOrderLineNumber:i32
    SalesOrderNumber:i32 Salesperson:guid SalespersonFullName StarterSalesInvoiceStatus:i16
    StarterSalesInvoiceStatusDescription StartTime:dt Status:i16 StatusDescription Subscription:guid
    SubscriptionDescription TaxSchedule:guid TaxScheduleCode TaxScheduleDescription Type:i32 TypeDescription UnitCode
    UnitDescription UnitPrice:dbl VATAmountDC:dbl VATAmountFC:dbl VATCode VATCodeDescription VATPercentage:dbl
    Warehouse:guid WithholdingTaxAmountFC:dbl WithholdingTaxBaseAmount:dbl WithholdingTaxPercentage:dbl YourRef
""")

SALES_ENTRY = read_fields("""
    EntryID:guid AmountDC:dbl AmountFC:dbl BatchNumber:i32 Created:dt Creator:guid CreatorFullName Currency
    Customer:guid CustomerName CustomField Description Division:i32 Document:guid DocumentNumber:i32 DocumentSubject
    DueDate:dt EntryDate:dt EntryNumber:i32 ExternalLinkDescription ExternalLinkReference GAccountAmountFC:dbl
    InvoiceNumber:i32 IsExtraDuty:bool Journal JournalDescription Modified:dt Modifier:guid ModifierFullName
    OrderNumber:i32 PaymentCondition PaymentConditionDescription PaymentConditionPaymentMethod PaymentReference
    ProcessNumber:i32 Rate:dbl ReportingPeriod:i16 ReportingYear:i16 Reversal:bool SalesEntryLines:coll Status:i16
    StatusDescription Type:i32 TypeDescription VATAmountDC:dbl VATAmountFC:dbl WithholdingTaxAmountDC:dbl
    WithholdingTaxBaseAmount:dbl WithholdingTaxPercentage:dbl YourRef
""")

SALES_ENTRY_LINE = read_fields("""
    ID:guid AmountDC:dbl AmountFC:dbl Asset:guid AssetDescription CostCenter CostCenterDescription CostUnit
    CostUnitDescription CustomField Description Division:i32 EntryID:guid ExtraDutyAmountFC:dbl ExtraDutyPercentage:dbl
    From:dt GLAccount:guid GLAccountCode GLAccountDescription IntraStatArea IntraStatCountry IntraStatDeliveryTerm
    IntraStatTransactionA IntraStatTransactionB IntraStatTransportMethod LineNumber:i32 Notes Project:guid
    ProjectDescription ProjectWBS:guid ProjectWBSDescription Quantity:dbl SerialNumber StatisticalNetWeight:dbl
    StatisticalNumber StatisticalQuantity:dbl StatisticalValue:dbl Subscription:guid SubscriptionDescription
    TaxSchedule:guid To:dt TrackingNumber:guid TrackingNumberDescription Type:i32 VATAmountDC:dbl VATAmountFC:dbl
    VATBaseAmountDC:dbl VATBaseAmountFC:dbl VATCode VATCodeDescription VATPercentage:dbl
""")

PURCHASE_ENTRY = read_fields("""
    EntryID:guid PurchaseEntryLines:coll AmountDC:dbl AmountFC:dbl BatchNumber:i32 Created:dt Creator:guid
    CreatorFullName Currency Supplier:guid SupplierName Description Division:i32 Document:guid DocumentNumber:i32
    DocumentSubject DueDate:dt EntryDate:dt EntryNumber:i32 ExternalLinkDescription ExternalLinkReference
    GAccountAmountFC:dbl InvoiceNumber:i32 Journal JournalDescription Modified:dt Modifier:guid ModifierFullName
    OrderNumber:i32 PaymentCondition PaymentConditionDescription PaymentConditionPaymentMethod PaymentReference
    ProcessNumber:i32 Rate:dbl ReportingYear:i16 ReportingPeriod:i16 Reversal:bool Status:i16 StatusDescription Type:i32
    TypeDescription VATAmountDC:dbl VATAmountFC:dbl YourRef CustomField
""")

PURCHASE_ENTRY_LINE = read_fields("""
    ID:guid AmountDC:dbl AmountFC:dbl Asset:guid AssetDescription CostCenter CostCenterDescription CostUnit
    CostUnitDescription CustomField Description Division:i32 EntryID:guid Expense:guid ExpenseDescription From:dt
    GLAccount:guid GLAccountCode GLAccountDescription IntraStatArea IntraStatCountry IntraStatDeliveryTerm
    IntraStatTransactionA IntraStatTransactionB IntraStatTransportMethod LineNumber:i32 Notes PrivateUsePercentage:dbl
    Project:guid ProjectDescription Quantity:dbl SerialNumber StatisticalNetWeight:dbl StatisticalNumber
    StatisticalQuantity:dbl StatisticalValue:dbl Subscription:guid SubscriptionDescription To:dt TrackingNumber:guid
    TrackingNumberDescription Type:i32 VATAmountDC:dbl VATAmountFC:dbl VATBaseAmountDC:dbl VATBaseAmountFC:dbl VATCode
    VATCodeDescription VATNonDeductiblePercentage:dbl VATPercentage:dbl WithholdingAmountDC:dbl WithholdingTax
""")

BULK_SALES_INVOICE = {name: kind for name, kind in SALES_INVOICE.items() if name != "SalesInvoiceOrderChargeLines"}
