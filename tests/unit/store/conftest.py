"""What the tests of the store are given: an environment with a link, made without any package."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from boekhaak.models.auth import App, Obtained, Tokens
from boekhaak.models.company import Company, Login
from boekhaak.models.link import Actor, Environment, Link
from boekhaak.models.records import KINDS, Record
from boekhaak.store import apps, connections, environments, links, records, tokens
from boekhaak.store.database import Store
from boekhaak.store.records import Provenance
from boekhaak.vault import Vault
from support.stored import Linked, Stored

PAIR = Tokens(access_token=SecretStr("access-1"), refresh_token=SecretStr("refresh-1"), lifetime=timedelta(minutes=10))
REGISTERED = App(
    package="paper",
    region="nl",
    client_id="host",
    client_secret=SecretStr("the-client-secret"),
    redirect_uri="https://host.example/back",
)


@pytest.fixture
def vault() -> Vault:
    """Return a vault with a key of its own."""
    return Vault([Fernet.generate_key().decode()])


@pytest.fixture
def linked(store: Store, vault: Vault) -> Linked:
    """Make a link in an environment, which is made with an app, a chain and a connection where it is new."""

    def made(environment: str, company_id: str) -> Link:
        actor = Actor(environment=environment, user="bo")
        with store.writing() as tx:
            if environment not in {one.id for one in environments.listed(tx)}:
                environments.add(store, tx, Environment(id=environment, name=environment))
                app_id = apps.add(store, tx, vault, REGISTERED, environment)
                now = store.clock.now()
                chain_id = tokens.create(
                    tx, vault, environment=environment, app_id=app_id, package="paper", region="nl", scope="anna",
                    given=Obtained(tokens=PAIR, asked_at=now, received_at=now),
                )  # fmt: skip
                connections.add(
                    store,
                    tx,
                    actor,
                    package="paper",
                    region="nl",
                    app_id=app_id,
                    chain_id=chain_id,
                    login=Login(id="anna"),
                )
            connection = connections.listed(tx, actor)[0]
            company = Company(id=company_id, region="nl", name=f"Company {company_id}", currency="EUR")
            return links.add(store, tx, actor, connection=connection, company=company, host_company="")

    return made


@pytest.fixture
def link(linked: Linked) -> Link:
    """Return the link to company “1” of the environment “acme”."""
    return linked("acme", "1")


@pytest.fixture
def acme(link: Link) -> Actor:
    """Return somebody of the environment that holds the link."""
    return Actor(environment=link.environment, user="bo")


@pytest.fixture
def stored(store: Store) -> Stored:
    """Return what a link holds of a kind by id, deleted records included."""

    def found(link: Link, kind: str) -> dict[str, tuple[Record, Provenance]]:
        with store.reading() as tx:
            return {record.id: (record, origin) for record, origin in records.read(tx, link, KINDS[kind], deleted=True)}

    return found
