"""App registrations, and the sign-ins that were begun with them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.models.auth import App
from boekhaak.models.link import Actor
from boekhaak.models.value import Value
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.tables import AppRow, ConsentRow, table
from boekhaak.vault import Vault

_apps = table(AppRow)
_consents = table(ConsentRow)

CONSENT_LIFETIME = timedelta(hours=1)


class RegisteredApp(Value):
    """A registration with its id here; without an environment it serves all."""

    id: int
    environment: str | None
    app: App


class PendingConsent(Value):
    """A sign-in that was begun, at a link or at none, as the redirect's ``state`` recalls it."""

    app_id: int
    package: str
    region: str
    owner: str
    link_id: int | None = None
    connection_id: int | None = None


def add(store: Store, tx: Transaction, vault: Vault, app: App, environment: str | None) -> int:
    """Add a registration, or replace the one of the same package, region, mode and environment; return its id."""
    same = (
        _apps.c.environment_id.is_(None) if environment is None else _apps.c.environment_id == environment,
        _apps.c.package == app.package,
        _apps.c.region == app.region,
        _apps.c.mode == app.mode,
    )
    values = {
        "client_id": app.client_id,
        "client_secret": vault.seal(app.client_secret),
        "redirect_uri": app.redirect_uri,
        "address": app.address,
    }
    found = tx.execute(select(_apps.c.id).where(*same)).scalar()
    if found is not None:
        tx.execute(_apps.update().where(_apps.c.id == found).values(**values))
        return int(found)
    added = tx.execute(
        _apps.insert()
        .values(
            environment_id=environment,
            package=app.package,
            region=app.region,
            mode=app.mode,
            created_at=store.clock.now(),
            **values,
        )
        .returning(_apps.c.id)
    ).scalar_one()
    return int(added)


def listed(tx: Transaction, vault: Vault) -> tuple[RegisteredApp, ...]:
    """Return all registrations, in the order they were made."""
    return tuple(_registered(row, vault) for row in tx.execute(select(_apps).order_by(_apps.c.id)))


def get(tx: Transaction, vault: Vault, app_id: int) -> RegisteredApp:
    """Return a registration."""
    return _registered(tx.execute(select(_apps).where(_apps.c.id == app_id)).one(), vault)


def find(tx: Transaction, vault: Vault, actor: Actor, *, package: str, region: str, mode: str | None) -> RegisteredApp:
    """Return the registration that an environment uses: its own before the shared one.

    Raises: NotFound when there is none; InvalidInput when several modes are there and none was chosen.
    """
    query = (
        select(_apps)
        .where(_apps.c.package == package, _apps.c.region == region)
        .where(or_(_apps.c.environment_id == actor.environment, _apps.c.environment_id.is_(None)))
        .order_by(_apps.c.environment_id.is_(None), _apps.c.id)
    )
    if mode is not None:
        query = query.where(_apps.c.mode == mode)
    rows = tx.execute(query).all()
    if not rows:
        raise NotFound(
            f"no app is registered for {package} in region “{region}”{f' with mode “{mode}”' if mode else ''}",
            way_out=f"Register it with `boekhaak app add {package} --region {region} …`",
        )
    modes = sorted({row.mode for row in rows})
    if len(modes) > 1:
        raise InvalidInput(
            f"{package} has apps with the modes {', '.join(modes)} in region “{region}”",
            way_out="Choose one with --mode",
        )
    return _registered(rows[0], vault)


def reseal(tx: Transaction, vault: Vault) -> int:
    """Encrypt every client secret with the newest key; return how many."""
    rows = tx.execute(select(_apps.c.id, _apps.c.client_secret).order_by(_apps.c.id).with_for_update()).all()
    for row in rows:
        tx.execute(_apps.update().where(_apps.c.id == row.id).values(client_secret=vault.reseal(row.client_secret)))
    return len(rows)


def begin_consent(
    store: Store,
    tx: Transaction,
    actor: Actor,
    registered: RegisteredApp,
    *,
    state: str,
    link_id: int | None = None,
    connection_id: int | None = None,
) -> None:
    """Remember a sign-in under its state, for an hour."""
    now = store.clock.now()
    tx.execute(delete(_consents).where(_consents.c.expires_at < now))
    tx.execute(
        _consents.insert().values(
            state=state,
            environment_id=actor.environment,
            app_id=registered.id,
            package=registered.app.package,
            region=registered.app.region,
            owner=actor.user,
            link_id=link_id,
            connection_id=connection_id,
            expires_at=now + CONSENT_LIFETIME,
        )
    )


def take_consent(store: Store, tx: Transaction, actor: Actor, state: str) -> PendingConsent:
    """Return the sign-in of that state and forget it: a state works once.

    Raises: InvalidInput when the actor began none with that state in this environment, or it is too old.
    """
    mine = (
        _consents.c.state == state,
        _consents.c.environment_id == actor.environment,
        _consents.c.owner == actor.user,
    )
    row = tx.execute(select(_consents).where(*mine)).first()
    if row is None or row.expires_at < store.clock.now():
        raise InvalidInput(
            "this answer belongs to no sign-in that was begun here (its state is unknown, used or too old)",
            way_out="Begin the sign-in again; nothing was changed",
        )
    tx.execute(delete(_consents).where(*mine))
    return PendingConsent(
        app_id=row.app_id,
        package=row.package,
        region=row.region,
        owner=row.owner,
        link_id=row.link_id,
        connection_id=row.connection_id,
    )


def _registered(row: Found, vault: Vault) -> RegisteredApp:
    return RegisteredApp(
        id=row.id,
        environment=row.environment_id,
        app=App(
            package=row.package,
            region=row.region,
            mode=row.mode,
            client_id=row.client_id,
            client_secret=vault.open(row.client_secret),
            redirect_uri=row.redirect_uri,
            address=row.address,
        ),
    )
