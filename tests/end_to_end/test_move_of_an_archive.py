"""An archive moves here: 200 dossiers that were never linked, adopted, relinked by proof or by a person, and read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from boekhaak.models.link import Link
from boekhaak.models.plan import Plan, Step
from boekhaak.service import importing, relinking
from boekhaak.testing.books.model import Books
from support.command_line import CommandLine
from support.examples import done
from support.old_archive import ANN, INTEGRATION, OTHER, Archive, archive, old_books
from support.signing_in import browser
from support.site import Site

NEW_NAME = "Solglänta Redovisning AB"
"""The name that a company at eAccounting has now."""


@pytest.fixture(scope="module")
def books() -> dict[str, Books]:
    """Return the books of all companies."""
    return old_books()


@pytest.fixture
def old(boekhaak: CommandLine, books: dict[str, Books]) -> Iterator[Archive]:
    """Return the archive before its first day here."""
    with archive(boekhaak, books) as moving:
        yield moving


def test_an_archive_moves_with_two_hundred_dossiers_of_three_packages(
    boekhaak: CommandLine, old: Archive, tmp_path: Path
) -> None:
    exact, seven, visma = (old.sites[key] for key in ("exact_online", "twentyfour_seven", "eaccounting"))
    happened(old)

    # Day one: 200 links, all broken, which is a normal state and no failure
    ids = adopted(boekhaak, old, tmp_path)

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
    assert relinking.broken(exact.actor, exact.installation, "eaccounting").count == 5

    # The rest is named by a person, who knows which company each of them is
    plan = relinking.plan(exact.actor, exact.installation)
    assert Counter(step.verdict for step in plan.steps) == {"likely": 52, "conflict": 2}
    assert [step.name for step in plan.steps if not right(old, step)] == []
    named = ",".join(str(step.link_id) for step in plan.questions)
    done(boekhaak, "plans", "apply", str(plan.id), "--only", named)

    # All 200 work, each with its id and the company that it is in truth; some are read for the first time
    links = {link.host_company: link for link in links_of(exact)}
    assert {(host, link.id, link.state) for host, link in links.items()} == {(host, ids[host], "ok") for host in ids}
    assert [host for host, link in links.items() if link.company.id != old.entries[host].truth] == []
    for site, known in ((exact, "lost zeros"), (exact, "dead code"), (seven, "given"), (visma, "number")):
        is_read(old, site, known, ids)


def happened(old: Archive) -> None:
    """Let some companies be renamed at their packages, and one identity be another user's, since the list was written."""
    exact, seven, visma = (old.sites[key] for key in ("exact_online", "twentyfour_seven", "eaccounting"))
    for number, name in enumerate(old.names("exact_online", "renamed")):
        exact.simulator.change_company(name, name=f"{('Zonneweide', 'Kadewerk', 'Maalstroom')[number]} Beheer B.V.")
    (renamed,), (given,) = (old.names("twentyfour_seven", known) for known in ("renamed", "given"))
    seven.simulator.rename_company(renamed, "Nordlys Regnskap AS")
    seven.simulator.withdraw_identity(given, INTEGRATION.email)
    seven.simulator.accept_invitation(OTHER.email, given)
    (renamed,), (retyped, *_) = (old.names("eaccounting", known) for known in ("renamed", "code"))
    visma.simulator.change_company(renamed, name=NEW_NAME)
    number = visma.simulator.books.company(retyped).registration_number
    visma.simulator.change_company(retyped, registration_number=f"{number[:6]}-{number[6:]}")


def adopted(boekhaak: CommandLine, old: Archive, folder: Path) -> dict[str, int]:
    """Adopt the list; return the ids of the dossiers' links by the host's own."""
    (folder / "dossiers.csv").write_text(old.written())
    told = done(boekhaak, "adopt", "dossiers.csv")
    some = old.sites["exact_online"]
    broken = relinking.broken(some.actor, some.installation)
    assert (len(told["added"]), broken.count, broken.causes) == (200, 200, {"migrated": 200})
    assert boekhaak("status").code == 0
    assert "environment “acme” is not connected yet. Sign in with" in boekhaak("relink", "acme").errors[0]
    return {one["host_company"]: one["id"] for one in told["links"]}


def guided(boekhaak: CommandLine, old: Archive, folder: Path) -> None:
    """Sign in at eAccounting for one company after the other; the first of them by the command that asks for the next."""
    visma = old.sites["eaccounting"]
    coded, renamed, numbered = (old.names("eaccounting", known) for known in ("code", "renamed", "number"))
    doubtful = dict(zip((NEW_NAME, *numbered), (*renamed, *numbered), strict=True))
    stranger = next(name for name in visma.names if name not in {*coded, *doubtful})
    program = browser(folder, coded[:3])

    ended = boekhaak.process("connect", "eaccounting", "--relink", "--another", typed="y\ny\nn\n", BROWSER=program)

    assert ended.code == 0, ended.err
    told = [line for line in ended.out.splitlines() if "work" in line]
    assert told == [
        f"“{coded[0]}” works again: 1 of 12.",
        f"“{coded[1]}” works again: 2 of 12.",
        f"“{coded[2]}” works again: 3 of 12.",
    ]
    assert "Sign in for one of the 9 that are left?" in ended.err
    for name in (stranger, *coded[3:], *doubtful):
        taken = relinking.take(visma.actor, visma.installation, visma.connect(company=[name]).id)
        assert [link.company.name for link in taken.links] == ([name] if name in coded else [])
        assert [step.name for step in taken.questions] == ([doubtful[name]] if name in doubtful else [])


def verdicts(old: Archive, plan: Plan) -> dict[str, dict[str | None, int]]:
    """Return how many steps of each package have which verdict; none is proved wrongly."""
    assert [step.name for step in plan.steps if step.verdict == "proved" and not right(old, step)] == []
    found: dict[str, Counter[str | None]] = {}
    for step in plan.steps:
        found.setdefault(step.package, Counter())[step.verdict] += 1
    return {package: dict(counted) for package, counted in found.items()}


def right(old: Archive, step: Step) -> bool:
    """Tell whether a step names the company that the dossier is in truth."""
    return step.to is not None and step.to.id == old.entries[step.host_company].truth


def working(old: Archive, site: Site) -> int:
    """Return how many dossiers have a link that works."""
    return len(old.entries) - relinking.broken(site.actor, site.installation).count


def links_of(site: Site) -> tuple[Link, ...]:
    """Return all links of the environment."""
    return importing.links_listed(site.actor, site.installation)


def is_read(old: Archive, site: Site, known: str, ids: dict[str, int]) -> None:
    """Read a dossier that was known in that way for the first time: it holds what the package has."""
    entry = next(one for one in old.entries.values() if (one.dossier.package, one.known) == (site.package, known))
    link = next(one for one in links_of(site) if one.id == ids[entry.dossier.host_company])
    assert site.imported(link).complete
    assert site.stored(link) == site.expected(link)
