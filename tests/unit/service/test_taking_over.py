"""One login, two environments: who goes on, who is refused, and how one leaves it to the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from importlib_metadata import EntryPoint

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, ConsentRequired, InvalidInput, NotFound
from boekhaak.models.link import Actor
from boekhaak.models.policy import Policy
from boekhaak.registry import GROUP, Registry
from boekhaak.service import (
    connecting,
    disconnecting,
    listing,
    taking_over,
)
from support.consenting import signed_in
from support.desk import Desk
from support.witness import Witness


@pytest.fixture
def registry() -> Registry:
    """Return a registry with packages of three ways to sign in."""
    names = ("paper", "pocket", "booth")
    return Registry(tuple(EntryPoint(name=key, value=f"support.{key}", group=GROUP) for key in names))


def test_a_login_of_another_environment_is_refused_with_three_ways_out(bakery: Desk, stranger: Actor) -> None:
    with pytest.raises(AccessMissing) as refused:
        signed_in(stranger, bakery.installation, bakery.office)

    told = str(refused.value)
    assert "anna@host.example is in use by another environment" in told
    assert "a login of this environment's own" in told
    assert "accounting office in" in told
    assert "take-over ask paper" in told
    assert "acme" not in told
    assert bakery.import_all().complete  # the vendor killed the old tokens, and the link lives by the new ones
    assert connecting.connections_listed(stranger, bakery.installation) == ()


def test_a_policy_may_let_environments_share_a_login(bakery: Desk, stranger: Actor) -> None:
    bakery.installation.policy = Policy(known_login="shared")

    theirs = signed_in(stranger, bakery.installation, bakery.office)

    assert theirs.chain_id == next(iter(connecting.connections_listed(bakery.actor, bakery.installation))).chain_id
    assert listing.list_companies(stranger, bakery.installation).companies
    assert bakery.import_all().complete
    disconnecting.disconnect(stranger, bakery.installation, theirs.id, erase=False)
    assert bakery.synchronise().complete


def test_a_login_is_left_to_the_environment_that_asks(bakery: Desk, stranger: Actor, witness: Witness) -> None:
    bakery.import_all()
    with pytest.raises(AccessMissing):
        signed_in(stranger, bakery.installation, bakery.office)
    taking_over.ask(stranger, bakery.installation, "paper", "Cas of the other shop")

    (asked,) = taking_over.asked_of(bakery.actor, bakery.installation)
    assert (asked.login, asked.note, asked.state) == ("anna@host.example", "Cas of the other shop", "asked")
    assert "other" not in asked.model_dump_json().replace("the other shop", "")
    taking_over.agree(bakery.actor, bakery.installation, asked.id)

    (theirs,) = connecting.connections_listed(stranger, bakery.installation)
    assert theirs.usable
    assert listing.list_companies(stranger, bakery.installation).companies
    (ours,) = connecting.connections_listed(bakery.actor, bakery.installation)
    assert (ours.state, ours.reason) == ("superseded", taking_over.LEFT)
    assert witness.broken == [(bakery.link.id, taking_over.LEFT)]
    with pytest.raises(ConsentRequired, match="left to another environment"):
        bakery.synchronise()
    assert bakery.stored()
    assert taking_over.asked_of(bakery.actor, bakery.installation) == ()


def test_a_login_may_be_kept(bakery: Desk, stranger: Actor) -> None:
    with pytest.raises(AccessMissing):
        signed_in(stranger, bakery.installation, bakery.office)
    asked = taking_over.ask(stranger, bakery.installation, "paper")

    taking_over.refuse(bakery.actor, bakery.installation, asked.id)

    assert bakery.import_all().complete
    with pytest.raises(NotFound, match="nobody asks"):
        taking_over.agree(bakery.actor, bakery.installation, asked.id)


def test_nobody_asks_for_a_login_that_he_did_not_sign_in_with(
    bakery: Desk, stranger: Actor, clock: ScaledClock
) -> None:
    with pytest.raises(ConsentRequired, match="nobody here signed in lately"):
        taking_over.ask(stranger, bakery.installation, "paper")
    with pytest.raises(AccessMissing):
        signed_in(stranger, bakery.installation, bakery.office)
    clock.advance(timedelta(hours=1, seconds=1))
    with pytest.raises(ConsentRequired, match="nobody here signed in lately"):
        taking_over.ask(stranger, bakery.installation, "paper")
    with pytest.raises(NotFound):
        taking_over.agree(stranger, bakery.installation, 1)


@pytest.mark.parametrize("note", ["\x1b[31mred", "two\nlines", "x" * 201])
def test_what_one_environment_tells_another_is_a_line_of_text(bakery: Desk, stranger: Actor, note: str) -> None:
    with pytest.raises(AccessMissing):
        signed_in(stranger, bakery.installation, bakery.office)

    with pytest.raises(InvalidInput, match="more than a line of text"):
        taking_over.ask(stranger, bakery.installation, "paper", note)
