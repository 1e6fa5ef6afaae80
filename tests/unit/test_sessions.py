from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConfigurationError
from boekhaak.http import Http
from boekhaak.installation import Installation
from boekhaak.models.link import Connection
from boekhaak.registry import Registry
from boekhaak.service import listing
from boekhaak.settings import Settings
from support.paper_office import PaperOffice
from support.renewals import chain_of, who


@pytest.fixture
def http(installation: Installation, connection: Connection) -> Http:
    """Return the way to the office over the connection of “acme”."""
    return listing.session(installation, connection)


def test_no_secret_lies_open_in_the_database(
    installation: Installation, office: PaperOffice, connection: Connection, settings: Settings
) -> None:
    chain = chain_of(installation, connection)
    assert chain.refresh_token is not None
    engine = create_engine(settings.database_url)
    with engine.connect() as tx:
        lying = "".join(
            str(tx.execute(text(f"select * from {table}")).all())  # noqa: S608 - our own tables
            for table in ("boekhaak_token_chain", "boekhaak_app", "boekhaak_connection", "boekhaak_consent")
        )
    engine.dispose()

    for secret in (chain.access_token, chain.refresh_token, office.registration().client_secret):
        assert secret.get_secret_value() not in lying


def test_live_tokens_are_known_to_the_redactor(installation: Installation, http: Http, connection: Connection) -> None:
    who(http)

    chain = chain_of(installation, connection)
    assert installation.redactor.redact(chain.access_token.get_secret_value()) == "[secret]"


def test_all_sessions_at_a_package_share_its_windows(installation: Installation, connection: Connection) -> None:
    one, other = (listing.session(installation, connection) for _ in range(2))

    assert one.budget is other.budget


def test_a_region_that_the_package_has_not_is_a_fault_of_the_installation(
    installation: Installation, office: PaperOffice
) -> None:
    app = office.registration("fr")

    with pytest.raises(ConfigurationError, match=r"no region “fr”.*nl, be"):
        installation.sessions.without_token(installation.packages["paper"], app)


def test_without_an_address_of_its_own_an_app_goes_to_the_regions(
    installation: Installation, office: PaperOffice
) -> None:
    app = office.registration("be").model_copy(update={"address": ""})

    http = installation.sessions.without_token(installation.packages["paper"], app)

    assert http.base == "https://be.paper.example"


def test_tokens_sealed_with_another_key_ask_for_the_former_key(
    settings: Settings, clock: ScaledClock, registry: Registry, connection: Connection
) -> None:
    other_key = settings.model_copy(update={"key": SecretStr(Fernet.generate_key().decode())})

    with (
        Installation.opened(other_key, clock=clock, registry=registry) as opened,
        pytest.raises(ConfigurationError, match="does not fit this database"),
    ):
        who(listing.session(opened, connection))
