"""What the page on reading in the background tells to type works, and its words are those of the code."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
from pathlib import Path

import pytest
from pages import ROOT, Opened, blocks, commands

from boekhaak.cli.main import main
from boekhaak.installation import Installation
from support.command_line import PROGRAM
from support.site import Site
from support.web_server import WebServer

PAGE = "docs/how-to/read-in-the-background.md"
HOST = """
def app(environ, start_response):
    start_response("200 OK", [])
    return [b""]
"""


@pytest.fixture
def site(opened: Opened) -> Site:
    """Return a connected installation, and let commands use it."""
    return opened()


def lines(*programs: str) -> list[list[str]]:
    """Return the lines of the page that start one of these programs."""
    return [shlex.split(line) for line in commands(PAGE) if line.startswith(programs)]


def test_the_commands_run(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    worker, *rest = lines("boekhaak")
    with subprocess.Popen([PROGRAM, *worker[1:]], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Reading what is due")
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
    for line in rest:
        with pytest.raises(SystemExit) as ended:
            main(line[1:])
        assert ended.value.code == 0, line
    assert capsys.readouterr().err == ""


def test_the_hosts_of_the_page_take_the_duty_and_give_it_back(site: Site, place: Path) -> None:
    (place / "host.py").write_text(HOST)
    (place / "gunicorn.conf.py").write_text(next(one for one in blocks(PAGE, "python") if "post_worker_init" in one))
    for command in lines("gunicorn"):
        fewer = ["1" if one == "4" else one for one in command]  # four processes take long to start
        own = ("--bind=127.0.0.1:{port}", "--no-control-socket")
        with WebServer.started(site, place / "log", *fewer, *own) as server:
            server.until(server.on_duty)
            assert server.stop()
            assert server.on_duty() is None
            assert "Traceback" not in server.log.read_text()


def test_the_programs_run(site: Site) -> None:
    for code in blocks(PAGE, "python"):
        if "gunicorn" in code or "post_worker_init" in code:
            continue
        scope: dict[str, object] = {"serve": lambda: None, "__name__": "host"}
        exec(code, scope)  # noqa: S102 - our own example
        if "read" in scope:
            scope["read"](1)  # type: ignore[operator]
        assert isinstance(scope["boekhaak"], Installation)
        scope["boekhaak"].close()


def test_what_status_says_is_explained() -> None:
    code = (ROOT / "core/src/boekhaak/cli/jobs.py").read_text()

    told = re.findall(r"^\| ([A-Za-z][a-z ]+) \| .+ \|$", (ROOT / PAGE).read_text(), re.MULTILINE)
    titles = re.findall(r'^            "([A-Z][a-z ]+)", \(', code, re.MULTILINE)

    assert len(titles) == 6
    assert set(titles) <= set(told)
    assert [one for one in told if one not in code and one != "it says"] == []
