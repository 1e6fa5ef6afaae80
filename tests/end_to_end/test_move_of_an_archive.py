"""An archive moves here: 200 dossiers that were never linked, adopted, relinked by proof or by a person, and read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from boekhaak.models.plan import Plan, Step
from boekhaak.service import connecting, plans, relinking
from boekhaak.testing.books.model import Books
from support.command_line import CommandLine
from support.examples import done
from support.old_archive import ANN, INTEGRATION, OTHER, Archive, archive, old_books
from support.signing_in import browser
from support.site import Site


@pytest.fixture(scope="module")
def books() -> dict[str, Books]:
    """Return the books of all companies."""
    return old_books()


@pytest.fixture
def old(boekhaak: CommandLine, books: dict[str, Books]) -> Iterator[Archive]:
    """Return the archive before its first day here."""
    with archive(boekhaak, books) as moving:
        yield moving


def test_two_hundred_dossiers_of_three_packages_are_adopted_relinked_and_read(
    boekhaak: CommandLine, old: Archive, tmp_path: Path
) -> None:
    exact, seven, visma = (old.sites[key] for key in ("exact_online", "twentyfour_seven", "eaccounting"))
    happened(old)

    # Day one: 200 links, all broken, which is a normal state and no failure
    (tmp_path / "dossiers.csv").write_text(old.written())
    adopted = done(boekhaak, "adopt", "dossiers.csv")
    ids = {one["host_company"]: one["id"] for one in adopted["links"]}
    broken = relinking.broken(exact.actor, exact.installation)
    assert (len(adopted["added"]), broken.count, broken.causes) == (200, 200, {"migrated": 200})
    assert boekhaak("status").code == 0
    assert boekhaak("relink", "acme").errors[0].startswith("Error: environment “acme” is not connected yet")

    # Exact Online and 24SevenOffice: sign in, look at the plan, apply what is proved
    exact.connect(login=[ANN.email])
    for user in (INTEGRATION, OTHER):
        seven.sign_in(username=user.email, password=user.password)
    plan = relinking.plan(exact.actor, exact.installation)
    assert verdicts(old, plan) == {
        "exact_online": {"proved": 110, "conflict": 2, "likely": 38},
        "twentyfour_seven": {"proved": 29, "likely": 9},
        "eaccounting": {"no_rights": 12},
    }
    assert done(boekhaak, "plans", "apply", str(plan.id))["totals"]["verdicts"]["proved"] == 139
    assert working(old, exact) == 139

    # Visma eAccounting: each consent is taken to the link that it proves; one that is nobody's dossier binds nothing
    guided(boekhaak, old, tmp_path)
    assert relinking.broken(exact.actor, exact.installation, "eaccounting").count == 4

    # The rest is named by a person, who knows which company each of them is
    plan = relinking.plan(exact.actor, exact.installation)
    assert Counter(step.verdict for step in plan.steps) == {"likely": 51, "conflict": 2}
    assert [step.name for step in plan.steps if not right(old, step)] == []
    named = ",".join(str(step.link_id) for step in plan.questions)
    done(boekhaak, "plans", "apply", str(plan.id), "--only", named)

    # All 200 work, each with its id and the company that it is in truth
    links = {one["host_company"]: one for one in done(boekhaak, "links")}
    assert {one["state"] for one in links.values()} == {"ok"}
    assert {host: one["id"] for host, one in links.items()} == ids
    assert [host for host, one in links.items() if one["company"]["id"] != old.entries[host].truth] == []
    for site, known in ((exact, "lost zeros"), (exact, "dead code"), (seven, "given"), (visma, "number")):
        is_read(old, site, known, ids)


def happened(old: Archive) -> None:
    """Let some companies be renamed at their packages, and one identity be another user's, since the list was written."""
    exact, seven = old.sites["exact_online"], old.sites["twentyfour_seven"]
    for number, name in enumerate(old.names("exact_online", "renamed")):
        exact.simulator.change_company(name, name=f"{('Zonneweide', 'Kadewerk', 'Maalstroom')[number]} Beheer B.V.")
    (renamed,), (given,) = (old.names("twentyfour_seven", known) for known in ("renamed", "given"))
    seven.simulator.rename_company(renamed, "Nordlys Regnskap AS")
    seven.simulator.withdraw_identity(given, INTEGRATION.email)
    seven.simulator.accept_invitation(OTHER.email, given)
