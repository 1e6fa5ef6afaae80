"""A process that is stopped in the middle: nothing in the code under test may catch this."""

from __future__ import annotations


class Interrupted(BaseException):
    """The process stops here."""


def interrupt() -> None:
    """Stop the process here."""
    raise Interrupted
