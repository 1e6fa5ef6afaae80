"""Writing a call as SOAP, and reading what comes back: as rows, or one large element after the other. Pure.

Source: FACTS.md#soap and #errors.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol, cast
from xml.sax.saxutils import escape

from lxml import etree

from boekhaak.plugin import UnexpectedAnswer

Argument = str | int | bool | datetime | None | list[int] | list[str] | Mapping[str, "Argument"]
"""What is asked: None is written as nil, a list as one element after the other, a mapping as what is inside."""
Told = str | None | dict[str, "Told"] | list["Told"]
"""What an element holds: a text (None where it is nil or empty), its children by name, or several of one name."""

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NIL = f"{{{XSI}}}nil"
ARROW = "--->"
SENTENCE = re.compile(rb"<(?:\w+:)?(?:faultstring|Text)\b[^>]*>(.*?)</", re.DOTALL)
CLASS = re.compile(r"^(?:[\w.]+Exception:\s*)+")
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", b"\0")
"""What no answer of the vendor holds: document types, entities, and letters of two bytes that would hide them."""


class Element(Protocol):
    """An element of an answer; what is iterated over of it has a name, as comments have none."""

    tag: str
    text: str | None

    def __len__(self) -> int: ...

    def get(self, key: str) -> str | None: ...

    def findtext(self, path: str) -> str | None: ...

    def iterchildren(self, tag: str) -> Iterator[Element]: ...


class Service(NamedTuple):
    """A service: its name among ours, its address, and the namespace of its elements, which must be written to the letter."""

    name: str
    path: str
    namespace: str


def call(service: Service, operation: str, arguments: Mapping[str, Argument]) -> bytes:
    """Return a call; the arguments stand in the order of the vendor's schema."""
    inner = "".join(_written(name, value) for name, value in arguments.items())
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{SOAP}" xmlns:xsi="{XSI}"><soap:Body>'
        f'<{operation} xmlns="{service.namespace}">{inner}</{operation}></soap:Body></soap:Envelope>'
    ).encode()


def headers(service: Service, operation: str) -> dict[str, str]:
    """Return what a call carries beside its body."""
    action = f"{service.namespace.rstrip('/')}/{operation}"
    return {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}


def result(body: bytes, operation: str) -> Told:
    """Return what an operation answered. Raises: UnexpectedAnswer."""
    for element in elements(body, f"{operation}Response"):
        answer = told(element)
        return answer.get(f"{operation}Result") if isinstance(answer, dict) else None
    raise unexpected(f"holds no answer to {operation}")


def elements(body: bytes, name: str) -> Iterator[Element]:
    """Yield each element of that name, and forget it when the next is taken: memory does not grow with the answer.

    Raises: UnexpectedAnswer for what is no complete XML, or declares a document type.
    """
    if any(mark in body for mark in FORBIDDEN):
        raise unexpected("declares a document type or an entity, which the vendor never does; it was not read")
    if not body.rstrip().endswith(b"Envelope>"):
        raise unexpected(f"breaks off after {len(body)} bytes")
    try:
        for _, element in etree.iterparse(
            io.BytesIO(body),
            tag=f"{{*}}{name}",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
            encoding="utf-8",
        ):
            yield cast(Element, element)
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise unexpected(f"is not well-formed XML (line {error.lineno})") from error


def told(element: Element) -> Told:
    """Return what an element holds."""
    if len(element) == 0:
        return None if element.get(NIL) in {"true", "1"} else element.text
    found: dict[str, Told] = {}
    for child in element.iterchildren("*"):
        name = child.tag.rpartition("}")[2]
        value = told(child)
        if name in found:
            before = found[name]
            found[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            found[name] = value
    return found


def sentence(body: bytes) -> str:
    """Return what a fault says: the sentence behind the last arrow, without the class of its exception."""
    found = SENTENCE.search(body)
    if found is None:
        return ""
    text = " ".join(found[1].decode("utf-8", "replace").replace("&gt;", ">").replace("&lt;", "<").split())
    return CLASS.sub("", text.rpartition(ARROW)[2].strip())


def unexpected(what: str) -> UnexpectedAnswer:
    """Return the error for an answer that is not the documented one."""
    return UnexpectedAnswer(
        f"the answer {what}", way_out="Nothing of it was stored; try again, and report it if it stays"
    )


def _written(name: str, value: Argument) -> str:
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    if isinstance(value, list):
        return "".join(_written(name, item) for item in value)
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_written(*item) for item in value.items())}</{name}>"
    if isinstance(value, bool):
        return f"<{name}>{'true' if value else 'false'}</{name}>"
    text = f"{value:%Y-%m-%dT%H:%M:%S}" if isinstance(value, datetime) else escape(str(value))
    return f"<{name}>{text}</{name}>"
