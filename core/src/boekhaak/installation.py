"""An installation: the store, the vault and the packages that one host uses together."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import pluggy

from boekhaak.clock import Clock
from boekhaak.errors import ConfigurationError
from boekhaak.hookspecs import PROJECT, HostObserver
from boekhaak.redaction import Redactor
from boekhaak.registry import Registry
from boekhaak.sessions import Sessions
from boekhaak.settings import Settings, read_settings
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
        self.settings = settings or read_settings()
        self.clock = clock or Clock()
        self.redactor = Redactor()
        self.packages = registry or Registry()
        self.vault = open_vault(self.settings)
        self.store = Store(self.settings, self.clock, engine)
        self.sessions = Sessions(self.store, self.vault, self.clock, self.redactor)
        self._observers = tuple(_listening(observer) for observer in observers)
        self.redactor.watch_logs()

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
        for observer in self._observers:
            try:
                getattr(observer.hook, event)(**what)
            except Exception:
                log.exception("an observer of the host failed at %s", event)

    def close(self) -> None:
        """Give back connections to packages and to the database, and leave the logs."""
        self.sessions.close()
        self.store.close()
        self.redactor.leave_logs()


def _listening(observer: object) -> pluggy.PluginManager:
    """Return a manager for one observer alone: pluggy stops at the first that fails."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(HostObserver)
    try:
        manager.register(observer)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise ConfigurationError(
            f"an observer of the host does not fit ({' '.join(str(error).split())})",
            way_out="Give its methods the names and arguments of boekhaak.hookspecs.HostObserver",
        ) from error
    return manager
