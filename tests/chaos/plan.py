"""How much is to happen, and how fast."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """``speed`` is how many seconds of the shared clock pass in one; all other times are seconds of the machine.

    ``large`` links are on one login of Exact Online; the others are spread: on logins with ``links_a_login`` each, one to a
    consent of eAccounting, and on one login of 24SevenOffice. ``stops`` are how long processes are stopped. ``pace`` is how much
    of the time between two readings is left.
    """

    workers: int
    threads: int
    speed: float
    large: int
    small_logins: int
    links_a_login: int
    consents: int
    clients: int
    lines: int
    first_loads: float
    storm: float
    kill_every: float
    aimed: int
    stops: tuple[float, ...]
    restarts: int
    vouchers_a_second: float
    calm: float
    pace: float

    @property
    def links(self) -> int:
        """How many links there are."""
        return self.large + self.small_logins * self.links_a_login + self.consents + self.clients


WHOLE = Plan(
    workers=8,
    threads=2,
    speed=120,
    large=500,
    small_logins=25,
    links_a_login=4,
    consents=60,
    clients=40,
    lines=20,
    first_loads=220,
    storm=210,
    kill_every=1.9,
    aimed=24,
    stops=(12, 50, 75, 20, 30),
    restarts=2,
    vouchers_a_second=4,
    calm=100,
    pace=1,
)
SHORT = Plan(
    workers=3,
    threads=2,
    speed=120,
    large=8,
    small_logins=3,
    links_a_login=2,
    consents=2,
    clients=1,
    lines=20,
    first_loads=3,
    storm=12,
    kill_every=1.5,
    aimed=2,
    stops=(3,),
    restarts=1,
    vouchers_a_second=3,
    calm=150,
    pace=0.2,
)
