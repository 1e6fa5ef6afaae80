"""Who holds a lease, and whether that holder is surely gone.

A lease ends by itself. On the machine of a holder that was killed nobody needs to wait for that: its process is gone.
"""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")
NUMBERING = Path("/proc/self/ns/pid")
PROCESSES = Path("/proc")
ENDED = frozenset({"Z", "X"})
"""The states of a process that runs no more."""


def holder() -> str:
    """Return a new holder's name: machine, process, and something unique."""
    return f"{_machine()}/{os.getpid()}/{uuid.uuid4().hex}"


def surely_gone(holder: str | None) -> bool:
    """Tell whether the holder was a process of this machine that lives no more; False whenever that is not certain."""
    machine, _, rest = (holder or "").partition("/")
    process = rest.partition("/")[0]
    if machine != _machine() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return _ended(process)


def _ended(process: str) -> bool:
    """Tell whether a process has ended and only waits for its parent to take note."""
    try:
        told = (PROCESSES / process / "stat").read_text()
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] in ENDED


def _machine() -> str:
    """Return what tells this machine, since its start, from others: two may have one name, and containers number their own."""
    try:
        return f"{socket.gethostname()} {BOOT.read_text().strip()} {NUMBERING.readlink()}"
    except OSError:
        return socket.gethostname()
