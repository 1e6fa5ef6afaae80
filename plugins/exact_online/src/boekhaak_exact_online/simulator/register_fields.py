"""The fields of items, cost centres, cost units, projects and exchange rates.

Source: FACTS.md#registers; items were recorded, the others are in the reference's order.
"""

from __future__ import annotations

from boekhaak_exact_online.simulator.fields import read_fields, synced

ITEM = read_fields("""
    IsSerialNumberItem:bool IsBatchNumberItem:byte ID:guid StandardSalesPrice:dbl Class_01 Class_02 Class_03 Class_04
    Class_05 Class_06 Class_07 Class_08 Class_09 Class_10 Code CopyRemarks:byte CostPriceCurrency CostPriceNew:dbl
    CostPriceStandard:dbl AverageCost:dbl Barcode Created:dt CreatorFullName Creator:guid CustomField Description
    Division:i32 EndDate:dt ExtraDescription FreeBoolField_01:bool FreeBoolField_02:bool FreeBoolField_03:bool
    FreeBoolField_04:bool FreeBoolField_05:bool FreeDateField_01:dt FreeDateField_02:dt FreeDateField_03:dt
    FreeDateField_04:dt FreeDateField_05:dt FreeNumberField_01:dbl FreeNumberField_02:dbl FreeNumberField_03:dbl
    FreeNumberField_04:dbl FreeNumberField_05:dbl FreeNumberField_06:dbl FreeNumberField_07:dbl FreeNumberField_08:dbl
    FreeTextField_01 FreeTextField_02 FreeTextField_03 FreeTextField_04 FreeTextField_05 FreeTextField_06
    FreeTextField_07 FreeTextField_08 FreeTextField_09 FreeTextField_10 GLCostsCode GLCostsDescription GLCosts:guid
    GLCostsWorkInProgress:guid GLCostsWorkInProgressCode GLCostsWorkInProgressDescription GLRevenueCode
    GLRevenueDescription GLRevenue:guid GLRevenueWorkInProgress:guid GLRevenueWorkInProgressCode
    GLRevenueWorkInProgressDescription GLStockCode GLStockDescription GLStock:guid IsBatchItem:byte
    IsFractionAllowedItem:bool IsMakeItem:byte IsNewContract:byte IsOnDemandItem:byte IsPackageItem:bool
    IsPurchaseItem:bool IsRegistrationCodeItem:byte IsSalesItem:bool IsSerialItem:bool IsStockItem:bool
    IsSubcontractedItem:bool IsTaxableItem:byte IsTime:byte IsWebshopItem:byte ItemGroupCode ItemGroupDescription
    ItemGroup:guid Modified:dt ModifierFullName Modifier:guid GrossWeight:dbl NetWeight:dbl NetWeightUnit Notes
    Picture:bin PictureName PictureUrl PictureThumbnailUrl SalesVatCodeDescription SalesVatCode SearchCode
    SecurityLevel:i32 StartDate:dt StatisticalCode StatisticalNetWeight:dbl StatisticalUnits:dbl StatisticalValue:dbl
    Stock:dbl Unit UnitDescription UnitType AssembledLeadDays:i32 BatchQuantity:dbl UseExplosion:byte
""")

COST_CENTER = read_fields("""
    ID:guid Active:bool Code Created:dt Creator:guid CreatorFullName CustomField Description Division:i32 EndDate:dt
    Modified:dt Modifier:guid ModifierFullName
""")

COST_UNIT = read_fields("""
    ID:guid Code Created:dt Creator:guid CreatorFullName CustomField Description Division:i32 EndDate:dt Modified:dt
    Modifier:guid ModifierFullName
""")

PROJECT = read_fields("""
    ID:guid Account:guid AccountCode AccountContact:guid AccountName AllowAdditionalInvoicing:bool
    AllowMemberEntryOnly:bool BlockEntry:bool BlockInvoicing:bool BlockPlanning:bool BlockPurchasing:bool
    BlockRebilling:bool BudgetedAmount:dbl BudgetedCosts:dbl BudgetedHoursPerHourType:coll BudgetedRevenue:dbl
    BudgetOverrunHours:byte BudgetType:i16 BudgetTypeDescription Classification:guid ClassificationDescription Code
    CostsAmountFC:dbl Created:dt Creator:guid CreatorFullName CustomerPOnumber CustomField Description Division:i32
    DivisionName EnableWorkInProgress:bool EndDate:dt FixedPriceItem:guid FixedPriceItemDescription HasWBSLines:bool
    IncludeInvoiceSpecification:i16 IncludeSpecificationInInvoicePdf:bool InternalNotes InvoiceAddress:guid
    InvoiceAsQuoted:bool InvoiceDescription InvoiceTerms:coll IsWBSRequiredForEntry:byte Manager:guid ManagerFullname
    MarkupPercentage:dbl Modified:dt Modifier:guid ModifierFullName Notes PaymentCondition PrepaidItem:guid
    PrepaidItemDescription PrepaidType:i16 PrepaidTypeDescription ProjectRestrictionEmployees:coll
    ProjectRestrictionItems:coll ProjectRestrictionRebillings:coll SalesTimeQuantity:dbl SourceQuotation:guid
    StartDate:dt TimeQuantityToAlert:dbl Type:i32 TypeDescription UseBillingMilestones:bool
""")

EXCHANGE_RATE = read_fields("""
    ID:guid Created:dt Creator:guid CreatorFullName Division:i32 Modified:dt Modifier:guid ModifierFullName Rate:dbl
    SourceCurrency SourceCurrencyDescription StartDate:dt TargetCurrency TargetCurrencyDescription
""")

SYNC_ITEM = synced(ITEM, "StandardSalesPrice", "IsBatchNumberItem", "IsSerialNumberItem")
SYNC_PROJECT = synced(
    PROJECT,
    *("BudgetedHoursPerHourType", "InvoiceTerms"),
    *("ProjectRestrictionEmployees", "ProjectRestrictionItems", "ProjectRestrictionRebillings"),
)
