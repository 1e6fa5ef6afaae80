"""The contacts of three administrations at Exact Online become one list, also by processes that are killed at every step."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.installation import Installation
from boekhaak.jobs.host import Jobs
from boekhaak.models.merge import Merge
from boekhaak.service import (
    answering_questions,
    freezing,
    importing,
    merge_steps,
    merged_contacts,
    merging,
    synchronising,
)
from support.command_line import PATIENCE, PROGRAM, CommandLine
from support.examples import done, until
from support.organisation import CODES, FEATURE, TWICE, organisation
from support.signing_in import begun
from support.site import Serve, Site, connected

TESTS = Path(__file__).resolve().parents[1]
MANY = 510
"""So many contacts in common are more than one transaction writes down."""
OPEN = {"address": 1, "duplicate": 1, "same": 1}
"""What people have to solve in the end."""
CONTACTS = ("contacts", "addresses", "bank_accounts", "deletions")
"""The streams that contacts are made of."""
POLICY = f"""first_synchronisation = "on_confirmation"\n{FEATURE} = "helpdesk"\n"""


def test_the_whole_way_by_commands(boekhaak: CommandLine, serve: Serve) -> None:
    site = serve(organisation(), signed_in=False)
    Path("policy.toml").write_text(POLICY)
    boekhaak.variables["BOEKHAAK_POLICY_FILE"] = "policy.toml"
    one, two, _ = names = site.names

    # Support switches it on; sign in and import, of which nothing is read before somebody confirms
    assert "Ask the helpdesk to switch it on" in boekhaak.refused("contacts", "choose", "1")
    done(boekhaak, "environment", "enable", "acme", FEATURE)
    assert done(boekhaak, "contacts")["next"] == "connect"
    assert boekhaak("connect", site.package, "--callback", site.consent(begun(boekhaak, site))).code == 0
    assert done(boekhaak, "import", "--all")["due"] == []
    links = {link["company"]["name"]: link["id"] for link in done(boekhaak, "import", "--all")["links"]}
    a, b, c = (str(links[name]) for name in names)

    # Choose, step by step; what is missing is told
    assert done(boekhaak, "contacts", "choose", a, b, c)["next"] == "choose"
    chosen = done(
        boekhaak, "contacts", "choose", "--mode", "automatic", "--code", f"{a}={CODES[0]}", "--code", f"{b}={CODES[1]}"
    )
    assert (chosen["next"], chosen["merge"]["missing"]) == (
        "choose",
        [f"an administration code for {names[2]} (link {c})"],
    )
    assert names[2] in boekhaak.refused("contacts", "confirm", "--yes")
    assert done(boekhaak, "contacts", "choose", "--code", f"{c}={CODES[2]}")["next"] == "confirm"

    # Confirm: contacts are left alone until they are compared
    assert boekhaak("contacts", "may-edit").code == 0
    assert done(boekhaak, "contacts", "confirm", "--yes")["next"] == "wait"
    frozen = boekhaak("contacts", "may-edit")
    assert (frozen.code, "Please change no contacts until about" in frozen.out) == (1, True)
    went = done(boekhaak, "contacts", "go-on")
    assert boekhaak("contacts", "may-edit").code == 0
    assert (went["next"], went["merge"]["state"]) == ("solve", "open_items")
    assert went["merge"]["open"] == OPEN
    assert [(each["ready"], each["read"]) for each in went["merge"]["administrations"]] == [(True, True)] * 3
    for link in importing.links_listed(site.actor, site.installation):
        assert site.stored(link) == site.expected(link)

    # Nothing is complete while something is open; a duplicate is solved at the package alone
    told = boekhaak.refused("contacts", "complete")
    assert all(
        words in told
        for words in ("1 address (addresses that differ", "1 same (may be one", "1 duplicate (twice in one admin")
    )
    asked = {each["question"]["kind"]: each for each in done(boekhaak, "contacts", "questions")}
    assert (
        "merge them at the package"
        in boekhaak.refused("contacts", "answer", str(asked["duplicate"]["question"]["id"]), "--same").lower()
    )
    site.simulator.delete_contact(two, TWICE)
    assert done(boekhaak, "contacts", "go-on")["merge"]["open"] == {"address": 1, "same": 1}
    # An uncertain match is answered, and whose address leads is chosen
    assert done(boekhaak, "contacts", "answer", str(asked["same"]["question"]["id"]), "--same")["next"] == "solve"
    moved = next(each for each in asked["address"]["contacts"] if each["company"] == two)["source"]
    assert boekhaak("contacts", "lead", ":".join(map(str, moved)), "address").code == 0
    assert done(boekhaak, "contacts")["next"] == "complete"
    assert done(boekhaak, "contacts", "complete")["next"] == "done"

    # The list, and whose values lead in it
    assert listed(boekhaak, "list", "--merged") == {
        "De Vries Transport B.V.": 3, "Bouwbedrijf Hamer B.V.": 2, "Café Het Hoekje": 2,
        **{contact.name: 2 for contact in site.simulator.books.company(one).contacts if contact.code.startswith("A-")},
    }  # fmt: skip
    shown = done(boekhaak, "contacts", "show", ":".join(map(str, moved)))
    (address,) = [each for each in shown["leading"] if each["field"] == "address"]
    assert ("Dorpsstraat 1" in address["value"], address["source"]) == (True, moved)


def listed(boekhaak: CommandLine, *arguments: str) -> dict[str, int]:
    """Return of how many administrations each contact of a list is, by its leading name."""
    return {
        next(value["value"] for value in each["leading"] if value["field"] == "name"): len(each["parts"])
        for each in done(boekhaak, "contacts", *arguments)
    }


@dataclass
class Began:
    """An organisation that has confirmed that its contacts are left alone; its database then, and once they were fetched."""

    site: Site
    confirmed: Path
    fetched: Path

    def copy(self, folder: Path, *, fetched: bool = False) -> Copy:
        """Return a copy of the installation as it was then, at the same package."""
        shutil.copyfile(self.fetched if fetched else self.confirmed, folder / "copy.db")
        return Copy(self.site, f"sqlite:///{folder / 'copy.db'}")


@dataclass
class Copy:
    """An installation on a database of its own."""

    site: Site
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables of its processes."""
        assert self.site.settings.key is not None
        key = self.site.settings.key.get_secret_value()
        return {"BOEKHAAK_DATABASE_URL": self.url, "BOEKHAAK_KEY": key, "PYTHONPATH": str(TESTS)}

    @contextmanager
    def opened(self) -> Iterator[Installation]:
        """Open it in this process."""
        with Installation.opened(self.site.settings.model_copy(update={"database_url": self.url})) as installation:
            yield installation

    def process(self, *command: str) -> subprocess.Popen[str]:
        """Begin to go on, in a process of its own; ``command`` is what else runs the command."""
        run = [*(command or (str(PROGRAM),)), "contacts", "go-on", "--json"]
        pipe = subprocess.PIPE
        return subprocess.Popen(run, env=os.environ | self.environment, stdout=pipe, stderr=pipe, text=True)

    def gone_on(self, installation: Installation, *, reading: bool = True) -> Merge:
        """Go on in this process: to the end, or without reading until something has to be read."""
        merge = merge_steps.go_on(self.site.actor, installation, reading=reading)
        assert merge is not None
        return merge

    def standing(self, installation: Installation) -> tuple[str, int]:
        """Return how far it is, and how many decisions there are."""
        merge = merging.merge(self.site.actor, installation)
        assert merge is not None
        return merge.state, len(tuple(merged_contacts.exported(self.site.actor, installation)))

    def outcome(self, installation: Installation) -> dict[str, list[Any]]:
        """Return what all came to: decisions, contacts, and what is asked; each as often as it is there."""
        actor = self.site.actor
        decided = merged_contacts.exported(actor, installation)
        contacts = merged_contacts.exported(actor, installation, "contacts")
        asked = answering_questions.questions_listed(actor, installation)
        what = ("kind", "sources", "rule", "by", "why")
        return {
            "decisions": sorted(json.dumps([one[name] for name in what]) for one in decided),
            "contacts": sorted(json.dumps(one, sort_keys=True) for one in contacts),
            "questions": sorted((one.question.kind, one.question.sources, one.question.why) for one in asked),
        }


@pytest.fixture(scope="module")
def began(upgraded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Began]:
    """Return an organisation with so many contacts that they are not written down in one transaction."""
    file = tmp_path_factory.mktemp("began") / "books.db"
    shutil.copyfile(upgraded, file)
    clock = ScaledClock(datetime.now(UTC), speed=1)
    with connected("exact_online", organisation(common=MANY), f"sqlite:///{file}", clock) as site:
        links = tuple(link.id for link in site.link_all())
        codes = dict(zip(links, CODES, strict=True))
        merging.choose(site.actor, site.installation, administrations=links, mode="automatic", codes_chosen=codes)
        merging.confirm(site.actor, site.installation)
        confirmed = saved(file, "confirmed.db")
        for link_id in links:
            synchronising.synchronise_link(site.actor, site.installation, link_id, streams=CONTACTS)
        yield Began(site, confirmed, saved(file, "fetched.db"))


def saved(file: Path, name: str) -> Path:
    """Save a database as it is now."""
    target = file.with_name(name)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


@pytest.fixture(scope="module")
def undisturbed(began: Began, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """Return what it comes to when nobody disturbs it."""
    copy = began.copy(tmp_path_factory.mktemp("undisturbed"))
    with copy.opened() as installation:
        merge = copy.gone_on(installation)
        found = copy.outcome(installation)
    assert (merge.state, merge.open) == ("open_items", OPEN)
    assert len(found["decisions"]) == MANY + 3
    assert len([one for one in found["contacts"] if one.count("contact_id") > 2]) > MANY
    return found


@contextmanager
def listening(copy: Copy, path: str, count: int, then: Callable[[], object]) -> Iterator[None]:
    """Do something when the package is asked for something the so-manieth time, before that is answered."""
    seen = 0

    def listen(asked: str) -> None:
        nonlocal seen
        seen += path in asked
        if seen == count:
            seen += 1
            then()

    copy.site.simulator.on_request = listen
    try:
        yield
    finally:
        copy.site.simulator.on_request = None


KILLED: dict[str, tuple[str, int, str, range]] = {
    "fetching": ("/sync/CRM/Addresses", 2, "fetching", range(1)),
    "comparing": ("insert into boekhaak_contact_decision ", 1, "comparing", range(1)),
    "between two transactions": ("insert into boekhaak_contact_decision ", 2, "comparing", range(500, MANY + 3)),
    "asking": ("insert into boekhaak_contact_question ", 1, "comparing", range(MANY + 3, MANY + 4)),
    "noting": ("insert into boekhaak_contact_compared ", 1, "comparing", range(MANY + 3, MANY + 4)),
    "synchronising": ("/sync/Financial/TransactionLines", 2, "synchronising", range(MANY + 3, MANY + 4)),
}
"""Where a process is killed: at which call or statement, of how many such; how far it is then, and with how many decisions."""


@pytest.mark.parametrize("step", KILLED)
def test_a_process_killed_at_a_step_comes_to_the_same_in_the_end(
    began: Began, undisturbed: dict[str, list[Any]], tmp_path: Path, step: str
) -> None:
    where, count, state, decided = KILLED[step]
    copy = began.copy(tmp_path, fetched=state != "fetching")
    if where.startswith("/"):
        process = copy.process()
        with listening(copy, where, count, lambda: (process.kill(), process.wait())):
            _, complained = process.communicate(timeout=PATIENCE)
    else:
        process = copy.process(sys.executable, "-m", "support.mortal", where, str(count))
        _, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == -signal.SIGKILL, complained

    with copy.opened() as installation:
        was = copy.standing(installation)
        merge = copy.gone_on(installation, reading=state != "comparing")
        found = copy.outcome(installation)

    assert was[0] == state
    assert was[1] in decided
    assert (merge.state, merge.open) == ("synchronising" if state == "comparing" else "open_items", OPEN)
    assert found == undisturbed


def test_of_two_processes_that_go_on_at_once_one_is_told_that_the_other_does(
    began: Began, undisturbed: dict[str, list[Any]], tmp_path: Path
) -> None:
    copy = began.copy(tmp_path, fetched=True)
    others: list[tuple[int, str]] = []

    def another() -> None:
        process = copy.process()
        said, _ = process.communicate(timeout=PATIENCE)
        others.append((process.returncode, said))

    with copy.opened() as installation, listening(copy, "/sync/Financial/TransactionLines", 2, another):
        merge = copy.gone_on(installation)
        found = copy.outcome(installation)

    ((code, said),) = others
    assert (code, json.loads(said)["error"]["what"]) == (1, "another process compares these contacts now")
    assert merge.state == "open_items"
    assert found == undisturbed


def test_jobs_bring_it_to_the_end_in_the_background(
    began: Began, undisturbed: dict[str, list[Any]], tmp_path: Path
) -> None:
    copy = began.copy(tmp_path)
    actor = copy.site.actor

    with copy.opened() as installation:
        frozen = freezing.may_edit_contacts(actor, installation)
        with Jobs(installation, pause=0.1):
            until(lambda: merging.next_step(actor, installation) == "solve")
        merge = merging.merge(actor, installation)
        found = copy.outcome(installation)

    assert merge is not None
    assert (frozen.allowed, merge.state, merge.open) == (False, "open_items", OPEN)
    assert [(one.ready, one.read) for one in merge.administrations] == [(True, True)] * 3
    assert found == undisturbed
