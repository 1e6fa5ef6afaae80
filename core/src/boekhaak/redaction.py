"""Keeping live secrets out of what is said and logged."""

from __future__ import annotations

import logging

from pydantic import SecretStr


class Redactor(logging.Filter):
    """Knows the live secrets and takes them out of texts and log records."""

    LOGGERS = ("boekhaak", "httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy")
    SHORTEST = 6

    def __init__(self) -> None:
        super().__init__()
        self._secrets: set[str] = set()

    def learn(self, *secrets: SecretStr | None) -> None:
        """Remember secrets for as long as this process lives."""
        for secret in secrets:
            if secret is not None and len(secret.get_secret_value()) >= self.SHORTEST:
                self._secrets.add(secret.get_secret_value())

    def redact(self, text: str) -> str:
        """Return the text with every live secret replaced, the longest first: one may begin like another."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, "[secret]")
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace live secrets in a log record, and in the trace of its cause."""
        message = record.getMessage()
        redacted = self.redact(message)
        if redacted != message:
            record.msg, record.args = redacted, None
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            redacted = self.redact(trace)
            if redacted != trace:
                record.exc_text, record.exc_info = redacted, None
        return True

    def watch_logs(self) -> None:
        """Filter what boekhaak and its HTTP library log."""
        for name in self.LOGGERS:
            logging.getLogger(name).addFilter(self)

    def leave_logs(self) -> None:
        """Stop filtering."""
        for name in self.LOGGERS:
            logging.getLogger(name).removeFilter(self)
