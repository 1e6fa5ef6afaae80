"""Changing the vault's key: everything that is sealed is sealed again, in one transaction."""

from __future__ import annotations

from boekhaak.installation import Installation
from boekhaak.store import apps, audit, environments, tokens, webhooks
from boekhaak.store.database import Transaction
from boekhaak.vault import Vault, add_key, open_vault


def rotate_key(installation: Installation, by: str = "") -> int:
    """Put a new key before the others in the key file and seal every secret with it; return how many.

    The older keys stay in the file, for backups. With keys from the environment, whoever sets them puts the new one first
    and then calls this. ``by`` is who does it, for the audit trail. Raises: ConfigurationError when a secret cannot be opened
    with the keys that are there.
    """
    with installation.store.writing(durable=True) as tx:
        _reseal(tx, installation.vault)  # proves that every secret opens, before the key file is touched
        if installation.settings.key is None:
            add_key(installation.settings.key_file)
        vault = open_vault(installation.settings)
        count = _reseal(tx, vault)
        audit.add(installation.store, tx, by, "key rotated", details={"resealed": count})
    installation.vault = installation.sessions.vault = vault
    return count


def _reseal(tx: Transaction, vault: Vault) -> int:
    return (
        apps.reseal(tx, vault) + environments.reseal(tx, vault) + tokens.reseal(tx, vault) + webhooks.reseal(tx, vault)
    )
