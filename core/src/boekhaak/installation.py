"""An installation: the store, the vault and the packages that one host uses together."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import pluggy

from boekhaak.clock import Clock
from boekhaak.hookspecs import PROJECT, HostObserver
from boekhaak.http import Redactor
from boekhaak.registry import Registry
from boekhaak.sessions import Sessions
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.vault import open_vault

log = logging.getLogger("boekhaak")


class Installation:
    """What a host opens once and hands to every service.

    ``engine`` is an SQLAlchemy engine of the host's own database, where the tables of boekhaak are to live; without one
    the settings' address is used. ``observers`` are objects with ``@hostimpl`` methods of :class:`HostObserver`.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        engine: Any = None,  # noqa: ANN401 - an SQLAlchemy engine, known to the store alone
        clock: Clock | None = None,
        registry: Registry | None = None,
        observers: Sequence[object] = (),
    ) -> None:
        self.settings = settings or Settings()
        self.clock = clock or Clock()
        self.redactor = Redactor()
        self.redactor.watch_logs()
        self.packages = registry or Registry()
        self.vault = open_vault(self.settings)
        self.store = Store(self.settings, self.clock, engine)
        self.sessions = Sessions(self.store, self.vault, self.clock, self.redactor)
        self._observers = pluggy.PluginManager(PROJECT)
        self._observers.add_hookspecs(HostObserver)
        for observer in observers:
            self._observers.register(observer)

    @classmethod
    @contextmanager
    def opened(cls, settings: Settings | None = None, **given: Any) -> Iterator[Self]:  # noqa: ANN401 - as __init__ takes
        """Open an installation whose tables are up to date, for the length of a ``with`` block."""
        installation = cls(settings, **given)
        try:
            installation.store.check_version()
            yield installation
        finally:
            installation.close()

    def tell(self, event: str, **what: Any) -> None:  # noqa: ANN401 - as the observer's spec says
        """Tell the host's observers; one that fails is logged and stops nobody."""
        try:
            getattr(self._observers.hook, event)(**what)
        except Exception:
            log.exception("an observer of the host failed at %s", event)

    def close(self) -> None:
        """Give back connections to packages and to the database, and leave the logs."""
        self.sessions.close()
        self.store.close()
        self.redactor.leave_logs()
