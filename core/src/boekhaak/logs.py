"""What boekhaak logs: an event and its fields, to the standard library's logger “boekhaak”, for the host to configure.

A record's message is readable as it stands (``renewed chain=3 generation=7 link=1``); the event and each field are
attributes of the record as well, for formatters that give them one by one, as :class:`JsonLines` does.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import structlog

NAME = "boekhaak"
IDS = ("link", "run", "stream", "request")
"""What lines are about: they carry the ids that :func:`about` has bound around them."""

CALLER = 4
"""So many calls of structlog stand between who logs and the standard library."""

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What any record has, so that no field may be called that."""


def get_logger() -> structlog.stdlib.BoundLogger:
    """Return the logger of boekhaak: ``log.info("renewed", chain=3)``; below the logger's level a line costs next to nothing."""
    logger: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(NAME),
        processors=[structlog.stdlib.filter_by_level, structlog.contextvars.merge_contextvars, _as_record],
        wrapper_class=structlog.stdlib.BoundLogger,
        context_class=dict,
        cache_logger_on_first_use=False,
    )
    return logger


def about(**ids: int | str) -> AbstractContextManager[None]:
    """Let all lines within a ``with`` block tell these ids; see :data:`IDS`.

    Another thread tells them when it runs in a copy of this one's context (:func:`contextvars.copy_context`).
    """
    return structlog.contextvars.bound_contextvars(**ids)


def bound() -> dict[str, int | str]:
    """Return the ids that lines would tell now."""
    there = structlog.contextvars.get_contextvars()
    return {name: there[name] for name in IDS if name in there}


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """Return what a record holds beyond what any record has."""
    return {name: value for name, value in vars(record).items() if name not in STANDARD}


class JsonLines(logging.Formatter):
    """Gives a record as one line with a JSON object: moment, level, logger, event, then its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **fields(record),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            told["trace"] = record.exc_text
        return json.dumps(told, ensure_ascii=False, default=str)


def _as_record(logger: object, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
    """Return what the standard library's logger is called with."""
    called = {name: event.pop(name) for name in ("exc_info", "stack_info") if name in event}
    what = event.pop("event")
    told = " ".join([what, *(f"{name}={_value(value)}" for name, value in event.items())])
    extra = {f"{name}_" if name in STANDARD else name: value for name, value in event.items()}
    return {"msg": told, "extra": {"event": what, **extra}, "stacklevel": CALLER, **called}


def _value(value: object) -> str:
    """Return a value in one piece: a text with blanks, or with a line's end, in quotes."""
    text = str(value)
    return (
        text
        if text and text.isprintable() and not {" ", '"', "="} & set(text)
        else json.dumps(text, ensure_ascii=False)
    )
