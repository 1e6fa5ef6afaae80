"""The vault: secrets are encrypted at rest, under keys that can be rotated (Fernet, newest key first)."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from boekhaak.errors import ConfigurationError
from boekhaak.settings import Settings


class Vault:
    """Encrypts with the newest key and decrypts with any.

    ``reread`` gives the keys as they are now: a secret that none of ours opens may be sealed with one that came since.
    """

    def __init__(self, keys: list[str], reread: Callable[[], list[str]] | None = None) -> None:
        self._keys = keys
        self._reread = reread
        self._fernet = self._with(keys)

    def _with(self, keys: list[str]) -> MultiFernet:
        try:
            return MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise ConfigurationError(
                "the vault key is no Fernet key (44 characters of URL-safe base64)",
                way_out="Restore the key that encrypted this database (BOEKHAAK_KEY or BOEKHAAK_KEY_FILE); where there was "
                "none yet, move the file away and make one with `boekhaak key new`",
            ) from error

    def seal(self, secret: SecretStr) -> str:
        """Return the secret encrypted, as text for a column."""
        return self._fernet.encrypt(secret.get_secret_value().encode()).decode()

    def open(self, sealed: str) -> SecretStr:
        """Return the secret. Raises: ConfigurationError when no key fits."""
        try:
            return self._opened(sealed)
        except InvalidToken as error:
            raise ConfigurationError(
                "the vault key does not fit this database: a stored secret cannot be decrypted",
                way_out="Give the key that was used before (BOEKHAAK_KEY or BOEKHAAK_KEY_FILE); nothing was changed",
            ) from error

    def _opened(self, sealed: str) -> SecretStr:
        try:
            return SecretStr(self._fernet.decrypt(sealed).decode())
        except InvalidToken:
            keys = self._reread() if self._reread else self._keys
            if keys == self._keys:
                raise
        self._keys, self._fernet = keys, self._with(keys)
        return SecretStr(self._fernet.decrypt(sealed).decode())

    def reseal(self, sealed: str) -> str:
        """Return the same secret, encrypted with the newest key. Raises: as :meth:`open`."""
        return self.seal(self.open(sealed))


def open_vault(settings: Settings) -> Vault:
    """Return the vault with the keys of the settings. Raises: ConfigurationError when there is none."""
    if settings.key is not None:
        return Vault([key.strip() for key in settings.key.get_secret_value().split(",") if key.strip()])
    keys = read_keys(settings.key_file)
    if not keys:
        raise ConfigurationError(
            f"there is no vault key at {settings.key_file}",
            way_out="Make one with `boekhaak key new`, or name it in BOEKHAAK_KEY or BOEKHAAK_KEY_FILE",
        )
    return Vault(keys, partial(read_keys, settings.key_file))


def read_keys(file: Path) -> list[str]:
    """Return the keys in a key file, newest first; none when the file does not exist."""
    try:
        return [line.strip() for line in file.read_text().splitlines() if line.strip()]
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"the key file {file} cannot be read ({getattr(error, 'strerror', 'it is no text')})",
            way_out="Give this user the right to read it, or restore it",
        ) from error


def add_key(file: Path) -> None:
    """Put a new key on top of a key file, which only its owner may read."""
    keys = [Fernet.generate_key().decode(), *read_keys(file)]
    beside = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)  # one that a crash left might be readable to others
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write("\n".join(keys) + "\n")
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except OSError as error:
        raise ConfigurationError(
            f"the key file {file} cannot be written ({error.strerror})",
            way_out="Give this user the right to write there, or name another file in BOEKHAAK_KEY_FILE",
        ) from error
