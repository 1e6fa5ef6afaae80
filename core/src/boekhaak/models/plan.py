"""Plans: what a step would change, to be looked at and then applied, whole or for some links, or dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from boekhaak.models.company import Company, Evidence, Verdict
from boekhaak.models.value import Value

PlanKind = Literal[
    "adopt",
    "relink",
    "reauthorise",
    "hand_over",
    "overwrite",
    "reset",
    "disconnect",
    "erase",
]
"""What a plan does; ``adopt`` switches an environment to this way of getting data: its dossiers become broken links."""

Becomes = Literal["linked", "broken", "orphaned", "read_again", "erased", "unchanged"]
"""What becomes of a link: *linked*, its records go on growing; *broken*, it waits for a relink; *orphaned*, its records stay
readable and grow no more; *read again*, its records stay and all is compared anew; *erased*; or *unchanged*."""

StepState = Literal["open", "applied", "refused", "undone"]

PlanState = Literal["open", "expired", "applied", "undone", "dropped"]
"""How a plan stands: it may be applied; its time is over; all of it was applied that could be; that was undone; or dropped."""


class Step(Value):
    """What a plan does to one link. ``number`` counts within the plan.

    ``records`` are those that the link has, ``calls`` those that its next reading takes at least. ``to`` is the company that it
    is linked with, through ``connection_id``, and ``verdict`` what ``evidence`` (in ``words``) comes to; ``login`` is the id of
    the login that sees it. ``host_company`` is the host's id for it. ``facts`` stand for what this step rests on, here and at the
    package.
    """

    number: int
    link_id: int | None
    name: str
    package: str
    becomes: Becomes
    host_company: str = ""
    records: int = 0
    calls: int = 0
    verdict: Verdict | None = None
    to: Company | None = None
    connection_id: int | None = None
    login: str = ""
    former_id: str = ""
    evidence: Evidence = Evidence()
    words: tuple[str, ...] = ()
    facts: tuple[str, str] = ("", "")
    state: StepState = "open"
    reason: str = ""
    applied_at: datetime | None = None
    applied_by: str = ""

    @property
    def new_id(self) -> str:
        """The id at the package that the link gets, where it had another one; else nothing."""
        return self.to.id if self.to and self.former_id and self.to.id != self.former_id else ""

    @property
    def needs_no_question(self) -> bool:
        """Whether it is applied without anybody naming the link."""
        return self.verdict in {None, "proved"} and self.becomes != "unchanged"


class Totals(Value):
    """What a plan, or a part of one, comes to: links by what becomes of them, and their records.

    ``kept`` records stay with their ids and go on growing, ``read_again`` stay and are compared anew, ``orphaned`` stay readable
    and grow no more, ``erased`` are gone. ``ids_changed`` counts the links whose company has another id at the package.
    """

    links: dict[Becomes, int]
    verdicts: dict[Verdict, int]
    kept: int = 0
    read_again: int = 0
    orphaned: int = 0
    erased: int = 0
    ids_changed: int = 0
    calls: int = 0


class Plan(Value):
    """A plan with its steps. It is refused when what it rests on has changed, and after ``expires_at``.

    ``subject`` tells what it is about, by ids. ``calls_used`` are the calls that making it took, ``time`` is what reading takes
    at least once it is applied; ``problems`` are those of asking. ``reversible``: it can be undone while nothing was read since.
    """

    id: int
    environment: str
    kind: PlanKind
    package: str
    subject: dict[str, Any] = Field(default_factory=dict)
    made_by: str
    made_at: datetime
    expires_at: datetime
    state: PlanState = "open"
    steps: tuple[Step, ...] = ()
    time: timedelta = timedelta()
    calls_used: int = 0
    problems: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    reversible: bool = False

    @property
    def totals(self) -> Totals:
        """What the whole plan comes to."""
        return totals(self.steps)

    @property
    def questions(self) -> tuple[Step, ...]:
        """The steps that a person must name: their evidence is no proof."""
        return tuple(one for one in self.steps if one.verdict in {"likely", "conflict"} and one.state == "open")

    def called(self, step: Step) -> int | None:
        """Return by what a person names a step: the id of its link, or where links are only to be made, its number."""
        return step.number if self.kind == "adopt" else step.link_id


KEPT: dict[Becomes, str] = {
    "linked": "kept",
    "broken": "kept",
    "unchanged": "kept",
    "read_again": "read_again",
    "orphaned": "orphaned",
    "erased": "erased",
}
"""As what the records of a link count, by what becomes of it."""


def totals(steps: tuple[Step, ...]) -> Totals:
    """Return what steps come to."""
    links: dict[Becomes, int] = {}
    verdicts: dict[Verdict, int] = {}
    records = dict.fromkeys(KEPT.values(), 0)
    for one in steps:
        links[one.becomes] = links.get(one.becomes, 0) + 1
        if one.verdict is not None:
            verdicts[one.verdict] = verdicts.get(one.verdict, 0) + 1
        stays_broken = one.becomes == "unchanged" and one.verdict is not None and one.connection_id is None
        records["orphaned" if stays_broken else "read_again" if one.new_id else KEPT[one.becomes]] += one.records
    return Totals(
        links=links,
        verdicts=verdicts,
        **records,
        ids_changed=sum(1 for one in steps if one.new_id),
        calls=sum(one.calls for one in steps),
    )
