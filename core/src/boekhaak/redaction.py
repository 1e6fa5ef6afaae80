"""Keeping live secrets out of what is said and logged."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from pydantic import SecretStr

from boekhaak import logs


class Redactor(logging.Filter):
    """Knows the live secrets and takes them out of texts and log records."""

    LOGGERS = (
        "boekhaak",
        "httpx",
        *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy")),
        *(
            f"procrastinate.{part}"
            for part in (
                "app", "blueprints", "cli", "jobs", "manager", "periodic", "psycopg_connector", "signals",
                "sync_psycopg_connector", "tasks", "utils", "worker",
            )
        ),
    )  # fmt: skip
    SHORTEST = 6

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._secrets: tuple[str, ...] = ()

    def learn(self, *secrets: SecretStr | None) -> None:
        """Remember secrets for as long as this process lives, in all ways in which they are written."""
        plain = {secret.get_secret_value() for secret in secrets if secret is not None}
        written = {way for one in plain if len(one) >= self.SHORTEST for way in _written(one)}
        with self._lock:
            if new := written.difference(self._secrets):
                self._secrets = tuple(sorted(new.union(self._secrets), key=len, reverse=True))

    def renew(self) -> None:
        """Begin with a lock of one's own, in a process that was forked: a thread that stayed behind may hold the other."""
        self._lock = threading.Lock()

    def redact(self, text: str) -> str:
        """Return the text with every live secret replaced, the longest first: one may begin like another."""
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return text

    def redacted(self, value: Any) -> Any:  # noqa: ANN401 - what a record holds, or a program prints
        """Return a value with every live secret replaced in its texts; what is no plain value becomes its own text then."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self.redacted(key): self.redacted(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.redacted(one) for one in value]
        text = str(value)
        redacted = self.redact(text)
        return value if redacted == text else redacted

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace live secrets in a log record, in its fields, and in the trace of its cause."""
        message = record.getMessage()
        redacted = self.redact(message)
        if redacted != message:
            record.msg, record.args = redacted, None
        vars(record).update({name: self.redacted(value) for name, value in logs.fields(record).items()})
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            redacted = self.redact(trace)
            if redacted != trace:
                record.exc_text, record.exc_info = redacted, None
        return True

    def watch_logs(self) -> None:
        """Filter what boekhaak logs, and the libraries that it asks and works with."""
        for name in self.LOGGERS:
            logging.getLogger(name).addFilter(self)

    def leave_logs(self) -> None:
        """Stop filtering."""
        for name in self.LOGGERS:
            logging.getLogger(name).removeFilter(self)


def _written(secret: str) -> set[str]:
    """Return a secret as it stands in texts, in addresses, in JSON and in what Python prints."""
    in_json = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    return {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), repr(secret)[1:-1]} | in_json
