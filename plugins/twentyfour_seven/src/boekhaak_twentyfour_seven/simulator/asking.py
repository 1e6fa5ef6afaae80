"""What a call asks: elements read by name as the kinds that they should have, and the faults of those that cannot be.

Source: FACTS.md#soap, FACTS.md#errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from lxml import etree

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
UNSET_MOMENT = datetime(1, 1, 1)  # noqa: DTZ001 - the vendor's moments have no zone
UNSET_GUID = "00000000-0000-0000-0000-000000000000"

UNREADABLE = "Server was unable to read request. ---> There is an error in XML document (1, 1). ---> "
UNPROCESSED = (
    "System.Web.Services.Protocols.SoapException: Server was unable to process request. ---> System.Exception: "
)


class SoapFault(Exception):
    """The call is answered with a fault. ``sender`` tells that the caller is to blame; ``wait`` delays it by seconds."""

    def __init__(self, text: str, *, sender: bool = False, wait: float = 0.0) -> None:
        super().__init__(text)
        self.text = text
        self.sender = sender
        self.wait = wait


def refused(sentence: str, *, wait: float = 0.0) -> SoapFault:
    """Return the fault of a call that was read and cannot be served."""
    return SoapFault(UNPROCESSED + sentence, wait=wait)


def unreadable(sentence: str) -> SoapFault:
    """Return the fault of a call that cannot be read."""
    return SoapFault(UNREADABLE + sentence, sender=True)


@dataclass(frozen=True)
class Asked:
    """An element of a call whose children are read by name. Children of another namespace are not seen, as in .NET."""

    element: etree._Element
    namespace: str

    def part(self, name: str) -> Asked | None:
        """Return a child; None where it is absent or nil."""
        child = self.element.find(f"{{{self.namespace}}}{name}")
        return None if child is None or child.get(NIL) in {"true", "1"} else Asked(child, self.namespace)

    def text(self, name: str) -> str | None:
        """Return the text of a child."""
        child = self.part(name)
        return None if child is None else (child.element.text or "").strip()

    def texts(self, name: str) -> list[str] | None:
        """Return the texts of an array; None where it is absent."""
        child = self.part(name)
        return None if child is None else [(item.text or "").strip() for item in child.element if is_element(item)]

    def integer(self, name: str) -> int | None:
        """Return a number; None where it is absent or one that stands for none. Raises: SoapFault."""
        text = self.text(name)
        if text is None:
            return None
        value = _integer(text)
        return None if value in {-(2**31), -(2**15), -(2**63)} else value

    def integers(self, name: str) -> list[int] | None:
        """Return the numbers of an array. Raises: SoapFault."""
        texts = self.texts(name)
        return None if texts is None else [_integer(text) for text in texts]

    def flag(self, name: str) -> bool | None:
        """Return a boolean. Raises: SoapFault."""
        text = self.text(name)
        if text is not None and text not in {"true", "false", "1", "0"}:
            raise unreadable(f"The string '{text}' is not a valid Boolean value.")
        return None if text is None else text in {"true", "1"}

    def moment(self, name: str) -> datetime | None:
        """Return a moment without zone; None where it is absent or stands for none. Raises: SoapFault."""
        text = self.text(name)
        if text is None:
            return None
        try:
            value = datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError as error:
            raise unreadable(f"The string '{text}' is not a valid AllXsd value.") from error
        return None if value == UNSET_MOMENT else value

    def decimal(self, name: str) -> Decimal | None:
        """Return an amount. Raises: SoapFault."""
        text = self.text(name)
        try:
            return None if text is None else Decimal(text)
        except InvalidOperation as error:
            raise unreadable("Input string was not in a correct format.") from error

    def guid(self, name: str) -> str | None:
        """Return a GUID; None where it is absent or all zeros. Raises: SoapFault."""
        text = self.text(name)
        if not text or text == UNSET_GUID:
            return None
        try:
            return str(UUID(text))
        except ValueError as error:
            raise unreadable("Guid should contain 32 digits with 4 dashes.") from error

    def choice(self, name: str, known: frozenset[str]) -> str | None:
        """Return a value of an enumeration. Raises: SoapFault."""
        text = self.text(name)
        if text is not None and text not in known:
            raise unreadable(f"Instance validation error: '{text}' is not a valid value for {name}.")
        return text


def is_element(item: etree._Element) -> bool:
    """Tell whether this is an element, and no comment."""
    return isinstance(item.tag, str)


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise unreadable("Input string was not in a correct format.") from error
