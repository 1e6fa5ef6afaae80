"""What a vendor publishes of its interface as Swagger 2.0, and what of an answer does not fit it."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,7})?Z)?")
SPECIFICATIONS = Path(__file__).resolve().parents[3] / "shared" / "specs"
"""Where the vendors' own descriptions lie, beside this repository: they are no part of it."""
EACCOUNTING = SPECIFICATIONS / "eaccounting_swagger_2023.json"
NEWER = {
    "CompanySettingsApi": {"AccountNumberDigits", "UsesCostCenter", "UsesProject"},
    "AccountApi": {"CreatedUtc"},
    "CustomerInvoiceApi": {"CustomerName", "PaymentDate", "PaymentStatus"},
    "SupplierInvoiceApi": {"CanUndoInvoice", "NumberSeries"},
}
"""Fields of eAccounting's specification of 2026 that the one of 2023 lacks."""

SINGLE = {"/v2/vatcodes/{id}": "VatCodeApi"}
"""Addresses of one object for which that specification tells a page, against its own other ones. Source: its FACTS.md#peers."""

checker = FormatChecker(())


@checker.checks("uuid", raises=ValueError)
def _is_guid(value: object) -> bool:
    return not isinstance(value, str) or str(uuid.UUID(value)) == value


@checker.checks("date-time")
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or DATE.fullmatch(value) is not None


class Swagger:
    """A specification. ``newer`` names fields that its definitions lack; ``mended``, what is answered where it is mistaken.

    Fields that it does not know are wrong; null is taken where nothing is required.
    """

    def __init__(self, text: str, *, newer: Mapping[str, set[str]], mended: Mapping[str, str]) -> None:
        told = json.loads(text)
        self._definitions = {
            name: _closed(shape, newer.get(name, set())) for name, shape in told["definitions"].items()
        }
        self._answers: dict[str, dict[str, Any]] = {
            path.lower(): methods["get"]["responses"]["200"]["schema"]
            for path, methods in sorted(told["paths"].items(), key=lambda one: one[0].count("{"))
            if "schema" in methods.get("get", {}).get("responses", {}).get("200", {})
        }
        self._answers |= {path: {"$ref": f"#/definitions/{name}"} for path, name in mended.items()}
        self._validator = cache(self._made)
        self.template: Callable[[str], str | None] = cache(self._found)

    def wrong(self, path: str, body: object) -> Iterator[str]:
        """Yield what of the answer at an address does not fit."""
        template = self.template(path)
        if template is None:
            yield f"{path} is no address of the specification"
            return
        yield from self._errors(self._answers[template], body, path)

    def wrong_rows(self, name: str, page: Mapping[str, Any], path: str) -> Iterator[str]:
        """Yield what of a page of rows does not fit a definition, at an address that only a later version has."""
        yield from self._errors({"type": "array", "items": {"$ref": f"#/definitions/{name}"}}, page["Data"], path)

    def _errors(self, schema: dict[str, Any], body: object, path: str) -> Iterator[str]:
        for error in self._validator(json.dumps(schema)).iter_errors(body):
            yield f"{path}: {'/'.join(map(str, error.absolute_path)) or 'the answer'}: {error.message}"

    def _made(self, schema: str) -> Draft4Validator:
        return Draft4Validator(json.loads(schema) | {"definitions": self._definitions}, format_checker=checker)

    def _found(self, path: str) -> str | None:
        """Return the address of the specification that a path is; fixed words go before what is variable."""
        parts = path.lower().strip("/").split("/")
        for template in self._answers:
            wanted = template.strip("/").split("/")
            if len(wanted) == len(parts) and all(
                one.startswith("{") or one == part for one, part in zip(wanted, parts, strict=True)
            ):
                return template
        return None


def eaccounting() -> Swagger | None:
    """Return eAccounting's specification of 2023; None where it does not lie beside this repository."""
    return Swagger(EACCOUNTING.read_text(), newer=NEWER, mended=SINGLE) if EACCOUNTING.exists() else None


def _closed(shape: dict[str, Any], newer: set[str]) -> dict[str, Any]:
    """Return a definition that takes no other fields, and null where nothing is required."""
    required = shape.get("required", [])
    fields = {
        name: field if name in required else _or_null(field) for name, field in shape.get("properties", {}).items()
    }
    return {**shape, "properties": fields | {name: {} for name in newer}, "additionalProperties": False}


def _or_null(field: dict[str, Any]) -> dict[str, Any]:
    if "type" not in field:
        return {"anyOf": [{"type": "null"}, field]}
    known = {"enum": [*field["enum"], None]} if "enum" in field else {}
    return {**field, **known, "type": [field["type"], "null"]}
