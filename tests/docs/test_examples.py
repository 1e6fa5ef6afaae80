"""Every example of the documentation works as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from pages import ROOT, blocks, commands
from sqlalchemy import create_engine

from boekhaak.clock import Clock
from boekhaak.installation import Installation
from boekhaak.service import registering
from boekhaak.settings import Settings
from boekhaak.store.database import Store
from boekhaak.testing.books.generator import generate
from boekhaak.testing.consent import give_consent
from boekhaak.testing.simulator import free_port, served
from boekhaak.vault import add_key
from boekhaak_exact_online.simulator import ExactOnlineSimulator

BROWSER = """
import sys
from boekhaak.testing.consent import give_consent
give_consent(sys.argv[1], follow=True)
"""


def test_the_readme_shows_the_example_host(place: Path) -> None:
    example = (ROOT / "docs/examples/embedding_host.py").read_text().split('"""\n\n', 1)[1]

    assert blocks("README.md", "python") == [example]


def test_the_example_host_imports_and_synchronises(place: Path) -> None:
    data = generate(companies=2, lines=40, seed=4)
    simulator = ExactOnlineSimulator(data, clock=Clock())
    add_key(Path("boekhaak.key"))
    with served(simulator.app) as address, host(address, simulator) as module:
        module.callback(give_consent(module.authorize()))

        balances = module.import_companies()

        assert [balance.company for balance in balances] == sorted(company.name for company in data.companies)
        assert all(balance.balanced and not balance.mismatches for balance in balances)
        assert module.synchronise(1)


@contextmanager
def host(address: str, simulator: ExactOnlineSimulator) -> Iterator[ModuleType]:
    """Prepare an installation in this folder and run the example host in it."""
    store = Store(Settings(), Clock())
    store.upgrade()
    store.close()
    module = ModuleType("embedding_host")
    exec((ROOT / "docs/examples/embedding_host.py").read_text(), module.__dict__)  # noqa: S102 - our own example
    installation: Installation = module.boekhaak
    registering.add_environment(module.ann, installation)
    registering.register_app(None, installation, simulator.registration(address))
    try:
        yield module
    finally:
        installation.close()


def test_the_how_to_for_hosts_runs(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_key(Path("boekhaak.key"))
    for code in blocks("docs/how-to/embed-in-a-host.md", "python"):
        scope: dict[str, object] = {}
        exec(code, scope)  # noqa: S102 - our own example
        installation = scope["boekhaak"]
        assert isinstance(installation, Installation)
        installation.tell("link_broken", link_id=7, reason="for a test")
        installation.close()

    assert capsys.readouterr().out == "link 7 is broken: for a test\n"
    engine = create_engine("sqlite:///host.db")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from boekhaak_link").scalar_one() == 0
    engine.dispose()


def test_the_tutorial_leads_to_a_ledger_that_balances(place: Path) -> None:
    (place / "browser.py").write_text(BROWSER)
    ports = {"8901": str(free_port()), "8912": str(free_port())}
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "BROWSER": f"{sys.executable} {place / 'browser.py'} %s",
    }
    lines = commands("docs/tutorials/first-ledger.md")
    serving, *steps = [re.sub("8901|8912", lambda found: ports[found.group()], line).split() for line in lines]
    said: dict[str, str] = {}

    simulator = subprocess.Popen(
        [*serving, "--redirect", f"http://127.0.0.1:{ports['8912']}/callback"],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        until_served(f"http://127.0.0.1:{ports['8901']}")
        for step in steps:
            done = subprocess.run(step, env=environment, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 0, f"{step}\n{done.stdout}\n{done.stderr}"
            said[" ".join(step[1:])] = done.stdout
    finally:
        simulator.terminate()
        simulator.wait(10)

    assert "Every voucher adds up to zero." in said["balances 1"]
    assert "Every account agreed with what the package declared" in said["balances 1"]
    assert simulator.returncode == 0


def until_served(address: str) -> None:
    """Wait until something answers there, at most twenty seconds."""
    for _ in range(200):
        try:
            with urlopen(address, timeout=5):
                return
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                return
            time.sleep(0.1)
    raise AssertionError(f"nothing is served at {address}")
