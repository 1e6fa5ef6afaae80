"""Gunicorn's configuration in a test: every other process that it forks believes that it is an hour earlier."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from importlib import import_module
from typing import Any

from boekhaak import clock

BACK = "its clock is an hour back"


class AnHourBack(datetime):
    """What the machine tells after somebody set its clock back."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        """Return the moment an hour ago."""
        return datetime.now(tz) - timedelta(hours=1)


def when_ready(server: Any) -> None:
    """Use the installation in the process from which all others are forked: it has a connection that they must not share."""
    import_module("web_host").boekhaak.store.check_version()


def post_fork(server: Any, worker: Any) -> None:
    """Set the clock back in the process that was just forked."""
    if worker.age % 2:
        vars(clock)["datetime"] = AnHourBack
        server.log.warning("%s: %s", worker.pid, BACK)
