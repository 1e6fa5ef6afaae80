"""What `boekhaak doctor` and `boekhaak audit` tell, and what a diagnostics file holds and does not hold."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from boekhaak.models.link import Link
from boekhaak.store import connections
from support.command_line import CommandLine
from support.site import Site


def unpacked(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as bundle:
        texts = {one.removesuffix(".json"): bundle.read(one).decode() for one in bundle.namelist()}
    assert "link-12" in texts.pop("README.txt")
    return {name: json.loads(text) for name, text in texts.items()}


def test_a_bundle_holds_states_with_ids_and_neither_names_nor_secrets(
    boekhaak: CommandLine, site: Site, link: Link, tmp_path: Path
) -> None:
    with site.installation.store.reading() as tx:
        login = connections.get(tx, site.actor, link.connection_id).login
    told = f"Exact Online, {link.company.name}: {login.name} of {link.company.registration_number} said no."
    with site.installation.store.writing() as tx:
        tx.exec_driver_sql("update boekhaak_stream set error = ? where stream = 'accounts'", (told,))
    file = tmp_path / "case.zip"

    assert boekhaak("doctor", "--bundle", str(file)).code == 0

    parts = unpacked(file)
    text = json.dumps(parts, ensure_ascii=False)
    boekhaak.heard(text)
    facts = {link.company.name, link.company.registration_number, link.company.vat_number, login.name, login.email} - {
        ""
    }
    assert len(facts) > 2
    assert not [fact for fact in facts if fact in text]
    (stream,) = [one for one in parts["streams"] if one["stream"] == "accounts"]
    assert stream["error"] == "Exact Online, link-1: login-1 of link-1 said no."
    assert (parts["links"][0]["id"], parts["links"][0]["company_id"]) == (link.id, link.company.id)
    assert [(run["id"], run["link_id"], run["actor"]) for run in parts["runs"]] == [(1, 1, "person-1")]
    assert parts["tables"]["boekhaak_ledger_line"] > 0
    assert {one["action"]: one["count"] for one in parts["audit"]}["connected"] == 1
    assert {"python", "boekhaak", "sqlalchemy", "boekhaak-exact-online"} <= set(parts["versions"])
    assert not any(one["problem"] for one in parts["checks"])


def test_a_database_that_cannot_be_reached_is_told_in_the_bundle(boekhaak: CommandLine, tmp_path: Path) -> None:
    boekhaak.variables["BOEKHAAK_DATABASE_URL"] = "postgresql+psycopg://maria:sesam-open-u@127.0.0.1:1/books"
    file = tmp_path / "case.zip"

    assert boekhaak("doctor", "--bundle", str(file)).code == 1

    parts = unpacked(file)
    assert parts["settings"]["database"] == "postgresql+psycopg://127.0.0.1:1/books"
    assert "cannot be used" in parts["database"]["unavailable"]
    assert [one["check"] for one in parts["checks"] if one["problem"]] == ["database"]
    assert "maria" not in json.dumps(parts)
    assert "sesam" not in json.dumps(parts)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("there.zip", "there is a file {file} already"), ("none/case.zip", "the file {file} cannot be written")],
)
def test_a_bundle_is_a_new_file(boekhaak: CommandLine, tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "there.zip").write_text("mine")
    file = tmp_path / name

    assert sentence.format(file=file) in boekhaak.refused("doctor", "--bundle", str(file))

    assert (tmp_path / "there.zip").read_text() == "mine"


def test_the_audit_trail_is_shown_newest_first_and_page_by_page(boekhaak: CommandLine, site: Site, link: Link) -> None:
    newest = boekhaak("audit", "--limit", "2", "--json").json
    older = boekhaak("audit", "--before", str(newest[-1]["id"]), "--json").json
    shared = boekhaak("audit", "--shared")

    done = [(one["action"], one["actor"], one["link_id"]) for one in (*newest, *older)]
    links = [("company linked", "bo", number) for number in (2, 1)]
    assert done == [("import asked", "bo", link.id), *links, ("connected", "bo", None)]
    assert "app registered" in shared.out
    assert "region=nl" in shared.out
