"""Cursors of plugins, as they come back from the store."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from boekhaak.errors import CursorLost

C = TypeVar("C", bound=BaseModel)


def stored_cursor(kind: type[C], stream: str, text: str | None) -> C:
    """Return the cursor of a stream; a new one where there is none. Raises: CursorLost for one of another version."""
    if text is None:
        return kind()
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise CursorLost(
            "how far this stream was read is written in a way that this version does not know",
            way_out="Nothing to do: the stream is read from nothing",
            streams=frozenset({stream}),
        ) from error
