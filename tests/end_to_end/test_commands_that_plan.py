"""Commands that end, move or read everything again: first a plan, which is applied by its id, or at once."""

from __future__ import annotations

from boekhaak.models.link import Link
from boekhaak.service import connecting, queueing
from boekhaak.testing.books.generator import generate
from boekhaak_exact_online.simulator.logins import SimulatedLogin
from support.command_line import CommandLine, everything
from support.site import Serve, Site

PLANS = {"boekhaak_plan", "boekhaak_plan_step"}


def kept(boekhaak: CommandLine) -> dict[str, object]:
    """Return everything that is stored but plans."""
    return {name: rows for name, rows in everything(boekhaak.url).items() if name not in PLANS}


def test_a_plan_to_disconnect_changes_nothing_until_it_is_applied(
    site: Site, link: Link, boekhaak: CommandLine
) -> None:
    before, connection = kept(boekhaak), str(link.connection_id)

    plan = boekhaak("disconnect", connection, "--keep", "--plan")

    assert plan.code == 0
    assert "is used no more" in plan.out
    assert "boekhaak plans apply 1" in plan.out
    assert kept(boekhaak) == before
    told = boekhaak("disconnect", connection, "--erase", "--plan", "--json").json
    assert (told["kind"], {step["becomes"] for step in told["steps"]}) == ("erase", {"erased"})
    assert boekhaak("plans", "apply", "1").code == 0
    assert site.link(link).cause == "disconnected"
    assert "has changed" in boekhaak.refused("plans", "apply", str(told["id"]))


def test_a_reset_is_planned_or_done_after_a_yes(site: Site, link: Link, boekhaak: CommandLine) -> None:
    before = kept(boekhaak)

    plan = boekhaak("reset", str(link.id), "--plan", "--json").json
    refused = boekhaak.process("reset", str(link.id), typed="n\n")

    assert (plan["kind"], plan["steps"][0]["becomes"], plan["reversible"]) == ("reset", "read_again", True)
    assert refused.code == 130
    assert "are read again, in" in refused.err
    assert kept(boekhaak) == before
    done = boekhaak("reset", str(link.id), "--yes", "--json").json
    assert (done["state"], done["steps"][0]["state"]) == ("applied", "applied")
    assert {turn.state for turn in queueing.turns(site.actor, site.installation, link.id)} == {"due"}
    assert boekhaak("plans", "undo", str(done["id"])).code == 0
    assert "has no link 99" in boekhaak.refused("reset", "99", "--yes")


def test_another_login_takes_the_place_of_the_first(serve: Serve, boekhaak: CommandLine) -> None:
    people = [SimulatedLogin(name=name, email=f"{name}@acme.example") for name in ("ann", "bo")]
    site = serve(generate(companies=1, lines=5, seed=4), signed_in=False, logins=people)
    first, _ = site.connect(login=["ann@acme.example"]), site.link_all()
    second = site.connect(login=["bo@acme.example"])
    ids = (str(first.id), str(second.id))

    assert boekhaak("hand-over", *ids, "--plan", "--json").json["steps"][0]["becomes"] == "linked"
    plan = boekhaak("reauthorise", *ids, "--plan", "--json").json
    done = boekhaak("reauthorise", *ids, "--yes", "--json").json

    assert (plan["state"], done["state"]) == ("open", "applied")
    states = {one.id: one.state for one in connecting.connections_listed(site.actor, site.installation)}
    assert states == {first.id: "superseded", second.id: "authorised"}
