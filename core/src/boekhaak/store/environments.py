"""Environments: the tenants of the host, and the installation that they share."""

from __future__ import annotations

import secrets

from pydantic import SecretStr
from sqlalchemy import func, select

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.models.link import Billing, Environment
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.tables import EnvironmentRow, InstallationRow, table
from boekhaak.vault import Vault

_table = table(EnvironmentRow)
_installation = table(InstallationRow)


def add(store: Store, tx: Transaction, environment: Environment) -> None:
    """Add an environment. Raises: InvalidInput when its id is taken."""
    if tx.execute(select(_table.c.id).where(_table.c.id == environment.id)).first():
        raise InvalidInput(
            f"there is an environment “{environment.id}” already", way_out="Choose another id, or use that one"
        )
    tx.execute(
        _table.insert().values(
            id=environment.id,
            name=environment.name,
            kind=environment.kind,
            email=environment.email,
            billing=environment.billing.model_dump() if environment.billing else None,
            billed_to=environment.billed_to,
            created_at=store.clock.now(),
        )
    )


def listed(tx: Transaction) -> tuple[Environment, ...]:
    """Return all environments, by id."""
    return tuple(_environment(row) for row in tx.execute(select(_table).order_by(_table.c.id)))


def get(tx: Transaction, environment: str) -> Environment:
    """Return an environment. Raises: NotFound."""
    row = tx.execute(select(_table).where(_table.c.id == environment)).first()
    if row is None:
        raise NotFound(
            f"there is no environment “{environment}”", way_out=f"Make it with `boekhaak environment add {environment}`"
        )
    return _environment(row)


def hold(tx: Transaction, environment: str) -> None:
    """Let nobody else do in the environment what is done alone, before this transaction ends."""
    tx.execute(select(_table.c.id).where(_table.c.id == environment).with_for_update(key_share=True))


def keep_payloads(tx: Transaction, environment: str, *, keeps: bool) -> None:
    """Write down whether what packages send is kept."""
    tx.execute(_table.update().where(_table.c.id == environment).values(keeps_payloads=keeps))


def portal_of(tx: Transaction, email: str) -> str:
    """Return the id of the accounting office's environment with that address, or nothing."""
    office = (_table.c.kind == "portal", func.lower(_table.c.email) == email.lower())
    return str(tx.execute(select(_table.c.id).where(*office).order_by(_table.c.id)).scalar() or "")


def below(tx: Transaction, portal: str) -> bool:
    """Tell whether there is an environment whose id begins with the portal's and a dot, as those of its clients do."""
    return bool(tx.execute(select(_table.c.id).where(_table.c.id.startswith(f"{portal}.", autoescape=True))).first())


def portal_above(tx: Transaction, environment: str) -> bool:
    """Tell whether an id begins with a portal's and a dot: only that portal's clients have such ids."""
    names = environment.split(".")
    above = [".".join(names[:count]) for count in range(1, len(names))]
    return bool(tx.execute(select(_table.c.id).where(_table.c.id.in_(above), _table.c.kind == "portal")).first())


def alone(tx: Transaction) -> None:
    """Let nobody else give an address to a portal, or access to an address, before this transaction ends."""
    tx.execute(select(_installation.c.id).with_for_update())


def hash_key(tx: Transaction, vault: Vault) -> SecretStr:
    """Return the key by which logins of different environments are compared; the first time it is made."""
    if (sealed := tx.execute(select(_installation.c.hash_key)).scalar_one()) is not None:
        return vault.open(sealed)
    if (sealed := tx.execute(select(_installation.c.hash_key).with_for_update()).scalar_one()) is not None:
        return vault.open(sealed)
    key = SecretStr(secrets.token_hex(32))
    tx.execute(_installation.update().values(hash_key=vault.seal(key)))
    return key


def reseal(tx: Transaction, vault: Vault) -> int:
    """Encrypt that key with the vault's newest; return how many keys that were."""
    sealed = tx.execute(select(_installation.c.hash_key).with_for_update()).scalar_one()
    if sealed is not None:
        tx.execute(_installation.update().values(hash_key=vault.reseal(sealed)))
    return int(sealed is not None)


def adopt(tx: Transaction, installation_id: str) -> None:
    """Give this database another id."""
    tx.execute(_installation.update().values(id=installation_id))


def installation_id(tx: Transaction) -> str:
    """Return the id that tells this database from a copy of another."""
    return str(tx.execute(select(_installation.c.id)).scalar_one())


def _environment(row: Found) -> Environment:
    return Environment(
        id=row.id,
        name=row.name,
        keeps_payloads=row.keeps_payloads,
        kind=row.kind,
        email=row.email,
        billing=Billing(**row.billing) if row.billing else None,
        billed_to=row.billed_to,
    )
