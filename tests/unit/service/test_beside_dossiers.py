"""An environment whose links are all dossiers that were never linked: nothing else is disturbed by them."""

from __future__ import annotations

import pytest

from boekhaak.errors import ConsentRequired, InvalidInput
from boekhaak.installation import Installation
from boekhaak.jobs.work import work
from boekhaak.models.dossier import Dossier
from boekhaak.models.link import Actor, Answers, Connection, Link
from boekhaak.registry import Registry
from boekhaak.service import (
    asking,
    browsing,
    connecting,
    diagnosing,
    disconnecting,
    feeding,
    forecasting,
    handing_over,
    importing,
    listing,
    missing,
    moving,
    plans,
    queueing,
    relinking,
    switching,
    synchronising,
)
from boekhaak.service.dossiers import adopt, plan_adopt
from boekhaak.service.standing import standing
from boekhaak.settings import Settings
from support.bookings import contact
from support.databases import SqliteFiles
from support.paper_office import PaperOffice
from support.policies import decide, sign_in

NAMED = Dossier(host_company="D1", name="Atelier Noord")
KNOWN = Dossier(host_company="D2", name="Bakery", region="nl", company_id="1", vat_number="NL001234567B01")


@pytest.fixture
def adopted(actor: Actor, installation: Installation) -> tuple[Link, ...]:
    """Return the links of an environment that nobody ever signed in for: one of a name, one with an id."""
    return adopt(actor, installation, [NAMED, KNOWN]).links


@pytest.fixture
def signed_in(
    adopted: tuple[Link, ...], connection: Connection, office: PaperOffice
) -> Connection:  # adopted comes first
    """Return the connection of a login that sees the companies of both dossiers, and another one."""
    office.company("1", "Bakery", vat_number="NL001234567B01")
    office.company("7", "Atelier Noord B.V.")
    office.company("8", "Butcher")
    office.put("1", contact("c1"))
    return connection


def test_it_is_looked_at_as_any_other(
    actor: Actor, installation: Installation, adopted: tuple[Link, ...], settings: Settings, registry: Registry
) -> None:
    told = standing(actor, installation)

    assert [(one.link_id, one.state, one.last_attempt) for one in told.failing] == [
        (link.id, "broken", None) for link in adopted
    ]
    assert relinking.broken(actor, installation).causes == {"migrated": 2}
    assert queueing.turns(actor, installation) == ()
    assert browsing.runs_listed(actor, installation) == ()
    assert set(browsing.counted(actor, installation, adopted[0].id).values()) == {0}
    assert feeding.changes(actor, installation, after=0).events == ()
    told_missing = missing.why_missing(actor, installation, "paper", "atelier noord")
    assert told_missing.sentence.startswith(f"Atelier Noord is here already: it is link {adopted[0].id}, and the link")
    assert missing.why_missing(actor, installation, "paper", "").reason == "not_connected"
    parts = repr(diagnosing.bundle(settings, registry))
    assert "Atelier" not in parts
    assert "link" in parts


def test_nothing_of_it_can_be_read_before_somebody_signs_in(
    actor: Actor, installation: Installation, adopted: tuple[Link, ...]
) -> None:
    for read in (importing.import_link, synchronising.synchronise_link, queueing.queue_import):
        with pytest.raises(ConsentRequired, match=r"never linked here.*`boekhaak relink`"):
            read(actor, installation, adopted[0].id)
    with pytest.raises(ConsentRequired):
        relinking.plan(actor, installation)
    with pytest.raises(ConsentRequired):
        listing.list_companies(actor, installation)
    assert not queueing.cancel(actor, installation, adopted[0].id)


def test_it_moves_to_another_database_and_its_package_is_switched_off_and_on(
    actor: Actor, installation: Installation, adopted: tuple[Link, ...], sqlite_files: SqliteFiles
) -> None:
    switching.switch_off(actor, installation, "paper")
    assert importing.links_listed(actor, installation) == ()
    switching.switch_on(actor, installation, "paper")
    assert importing.links_listed(actor, installation) == adopted

    moving.move("bo", installation, url := sqlite_files.empty())

    with Installation.opened(installation.settings.model_copy(update={"database_url": url})) as there:
        assert importing.links_listed(actor, there) == adopted


def test_a_relink_binds_what_is_proved_and_it_is_read_then(
    actor: Actor, installation: Installation, signed_in: Connection, adopted: tuple[Link, ...]
) -> None:
    done = relinking.relink(actor, installation)

    assert [(one.link.id, one.bound, one.verdict) for one in done] == [
        (adopted[0].id, False, "likely"),
        (adopted[1].id, True, "proved"),
    ]
    assert {one.link_id for one in queueing.turns(actor, installation)} == {adopted[1].id}
    assert work(installation, adopted[1].id) is not None
    assert browsing.counted(actor, installation, adopted[1].id)["contact"] == 1
    bound = importing.links_listed(actor, installation)[1]
    assert (bound.host_company, bound.connection_id) == ("D2", signed_in.id)


def test_what_is_only_likely_is_bound_when_a_person_names_it(
    actor: Actor, installation: Installation, signed_in: Connection, adopted: tuple[Link, ...]
) -> None:
    made = relinking.plan(actor, installation)

    plans.apply(actor, installation, made.id, only=[adopted[0].id])

    assert [(link.state, link.company.id) for link in importing.links_listed(actor, installation)] == [
        ("ok", "7"),
        ("broken", "1"),
    ]


def test_an_import_of_all_leaves_out_what_looks_like_a_dossier(
    actor: Actor, installation: Installation, signed_in: Connection, adopted: tuple[Link, ...]
) -> None:
    done = importing.import_companies(actor, installation)

    assert [link.company.name for link in done.links] == ["Butcher"]
    assert done.problems == (
        f"“Atelier Noord B.V.” (7) looks like the dossier “Atelier Noord” (link {adopted[0].id}), which waits for "
        "`boekhaak relink`: not imported. Import it by its id if it is another company.",
    )
    assert relinking.relink(actor, installation)[0].verdict == "likely"


def test_a_company_that_is_named_is_imported_beside_its_dossier_with_a_warning(
    actor: Actor, installation: Installation, signed_in: Connection, adopted: tuple[Link, ...]
) -> None:
    listed = {one.company.id: one for one in listing.list_companies(actor, installation).companies}

    done = importing.import_companies(actor, installation, [listed["7"], listed["1"]])

    assert [link.company.name for link in done.links] == ["Atelier Noord B.V.", "Bakery"]
    assert done.links[1] == adopted[1]
    assert done.problems == (
        f"“Bakery” (1) is here already as link {adopted[1].id}, the dossier “Bakery”, which was never linked: "
        "`boekhaak relink` binds it.",
        f"“Atelier Noord B.V.” (7) was imported beside the dossier “Atelier Noord” (link {adopted[0].id}), which looks like "
        "it: `boekhaak relink` before an import keeps them one.",
    )


def test_a_policy_of_importing_all_leaves_a_dossiers_company_to_the_relink_unless_it_is_named(
    actor: Actor, installation: Installation, signed_in: Connection, adopted: tuple[Link, ...]
) -> None:
    decide(installation, imports="all")
    listed = {one.company.id: one for one in listing.list_companies(actor, installation).companies}

    some = importing.import_companies(actor, installation, [listed["8"]])
    named = importing.import_companies(actor, installation, [listed["7"]])

    assert ([link.company.id for link in some.links], len(some.problems)) == (["8"], 1)
    assert "“Atelier Noord B.V.” (7) looks like the dossier" in some.problems[0]
    assert [link.company.id for link in named.links] == ["7"]
    assert "was imported beside" in named.problems[0]


def test_all_companies_that_fit_a_dossier_equally_well_are_left_out(
    actor: Actor, installation: Installation, office: PaperOffice, signed_in: Connection, adopted: tuple[Link, ...]
) -> None:
    office.company("9", "Atelier Noord")

    done = importing.import_companies(actor, installation)

    assert [link.company.name for link in done.links] == ["Butcher"]
    assert len(done.problems) == 2


def test_what_is_said_of_a_wrong_id_names_the_company_as_the_package_does(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    wrong = KNOWN.model_copy(update={"company_id": "8"})
    (link,) = adopt(actor, installation, [wrong]).links
    office.company("8", "Butcher", vat_number="NL007654321B01")
    office.company("1", "Bakery", vat_number="NL001234567B01")
    (butcher,) = (one for one in listing.list_companies(actor, installation).companies if one.company.id == "8")

    told = importing.import_companies(actor, installation, [butcher]).problems

    assert told == (
        f"“Butcher” (8) has the id of link {link.id}, the dossier “Bakery”, which was never linked: `boekhaak relink` shows "
        "whether it is that company.",
    )


def test_a_forecast_tells_before_an_import_which_dossier_a_company_looks_like(
    actor: Actor, installation: Installation, signed_in: Connection, adopted: tuple[Link, ...]
) -> None:
    told = forecasting.forecast(actor, installation)

    assert {one.listed.company.name: one.looks_like for one in told.companies} == {
        "Atelier Noord B.V.": adopted[0].id,
        "Butcher": None,
    }


def test_where_one_company_is_allowed_the_dossier_is_it(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    decide(installation, imports="one")
    adopt(actor, installation, [NAMED])
    office.company("7", "Atelier Noord B.V.")

    assert importing.import_companies(actor, installation).links == ()
    with pytest.raises(InvalidInput, match=r"has Atelier Noord .*`boekhaak relink` binds that"):
        importing.import_companies(actor, installation, listing.list_companies(actor, installation).new)


def test_a_login_is_handed_over_and_disconnected_beside_dossiers(
    actor: Actor, installation: Installation, office: PaperOffice, signed_in: Connection, adopted: tuple[Link, ...]
) -> None:
    relinking.relink(actor, installation)
    successor = sign_in(actor, installation, office, "dirk")

    done = handing_over.hand_over(actor, installation, signed_in.id, successor.id)
    assert done.links == (adopted[1].id,)
    disconnecting.disconnect(actor, installation, successor.id, erase=True)

    assert importing.links_listed(actor, installation) == (adopted[0],)
    (again,) = adopt(actor, installation, [KNOWN]).links
    assert again.id > adopted[1].id


def test_answers_are_taken_before_it_is_linked_and_it_is_read_after(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    decide(installation, questions=[{"key": "division"}], first_synchronisation="after_set_up")
    (link,) = adopt(actor, installation, [KNOWN]).links
    office.company("1", "Bakery", vat_number="NL001234567B01")

    (answered,) = asking.answer(actor, installation, {link.id: Answers(division="north")})
    assert (answered.set_up, answered.stage) == (True, "ready")
    assert queueing.turns(actor, installation) == ()
    relinking.relink(actor, installation)

    assert {one.link_id for one in queueing.turns(actor, installation)} == {link.id}


def test_a_sign_in_may_be_begun_at_a_dossier(
    actor: Actor, installation: Installation, office: PaperOffice, signed_in: Connection, adopted: tuple[Link, ...]
) -> None:
    for link in adopted:
        begun = connecting.begin(actor, installation, package="paper", link_id=link.id)
        connecting.complete(actor, installation, office.sign_in(begun.url))

    assert [(link.state, link.company.id) for link in importing.links_listed(actor, installation)] == [
        ("ok", "7"),
        ("ok", "1"),
    ]


def test_what_was_linked_since_is_not_erased_by_undoing_the_adoption(
    actor: Actor, installation: Installation, office: PaperOffice, connection: Connection
) -> None:
    made = plan_adopt(actor, installation, [NAMED, KNOWN])
    plans.apply(actor, installation, made.id)
    office.company("1", "Bakery", vat_number="NL001234567B01")
    relinked = relinking.plan(actor, installation)
    plans.apply(actor, installation, relinked.id)

    with pytest.raises(InvalidInput, match=r"“Bakery”: it was linked since.*All others were undone"):
        plans.undo(actor, installation, made.id)
    assert [link.company.name for link in importing.links_listed(actor, installation)] == ["Bakery"]
    plans.undo(actor, installation, relinked.id)
    plans.undo(actor, installation, made.id)

    assert importing.links_listed(actor, installation) == ()
