"""The way by which the contacts of several administrations become one list: its state, and what it asks of people."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from boekhaak.models.contacts import Source
from boekhaak.models.value import Value

MergeState = Literal["choosing", "fetching", "comparing", "synchronising", "open_items", "completed", "cancelled"]
"""How far it has come.

``choosing``       people choose; nothing is read by it yet.
``fetching``       the contacts of all administrations are read to their end.
``comparing``      they are compared, and what is certain is decided, where that is the mode.
``synchronising``  everything else of the administrations is read the first time, in the background.
``open_items``     what people have to solve is asked; a person completes it when nothing that blocks is left.
"""

UNDER_WAY: tuple[MergeState, ...] = ("choosing", "fetching", "comparing", "synchronising", "open_items")
AT_WORK: tuple[MergeState, ...] = ("fetching", "comparing", "synchronising")
"""The states in which something has to be done by a program."""
NOT_IN_FORCE: tuple[MergeState, ...] = ("choosing", "cancelled")
"""The states in which contacts go by an earlier merge, if there is one."""
FROZEN: tuple[MergeState, ...] = ("fetching", "comparing")
"""The states in which contacts are left alone."""

Mode = Literal["automatic", "manual"]
"""Who says that contacts are the same: a rule where it is certain, or people always."""

NextStep = Literal[
    "switch_on", "connect", "import", "choose", "confirm", "wait", "mend", "solve", "complete", "settings", "done"
]
"""Where a wizard goes on."""


QuestionKind = Literal["same", "changed", "unlike", "duplicate", "address"]
"""What is asked of people.

``same``       whether these are one contact.
``changed``    the same, of contacts that were changed while they were compared.
``unlike``     whether one contact is still one: the first was changed, and is like none of the others any more.
``duplicate``  two of one administration look like one: to be mended at the package, or said not to be the same.
``address``    one contact has addresses that differ: whose leads.
"""


class Administration(Value):
    """An administration of a merge. ``ready``: its contacts were read to their end since they are left alone.

    ``read`` tells whether everything else was read as well, or could not be. ``reason`` says why it cannot be read now, with
    the way out; nothing where it can.
    """

    link_id: int
    company: str
    package: str
    code: str = ""
    ready: bool = False
    read: bool = False
    reason: str = ""


class Progress(Value):
    """How far the step that is under way has come. ``total`` is None before it is known."""

    step: MergeState
    done: int
    total: int | None


class Merge(Value):
    """The way of an environment, from the choice of administrations to one list.

    ``missing`` says what is still to be chosen. ``open`` counts what people have to solve, also what came after it was completed.
    ``seen`` is how far contacts were read when they were compared.
    ``expected_end`` is when contacts may be changed again, as far as can be told.
    """

    id: int
    environment: str
    state: MergeState
    mode: Mode | None
    administrations: tuple[Administration, ...]
    missing: tuple[str, ...] = ()
    open: dict[QuestionKind, int] = Field(default_factory=dict)
    progress: Progress | None = None
    begun_by: str
    begun_at: datetime
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    expected_end: datetime | None = None
    compared_at: datetime | None = None
    seen: str = ""
    ended_by: str = ""
    ended_at: datetime | None = None


class Editing(Value):
    """Whether contacts may be changed in the host now, and what to tell everybody; ``until``: when they may again, about."""

    allowed: bool
    banner: str = ""
    until: datetime | None = None


class Question(Value):
    """What a person is asked about contacts. ``why`` is a sentence without what the contacts hold; ``score`` orders them.

    ``by`` is who or what solved it, and ``how`` in a sentence.
    """

    id: int
    kind: QuestionKind
    sources: tuple[Source, ...]
    state: Literal["open", "solved"] = "open"
    score: float = 0.0
    why: str = ""
    asked_at: datetime
    how: str = ""
