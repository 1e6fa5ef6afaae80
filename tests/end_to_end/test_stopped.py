"""A process that is stopped while it renews a token holds the only living pair: nobody tries the old one meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from boekhaak.chains import ChainSession
from boekhaak.clock import ScaledClock
from boekhaak.errors import PackageUnavailable
from boekhaak.service import connecting, listing
from boekhaak.testing.books.generator import generate
from support.databases import Databases
from support.site import Site, connected


def command(site: Site, *arguments: str) -> subprocess.Popen[str]:
    """Start boekhaak as a process of its own."""
    assert site.settings.key is not None
    environment = os.environ | {
        "BOEKHAAK_DATABASE_URL": site.settings.database_url,
        "BOEKHAAK_KEY": site.settings.key.get_secret_value(),
    }
    return subprocess.Popen([sys.executable, "-m", "boekhaak.cli.main", *arguments], env=environment, text=True)


def stopped_while_renewing(site: Site, *arguments: str) -> subprocess.Popen[str]:
    """Start a command, and stop its process when it asks for tokens, just before that is answered."""
    process = command(site, *arguments)
    stopped: list[int] = []

    def stop(path: str) -> None:
        if "oauth2/token" in path and not stopped:
            process.send_signal(signal.SIGSTOP)
            stopped.extend(os.waitpid(process.pid, os.WUNTRACED))

    site.simulator.on_request = stop
    while not stopped:
        assert process.poll() is None
        time.sleep(0.01)
    site.simulator.on_request = None
    return process


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_stopped_process_comes_back_with_the_pair_that_lives(databases: Databases) -> None:
    url = databases.migrated()
    two_hours = timedelta(hours=2)
    clock = ScaledClock(datetime.now(UTC) - two_hours, speed=1)
    with connected("exact_online", generate(lines=50, seed=2), url, clock, faults=["revoke_on_reuse"]) as site:
        (link,) = site.link_all()
        site.clock.advance(two_hours)
        process = stopped_while_renewing(site, "companies")

        http = listing.session(site.installation, connecting.connections_listed(site.actor, site.installation)[0])
        assert isinstance(http.session, ChainSession)
        http.session.patience = 0.1
        with pytest.raises(PackageUnavailable, match="asked for by another process"):
            http.session.access_token(None)
        process.send_signal(signal.SIGCONT)
        assert process.wait(30) == 0

        assert [one.link_id for one in listing.list_companies(site.actor, site.installation).companies] == [link.id]
        assert site.simulator.refreshes == {"granted": 1}
    databases.drop(url)
