"""Diagnosing: checks of an installation, and what a support case may see of it, without secrets and names."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr

from boekhaak.clock import Clock
from boekhaak.errors import BoekhaakError
from boekhaak.models.auth import Credentials
from boekhaak.models.package import Password
from boekhaak.models.value import Value
from boekhaak.redaction import Redactor
from boekhaak.registry import Registry
from boekhaak.settings import Settings, read_policy
from boekhaak.store import apps, diagnosis, tokens
from boekhaak.store.database import Store, Transaction
from boekhaak.vault import open_vault, read_keys

LIBRARIES = (
    "boekhaak", "alembic", "click", "cryptography", "httpx", "pluggy", "pydantic", "sqlalchemy", "sqlmodel", "structlog",
    "psycopg", "procrastinate", "opentelemetry-api", "opentelemetry-sdk",
)  # fmt: skip
TEXTS = frozenset({"reason", "error", "warning", "chosen", "scope", "problem", "settings"})
"""Columns whose texts may quote what a package or a person said."""
PEOPLE = frozenset({"owner", "actor", "asked_by"})
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
USER_OF_ADDRESS = re.compile(r"//[^/@\s]*@")

T = TypeVar("T")


class Check(Value):
    """A part of the installation, and what is wrong with it; nothing when it is well."""

    check: str
    problem: str = ""


@dataclass
class Pseudonyms:
    """Takes secrets and names out of texts: the same name always becomes the same pseudonym."""

    redactor: Redactor
    people: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))

    def learn(self, names: Mapping[str, str]) -> None:
        """Remember what stands for names, in whatever letters they are written."""
        self._names |= {name.casefold(): shown for name, shown in names.items() if len(name) > 1}
        longest_first = sorted(self._names, key=len, reverse=True)
        any_name = "|".join(map(re.escape, longest_first)) or "(?!)"
        self._pattern = re.compile(rf"(?<!\w)(?:{any_name})(?!\w)", re.IGNORECASE)

    def text(self, text: str) -> str:
        """Return a text without secrets, names, e-mail addresses and the users of addresses."""
        text = USER_OF_ADDRESS.sub("//", self.redactor.redact(text))
        text = self._pattern.sub(lambda found: self._names.get(found.group().casefold(), "(name)"), text)
        return EMAIL.sub("(e-mail)", text)

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row of a part with its people and its texts replaced."""
        return {name: self._value(name, value) for name, value in row.items()}

    def _value(self, name: str, value: Any) -> Any:  # noqa: ANN401 - what a column holds
        if name in PEOPLE:
            return f"person-{self.people.index(value) + 1}" if value in self.people else ""
        return self.text(str(value)) if name in TEXTS and value is not None else value


def checks(settings: Settings, registry: Registry) -> tuple[Check, ...]:
    """Check key, database, policy and packages; where the first two are well, also that it belongs here and its secrets open."""
    found = [_check("key", lambda: open_vault(settings)), _check("database", lambda: _versioned(settings))]
    well = not any(one.problem for one in found)
    found.append(_check("policy", lambda: _readable_policy(settings)))
    found += [Check(check=f"package {name}") for name in sorted(registry.packages)]
    found += [Check(check=f"package {name}", problem=str(error)) for name, error in sorted(registry.broken.items())]
    if well:
        found.append(_check("installation", lambda: _belonging(settings)))
        found.append(_check("secrets", lambda: _opened_secrets(settings)))
    return tuple(found)


def _readable_policy(settings: Settings) -> None:
    """Raise ConfigurationError for a policy file that cannot be used."""
    read_policy(settings)


def bundle(settings: Settings, registry: Registry) -> dict[str, Any]:
    """Return the parts of a diagnostics file by their names; a part that cannot be had says why."""
    hidden = Pseudonyms(Redactor())
    _learn_settings(settings, hidden)
    unlearned = _check(
        "names", lambda: _with_store(settings, lambda tx: _learn(tx, settings, registry, hidden))
    ).problem
    parts: dict[str, Any] = {
        "versions": _versions(registry),
        "settings": _settings(settings, hidden),
        "checks": [hidden.row(dict(one)) for one in checks(settings, registry)],
    }
    if unlearned:  # what is not known cannot be left out of texts
        return parts | {"database": {"unavailable": hidden.text(unlearned)}}
    return parts | {name: _part(settings, hidden, read) for name, read in _readings().items()}


def _readings() -> dict[str, Callable[[Transaction], Any]]:
    """Return what is read of the database, by the name of the part."""
    return {
        "tables": diagnosis.counts,
        **{name: partial(diagnosis.shown, part=name) for name in diagnosis.SHOWN},
        "runs": lambda tx: diagnosis.newest_runs(tx)[0],
        "run_streams": lambda tx: diagnosis.newest_runs(tx)[1],
        "audit": diagnosis.audited,
    }


def _part(settings: Settings, hidden: Pseudonyms, read: Callable[[Transaction], T]) -> T | object:
    try:
        found = _with_store(settings, read)
    except BoekhaakError as error:
        return {"unavailable": hidden.text(str(error))}
    return [hidden.row(row) for row in found] if isinstance(found, list) else found


def _with_store(settings: Settings, use: Callable[[Transaction], T]) -> T:
    """Return what a use of the database gives. Raises: ConfigurationError, Busy."""
    store = Store(settings, Clock())
    try:
        with store.reading() as tx:
            return use(tx)
    finally:
        store.close()


def _learn_settings(settings: Settings, hidden: Pseudonyms) -> None:
    _, user, password = diagnosis.address(settings.database_url)
    keys = settings.key.get_secret_value().split(",") if settings.key else []
    hidden.redactor.learn(SecretStr(password), *map(SecretStr, keys))
    hidden.learn({user: "user", str(Path.home()): "~"})


def _learn(tx: Transaction, settings: Settings, registry: Registry, hidden: Pseudonyms) -> None:
    """Learn the names that may not be told and, where the vault opens them, the secrets. Raises: as the database's use."""
    hidden.people = diagnosis.people(tx)
    hidden.learn({name: f"person-{number}" for number, name in enumerate(hidden.people, start=1)})
    hidden.learn(diagnosis.names(tx))
    _check("secrets", lambda: _learn_secrets(tx, settings, registry, hidden.redactor))


def _learn_secrets(tx: Transaction, settings: Settings, registry: Registry, redactor: Redactor) -> None:
    vault = open_vault(settings)
    redactor.learn(*map(SecretStr, () if settings.key else read_keys(settings.key_file)))
    redactor.learn(*(one.app.client_secret for one in apps.listed(tx, vault)))
    for chain_id in diagnosis.chain_ids(tx):
        chain = tokens.get(tx, vault, chain_id)
        redactor.learn(chain.access_token, chain.refresh_token)
        package = registry.packages.get(chain.package)
        if package and chain.refresh_token and isinstance(package.info.auth, Password):
            redactor.learn(Credentials.unsealed(chain.refresh_token).password)


def _versions(registry: Registry) -> dict[str, Any]:
    known = (*LIBRARIES, *(f"boekhaak-{key.replace('_', '-')}" for key in (*registry.packages, *registry.broken)))
    found = {name: _version(name) for name in known}
    return {"python": sys.version, "platform": platform.platform(), **{name: one for name, one in found.items() if one}}


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def _settings(settings: Settings, hidden: Pseudonyms) -> dict[str, Any]:
    address, _, _ = diagnosis.address(settings.database_url)
    return {
        "database": hidden.text(address),
        "key_from": "the environment" if settings.key else "a file",
        "busy_seconds": settings.busy_seconds,
    }


def _check(name: str, look: Callable[[], object]) -> Check:
    try:
        look()
    except BoekhaakError as error:
        return Check(check=name, problem=str(error))
    return Check(check=name)


def _versioned(settings: Settings) -> None:
    store = Store(settings, Clock())
    try:
        store.check_version()
    finally:
        store.close()


def _belonging(settings: Settings) -> None:
    store = Store(settings, Clock())
    try:
        store.check_belongs_here()
    finally:
        store.close()


def _opened_secrets(settings: Settings) -> None:
    """Open every app's secret."""
    vault = open_vault(settings)
    _with_store(settings, lambda tx: apps.listed(tx, vault))
