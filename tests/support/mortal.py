"""A command whose process is killed as by ``kill -9``, at the so-manieth statement of its database that holds some text.

``python -m support.mortal TEXT COUNT COMMAND …``, the text in small letters; the statement is not made, and its transaction lost.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from boekhaak.cli.main import main


def die_at(text: str, count: int) -> None:
    """Let this process be killed at a statement."""
    seen = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def look(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal seen
        seen += text in " ".join(statement.lower().split())
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    die_at(sys.argv[1], int(sys.argv[2]))
    main(sys.argv[3:])
