from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from boekhaak.clock import ScaledClock
from boekhaak.errors import ConfigurationError, InvalidInput, NotFound
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.registry import Registry
from boekhaak.service import connecting, listing, registering, rotating
from boekhaak.settings import Settings
from boekhaak.vault import Vault, add_key, read_keys
from support.paper_office import PaperOffice


def test_an_environment_is_made_under_the_id_that_the_host_gives(installation: Installation) -> None:
    made = registering.add_environment(Actor(environment="acme-1", user="bo"), installation, "Acme & Co")

    assert registering.environments_listed(installation) == (made,)
    assert (made.id, made.name) == ("acme-1", "Acme & Co")


@pytest.mark.parametrize("unfit", ["", " ", "a b", "-a", "é", "a" * 65, "a/b", "a\n"])
def test_an_id_that_is_unfit_is_refused(installation: Installation, unfit: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be the id of an environment"):
        registering.add_environment(Actor(environment=unfit, user="bo"), installation)


def test_an_id_that_is_taken_is_refused(actor: Actor, installation: Installation) -> None:
    with pytest.raises(InvalidInput, match="there is an environment “acme” already"):
        registering.add_environment(actor, installation)


def test_registering_an_app_again_replaces_it(installation: Installation, office: PaperOffice) -> None:
    first = registering.register_app(None, installation, office.registration())

    again = registering.register_app(
        None, installation, office.registration().model_copy(update={"client_id": "other"})
    )

    (found,) = registering.apps_listed(installation)
    assert first == again == found.id
    assert found.app.client_id == "other"
    assert found.app.client_secret == office.registration().client_secret


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"region": "fr"}, "no region “fr”"),
        ({"mode": "simulator", "address": ""}, "mode “simulator” needs the address of that system"),
        ({"redirect_uri": "host.example/back"}, "the redirect address “host.example/back” is no web address"),
        ({"address": "ftp://host.example"}, "is no web address"),
        ({"address": "http://[half"}, "is no web address"),
    ],
)
def test_an_app_that_could_not_work_is_refused(
    installation: Installation, office: PaperOffice, update: dict[str, str], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        registering.register_app(None, installation, office.registration().model_copy(update=update))


def test_an_app_for_a_package_that_is_not_installed_is_not_found(
    installation: Installation, office: PaperOffice
) -> None:
    with pytest.raises(NotFound, match="there is no package “stone”"):
        registering.register_app(None, installation, office.registration().model_copy(update={"package": "stone"}))


def test_without_an_app_nobody_is_sent_to_sign_in(actor: Actor, installation: Installation) -> None:
    with pytest.raises(NotFound, match=r"no app is registered for paper in region “nl”.*boekhaak app add paper"):
        connecting.begin(actor, installation, package="paper")


def test_a_person_is_sent_to_the_address_of_the_apps_own_system(
    actor: Actor, installation: Installation, office: PaperOffice
) -> None:
    registering.register_app(None, installation, office.registration())

    begun = connecting.begin(actor, installation, package="paper", mode="paper")

    assert begun.url.startswith(f"{office.address}/authorize?")
    assert begun.redirect_uri == "https://host.example/back"


@pytest.fixture
def keyed(
    database_url: str, tmp_path: Path, clock: ScaledClock, registry: Registry, office: PaperOffice
) -> Installation:
    """Return an installation with its key in a file, with an environment, an app and a connection."""
    settings = Settings(database_url=database_url, key_file=tmp_path / "boekhaak.key")
    add_key(settings.key_file)
    installation = Installation(settings, clock=clock, registry=registry)
    actor = Actor(environment="acme", user="bo")
    registering.add_environment(actor, installation)
    registering.register_app(None, installation, office.registration())
    begun = connecting.begin(actor, installation, package="paper")
    connecting.complete(actor, installation, office.sign_in(begun.url))
    return installation


def test_after_a_rotation_the_new_key_alone_opens_everything(keyed: Installation, office: PaperOffice) -> None:
    office.company("1", "Bakery")

    count = rotating.rotate_key(keyed)

    newest = read_keys(keyed.settings.key_file)[0]
    keyed.vault = keyed.sessions.vault = Vault([newest])
    assert count == 3  # the secret of the app, a pair of tokens, and the key by which logins are compared
    assert registering.apps_listed(keyed)[0].app.client_secret == office.registration().client_secret
    assert len(listing.list_companies(Actor(environment="acme", user="bo"), keyed).companies) == 1
    keyed.close()


def test_a_rotation_with_a_key_that_does_not_fit_changes_nothing(keyed: Installation) -> None:
    keyed.settings.key_file.write_text(Fernet.generate_key().decode())
    secret = registering.apps_listed(keyed)[0].app.client_secret

    with pytest.raises(ConfigurationError, match="does not fit this database"):
        rotating.rotate_key(keyed)

    assert registering.apps_listed(keyed)[0].app.client_secret == secret
    keyed.close()


def test_keys_of_the_environment_are_put_in_order_by_whoever_sets_them(
    installation: Installation, office: PaperOffice
) -> None:
    registering.register_app(None, installation, office.registration())
    former = installation.settings.key
    assert former is not None
    newer = Fernet.generate_key().decode()
    both = SecretStr(f"{newer},{former.get_secret_value()}")
    installation.settings = installation.settings.model_copy(update={"key": both})

    count = rotating.rotate_key(installation)

    installation.vault = Vault([newer])
    assert count == 1
    assert registering.apps_listed(installation)[0].app.client_secret == office.registration().client_secret


def test_the_name_of_an_environment_is_a_line_of_text(installation: Installation) -> None:
    with pytest.raises(InvalidInput, match="more than a line of text"):
        registering.add_environment(Actor(environment="red", user="bo"), installation, "\x1b[31mred")
