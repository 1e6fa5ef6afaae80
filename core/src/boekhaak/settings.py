"""Where an installation keeps its data and its key: from the environment (``BOEKHAAK_…``) or from the host."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an installation needs to know.

    ``database_url``    an SQLAlchemy URL: SQLite (the default, a file beside the host) or PostgreSQL (``postgresql+psycopg://``).
    ``key``             the vault's Fernet keys, newest first, separated by commas; wins over ``key_file``.
    ``key_file``        a file with one Fernet key a line, newest first; ``boekhaak key new`` makes it.
    ``busy_seconds``    how long to wait for a lock of the database.
    """

    model_config = SettingsConfigDict(env_prefix="BOEKHAAK_", extra="ignore")

    database_url: str = "sqlite:///boekhaak.db"
    key: SecretStr | None = None
    key_file: Path = Path("boekhaak.key")
    busy_seconds: float = 10.0
