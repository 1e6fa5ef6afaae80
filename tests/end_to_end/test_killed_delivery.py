"""Whoever is killed while it delivers loses nothing: the rest is delivered later, in order, and doubles are known by their id."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path

from cryptography.fernet import Fernet
from pydantic import SecretStr

from boekhaak.clock import Clock
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.service import delivering, registering, webhooks
from boekhaak.settings import Settings
from boekhaak.store import events
from support.command_line import PROGRAM
from support.databases import SqliteFiles
from support.receiver import Receiver, receiving

LINKS = (1, 2, 1, 2, 1, 0)


def test_a_process_that_is_killed_in_the_middle_of_a_pass_loses_nothing(
    sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    url, key = sqlite_files.migrated(), Fernet.generate_key().decode()
    reached, goes_on = threading.Event(), threading.Event()

    def stand_still(told: dict[str, object], time: int) -> int:
        if told["number"] == 3 and not reached.is_set():
            reached.set()
            goes_on.wait(20)
        return 200

    policy = tmp_path / "policy.toml"
    policy.write_text("webhooks_on_this_machine = true\n")
    settings = Settings(database_url=url, key=SecretStr(key), policy_file=policy, _env_file=None)
    with (
        receiving(Receiver(answer=stand_still)) as receiver,
        Installation.opened(settings, clock=Clock()) as installation,
    ):
        actor = Actor(environment="acme", user="bo", role="administrator")
        registering.add_environment(actor, installation)
        receiver.secret = webhooks.add(actor, installation, receiver.address).secret.get_secret_value()
        for link_id in LINKS:
            with installation.store.writing() as tx:
                events.add(installation.store, tx, "acme", "records_changed", link_id=link_id or None)
        variables = {"BOEKHAAK_DATABASE_URL": url, "BOEKHAAK_KEY": key, "BOEKHAAK_POLICY_FILE": str(policy)}
        with subprocess.Popen(
            [PROGRAM, "webhook", "deliver"], env=os.environ | variables, cwd=tmp_path, stdout=subprocess.DEVNULL
        ) as process:
            assert reached.wait(20)
            process.send_signal(signal.SIGKILL)
        goes_on.set()

        (done,) = delivering.deliver(actor, installation)

        assert (done.delivered, done.waiting, receiver.refused) == (4, 0, 0)
        assert receiver.numbers() == [1, 2, 3, 4, 5, 6]
    sqlite_files.drop(url)
