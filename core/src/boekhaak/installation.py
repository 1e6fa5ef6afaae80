"""An installation: the store, the vault and the packages that one host uses together."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import pluggy

from boekhaak import logs
from boekhaak.clock import Clock
from boekhaak.errors import ConfigurationError
from boekhaak.hookspecs import PROJECT, HostObserver
from boekhaak.models.policy import Policy
from boekhaak.redaction import Redactor
from boekhaak.registry import Registry
from boekhaak.sessions import Sessions
from boekhaak.settings import Settings, read_policy, read_settings
from boekhaak.store.database import Store
from boekhaak.vault import open_vault

log = logs.get_logger()


class Installation:
    """What a host opens once and hands to every service.

    ``engine`` is an SQLAlchemy engine of the host's own database, where the tables of boekhaak are to live; without one
    the settings' address is used. Without a ``clock`` the database's tells the time, where it has one of its own. Runs end
    after their page once ``stopping`` is set. ``policy`` holds the host's choices; without it the settings' file does.
    ``observers`` are objects with ``@hostimpl`` methods of :class:`HostObserver`.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        engine: Any = None,  # noqa: ANN401 - an SQLAlchemy engine, known to the store alone
        clock: Clock | None = None,
        registry: Registry | None = None,
        observers: Sequence[object] = (),
        policy: Policy | None = None,
    ) -> None:
        self.settings = settings or read_settings()
        self.policy = policy or read_policy(self.settings)
        self.redactor = Redactor()
        self.stopping = threading.Event()
        self.packages = registry or Registry()
        self.vault = open_vault(self.settings)
        self.store = Store(self.settings, clock, engine)
        self.clock = self.store.clock
        self.sessions = Sessions(self.store, self.vault, self.clock, self.redactor)
        self._observers = tuple(_listening(observer) for observer in observers)
        self.redactor.watch_logs()
        _renewed_after_fork(self)

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
                log.exception("an observer of the host failed", at_event=event)

    def renew(self) -> None:
        """Begin with connections of one's own: this process was forked from one that had some."""
        self.stopping = threading.Event()
        self.redactor.renew()
        self.store.renew()
        self.sessions.renew()

    def close(self) -> None:
        """Give back connections to packages and to the database, and leave the logs."""
        self.sessions.close()
        self.store.close()
        self.redactor.leave_logs()


def _renewed_after_fork(installation: Installation) -> None:
    """Let an installation begin anew in forked processes, as long as somebody holds it."""
    living = weakref.ref(installation)

    def told(renew: Callable[[Installation], None]) -> Callable[[], None]:
        return lambda: renew(there) if (there := living()) is not None else None

    os.register_at_fork(
        before=told(lambda there: there.store.rest()),
        after_in_parent=told(lambda there: there.store.go_on()),
        after_in_child=told(Installation.renew),
    )


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
