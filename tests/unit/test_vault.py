from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from boekhaak.errors import ConfigurationError
from boekhaak.settings import Settings
from boekhaak.vault import Vault, add_key, open_vault, read_keys

KEY, OTHER = (Fernet.generate_key().decode() for _ in range(2))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_can_be_opened(secret: str) -> None:
    vault = Vault([KEY])

    assert vault.open(vault.seal(SecretStr(secret))).get_secret_value() == secret


def test_what_is_sealed_does_not_show_the_secret() -> None:
    assert "the-secret" not in Vault([KEY]).seal(SecretStr("the-secret"))


def test_any_of_several_keys_opens() -> None:
    sealed = Vault([KEY]).seal(SecretStr("the-secret"))

    assert Vault([OTHER, KEY]).open(sealed).get_secret_value() == "the-secret"


def test_the_newest_key_seals() -> None:
    sealed = Vault([OTHER, KEY]).seal(SecretStr("the-secret"))

    assert Vault([OTHER]).open(sealed).get_secret_value() == "the-secret"


def test_a_wrong_key_is_a_fault_of_the_installation() -> None:
    sealed = Vault([KEY]).seal(SecretStr("the-secret"))

    with pytest.raises(ConfigurationError, match="does not fit this database"):
        Vault([OTHER]).open(sealed)


def test_what_was_tampered_with_does_not_open() -> None:
    vault = Vault([KEY])
    sealed = vault.seal(SecretStr("the-secret"))

    with pytest.raises(ConfigurationError):
        vault.open(sealed[:-2] + "AA")


def test_resealing_moves_a_secret_to_the_newest_key() -> None:
    sealed = Vault([KEY]).seal(SecretStr("the-secret"))

    resealed = Vault([OTHER, KEY]).reseal(sealed)

    assert Vault([OTHER]).open(resealed).get_secret_value() == "the-secret"


@pytest.mark.parametrize("key", ["short", "", "ключ", "a" * 44 + "é"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ConfigurationError, match="no Fernet key"):
        Vault([key])


def test_keys_of_the_settings_win_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "boekhaak.key"
    add_key(file)
    settings = Settings(key=SecretStr(f" {KEY}, {OTHER} "), key_file=file)

    sealed = open_vault(settings).seal(SecretStr("the-secret"))

    assert Vault([KEY]).open(sealed).get_secret_value() == "the-secret"


def test_without_any_key_the_way_to_make_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="boekhaak key new"):
        open_vault(Settings(key_file=tmp_path / "none.key"))


def test_a_new_key_stands_on_top_of_the_former(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "boekhaak.key"
    add_key(file)
    former = read_keys(file)

    add_key(file)

    assert read_keys(file)[1:] == former
    assert len(set(read_keys(file))) == 2


def test_only_its_owner_may_read_the_key_file(tmp_path: Path) -> None:
    file = tmp_path / "boekhaak.key"

    add_key(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_lay_about_beside_the_key_file_does_not_widen_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "boekhaak.key"
    left_over = tmp_path / "boekhaak.key.new"
    left_over.write_text("from a crash")
    left_over.chmod(0o644)

    add_key(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_file_that_cannot_be_read_is_a_fault_of_the_installation(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_keys(tmp_path)


def test_a_key_file_that_is_no_text_is_a_fault_of_the_installation(tmp_path: Path) -> None:
    file = tmp_path / "boekhaak.key"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_keys(file)


def test_a_place_where_no_key_file_can_be_made_is_a_fault_of_the_installation(tmp_path: Path) -> None:
    (tmp_path / "boekhaak.key.new").mkdir()

    with pytest.raises(ConfigurationError, match="cannot be written"):
        add_key(tmp_path / "boekhaak.key")
