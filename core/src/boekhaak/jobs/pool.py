"""Links that share a package's windows, and the order of their turns: fair between environments, by the calls they take."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from boekhaak.models.due import DueLink
from boekhaak.models.run import Priority

Turn = tuple[datetime, int, int]
"""Since when a link waits, its id, and which of its entries this is: only the newest counts."""

GUESS = 30.0
"""So many calls a run is thought to take before one has come back."""
MEMORY = 8.0
"""How slowly that is learned: each run counts for one part in so many."""
FIRST_LOAD_EVERY = 4
"""Where changes and first loads wait, each turn of that number is a first load's: changes alone may be more than all calls."""


@dataclass
class _Line:
    """The links of one environment that wait, and where it stands in the order: older places there no longer count."""

    stands: float
    turns: list[Turn] = field(default_factory=list)


class Pool:
    """What is due of links that share windows. ``newest`` tells whether a link's entry still counts.

    Among environments with something to do, the one that was served least goes first; one that comes newly begins with what
    the last of the others had been served, so that it cannot make up for the time when it wanted less. A run counts
    for the calls that runs took before it, and when it has come back for those that it took itself.

    ``served`` is how many calls all its runs took, ``promised`` how many those that have begun are thought to take.
    """

    def __init__(self, newest: Callable[[int, int], bool]) -> None:
        self.served = 0.0
        self.promised = 0.0
        self._newest = newest
        self._lines: dict[Priority, dict[str, _Line]] = {priority: {} for priority in Priority}
        self._order: dict[Priority, list[tuple[float, str]]] = {priority: [] for priority in Priority}
        self._served: defaultdict[str, float] = defaultdict(float)
        self._going: dict[int, tuple[str, Priority, float]] = {}
        self._usual = dict.fromkeys(Priority, GUESS)
        self._turns = 0
        self._level = 0.0

    def join(self, link: DueLink, entry: int) -> None:
        """Let a link wait for its turn."""
        lines, order = self._lines[link.priority], self._order[link.priority]
        if link.environment not in lines:
            served = max(self._served[link.environment], self._level)
            self._served[link.environment] = served
            lines[link.environment] = _Line(served)
            heapq.heappush(order, (served, link.environment))
        heapq.heappush(lines[link.environment].turns, (link.since, link.link_id, entry))

    def turn(self, shut: Collection[Priority]) -> tuple[Priority, Priority, int] | None:
        """Return as which priority this pool comes next, of which one the link is, and its id; None when nobody waits."""
        heads = {priority: self._head(priority) for priority in Priority if priority not in shut}
        waiting = {priority: head for priority, head in heads.items() if head is not None}
        if not waiting:
            return None
        rank = priority = min(waiting)
        if rank == Priority.CHANGES and Priority.FIRST_LOAD in waiting and self._turns == FIRST_LOAD_EVERY - 1:
            priority = Priority.FIRST_LOAD
        return rank, priority, waiting[priority]

    def take(self, priority: Priority) -> None:
        """Take the link whose turn it is."""
        environment = self._order[priority][0][1]
        _, link_id, _ = heapq.heappop(self._lines[priority][environment].turns)
        self._level = max(self._level, self._served[environment])
        self._going[link_id] = environment, priority, self._usual[priority]
        self.promised += self._usual[priority]
        self._count(environment, self._usual[priority])
        if priority is not Priority.PERSON:
            self._turns = (self._turns + 1) % FIRST_LOAD_EVERY

    def back(self, link_id: int, calls: int) -> None:
        """Count what a run took that has ended; 0 when it never began."""
        environment, priority, thought = self._going.pop(link_id)
        self.promised = self.promised - thought if self._going else 0.0
        if calls:
            self._usual[priority] += (calls - self._usual[priority]) / MEMORY
        self._count(environment, calls - thought)

    def _count(self, environment: str, calls: float) -> None:
        self.served += calls
        self._served[environment] += calls
        for priority, lines in self._lines.items():
            if calls < 0 and environment in lines:
                lines[environment].stands = self._served[environment]
                heapq.heappush(self._order[priority], (self._served[environment], environment))

    def _head(self, priority: Priority) -> int | None:
        """Return the link whose turn it is in a priority, of the environment that was served least."""
        order, lines = self._order[priority], self._lines[priority]
        while order:
            stands, environment = order[0]
            line = lines.get(environment)
            if line is None or line.stands != stands:
                heapq.heappop(order)
            elif not self._waiting(line.turns):
                heapq.heappop(order)
                del lines[environment]
            elif stands != self._served[environment]:
                line.stands = self._served[environment]
                heapq.heapreplace(order, (line.stands, environment))
            else:
                return line.turns[0][1]
        return None

    def _waiting(self, turns: list[Turn]) -> bool:
        while turns and not self._newest(turns[0][1], turns[0][2]):
            heapq.heappop(turns)
        return bool(turns)
