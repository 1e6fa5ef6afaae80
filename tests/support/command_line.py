"""The command line as programs use it: what a command printed, how it ended, and that it told no secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import column, create_engine, inspect, select, table

from boekhaak.cli.main import main
from boekhaak.errors import ConfigurationError
from boekhaak.store.record_tables import TABLES
from boekhaak.store.schema import WHOLE
from boekhaak.vault import read_keys

PROGRAM = Path(sys.executable).with_name("boekhaak")
PATIENCE = 60
PASSING = frozenset(
    {
        "boekhaak_audit", "boekhaak_call_error", "boekhaak_consent", "boekhaak_event", "boekhaak_run", "boekhaak_run_stream",
        "boekhaak_seen", "boekhaak_slot", "boekhaak_window",
    }
)  # fmt: skip
"""Tables that tell what was tried: a command that fails may write there."""
LAST_EVENT = "last_event"
"""The column that counts what was written into one of them."""
CURSOR = ("link_id", "stream", "cursor", "phase")

Dump = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed as JSON: one value and nothing else."""
        return json.loads(self.out)

    @property
    def errors(self) -> list[str]:
        """The sentences about what went wrong."""
        return [line for line in self.err.splitlines() if line.startswith("Error: ")]


@dataclass
class CommandLine:
    """Runs ``boekhaak`` on one database, in this process or as a process of its own, and listens for secrets.

    ``secrets`` gives what no command may ever print or log, besides the vault's keys; it is asked after each command.
    """

    url: str
    variables: dict[str, str]
    capsys: pytest.CaptureFixture[str]
    caplog: pytest.LogCaptureFixture
    monkeypatch: pytest.MonkeyPatch
    secrets: Callable[[], Iterable[str]] = tuple

    def __call__(self, *arguments: str) -> Ended:
        """Run a command in this process, with everything logged."""
        self.capsys.readouterr()
        self.caplog.clear()
        with self.monkeypatch.context() as environment:
            for name, value in self.variables.items():
                environment.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main(["--verbose", *arguments])
        printed = self.capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return self._heard(Ended(ended.value.code, printed.out, printed.err), self.caplog.text)

    def process(self, *arguments: str, typed: str = "", **variables: str) -> Ended:
        """Run a command as people do: as a process of its own."""
        run = subprocess.run(
            [PROGRAM, *arguments],
            env=os.environ | self.variables | variables,
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return self._heard(Ended(run.returncode, run.stdout, run.stderr))

    def refused(self, *arguments: str, code: int = 1) -> str:
        """Return the sentence with which a command is refused, for people and for programs; nothing stored changes."""
        before = everything(self.url)
        ended = self(*arguments)
        assert (ended.code, ended.out) == (code, "")
        (sentence,) = ended.err.splitlines()
        assert sentence.startswith("Error: ")
        assert sentence.endswith(".")
        again = self(*arguments, "--json")
        assert (again.code, again.err) == (code, ended.err)
        assert set(again.json) == {"error"}
        assert again.json["error"]["what"].rstrip(".") in sentence
        assert again.json["error"]["way_out"].rstrip(".") in sentence
        assert everything(self.url) == before
        return sentence

    def _heard(self, ended: Ended, logged: str = "") -> Ended:
        self.heard("\n".join((ended.out, ended.err, logged)))
        assert "Traceback" not in ended.err
        return ended

    def heard(self, told: str) -> None:
        """Check that a text tells no secret, and no key of the vault."""
        keys = {self.variables.get("BOEKHAAK_KEY", "")} | set(self._key_file())
        assert not [secret for secret in {*self.secrets(), *keys} - {""} if secret in told]

    def _key_file(self) -> list[str]:
        try:
            return read_keys(Path(self.variables["BOEKHAAK_KEY_FILE"]))
        except ConfigurationError:
            return []


def everything(url: str) -> Dump:
    """Return all rows of all our tables, but for those that tell what was tried."""
    kept = [rows for rows in WHOLE.sorted_tables if rows.name not in PASSING]
    return _dump(url, {rows.name: [name for name in rows.columns.keys() if name != LAST_EVENT] for rows in kept})  # noqa: SIM118


def books_and_cursors(url: str) -> Dump:
    """Return every record with where it came from, and how far each stream was read."""
    found = _dump(url, {rows.name: rows.columns.keys() for rows in TABLES.values()} | {"boekhaak_stream": CURSOR})
    return found | {"boekhaak_stream": [row for row in found["boekhaak_stream"] if row[2] is not None]}


def failed(boekhaak: CommandLine, *arguments: str) -> dict[str, str]:
    """Return the errors of a run that ends with 1, by stream."""
    ended = boekhaak(*arguments, "--json")
    assert ended.code == 1
    (run,) = ended.json["runs"]
    errors = {one["stream"]: one["error"] for one in run["streams"] if one["error"]}
    assert all(any(error in told for told in ended.errors) for error in errors.values())
    return errors


def filled(dump: Dump) -> set[str]:
    """Return the kinds of record of which there is any."""
    return {name.removeprefix("boekhaak_") for name, rows in dump.items() if rows} - {"stream"}


def _dump(url: str, wanted: Mapping[str, Sequence[str]]) -> Dump:
    engine = create_engine(url)
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        found = {
            name: [tuple(row) for row in connection.execute(select(*map(column, columns)).select_from(table(name)))]
            for name, columns in wanted.items()
            if name in there
        }
    engine.dispose()
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
