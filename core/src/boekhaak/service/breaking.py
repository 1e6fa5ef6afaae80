"""Links that stop working, and those that work again without a sign-in: written down with the reason, and told to the host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from boekhaak.installation import Installation
from boekhaak.models.company import Company
from boekhaak.models.event import EventKind
from boekhaak.models.link import Actor, Cause, Connection, Link
from boekhaak.models.run import COMPANY
from boekhaak.store import audit, connections, due, events, fences, links, runs, tokens
from boekhaak.store.database import Transaction


class Why(NamedTuple):
    """Why links break, in a word and in a sentence."""

    cause: Cause
    reason: str


OVERWRITTEN = "overwritten: the accounting office activated its own sign-in"
"""Why a link is broken whose place another company has taken."""


def chain_died(installation: Installation, chain_id: int, reason: str) -> None:
    """Break every link that lives by a chain of tokens which only a new sign-in can replace."""
    with installation.store.writing() as tx:
        if not tokens.is_dead(tx, chain_id):
            return
        dead = tuple(one for one in connections.of_chain(tx, chain_id) if one.usable)
        connections.set_state(tx, tuple(one.id for one in dead), "needs_sign_in", reason)
        broken = [(one, links.break_all(tx, (one.id,), "sign_in_needed", reason)) for one in _in_one_order(dead)]
        for one, link_ids in broken:
            nobody = Actor(environment=one.environment, user="")
            audit.add(installation.store, tx, nobody, "connection died", package=one.package, connection_id=one.id)
            _write_down(installation, tx, one, "needs_sign_in", reason=reason)
            for link_id in link_ids:
                _write_down(installation, tx, one, "link_broken", link_id, cause="sign_in_needed", reason=reason)
    for one, link_ids in broken:
        installation.tell("needs_sign_in", connection_id=one.id, reason=reason)
        for link_id in link_ids:
            installation.tell("link_broken", link_id=link_id, reason=reason)


def chain_mended(installation: Installation, chain_id: int) -> None:
    """Let what broke with a chain of tokens work again: an answer came late, or the chain proved to have survived a backup."""
    with installation.store.writing() as tx:
        if tokens.is_dead(tx, chain_id):
            return
        living_by_it = _in_one_order(tuple(one for one in connections.of_chain(tx, chain_id) if one.login.id))
        connections.set_state(tx, tuple(one.id for one in living_by_it), "authorised", "")
        dead = [one for one in living_by_it if one.state == "needs_sign_in"]
        mended = [(one, links.mend_all(tx, (one.id,), one.reason)) for one in dead]
        for one, link_ids in mended:
            due.wake(installation.store, tx, link_ids, installation.clock.now())
            for link_id in link_ids:
                _write_down(installation, tx, one, "link_mended", link_id)


def link_broke(installation: Installation, link: Link, cause: Cause, reason: str, fence: int) -> None:
    """Break one link, because the package does not let its run into that company any more; not for a run that is over."""
    with installation.store.writing() as tx:
        if not fences.holds(tx, link.id, fence):
            return
        links.break_one(tx, link, cause, reason)
        events.of_link(installation.store, tx, link, "link_broken", {"cause": cause, "reason": reason})
    installation.tell("link_broken", link_id=link.id, reason=reason)


def link_goes_on(
    installation: Installation, tx: Transaction, link: Link, connection: Connection, company: Company
) -> None:
    """Let a link be read by that connection from now on, from where it was; what stopped or failed while it was broken is due.

    Whoever calls it writes down ``link_mended``, with :func:`mended`, at the end of the transaction.
    """
    store, now = installation.store, installation.clock.now()
    fences.cancel(tx, link, "another sign-in for its company")
    links.rebind(tx, link, connection, company)
    runs.forgive(tx, link.id, COMPANY)
    due.resume(store, tx, link.id, now)
    due.wake(store, tx, [link.id], now)


def mended(installation: Installation, tx: Transaction, link: Link, connection: Connection) -> None:
    """Write down for the host that a link which was broken works again."""
    if link.state == "broken":
        bound = link.model_copy(update={"connection_id": connection.id})
        events.of_link(installation.store, tx, bound, "link_mended")


@dataclass(frozen=True)
class Broken:
    """Links that broke in a transaction: the host is told after it."""

    installation: Installation
    links: tuple[int, ...]
    reason: str

    def tell(self) -> None:
        """Tell the host's observers."""
        for link_id in self.links:
            self.installation.tell("link_broken", link_id=link_id, reason=self.reason)


def connections_over(
    installation: Installation,
    tx: Transaction,
    over: Sequence[Connection],
    state: Literal["revoked", "superseded"],
    why: Why,
) -> Broken:
    """Use connections no more: what still hangs on them breaks, is due no longer, and is read no further.

    Only rows of their environments are touched. Call ``tell`` of what it returns after the transaction.
    """
    found = _in_one_order(tuple(over))
    connections.set_state(tx, tuple(one.id for one in found), state, why.reason)
    hanging = [link for one in found for link in links.of_connection(tx, one.id)]
    return links_over(installation, tx, hanging, why)


def stop_reading(installation: Installation, tx: Transaction, link: Link, *, by: str, reason: str) -> bool:
    """Call off what is due or being read of a link, and the run that waits; tell whether a run was at it."""
    at_work = fences.cancel(tx, link, by)
    runs.call_off(installation.store, tx, link)
    due.stop(installation.store, tx, link.id, reason)
    return at_work


def links_over(installation: Installation, tx: Transaction, over: Sequence[Link], why: Why) -> Broken:
    """Break links, which are due no longer and read no further; of those that were broken before only the reason changes.

    They are to come by environment. Call ``tell`` of what it returns after the transaction.
    """
    store = installation.store
    for link in over:
        stop_reading(installation, tx, link, by="the end of its connection", reason=why.reason)
        links.break_one(tx, link, why.cause, why.reason)
    broken = [link for link in over if link.state == "ok"]
    for link in broken:
        events.of_link(store, tx, link, "link_broken", why._asdict())
    return Broken(installation, tuple(link.id for link in broken), why.reason)


def _in_one_order(found: tuple[Connection, ...]) -> tuple[Connection, ...]:
    """Return connections by environment: whoever writes events of several locks their rows in this order."""
    return tuple(sorted(found, key=lambda one: (one.environment, one.id)))


def _write_down(
    installation: Installation,
    tx: Transaction,
    connection: Connection,
    kind: EventKind,
    link_id: int | None = None,
    **told: str,
) -> None:
    """Write down for the host what happened to a connection, or to a link that lives by it."""
    events.add(
        installation.store, tx, connection.environment, kind,
        package=connection.package, link_id=link_id, connection_id=connection.id, data=told,
    )  # fmt: skip
