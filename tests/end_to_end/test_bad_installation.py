"""A key, a database, a setting or a plugin that cannot be used: told with the way out, and nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import make_url

from boekhaak.models.link import Link
from support.command_line import CommandLine, books_and_cursors, everything
from support.exact_site import Site

PASSWORD = "correct-horse"


@contextmanager
def opened(url: str) -> Iterator[sqlite3.Connection]:
    """Open a database beside boekhaak, as another program would."""
    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None, check_same_thread=False)
    try:
        yield connection
    finally:
        connection.close()


def test_a_missing_key_is_made_or_named(boekhaak: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "key").unlink()

    assert boekhaak.refused("environment", "list") == (
        f"Error: there is no vault key at {tmp_path / 'key'}. Make one with `boekhaak key new`, or name it in BOEKHAAK_KEY or "
        "BOEKHAAK_KEY_FILE."
    )


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_key_file_holds_no_key(boekhaak: CommandLine, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)

    assert "there is no vault key at" in boekhaak.refused("environment", "list")


@pytest.mark.parametrize("content", [b"garbage\n", b"\x00\n", "schlüssel".encode(), b"a2V5" * 10])
def test_a_key_that_is_none_is_restored_or_made_anew(boekhaak: CommandLine, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)

    sentence = boekhaak.refused("environment", "list")

    assert "the vault key is no Fernet key" in sentence
    assert "Restore the key that encrypted this database" in sentence
    assert "move the file away and make one with `boekhaak key new`" in sentence


@pytest.mark.parametrize("command", [("environment", "list"), ("key", "new"), ("key", "rotate")], ids=" ".join)
def test_a_key_file_that_is_no_text_or_no_file_is_told(
    boekhaak: CommandLine, tmp_path: Path, command: tuple[str, ...]
) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\xff\xfe\x00")
    assert f"the key file {file} cannot be read (it is no text). " in boekhaak.refused(*command)

    file.unlink()
    file.mkdir()
    assert f"the key file {file} cannot be read (Is a directory). " in boekhaak.refused(*command)


def test_a_second_first_key_is_refused(boekhaak: CommandLine, tmp_path: Path) -> None:
    assert "Change it with `boekhaak key rotate`" in boekhaak.refused("key", "new")


def test_a_key_of_another_database_opens_nothing_and_changes_nothing(boekhaak: CommandLine, link: Link) -> None:
    boekhaak.variables["BOEKHAAK_KEY"] = Fernet.generate_key().decode()

    for command in (("companies",), ("app", "list"), ("import", "--all"), ("connect", "exact_online")):
        sentence = boekhaak.refused(*command)

        assert (
            "the vault key does not fit this database: a stored secret cannot be decrypted. Give the key " in sentence
        )
    assert boekhaak("balances", str(link.id)).code == 0


def test_a_key_of_another_database_is_not_put_under_a_new_one(
    boekhaak: CommandLine, site: Site, tmp_path: Path
) -> None:
    del boekhaak.variables["BOEKHAAK_KEY"]
    before = (tmp_path / "key").read_bytes()

    assert "the vault key does not fit this database" in boekhaak.refused("key", "rotate")

    assert (tmp_path / "key").read_bytes() == before


def test_a_sign_in_with_a_wrong_key_can_be_finished_with_the_right_one(boekhaak: CommandLine, site: Site) -> None:
    right = boekhaak.variables["BOEKHAAK_KEY"]
    answer = site.consent(boekhaak("connect", "exact_online", "--print-url").out.strip())

    boekhaak.variables["BOEKHAAK_KEY"] = Fernet.generate_key().decode()
    assert "the vault key does not fit" in boekhaak.refused("connect", "exact_online", "--callback", answer)

    boekhaak.variables["BOEKHAAK_KEY"] = right
    assert boekhaak("connect", "exact_online", "--callback", answer).code == 0


def test_a_database_without_tables_is_to_be_upgraded(boekhaak: CommandLine) -> None:
    boekhaak.variables["BOEKHAAK_DATABASE_URL"] = "sqlite:///empty.db"

    assert boekhaak.refused("environment", "list") == (
        "Error: the database has no tables of boekhaak yet. Run `boekhaak db upgrade`."
    )


@pytest.mark.parametrize("command", [("environment", "list"), ("db", "upgrade")], ids=" ".join)
def test_a_database_of_a_newer_version_is_left_alone(boekhaak: CommandLine, command: tuple[str, ...]) -> None:
    with opened(boekhaak.url) as other:
        other.execute("update boekhaak_alembic_version set version_num = '9999'")

    assert boekhaak.refused(*command) == (
        "Error: the database was made by a newer boekhaak (its version 9999 is not known here). "
        "Install that boekhaak or a later one; nothing was changed."
    )


@pytest.mark.parametrize("command", [("environment", "list"), ("db", "upgrade")], ids=" ".join)
@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("nonsense", "the database address cannot be used"),
        ("", "the database address cannot be used"),
        (f"oracle://bo:{PASSWORD}@host/books", "the database address cannot be used"),
        (f"postgresql+psycopg://bo:{PASSWORD}@host:port/books", "the database address cannot be used (its port is no"),
        (f"postgresql+psycopg://bo:{PASSWORD}/books", "the database address cannot be used (its port is no"),
        ("sqlite:///nosuch/books.db", "cannot be used (unable to open database file). Check the address"),
        ("sqlite:///.", "cannot be used (unable to open database file). Check the address"),
        ("sqlite:///key", "cannot be used (file is not a database). Check the address"),
        (f"postgresql+psycopg://bo:{PASSWORD}@127.0.0.1:1/books", "bo:***@127.0.0.1:1/books cannot be used ("),
        (f"postgresql+psycopg://127.0.0.1:1/books?password={PASSWORD}", "127.0.0.1:1/books cannot be used ("),
    ],
)  # fmt: skip
def test_a_database_that_cannot_be_opened_is_told_without_its_password(
    boekhaak: CommandLine, command: tuple[str, ...], url: str, what: str
) -> None:
    boekhaak.variables["BOEKHAAK_DATABASE_URL"] = url

    sentence = boekhaak.refused(*command)

    assert what in sentence
    assert PASSWORD not in sentence


@pytest.mark.parametrize(
    "command", [("environment", "add", "beta"), ("import", "--all"), ("connect", "exact_online", "--print-url")]
)
def test_a_locked_database_is_to_be_tried_again(boekhaak: CommandLine, site: Site, command: tuple[str, ...]) -> None:
    with opened(boekhaak.url) as other:
        other.execute("BEGIN IMMEDIATE")

        sentence = boekhaak.refused(*command)

    assert "is locked by another program, or in use, for more than 0.2 seconds. Try again when that program" in sentence
    assert boekhaak(*command).code == 0


def test_a_database_that_is_locked_in_the_middle_keeps_whole_pages_and_the_import_goes_on(
    boekhaak: CommandLine, site: Site
) -> None:
    with opened(boekhaak.url) as other:
        locked: list[str] = []

        def lock(path: str) -> None:
            if "TransactionLines" in path and not locked:
                locked.append(path)
                other.execute("BEGIN IMMEDIATE")

        site.simulator.on_request = lock
        ended = boekhaak.process("import", "100001")
        other.rollback()

    assert ended.code == 1
    assert "is locked by another program" in ended.err
    kept = books_and_cursors(boekhaak.url)
    assert kept["boekhaak_account"]
    assert not kept["boekhaak_ledger_line"]

    assert boekhaak("import", "100001").code == 0

    (link,) = [link for link in site.link_all() if link.company.id == "100001"]
    assert site.stored(link) == site.expected(link)


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf", "1e9", ""])
@pytest.mark.parametrize("command", [("environment", "list"), ("db", "upgrade"), ("key", "new"), ("doctor",)])
def test_a_setting_that_cannot_be_used_is_named(boekhaak: CommandLine, command: tuple[str, ...], value: str) -> None:
    boekhaak.variables["BOEKHAAK_BUSY_SECONDS"] = value

    sentence = boekhaak.refused(*command)

    assert sentence.startswith("Error: the setting BOEKHAAK_BUSY_SECONDS cannot be used (")
    assert sentence.endswith("). Correct it, or leave it out for its default.")


@pytest.mark.parametrize(
    ("wrong", "check"),
    [({"BOEKHAAK_KEY": "garbage"}, "key"), ({"BOEKHAAK_DATABASE_URL": "sqlite:///nosuch/books.db"}, "database")],
)
def test_the_doctor_names_what_is_wrong_and_ends_with_1(
    boekhaak: CommandLine, wrong: dict[str, str], check: str
) -> None:
    boekhaak.variables |= wrong

    ended = boekhaak("doctor", "--json")

    assert ended.code == 1
    assert [one["check"] for one in ended.json if not one["ok"]] == [check]
    assert boekhaak("doctor").code == 1


def test_the_doctor_tries_the_secrets(boekhaak: CommandLine, site: Site) -> None:
    before = everything(boekhaak.url)
    boekhaak.variables["BOEKHAAK_KEY"] = Fernet.generate_key().decode()

    ended = boekhaak("doctor", "--json")

    assert (ended.code, everything(boekhaak.url)) == (1, before)
    assert [one["check"] for one in ended.json if not one["ok"]] == ["secrets"]


def test_the_doctor_reads_the_policy(boekhaak: CommandLine, tmp_path: Path) -> None:
    boekhaak.variables["BOEKHAAK_POLICY_FILE"] = str(tmp_path / "nowhere.toml")

    checked = boekhaak("doctor")

    assert (checked.code, "the policy file" in checked.out + checked.err) == (1, True)
    boekhaak.variables["BOEKHAAK_POLICY_FILE"] = ""
    assert boekhaak("environment", "list").code == 0
