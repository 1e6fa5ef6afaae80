"""English, as the books of British companies are kept."""

from __future__ import annotations

from boekhaak.testing.books.languages.language import Language, Words

WORDS = Words(
    trades=(
        "Architects", "Bakery", "Boatbuilders", "Bookbinders", "Brickworks", "Carpentry", "Catering", "Ceramics",
        "Cheesemakers", "Cleaning", "Clockworks", "Contractors", "Drainage", "Electrical", "Engineering", "Fencing",
        "Foundry", "Freight", "Furniture", "Glazing", "Haulage", "Joinery", "Laundry", "Nurseries", "Packaging",
        "Plastering", "Plumbing", "Print", "Publishing", "Roofing", "Software", "Upholstery",
    ),
    first_parts=(
        "Amber", "Bramble", "Cinder", "Cobble", "Curlew", "Dapple", "Drizzle", "Ember", "Fennel", "Flint", "Frost",
        "Glimmer", "Harrow", "Heron", "Juniper", "Kestrel", "Lantern", "Marrow", "Murmur", "Nettle", "Osprey", "Otter",
        "Pebble", "Plover", "Russet", "Sorrel", "Thimble", "Thistle", "Tinder", "Willow",
    ),
    second_parts=(
        "barrow", "beck", "bourne", "bridge", "brook", "combe", "croft", "dale", "dyke", "fell", "field", "ford",
        "garth", "gate", "ham", "haven", "holt", "hurst", "keld", "mere", "moor", "thwaite", "toft", "wharf", "wick",
        "wold",
    ),
    streets=(
        "Canal Street", "Chapel Lane", "Church Road", "Dock Road", "Foundry Lane", "Market Place", "Mill Lane",
        "Orchard Way", "Quarry Road", "Station Road", "Tannery Row", "Viaduct Street",
    ),
    company="{proper} {trade} {form}",
    street="{number} {street}",
    post_box="PO Box {number}",
    mailbox="accounts",
)  # fmt: skip
ENGLISH = Language(
    words=WORDS,
    texts={
        "invoice": "Invoice",
        "sales invoice": "Sales invoice",
        "purchase invoice": "Purchase invoice",
        "tax": "VAT",
        "exchange": "Exchange difference",
        "statement": "Bank statement",
        "cash sale": "Cash sale",
        "allocation": "Appropriation of profit",
        "wages": "Payroll",
        "net wages": "Net wages",
        "wage tax": "PAYE and National Insurance",
        "bank charges": "Bank charges",
        "tax return": "VAT return",
        "depreciation": "Depreciation",
        "accrued": "Invoices not yet received",
        "entry": "Entry",
    },
    journals={
        "sales": "Sales day book",
        "purchase": "Purchase day book",
        "bank": "Bank book",
        "cash": "Cash book",
        "general": "Journal",
    },
    sales_tax="VAT on sales {rate} %",
    purchase_tax="VAT on purchases {rate} %",
    decimal_point=".",
    products=(
        "Advice", "Call-out", "Delivery of goods", "Equipment hire", "Extra work", "Goods as listed",
        "Hours worked", "Maintenance", "Monthly charge", "Order", "Repairs", "Service contract", "Stage payment",
    ),
    articles=(
        ("Assembly", "hour"), ("Bolt", "piece"), ("Cardboard box", "piece"), ("Drawing work", "hour"),
        ("Electric cable", "length"), ("Grout", "weight"), ("Hinge", "piece"), ("Insulating tape", "length"),
        ("LED lamp", "piece"), ("Lifting sling", "piece"), ("Lime mortar", "weight"), ("Maintenance plan", "month"),
        ("Plastic sheeting", "length"), ("Play sand", "weight"), ("Primer", "weight"), ("Site preparation", "hour"),
        ("Skirting board", "length"), ("Storage space", "month"), ("Trailer hire", "month"), ("Wood glue", "weight"),
    ),
    qualities=("standard", "special", "first grade", "type 2"),
    units={"piece": "each", "hour": "hour", "weight": "kg", "length": "m", "month": "month"},
    dimensions={
        "cost_center": ("Management", "Sales", "Workshop", "Warehouse", "Office", "Field service"),
        "cost_unit": ("New build", "Maintenance", "Hire", "Consultancy"),
        "project": ("Refit of hall 3", "Online shop", "Spring fair", "Solar roof", "New forklifts", "Open day"),
    },
    papers=("Lease", "Insurance policy", "Minutes of the meeting", "Quotation", "Letter from the bank"),
)  # fmt: skip
