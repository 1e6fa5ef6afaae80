"""Where an installation keeps its data and its key: from the environment (``BOEKHAAK_…``) or from the host."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from boekhaak.errors import ConfigurationError

PREFIX = "BOEKHAAK_"
DAY = 86_400.0


class Settings(BaseSettings):
    """What an installation needs to know.

    ``database_url``    an SQLAlchemy URL: SQLite (the default, a file beside the host) or PostgreSQL (``postgresql+psycopg://``).
    ``key``             the vault's Fernet keys, newest first, separated by commas; wins over ``key_file``.
    ``key_file``        a file with one Fernet key a line, newest first; ``boekhaak key new`` makes it.
    ``busy_seconds``    how long to wait for a lock of the database, a day at most.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", hide_input_in_errors=True)

    database_url: str = "sqlite:///boekhaak.db"
    key: SecretStr | None = None
    key_file: Path = Path("boekhaak.key")
    busy_seconds: float = Field(default=10.0, ge=0, le=DAY)


def read_settings() -> Settings:
    """Return the settings of the environment. Raises: ConfigurationError for a value that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        raise ConfigurationError(
            f"the setting {PREFIX}{str(wrong['loc'][0]).upper()} cannot be used ({wrong['msg']})",
            way_out="Correct it, or leave it out for its default",
        ) from error
