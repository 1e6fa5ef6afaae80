"""The how-tos on hearing what happened, and on hosts that are not Python: what they tell to type works, against a receiver."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pages import ROOT, Opened, blocks, commands

from boekhaak.cli.main import main
from boekhaak.installation import Installation
from boekhaak.models.event import EventKind
from boekhaak.models.records import KINDS
from boekhaak.service import delivering, webhooks
from boekhaak.settings import Settings, read_policy
from support.command_line import PROGRAM
from support.receiver import Receiver, receiving
from support.site import Site

PAGE, BESIDE = "docs/how-to/hear-what-happened.md", "docs/how-to/use-without-python.md"
EXAMPLE = "https://host.example/boekhaak"


@pytest.fixture
def site(opened: Opened, place: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Return a connected installation with one company, and let commands use it with the page's policy for trying out."""
    (allowing,) = blocks(PAGE, "toml")
    (place / "policy.toml").write_text(allowing)
    monkeypatch.setenv("BOEKHAAK_POLICY_FILE", str(place / "policy.toml"))
    opened_one = opened()
    opened_one.installation.policy = read_policy(Settings())
    return opened_one


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


def type_in(line: str, receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> str:
    """Give a command of a page, with the receiver's address in the place of the example's; returns what it printed."""
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(line.replace(EXAMPLE, receiver.address))[1:])
    told = capsys.readouterr()
    assert ended.value.code == 0, (line, told.err)
    return told.out


def test_the_commands_run_and_the_receiver_is_told(
    site: Site, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    said: dict[str, str] = {}
    for line in commands(PAGE):
        said[line] = type_in(line, receiver, capsys)
        if " webhook add " in line:
            receiver.secret = said[line].split()[-1]
            assert site.imported(site.link_all()[0]).complete
        if line.endswith("webhook deliver"):
            assert (receiver.refused, {one["type"] for one in receiver.came}) == (0, {"records_changed"})

    found = json.loads(said["boekhaak events --after 1 --kind records_changed --json"])
    assert (found["events"], found["upto"] >= 1) == ([], True)
    assert "connected" in said["boekhaak events"]
    assert receiver.secret not in said["boekhaak webhook list"]
    assert webhooks.listed(site.actor.model_copy(update={"role": "administrator"}), site.installation) == ()


def test_the_programs_of_the_page_listen_catch_up_and_check(
    site: Site, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    observing, feed, library, by_hand = blocks(PAGE, "python")
    (link,) = site.link_all()
    scope: dict[str, object] = {}
    exec(observing, scope)  # noqa: S102 - our own example
    listening = scope["boekhaak"]
    assert isinstance(listening, Installation)
    listening.tell("needs_sign_in", connection_id=1, reason="for a test")
    listening.close()
    assert capsys.readouterr().out == "connection 1 needs a sign-in: for a test\n"

    run = site.imported(link)
    exec(feed, scope)  # noqa: S102 - our own example
    caught = scope["catch_up"](0)  # type: ignore[operator]
    scope["boekhaak"].close()  # type: ignore[attr-defined]
    told = capsys.readouterr().out.splitlines()
    assert len({one for one in told if one.endswith("is new or changed")}) == sum(one.changed for one in run.streams)
    assert scope["catch_up"](caught) == caught  # type: ignore[operator]

    exec(library + by_hand, scope)  # noqa: S102 - our own example
    administrator = site.actor.model_copy(update={"role": "administrator"})
    kept: list[tuple[dict[str, str], bytes]] = []
    taken = receiver.take
    receiver.take = lambda headers, body: kept.append((headers, body)) or taken(headers, body)  # type: ignore[method-assign, func-returns-value]
    secret = webhooks.add(administrator, site.installation, receiver.address).secret.get_secret_value()
    webhooks.replay(administrator, site.installation, 1, after=0)
    delivering.deliver(administrator, site.installation)
    headers, body = kept[0]
    for check in ("checked", "genuine"):
        assert scope[check](secret, headers, body)  # type: ignore[operator]
    assert not scope["genuine"](secret, headers, body + b" ")  # type: ignore[operator]
    assert not scope["genuine"](secret, headers | {"webhook-timestamp": "1"}, body)  # type: ignore[operator]


def test_the_commands_for_hosts_that_are_not_python_run(
    site: Site, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    said: dict[str, str] = {}
    for line in commands(BESIDE):
        if line.endswith("worker"):
            with subprocess.Popen([PROGRAM, "worker"], stderr=subprocess.PIPE, text=True) as process:
                assert process.stderr is not None
                assert process.stderr.readline().startswith("Reading what is due")
                process.send_signal(signal.SIGTERM)
            assert process.returncode == 0
            continue
        said[line] = type_in(line, receiver, capsys)
        json.loads(said[line])

    heard = json.loads(said["boekhaak events --after 0 --limit 1000 --json"])
    assert [one["number"] for one in heard["events"]] == list(range(1, heard["upto"] + 1))
    assert json.loads(said["boekhaak records 1 ledger_line --run 1 --json"])
    assert json.loads(said["boekhaak webhook add https://host.example/boekhaak --json"])["secret"].startswith("whsec_")


def test_a_program_may_follow_the_feed(site: Site) -> None:
    with subprocess.Popen([PROGRAM, "events", "--follow"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["kind"] == "connected"
        site.link_all()
        assert json.loads(process.stdout.readline())["kind"] == "company_imported"
        process.terminate()
    assert process.returncode == -signal.SIGTERM


def test_a_program_that_follows_a_kind_hears_how_far_it_is(site: Site) -> None:
    command = [PROGRAM, "events", "--follow", "--kind", "company_imported"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"upto": 1}
        site.link_all()
        assert json.loads(process.stdout.readline())["kind"] == "company_imported"
        process.terminate()
    assert process.returncode == -signal.SIGTERM


def test_the_kinds_of_events_are_those_of_the_code() -> None:
    told = re.findall(r"^\| `([a-z_]+)` \|", (ROOT / PAGE).read_text(), re.MULTILINE)

    assert sorted(told) == sorted(get_args(EventKind))
    assert not set(told) & set(KINDS)
