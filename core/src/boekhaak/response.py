"""An answer of a package, as plugins see it."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from boekhaak.errors import UnexpectedAnswer


@dataclass(frozen=True)
class Response:
    """An answer: its status, headers (by lower-case name) and body.

    Where it was asked for in pieces, ``content`` is empty and ``pieces`` yields the body, once.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    received_at: datetime
    pieces: Generator[bytes] | None = None

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def date(self) -> datetime:
        """The moment of the answer by the package's own clock; by ours where it tells none."""
        try:
            told = parsedate_to_datetime(self.headers["date"])
        except (KeyError, ValueError):
            return self.received_at
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)

    def json(self) -> Any:  # noqa: ANN401 - JSON is what it is
        """Return the body as JSON. Raises: UnexpectedAnswer when it is none."""
        try:
            return json.loads(self.content)
        except ValueError as error:
            raise malformed(self) from error


def malformed(response: Response) -> UnexpectedAnswer:
    """Return the error for a body that is not the JSON it should be."""
    return UnexpectedAnswer(
        f"the answer from {urlsplit(response.url).path} is not complete JSON ({len(response.content)} bytes)",
        way_out="Nothing of it was stored; try again, and report it if it stays",
    )
