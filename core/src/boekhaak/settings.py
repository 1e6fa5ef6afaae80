"""Where an installation keeps its data and its key: from the environment (``BOEKHAAK_…``) or from the host."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from boekhaak.errors import ConfigurationError
from boekhaak.models.policy import Policy

PREFIX = "BOEKHAAK_"
DAY = 86_400.0


class Settings(BaseSettings):
    """What an installation needs to know.

    ``database_url``    an SQLAlchemy URL: SQLite (the default, a file beside the host) or PostgreSQL (``postgresql+psycopg://``).
    ``key``             the vault's Fernet keys, newest first, separated by commas; wins over ``key_file``.
    ``key_file``        a file with one Fernet key a line, newest first; ``boekhaak key new`` makes it.
    ``installation``    the id of the installation that this place belongs to; wins over ``installation_file``.
    ``installation_file``  a file with that id; ``boekhaak db upgrade`` makes it with a new database.
    ``synchronise_every``  how often a company is read where nobody chose otherwise: in seconds, or as ISO 8601 (``PT1H``).
    ``policy_file``     a TOML file with the host's choices (:class:`boekhaak.models.policy.Policy`); none means the defaults.
    ``keep_events``     for how many days what happened can be read again from the change feed.
    ``busy_seconds``    how long to wait for a lock of the database, a day at most.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", hide_input_in_errors=True)

    database_url: str = "sqlite:///boekhaak.db"
    key: SecretStr | None = None
    key_file: Path = Path("boekhaak.key")
    installation: str = ""
    installation_file: Path = Path("boekhaak.installation")
    synchronise_every: timedelta = Field(default=timedelta(hours=1), ge=timedelta(minutes=1))
    policy_file: Path | None = None
    keep_events: int = Field(default=90, ge=1, le=36_500)
    busy_seconds: float = Field(default=10.0, ge=0, le=DAY)

    @field_validator("policy_file", mode="before")
    @classmethod
    def _none_named(cls, value: object) -> object:
        """Take an empty variable for none."""
        return value or None


def read_policy(settings: Settings) -> Policy:
    """Return the host's choices. Raises: ConfigurationError for a file that cannot be read or a choice that there is not."""
    if settings.policy_file is None:
        return Policy()
    file = settings.policy_file
    try:
        return Policy.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        why = error.strerror or "it cannot be read"
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = f"it is no TOML: {error}"
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        why = f"{'.'.join(map(str, wrong['loc'])) or 'it'}: {wrong['msg']}"
    raise ConfigurationError(
        f"the policy file {file} cannot be used ({why})",
        way_out=f"Correct it, or leave {PREFIX}POLICY_FILE out for the defaults",
    )


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
