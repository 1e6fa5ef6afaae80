"""What hosts ask of all services together: an environment whose links are all broken, and work that goes on beside a reading."""

from __future__ import annotations

from datetime import timedelta

from boekhaak.clock import ScaledClock
from boekhaak.models.link import Answers
from boekhaak.service import asking, browsing, importing, listing, relinking
from boekhaak.service.standing import standing
from support.desk import Desk
from support.policies import decide, sees, sign_in

MANY = [str(number) for number in range(1, 31)]


def test_an_environment_whose_links_are_all_broken_is_looked_at_as_any_other_and_mended_by_one_list(
    bakery: Desk, clock: ScaledClock
) -> None:
    sees(bakery.office, anna=MANY)
    links = (bakery.link, *importing.bind_companies(bakery.actor, bakery.installation).links)
    bakery.import_all()
    held = browsing.counted(bakery.actor, bakery.installation, bakery.link.id)
    bakery.office.revoke()
    clock.advance(timedelta(minutes=10))
    assert not bakery.synchronise().complete

    assert {one.link_id for one in standing(bakery.actor, bakery.installation).failing} == {link.id for link in links}
    assert browsing.counted(bakery.actor, bakery.installation, bakery.link.id) == held
    sign_in(bakery.actor, bakery.installation, bakery.office, "anna")
    before = bakery.office.asked("/companies")
    done = relinking.relink(bakery.actor, bakery.installation)

    assert sorted(one.link.id for one in done if one.bound) == sorted(link.id for link in links)
    assert bakery.office.asked("/companies") == before + 1
    assert bakery.synchronise().complete
    assert standing(bakery.actor, bakery.installation).failing == ()


def test_while_a_company_is_read_its_people_go_on_working(bakery: Desk) -> None:
    decide(bakery.installation, questions=[{"key": "division", "required": False}])
    sees(bakery.office, anna=["1", "2"])
    who, installation, id_ = bakery.actor, bakery.installation, bakery.link.id
    seen: list[int] = []

    def work(key: str, count: int) -> None:
        if key == "contacts":
            asking.answer(who, installation, {id_: Answers(division=f"north {count}")})
            importing.bind_companies(who, installation, listing.list_companies(who, installation).new)
            seen.append(len(browsing.browse(who, installation, id_, "contact")))

    run = bakery.import_all(progress=work)

    assert run.complete
    assert seen == [3, 5]
    assert {link.company.id: link.answers.division for link in importing.links_listed(who, installation)} == {
        "1": "north 5",
        "2": "",
    }
