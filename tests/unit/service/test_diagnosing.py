from __future__ import annotations

import json

from boekhaak.installation import Installation
from boekhaak.models.link import Connection, Link
from boekhaak.registry import Registry
from boekhaak.service import diagnosing
from boekhaak.settings import Settings
from boekhaak.store import apps, tokens


def test_what_was_quoted_in_a_text_is_replaced_and_secrets_are_taken_out(
    installation: Installation, settings: Settings, registry: Registry, connection: Connection, link: Link
) -> None:
    assert settings.key is not None
    with installation.store.reading() as tx:
        chain = tokens.get(tx, installation.vault, connection.chain_id)
        app = apps.get(tx, installation.vault, connection.app_id).app
    assert chain.refresh_token is not None
    live = [
        one.get_secret_value() for one in (chain.access_token, chain.refresh_token, app.client_secret, settings.key)
    ]
    quoted = f"{' '.join(live)} BAKERY (NL001234567B01) by bo, jan@bakery.example, at https://me:pass@books.example/x; Bakeryland"
    with installation.store.writing() as tx:
        tx.exec_driver_sql(f"update boekhaak_link set reason = '{quoted}'")  # noqa: S608 - our own text

    parts = diagnosing.bundle(settings, registry)

    pseudonym = f"link-{link.id}"
    told = f"{pseudonym} ({pseudonym}) by person-1, (e-mail), at https://books.example/x; Bakeryland"
    (shown,) = parts["links"]
    assert shown["reason"] == f"[secret] [secret] [secret] [secret] {told}"
    assert not [secret for secret in live if secret in json.dumps(parts, default=str)]


def test_what_the_vault_cannot_open_is_told_and_the_states_are_there(
    settings: Settings, registry: Registry, link: Link
) -> None:
    other = settings.model_copy(update={"key": None, "key_file": settings.key_file.with_name("no-such-key")})

    parts = diagnosing.bundle(other, registry)

    assert [one["check"] for one in parts["checks"] if one["problem"]] == ["key"]
    assert [one["id"] for one in parts["links"]] == [link.id]


def test_nothing_of_a_database_is_shown_whose_names_are_not_known(empty_database_url: str, registry: Registry) -> None:
    settings = Settings(database_url=empty_database_url, _env_file=None)

    parts = diagnosing.bundle(settings, registry)

    assert set(parts) == {"versions", "settings", "checks", "database"}
    assert "db upgrade" in parts["database"]["unavailable"]


def test_every_column_that_quotes_or_names_somebody_is_replaced_or_left_out() -> None:
    shown = {column for _, columns in diagnosing.diagnosis.SHOWN.values() for column in columns.split()}
    hidden = {"name", "access_token", "refresh_token", "client_id", "client_secret", "cursor", "login_id", "login_name",
              "login_email", "registration_number", "vat_number", "host_company", "content", "said"}  # fmt: skip

    assert not shown & hidden
