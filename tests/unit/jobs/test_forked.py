"""A process that is forked from one with an installation: it has locks and connections of its own, and its jobs begin anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine

from support.databases import SqliteFiles

BEGINNING = """
import json, os, signal, threading, time
from pydantic import SecretStr
from boekhaak.installation import Installation
from boekhaak.jobs.host import Jobs
from boekhaak.models.link import Actor
from boekhaak.registry import Registry
from boekhaak.service import registering

def opened():
    return Installation(registry=Registry(()))

def add(installation, name):
    registering.add_environment(Actor(environment=name, user="bo"), installation)

def forked(work):
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return child

def ended_well(child):
    return os.waitpid(child, 0)[1] == 0

installation = opened()
"""

LOCKS = """
# A child has the file open when the parent closes it, and another process opens and closes it meanwhile.
begun, told = os.pipe()
go_on, tell = os.pipe()

def write():
    add(installation, "first")
    os.write(told, b"-")
    os.read(go_on, 1)
    add(installation, "second")

add(installation, "before")
child = forked(write)
os.read(begun, 1)
installation.close()
installation = opened()
add(installation, "between")
installation.close()
os.write(tell, b"-")
kept = ended_well(child) and [one.id for one in registering.environments_listed(installation)]

# A thread is within a transaction while the process forks.
inside, order = threading.Event(), []

def stay():
    with installation.store.writing() as tx:
        inside.set()
        time.sleep(0.2)
        tx.exec_driver_sql("update boekhaak_environment set keeps_payloads = true")
        order.append("written")

thread = threading.Thread(target=stay)
thread.start()
inside.wait()
child = forked(lambda: add(installation, "third"))
order.append("forked")
thread.join()
waited = ended_well(child) and order

# A thread holds the lock of the live secrets while the process forks.
def learn():
    signal.alarm(5)
    installation.redactor.learn(SecretStr("live-token"))
    assert installation.redactor.redact("a live-token") == "a [secret]"

with installation.redactor._lock:
    child = forked(learn)
print(json.dumps({"kept": kept, "waited": waited, "learned": ended_well(child)}))
"""

AT_WORK = """
jobs = Jobs(installation, pause=0.02)
jobs.start()
time.sleep(0.2)
child = forked(lambda: time.sleep(30))
print(os.getpid(), child, flush=True)
time.sleep(30)
"""


@pytest.fixture(scope="module")
def url(sqlite_files: SqliteFiles) -> Iterator[str]:
    """Return the address of a database on SQLite, which minds forks most."""
    url = sqlite_files.migrated()
    yield url
    sqlite_files.drop(url)


def started(url: str, program: str) -> subprocess.Popen[str]:
    environment = os.environ | {"BOEKHAAK_DATABASE_URL": url, "BOEKHAAK_KEY": Fernet.generate_key().decode()}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", BEGINNING + program]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def told(url: str) -> dict[str, Any]:
    """Return what a program tells that forks at bad moments."""
    process = started(url, LOCKS)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_what_a_forked_process_writes_is_kept_whoever_ends_first(told: dict[str, Any]) -> None:
    assert sorted(told["kept"]) == ["before", "between", "first", "second"]


def test_a_fork_waits_for_the_transactions_of_other_threads(told: dict[str, Any]) -> None:
    assert told["waited"] == ["written", "forked"]


def test_a_forked_process_learns_secrets_although_a_thread_of_the_other_was_learning(told: dict[str, Any]) -> None:
    assert told["learned"]


def test_jobs_go_on_in_the_forked_process_when_the_other_is_killed(url: str) -> None:
    process = started(url, AT_WORK)
    assert process.stdout is not None
    parent, child = process.stdout.readline().split()
    first = second = on_duty(url)

    process.kill()
    process.wait()
    until = time.monotonic() + 10
    while (second := on_duty(url)) == first and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(int(child), 9)
    process.stdout.close()

    assert (first, second) == (parent, child)


def on_duty(url: str) -> str:
    """Return the process that dispatches."""
    engine = create_engine(url)
    with engine.connect() as connection:
        query = "select owner from boekhaak_lease where name = 'dispatcher'"
        owner = connection.exec_driver_sql(query).scalar_one()
    engine.dispose()
    return str(owner.split("/")[1])
