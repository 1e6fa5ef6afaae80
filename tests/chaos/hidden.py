"""Whether a secret that was alive stands anywhere that it must not: in logs, in the database, in a file for a support case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select

from boekhaak.installation import Installation
from boekhaak.models.auth import Credentials
from boekhaak.service.diagnosing import bundle
from boekhaak.store.schema import WHOLE
from chaos.vendors import Vendor

WORDS = re.compile(r"[A-Za-z0-9_\-]+")


@dataclass(frozen=True)
class Told:
    """Where something was told: the workers' logs, and an installation's database."""

    logs: list[Path]
    installation: Installation


def alive(vendors: dict[str, Vendor], key: SecretStr) -> set[str]:
    """Return every secret that was alive: tokens, cookies, client secrets, passwords and the vault's key."""
    found = {key.get_secret_value().rstrip("=")}
    for vendor in vendors.values():
        found |= set(vendor.simulator.handed_out)
        found.add(vendor.simulator.registration("").client_secret.get_secret_value())
        for given in vendor.simulator.sign_ins:
            if isinstance(given, Credentials):
                found.add(given.password.get_secret_value())
    return {secret.rpartition("!")[2] for secret in found if secret}


def found_in(told: Told, secrets: set[str]) -> dict[str, int]:
    """Return how many secrets stand in each place."""
    parts = bundle(told.installation.settings, told.installation.packages)
    return {
        "secrets_alive": len(secrets),
        "secrets_in_logs": count(secrets, (log.read_text() for log in told.logs)),
        "secrets_in_database": count(secrets, _rows(told.installation)),
        "secrets_in_bundle": count(secrets, (json.dumps(part, default=str) for part in parts.values())),
    }


def count(secrets: set[str], texts: Iterable[str]) -> int:
    """Return how many of the secrets stand in texts."""
    return len({word for text in texts for word in WORDS.findall(text) if word in secrets})


def _rows(installation: Installation) -> Iterator[str]:
    with installation.store.reading() as tx:
        for table in WHOLE.sorted_tables:
            for row in tx.execute(select(table)):
                yield str(tuple(row))
