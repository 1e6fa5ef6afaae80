"""Who holds a lease, and whether that holder is surely gone.

A lease ends by itself. On the machine of a holder that was killed nobody needs to wait for that: its process is gone.
"""

from __future__ import annotations

import os
import socket
import uuid


def holder() -> str:
    """Return a new holder's name: machine, process, and something unique."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex}"


def surely_gone(holder: str | None) -> bool:
    """Tell whether the holder was a process of this machine that lives no more; False whenever that is not certain."""
    machine, _, rest = (holder or "").partition("/")
    process = rest.partition("/")[0]
    if machine != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
