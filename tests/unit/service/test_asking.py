"""What is asked of imported companies, and their answers: for one, for many, and never half."""

from __future__ import annotations

import pytest

from boekhaak.errors import InvalidInput, NotFound
from boekhaak.models.link import Actor, Answers, Link, User
from boekhaak.service import asking, auditing, importing, people, queueing
from support.desk import Desk
from support.policies import decide, seen, sees, told

QUESTIONS = [
    {"key": "registration_number"},
    {"key": "sector", "choices": ["retail", "food"]},
    {"key": "division", "required": False},
    {"key": "users"},
    {"key": "template", "required": False, "choices": ["small"]},
]
USERS = (User(id="ada", role="administrator"), User(id="bo", role="user"), User(id="cas", role="administrator"))
DONE = Answers(no_number="test_demo", sector="food")


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Return the desk of a host that asks after the import, when three companies are imported and not set up."""
    decide(desk.installation, questions=QUESTIONS, asked="after", first_synchronisation="after_set_up")
    people.hand_in(desk.actor, desk.installation, USERS)
    sees(desk.office, anna=["1", "2", "3", "4"])
    importing.import_companies(desk.actor, desk.installation)
    return desk


def links(desk: Desk) -> dict[str, Link]:
    return {link.company.id: link for link in importing.links_listed(desk.actor, desk.installation)}


def ids(desk: Desk, *companies: str) -> list[int]:
    return [links(desk)[one].id for one in companies]


def answer(desk: Desk, *companies: str, **answers: object) -> tuple[Link, ...]:
    return asking.answer(desk.actor, desk.installation, dict.fromkeys(ids(desk, *companies), Answers(**answers)))  # type: ignore[arg-type]


def test_questions_tell_what_there_is_to_choose_from(three: Desk) -> None:
    asked = {one.key: one for one in asking.questions(three.actor, three.installation)}

    assert list(asked) == ["registration_number", "sector", "division", "users", "template"]
    assert asked["sector"].choices == ("retail", "food")
    assert (asked["users"].choices, asked["users"].default) == (("ada", "bo", "cas"), ("ada", "cas"))
    assert [one.key for one in asked.values() if not one.required] == ["division", "template"]
    decide(three.installation)
    assert asking.questions(three.actor, three.installation) == ()


def test_the_last_required_answer_sets_a_company_up_and_its_first_reading_begins(three: Desk) -> None:
    (link,) = answer(three, "2", sector="food", division=" north ")
    assert (link.set_up, link.stage) == (False, "awaiting_set_up")
    assert told(three.installation, "acme", "company_set_up") == []

    (link,) = answer(three, "2", no_number="no_company")

    assert (link.set_up, link.stage) == (True, "ready")
    assert link.answers == Answers(no_number="no_company", sector="food", division="north")
    assert [one.link_id for one in told(three.installation, "acme", "company_set_up")] == [link.id]
    assert {one.reason for one in queueing.turns(three.actor, three.installation, link.id)} == {"asked for"}
    answer(three, "2", registration_number="990 001")
    assert links(three)["2"].answers == Answers(registration_number="990 001", sector="food", division="north")
    assert len(told(three.installation, "acme", "company_set_up")) == 1
    deeds = [one.action for one in auditing.trail(three.actor, three.installation) if one.link_id == link.id]
    assert deeds == [
        "company answered", "import asked", "company set up", "company answered", "company answered", "company linked"
    ]  # fmt: skip


def test_many_are_answered_at_once(three: Desk) -> None:
    answer(three, "2", "3", "4", no_number="test_demo", sector="retail", division="north", template="small")

    found = links(three)
    assert {found[one].answers.division for one in "234"} == {"north"}
    assert all(found[one].set_up for one in "234")


def test_a_company_nobody_is_named_for_is_all_administrators_also_of_those_who_come_later(three: Desk) -> None:
    (named, default) = ids(three, "2", "3")
    answer(three, "2", users=("bo", "bo"))

    assert [one.id for one in asking.assigned(three.actor, three.installation, named)] == ["bo"]
    assert [one.id for one in asking.assigned(three.actor, three.installation, default)] == ["ada", "cas"]
    people.hand_in(three.actor, three.installation, [*USERS, User(id="eva", role="administrator")])
    assert [one.id for one in asking.assigned(three.actor, three.installation, default)] == ["ada", "cas", "eva"]


WRONG: dict[str, dict[str, object]] = {
    "“mining” is no sector: choose from retail, food": {"sector": "mining"},
    "“large” is no template: choose from small": {"template": "large"},
    "“dora” is no user of this environment": {"users": ("dora",)},
    "“-” is no registration number": {"registration_number": "-"},
    "as well as a reason why there is none": {"registration_number": "12", "no_number": "no_company"},
    "the division is longer than 200 characters": {"division": "x" * 201},
    "unprintable": {"division": "a\x00b"},
}


def test_a_wrong_answer_names_the_company_and_changes_nothing(three: Desk) -> None:
    good, bad = ids(three, "2", "3")
    before, deeds = links(three), len(auditing.trail(three.actor, three.installation))

    for said, wrong in WRONG.items():
        with pytest.raises(InvalidInput) as refused:
            asking.answer(three.actor, three.installation, {good: DONE, bad: Answers(**wrong)})  # type: ignore[arg-type]
        assert f"3 (link {bad}): " in refused.value.what
        assert said in refused.value.what
        assert f"(link {good})" not in refused.value.what

    assert links(three) == before
    assert len(auditing.trail(three.actor, three.installation)) == deeds


def test_users_of_other_environments_are_unknown_and_so_are_their_links(three: Desk, stranger: Actor) -> None:
    people.hand_in(stranger.model_copy(update={"role": "administrator"}), three.installation, [User(id="zoe")])

    with pytest.raises(InvalidInput, match="“zoe” is no user of this environment"):
        answer(three, "2", users=("zoe",))
    for deed in (asking.set_up, asking.confirm):
        with pytest.raises(NotFound):
            deed(stranger, three.installation, ids(three, "2"))
    with pytest.raises(NotFound):
        asking.answer(stranger, three.installation, {ids(three, "2")[0]: DONE})
    with pytest.raises(NotFound, match="has no link 987654"):
        asking.answer(three.actor, three.installation, {ids(three, "2")[0]: DONE, 987_654: DONE})
    with pytest.raises(NotFound):
        asking.assigned(stranger, three.installation, ids(three, "2")[0])
    assert not links(three)["2"].set_up


def test_a_host_that_says_so_itself_sets_up_what_is_answered(three: Desk) -> None:
    decide(three.installation, questions=QUESTIONS, asked="after", set_up="host", first_synchronisation="after_set_up")
    answer(three, "2", "3", no_number="test_demo")
    answer(three, "2", sector="food")
    assert not links(three)["2"].set_up

    with pytest.raises(InvalidInput, match=r"^[^2]*3 \(link \d+\): the sector is missing"):
        asking.set_up(three.actor, three.installation, ids(three, "2", "3"))
    assert not links(three)["2"].set_up
    (link,) = asking.set_up(three.actor, three.installation, ids(three, "2"))

    assert (link.set_up, link.stage) == (True, "ready")
    assert asking.set_up(three.actor, three.installation, [link.id, link.id]) == (link,)
    assert len(told(three.installation, "acme", "company_set_up")) == 1


def test_an_answered_company_stays_with_its_link_when_it_is_listed(three: Desk) -> None:
    answer(three, "2", sector="food")

    assert [one.link_id for one in seen(three.actor, three.installation) if one.company.id == "2"] == ids(three, "2")
