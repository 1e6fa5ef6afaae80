"""The endpoints of items, dimensions, exchange rates and documents.

Source: FACTS.md#registers, FACTS.md#documents, FACTS.md#rights, FACTS.md#queries.
"""

from __future__ import annotations

from dataclasses import replace

from boekhaak_exact_online.simulator import document_fields, document_rows, register_fields, register_rows
from boekhaak_exact_online.simulator.endpoint import Endpoint, bulk, listed, single, sync
from boekhaak_exact_online.simulator.query_rules import (
    ATTACHMENT_FILTERS,
    DOCUMENT_FILTERS,
    ITEM_FILTERS,
    PLAIN_FILTERS,
)

COST_CENTERS = "financial.costcenters"
PROJECTS = "projects.projects"
ITEMS = "logistics.items"
CURRENCIES = "financial.currencies"
DOCUMENTS = "organization.documents"


def register_endpoints() -> tuple[Endpoint, ...]:
    """Return these endpoints."""
    return *_dimensions(), *_items(), *_rates(), *_documents(), *_attachments(), *_document_lists()


def _dimensions() -> tuple[Endpoint, ...]:
    projects = replace(
        single(
            "project/Projects",
            "Project",
            register_fields.PROJECT,
            lambda held: held.lists.dimensions["project"].table(),
            register_rows.project,
            scope=PROJECTS,
        ),
        demanded=PLAIN_FILTERS,
    )
    return (
        single(
            "hrm/Costcenters",
            "Costcenter",
            register_fields.COST_CENTER,
            lambda held: held.lists.dimensions["cost_center"].table(),
            register_rows.cost_center,
            scope=COST_CENTERS,
        ),
        single(
            "hrm/Costunits",
            "Costunit",
            register_fields.COST_UNIT,
            lambda held: held.lists.dimensions["cost_unit"].table(),
            register_rows.cost_unit,
            scope=COST_CENTERS,
        ),
        projects,
        sync(projects, "sync/Project/Projects", "Project.ProjectSync", register_fields.SYNC_PROJECT),
    )


def _items() -> tuple[Endpoint, ...]:
    items = replace(
        single(
            "logistics/Items",
            "Item",
            register_fields.ITEM,
            lambda held: held.articles.table,
            register_rows.item,
            scope=ITEMS,
        ),
        demanded=ITEM_FILTERS,
    )
    return (
        items,
        bulk(items, "bulk/Logistics/Items"),
        sync(items, "sync/Logistics/Items", "Logistics.ItemSync", register_fields.SYNC_ITEM),
    )


def _rates() -> tuple[Endpoint, ...]:
    return (
        single(
            "financial/ExchangeRates",
            "ExchangeRate",
            register_fields.EXCHANGE_RATE,
            lambda held: held.exchange_rates.table,
            register_rows.exchange_rate,
            scope=CURRENCIES,
        ),
    )


def _documents() -> tuple[Endpoint, ...]:
    documents = replace(
        listed(
            "documents/Documents",
            "Document",
            document_fields.DOCUMENT,
            lambda held: held.archive.documents.table,
            document_rows.document,
            scope=DOCUMENTS,
        ),
        demanded=DOCUMENT_FILTERS,
    )
    return (
        documents,
        bulk(documents, "bulk/Documents/Documents", *DOCUMENT_FILTERS, select_mandatory=False),
        sync(documents, "sync/Documents/Documents", "Documents.DocumentSync", document_fields.SYNC_DOCUMENT),
    )


def _attachments() -> tuple[Endpoint, ...]:
    attachments = replace(
        listed(
            "documents/DocumentAttachments",
            "DocumentAttachment",
            document_fields.ATTACHMENT,
            lambda held: held.archive.files.table,
            document_rows.attachment,
            scope=DOCUMENTS,
        ),
        demanded=ATTACHMENT_FILTERS,
    )
    return (
        attachments,
        bulk(attachments, "bulk/Documents/DocumentAttachments", *ATTACHMENT_FILTERS, select_mandatory=False),
        sync(
            attachments,
            "sync/Documents/DocumentAttachments",
            "Documents.DocumentAttachmentSync",
            document_fields.SYNC_ATTACHMENT,
        ),
    )


def _document_lists() -> tuple[Endpoint, ...]:
    return (
        single(
            "documents/DocumentTypes",
            "DocumentType",
            document_fields.DOCUMENT_TYPE,
            document_rows.type_table,
            document_rows.document_type,
            scope=DOCUMENTS,
        ),
        single(
            "documents/DocumentCategories",
            "DocumentCategory",
            document_fields.DOCUMENT_CATEGORY,
            lambda held: document_rows.named_table(held, "category", document_rows.CATEGORIES),
            document_rows.document_category,
            scope=DOCUMENTS,
        ),
        single(
            "documents/DocumentFolders",
            "DocumentFolder",
            document_fields.DOCUMENT_FOLDER,
            lambda held: document_rows.named_table(held, "folder", (document_rows.FOLDER,)),
            document_rows.document_folder,
            scope=DOCUMENTS,
        ),
    )
