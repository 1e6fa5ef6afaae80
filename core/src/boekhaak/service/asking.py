"""The questions that a host asks of each company: what they are, their answers, and what the first reading waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Answers, Link, User
from boekhaak.models.policy import Question
from boekhaak.service import answering
from boekhaak.service.queueing import ask_for_first
from boekhaak.service.rights import may
from boekhaak.store import audit, events, links, people
from boekhaak.store.database import Transaction


class Asked(Question):
    """A question with what there is to choose from now; ``default`` is what holds where nobody answers it."""

    default: tuple[str, ...] = ()


@may("read")
def questions(actor: Actor, installation: Installation) -> tuple[Asked, ...]:
    """Return what is asked of each company, as the host's policy says. Users are the environment's, by their ids."""
    with installation.store.reading() as tx:
        users = people.listed(tx, actor.environment)
    return tuple(
        Asked(
            key=one.key,
            required=one.required,
            choices=tuple(user.id for user in users) if one.key == "users" else one.choices,
            default=_administrators(users) if one.key == "users" else (),
        )
        for one in installation.policy.questions
    )


@may("write")
def answer(actor: Actor, installation: Installation, given: Mapping[int, Answers]) -> tuple[Link, ...]:
    """Answer what is asked about imported companies, by the ids of their links; what is left empty stays as it was.

    Where the policy says so, a company is set up with its last required answer, and its first reading begins or waits for the
    confirmation. Raises: NotFound; InvalidInput with all that cannot be used and the companies' names: nothing is changed then.
    """
    with installation.store.writing() as tx:
        there = _held(tx, actor, given)
        users = [user.id for user in people.listed(tx, actor.environment)]
        policy = installation.policy
        found = {
            link.id: answering.checked(policy, users, link.company, given[link.id], link.answers) for link in there
        }
        answering.refuse({f"{link.company.name} (link {link.id})": found[link.id].wrong for link in there})
        for link in there:
            keys = tuple(name for name, value in given[link.id] if value)
            audit.add(
                installation.store, tx, actor, "company answered",
                package=link.package, link_id=link.id, details={"answers": keys},
            )  # fmt: skip
        done = {link.id: link.set_up or (policy.set_up == "answers" and not found[link.id].missing) for link in there}
        for link in there:
            _go_on(actor, installation, tx, link, found[link.id].answers, set_up=done[link.id])
        _tell(installation, tx, [link for link in there if done[link.id] and not link.set_up])
        return tuple(links.get(tx, actor, link.id) for link in there)


@may("write")
def set_up(actor: Actor, installation: Installation, link_ids: Sequence[int]) -> tuple[Link, ...]:
    """Say that companies are set up: for a host that decides it, once all required questions are answered.

    Raises: NotFound; InvalidInput with what is not answered yet: nothing is changed then.
    """
    with installation.store.writing() as tx:
        there = _held(tx, actor, link_ids)
        answering.refuse(
            {
                f"{link.company.name} (link {link.id})": answering.lacking(
                    answering.missing(installation.policy, link.answers)
                )
                for link in there
            },
            way_out="Answer that first; `boekhaak questions` lists what is asked, and what there is to choose from",
        )
        for link in there:
            _go_on(actor, installation, tx, link, link.answers, set_up=True)
        _tell(installation, tx, [link for link in there if not link.set_up])
        return tuple(links.get(tx, actor, link.id) for link in there)


@may("write")
def confirm(actor: Actor, installation: Installation, link_ids: Sequence[int]) -> tuple[Link, ...]:
    """Let the first reading of companies begin that waits for a person's confirmation; others that are ready stay as they are.

    Raises: NotFound; InvalidInput for companies that are not set up yet: nothing is changed then.
    """
    with installation.store.writing() as tx:
        there = _held(tx, actor, link_ids)
        if early := [link for link in there if link.stage == "awaiting_set_up"]:
            names = ", ".join(f"{link.company.name} (link {link.id})" for link in early)
            ids = " ".join(str(link.id) for link in early)
            raise InvalidInput(
                f"{names}: imported and not set up yet",
                way_out=f"Nothing was changed. Set up first what is to be read: `boekhaak set-up {ids}`",
            )
        for link in there:
            if link.stage == "awaiting_confirmation":
                links.answer(tx, link, link.answers, set_up=link.set_up, stage="ready")
                audit.add(
                    installation.store, tx, actor, "first reading confirmed", package=link.package, link_id=link.id
                )
                if link.connection_id is not None:  # a dossier is read once it is linked
                    ask_for_first(actor, installation, tx, link)
        return tuple(links.get(tx, actor, link.id) for link in there)


@may("read")
def assigned(actor: Actor, installation: Installation, link_id: int) -> tuple[User, ...]:
    """Return the users whom a company is assigned to: those who were named, else all administrators. Raises: NotFound."""
    with installation.store.reading() as tx:
        named = links.get(tx, actor, link_id).answers.users
        users = people.listed(tx, actor.environment)
    wanted = named or _administrators(users)
    return tuple(user for user in users if user.id in wanted)


def _held(tx: Transaction, actor: Actor, link_ids: Iterable[int]) -> list[Link]:
    """Return links of the actor's, each once, that nobody else changes meanwhile. Raises: NotFound."""
    ids = [links.get(tx, actor, link_id).id for link_id in dict.fromkeys(link_ids)]
    links.hold(tx, ids)
    return [links.get(tx, actor, link_id) for link_id in ids]


def _administrators(users: Sequence[User]) -> tuple[str, ...]:
    return tuple(user.id for user in users if user.role == "administrator")


def _go_on(
    actor: Actor, installation: Installation, tx: Transaction, link: Link, answers: Answers, *, set_up: bool
) -> None:
    """Write down the answers, whether that is all, and what the first reading waits for now: it begins when for nothing."""
    stage = link.stage
    if stage == "awaiting_set_up":
        stage = answering.stage_of(installation.policy, set_up=set_up)
    links.answer(tx, link, answers, set_up=set_up, stage=stage)
    if set_up and not link.set_up:
        audit.add(installation.store, tx, actor, "company set up", package=link.package, link_id=link.id)
    if stage == "ready" and link.stage != "ready" and link.connection_id is not None:
        ask_for_first(actor, installation, tx, link)


def _tell(installation: Installation, tx: Transaction, done: Sequence[Link]) -> None:
    """Write down for the host which companies are set up now: last of all, as it locks the environment."""
    for link in done:
        events.of_link(installation.store, tx, link, "company_set_up", {"company": link.company.id})
