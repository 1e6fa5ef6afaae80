"""The fields of documents and their attachments, types, folders and categories.

Source: FACTS.md#documents; documents and attachments were recorded, the others are in the reference's order.
"""

from __future__ import annotations

from boekhaak_exact_online.simulator.fields import read_fields, synced

DOCUMENT = read_fields("""
    ID:guid Account:guid AccountCode AccountName AmountFC:dbl Body Category:guid CategoryDescription Contact:guid
    ContactFullName Created:dt Creator:guid CreatorFullName Currency Division:i32 DocumentDate:dt DocumentFolder:guid
    DocumentFolderCode DocumentFolderDescription DocumentViewUrl ExpiryDate:dt FinancialTransactionEntryID:guid
    HasEmptyBody:bool HID:i32 Language Modified:dt Modifier:guid ModifierFullName ShopOrderNumber:i32 Subject Type:i32
    TypeDescription Opportunity:guid Project:guid ProjectCode ProjectDescription ProposedEntryStatus:i16
    SalesInvoiceNumber:i32 SalesOrderNumber:i32 SendMethod:i32 InheritShare:bool Item:guid ItemCode ItemDescription
    TeamsMeetingId ContractNumber ContractID:guid ScanServiceStatus:i16 EntryStatusDescription
    ActionRegenerateEntryProposal:bool CostcenterCode CostcenterDescription CostunitCode CostunitDescription
""")

ATTACHMENT = read_fields("""
    ID:guid Attachment:bin FileName FileSize:dbl Url Document:guid
""")

DOCUMENT_TYPE = read_fields("""
    ID:i32 Created:dt Description DocumentIsCreatable:bool DocumentIsDeletable:bool DocumentIsUpdatable:bool
    DocumentIsViewable:bool Modified:dt TypeCategory:i32
""")

DOCUMENT_FOLDER = read_fields("""
    ID:guid Code Created:dt Creator:guid CreatorFullName Description Division:i32 Modified:dt Modifier:guid
    ModifierFullName ParentFolder:guid Share:i32
""")

DOCUMENT_CATEGORY = read_fields("""
    ID:guid Created:dt Description Modified:dt
""")

SYNC_DOCUMENT = synced(DOCUMENT) | {"ItemMaterial": "guid", "ItemRoutingStep": "guid"}
SYNC_ATTACHMENT = synced(ATTACHMENT)
