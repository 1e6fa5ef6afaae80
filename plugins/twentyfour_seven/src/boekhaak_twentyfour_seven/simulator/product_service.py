"""ProductService: the books' articles.

Source: FACTS.md#other-services.
"""

from __future__ import annotations

from collections.abc import Callable

from boekhaak_twentyfour_seven.simulator.asking import Asked
from boekhaak_twentyfour_seven.simulator.client import Client
from boekhaak_twentyfour_seven.simulator.searching import after, chosen, excepted, need
from boekhaak_twentyfour_seven.simulator.services import WEBSERVICES, Operation, Request, Service
from boekhaak_twentyfour_seven.simulator.shapes import Row


def products(request: Request) -> list[Row]:
    """Return the articles that are searched for, with the properties that are asked for. Raises: SoapFault."""
    search = request.asked.part("searchParams")
    if search is None:
        need()
        return []
    matches = _matcher(search, request.client)
    rows = [row for row in _rows(request) if matches(row)]
    names = request.asked.texts("returnProperties") or []
    return excepted(request, chosen("Product", rows, names, ("Id", "Name")))


def _matcher(search: Asked, client: Client) -> Callable[[Row], bool]:
    """Return what tells whether a product is searched for. Raises: SoapFault."""
    id_, ids = search.integer("Id"), set(search.integers("ProductIds") or [])
    number, name, changed = search.text("No"), search.text("Name"), search.moment("DateChanged")
    need(id_, ids, number, name, changed)
    return lambda row: (
        (id_ is None or row["Id"] == id_)
        and (not ids or row["Id"] in ids)
        and (not number or row["No"] == number)
        and (not name or name.strip("%").lower() in str(row["Name"]).lower())
        and after(client.created, changed)
    )


def _rows(request: Request) -> list[Row]:
    client = request.client
    rates = {code.code: code.percentage for code in client.company.tax_codes}
    return [
        {
            "Id": client.product_ids.number(article.code),
            "Name": article.name,
            "TaxRate": rates.get(article.tax_code),
            "InPrice": article.cost_price,
            "Price": article.sales_price,
            "No": article.code,
            "DateChanged": client.created,
        }
        for article in client.company.articles
    ]


SERVICE = Service(
    "/logistics/product/v001/productservice.asmx", WEBSERVICES, {"GetProducts": Operation("Product[]", products)}
)
