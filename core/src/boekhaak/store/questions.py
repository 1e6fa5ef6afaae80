"""What people are asked about contacts: questions of an environment, each about two contacts or more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from boekhaak.errors import NotFound
from boekhaak.models.contacts import Source
from boekhaak.models.merge import Question, QuestionKind
from boekhaak.store.database import MANY, Found, Store, Transaction
from boekhaak.store.merge_tables import ContactQuestionRow, ContactQuestionSourceRow
from boekhaak.store.tables import table

_questions = table(ContactQuestionRow)
_sources = table(ContactQuestionSourceRow)


LEFT = "left as they are by "
"""What is written down of a question whose contacts somebody left as they are."""
FEWEST = 2


def ask(store: Store, tx: Transaction, environment: str, asked: Iterable[Question]) -> None:
    """Write questions down; their ids and moments are given here."""
    now = store.clock.now()
    for one in asked:
        values = {"kind": one.kind, "state": "open", "score": one.score, "why": one.why, "how": ""}
        insert = _questions.insert().values(environment_id=environment, asked_at=now, **values)
        added = int(tx.execute(insert.returning(_questions.c.id)).scalar_one())
        rows = [
            {
                "question_id": added,
                "place": place,
                "link_id": source.link_id,
                "contact_id": source.contact_id,
                "environment_id": environment,
            }
            for place, source in enumerate(one.sources)
        ]
        tx.execute(_sources.insert(), rows)


def listed(
    tx: Transaction,
    environment: str,
    kinds: Sequence[QuestionKind] = (),
    *,
    after: int = 0,
    limit: int | None = None,
) -> tuple[Question, ...]:
    """Return open questions of an environment in the order of their ids, of some kinds where named."""
    query = _open(environment).where(_questions.c.id > after).order_by(_questions.c.id)
    if kinds:
        query = query.where(_questions.c.kind.in_(kinds))
    return _with_sources(tx, tx.execute(query if limit is None else query.limit(limit)).all())


def get(tx: Transaction, environment: str, question_ids: Sequence[int]) -> tuple[Question, ...]:
    """Return questions, open or solved, that nobody else solves before this transaction ends. Raises: NotFound."""
    ordered = sorted(set(question_ids))
    found: list[Question] = []
    for start in range(0, len(ordered), MANY):
        these = _questions.c.id.in_(ordered[start : start + MANY])
        mine = select(_questions).where(_questions.c.environment_id == environment, these).order_by(_questions.c.id)
        found += _with_sources(tx, tx.execute(mine.with_for_update()).all())
    there = {one.id: one for one in found}
    for question_id in question_ids:
        if question_id not in there:
            raise NotFound(
                f"environment “{environment}” has no question {question_id}",
                way_out="`boekhaak contacts questions` lists those that are open",
            )
    return tuple(there[question_id] for question_id in dict.fromkeys(question_ids))


def about(tx: Transaction, environment: str, sources: Sequence[Source]) -> tuple[Question, ...]:
    """Return the open questions that concern any of these contacts, in the order of their ids."""
    ids: set[int] = set()
    for start in range(0, len(sources), MANY // 2):
        some = sources[start : start + MANY // 2]
        ids.update(tx.execute(select(_sources.c.question_id).where(_is_one_of(some))).scalars())
    found: list[Question] = []
    ordered = sorted(ids)
    for start in range(0, len(ordered), MANY):
        query = _open(environment).where(_questions.c.id.in_(ordered[start : start + MANY])).order_by(_questions.c.id)
        found += _with_sources(tx, tx.execute(query).all())
    return tuple(found)


def counts(tx: Transaction, environment: str) -> dict[QuestionKind, int]:
    """Return how many questions are open, by kind."""
    query = select(_questions.c.kind, func.count().label("open")).where(*_open_ones(environment))
    return {row.kind: row.open for row in tx.execute(query.group_by(_questions.c.kind))}


def solve(tx: Transaction, question_ids: Sequence[int], how: str) -> None:
    """Write down by what questions were solved."""
    for start in range(0, len(question_ids), MANY):
        these = _questions.c.id.in_(question_ids[start : start + MANY])
        tx.execute(_questions.update().where(these).values(state="solved", how=how))


def leave(tx: Transaction, left: Iterable[Question], digests: Mapping[Source, str], by: str) -> None:
    """Write down that somebody left contacts as they are, and what they held then: they are asked again once that changes."""
    ids = []
    for one in left:
        ids.append(one.id)
        for source in one.sources:
            which = (_sources.c.question_id == one.id, *_is(source))
            tx.execute(_sources.update().where(*which).values(digest=digests.get(source, "")))
    solve(tx, ids, f"{LEFT}{by}")


def left(tx: Transaction, environment: str) -> dict[tuple[Source, ...], tuple[str, ...]]:
    """Return which contacts were left as they are, and what they held then, as digests."""
    mine = (
        _questions.c.environment_id == environment,
        _questions.c.state == "solved",
        _questions.c.how.startswith(LEFT),
    )
    query = select(_sources).join(_questions, _questions.c.id == _sources.c.question_id).where(*mine)
    found: dict[int, dict[Source, str]] = {}
    for row in tx.execute(query.order_by(_sources.c.question_id, _sources.c.link_id, _sources.c.contact_id)):
        found.setdefault(row.question_id, {})[Source(row.link_id, row.contact_id)] = row.digest
    return {tuple(one): tuple(one.values()) for _, one in sorted(found.items())}


def end_lonely(tx: Transaction, environments: Sequence[str]) -> None:
    """Let questions end that are about fewer than two contacts, as a link was erased."""
    sources = select(func.count()).where(_sources.c.question_id == _questions.c.id).scalar_subquery()
    lonely = (_questions.c.environment_id.in_(environments), _questions.c.state == "open", sources < FEWEST)
    tx.execute(_questions.update().where(*lonely).values(state="solved", how="its administration was erased"))


def _is(source: Source) -> tuple[ColumnElement[bool], ...]:
    return _sources.c.link_id == source.link_id, _sources.c.contact_id == source.contact_id


def _open_ones(environment: str) -> tuple[ColumnElement[bool], ...]:
    return _questions.c.environment_id == environment, _questions.c.state == "open"


def _open(environment: str) -> Select[tuple[object, ...]]:
    return select(_questions).where(*_open_ones(environment))


def _is_one_of(some: Sequence[Source]) -> ColumnElement[bool]:
    return tuple_(_sources.c.link_id, _sources.c.contact_id).in_([tuple(source) for source in some])


def _with_sources(tx: Transaction, rows: Sequence[Found]) -> tuple[Question, ...]:
    by_question: dict[int, list[Source]] = {row.id: [] for row in rows}
    ids = list(by_question)
    for start in range(0, len(ids), MANY):
        query = select(_sources).where(_sources.c.question_id.in_(ids[start : start + MANY]))
        for row in tx.execute(query.order_by(_sources.c.place)):
            by_question[row.question_id].append(Source(row.link_id, row.contact_id))
    return tuple(
        Question(
            id=row.id,
            kind=row.kind,
            sources=tuple(by_question[row.id]),
            state=row.state,
            score=row.score,
            why=row.why,
            asked_at=row.asked_at,
            how=row.how,
        )
        for row in rows
    )
