from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from boekhaak.leases import holder, surely_gone


@pytest.fixture(scope="module")
def dead_process() -> int:
    """Return the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def of_process(process: int) -> str:
    """Return a holder's name as that process of this machine would have it."""
    machine, _, unique = holder().split("/")
    return f"{machine}/{process}/{unique}"


def test_no_two_holders_have_the_same_name() -> None:
    assert len({holder() for _ in range(100)}) == 100


def test_a_holder_whose_process_lives_is_not_gone() -> None:
    assert not surely_gone(holder())
    assert not surely_gone(of_process(os.getppid()))


def test_a_process_of_somebody_else_lives_too() -> None:
    assert not surely_gone(of_process(1))


def test_a_holder_whose_process_has_ended_is_gone(dead_process: int) -> None:
    assert surely_gone(of_process(dead_process))


@pytest.mark.parametrize("machine", ["elsewhere", "", socket.gethostname(), f"{socket.gethostname()} another start"])
def test_of_another_machine_or_container_nothing_is_certain(dead_process: int, machine: str) -> None:
    assert not surely_gone(f"{machine}/{dead_process}/1")


@pytest.mark.parametrize("name", [None, "", "one", "a/b/c", "//", f"{'9' * 40}"])
def test_of_a_name_that_tells_no_process_nothing_is_certain(name: str | None) -> None:
    assert not surely_gone(name)


def test_a_process_number_beyond_all_bounds_is_no_certainty() -> None:
    assert not surely_gone(of_process(10**30))


def test_a_process_that_has_ended_and_whose_parent_has_not_noticed_is_gone() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

    assert surely_gone(of_process(process.pid))

    process.communicate()
