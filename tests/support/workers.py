"""Workers as processes of their own, and waiting until they have done what there was to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.service.standing import Standing, standing
from boekhaak.settings import Settings


@contextmanager
def working(settings: Settings, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start ``boekhaak worker``; at the end it is told to end, and must do so by itself, well."""
    assert settings.key is not None
    environment = os.environ | {
        "BOEKHAAK_DATABASE_URL": settings.database_url,
        "BOEKHAAK_KEY": settings.key.get_secret_value(),
    }
    command: Sequence[str] = [sys.executable, "-m", "boekhaak.cli.main", "--verbose", "worker", *options]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                _, said = process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert process.returncode == 0, said


def until(actor: Actor, installation: Installation, condition: Callable[[Standing], bool]) -> Standing:
    """Return how things stand once the condition is true of it."""
    deadline = time.monotonic() + 60
    while not condition(now := standing(actor, installation)):
        assert time.monotonic() < deadline, now
        time.sleep(0.1)
    return now


def all_read(now: Standing) -> bool:
    """Tell whether nothing is left to be read now."""
    return now.due_now == 0 and not now.running
