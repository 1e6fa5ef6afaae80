"""Codes of administrations: chosen once each, kept to what numbers hold already, kept for good once they are used."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import AccessMissing, InvalidInput, NotFound
from boekhaak.models.link import Actor, Link
from boekhaak.models.policy import Policy
from boekhaak.service import (
    auditing,
    codes,
    disconnecting,
    importing,
    invoice_numbers,
)
from boekhaak.store import codes as stored
from boekhaak.store import erasing
from support.desk import Desk
from support.invoicing import invoiced, three

Links = tuple[Link, Link, Link]


@pytest.fixture
def links(desk: Desk) -> Links:
    """Return the links to the bakery, the mill and the smithy."""
    return three(desk)


def choose(desk: Desk, link: Link, code: str) -> None:
    """Choose a code."""
    codes.choose_code(desk.actor, desk.installation, link.id, code)


def number(desk: Desk, link: Link, year: int = 2021) -> str:
    """Make the next number."""
    return str(invoice_numbers.next_invoice_number(desk.actor, desk.installation, link.id, year))


def register(desk: Desk) -> dict[int, str]:
    """Return the codes by link."""
    with desk.installation.store.reading() as tx:
        return {link_id: one.code for link_id, one in stored.of(tx, desk.actor.environment).items()}


def listed(desk: Desk) -> dict[str, tuple[str, str, str]]:
    """Return code, state and number of each administration, by its name."""
    found = codes.codes_listed(desk.actor, desk.installation)
    return {one.company: (one.code, one.state, one.number) for one in found}


def suggestions(desk: Desk) -> dict[str, str]:
    """Return the suggested codes by name."""
    return {one.company: one.code for one in codes.suggested_codes(desk.actor, desk.installation)}


def erase(desk: Desk, link: Link) -> None:
    """Erase a link."""
    with desk.installation.store.writing() as tx:
        erasing.erase(tx, [link])


def test_a_code_is_chosen_and_listed_with_who_and_when(desk: Desk, links: Links) -> None:
    chosen = codes.choose_code(desk.actor, desk.installation, links[0].id, "001")

    assert (chosen.code, chosen.chosen_by, chosen.chosen_at) == ("001", desk.actor.user, desk.installation.clock.now())
    assert chosen.first_used_at is None
    assert listed(desk) == {"Bakery": ("001", "chosen", ""), "Mill": ("", "none", ""), "Smithy": ("", "none", "")}
    newest = auditing.trail(desk.actor, desk.installation)[0]
    assert (newest.action, newest.link_id, newest.details) == (
        "administration code chosen",
        links[0].id,
        {"code": "001"},
    )


def test_what_is_chosen_already_stays_as_it_is(desk: Desk, links: Links) -> None:
    first = codes.choose_code(desk.actor, desk.installation, links[0].id, "001")
    deeds = len(auditing.trail(desk.actor, desk.installation))
    other = desk.actor.model_copy(update={"user": "somebody"})

    assert codes.choose_code(other, desk.installation, links[0].id, "001") == first
    assert len(auditing.trail(desk.actor, desk.installation)) == deeds


@pytest.mark.parametrize("wrong", ["", "01", "0001", "a01", " 01", "01 ", "０１２", "0.1", "-01", "000", "1\n2", "𝟎𝟎𝟏"])
def test_what_is_no_code_is_refused_with_one_that_may_be_had(desk: Desk, links: Links, wrong: str) -> None:
    with pytest.raises(InvalidInput, match=r"no code|missing") as refused:
        choose(desk, links[1], wrong)

    assert refused.value.company == "Mill"
    assert refused.value.way_out == "Give three digits from 001 to 999, such as 001"
    assert register(desk) == {}


def test_a_code_of_another_is_refused_by_name(desk: Desk, links: Links) -> None:
    choose(desk, links[0], "001")

    with pytest.raises(InvalidInput, match=r"Mill: code 001 is that of “Bakery”\. Choose another, such as 002"):
        choose(desk, links[1], "001")

    assert register(desk) == {links[0].id: "001"}


def test_a_code_is_unique_in_its_environment_only(desk: Desk, links: Links, stranger: Actor) -> None:
    choose(desk, links[0], "001")
    invoiced(desk.installation.store, links[0], "202100200001")

    assert codes.codes_listed(stranger, desk.installation) == ()
    for deed in (codes.choose_code, invoice_numbers.next_invoice_number):
        with pytest.raises(NotFound, match=f"“other” has no link {links[0].id}"):
            deed(stranger, desk.installation, links[0].id, "002" if deed is codes.choose_code else 2021)  # type: ignore[operator]
    with pytest.raises(NotFound, match=f"“other” has no link {links[0].id}"):
        codes.give_up_code(stranger, desk.installation, links[0].id)


def test_a_link_that_nobody_has_is_not_found(desk: Desk) -> None:
    for link_id in (0, -1, 987_654):
        with pytest.raises(NotFound, match=f"has no link {link_id}"):
            codes.choose_code(desk.actor, desk.installation, link_id, "001")
    with pytest.raises(InvalidInput):
        codes.choose_code(desk.actor, desk.installation, 2**70, "001")


def test_an_unused_code_may_be_changed_and_given_up(desk: Desk, links: Links) -> None:
    choose(desk, links[0], "001")
    choose(desk, links[0], "007")
    choose(desk, links[1], "001")

    assert codes.give_up_code(desk.actor, desk.installation, links[0].id).code == "007"

    assert register(desk) == {links[1].id: "001"}
    with pytest.raises(NotFound, match=r"Bakery: it has no code yet\. Choose one: `boekhaak codes choose \d+ 002`"):
        codes.give_up_code(desk.actor, desk.installation, links[0].id)


def test_a_used_code_stays_for_good(desk: Desk, links: Links) -> None:
    choose(desk, links[0], "001")
    number(desk, links[0])

    with pytest.raises(InvalidInput, match=r"Bakery: it has code 001, which was used and stays for good\. Keep 001"):
        choose(desk, links[0], "002")
    with pytest.raises(InvalidInput, match=r"Bakery: its code 001 was used"):
        codes.give_up_code(desk.actor, desk.installation, links[0].id)

    assert listed(desk)["Bakery"][:2] == ("001", "used")


def test_a_code_in_numbers_of_another_is_refused_with_one_of_them(desk: Desk, links: Links) -> None:
    invoiced(desk.installation.store, links[1], "202000100001", "202100100017")

    with pytest.raises(
        InvalidInput, match=r"code 001 stands in invoice numbers of “Mill” already, such as 202100100017"
    ):
        choose(desk, links[0], "001")

    assert register(desk) == {}
    choose(desk, links[0], "002")


@pytest.mark.parametrize(
    "given",
    [
        {"number": "20210010001"},
        {"number": "2021001000011"},
        {"number": "2021001-0001"},
        {"number": "193000100001"},
        {"number": "202100100001", "direction": "purchase"},
        {"number": "202100100001", "deleted_at": date(2021, 1, 1)},
    ],
)
def test_what_is_no_number_of_the_pattern_or_no_invoice_of_ours_is_no_code(
    desk: Desk, links: Links, given: dict[str, object]
) -> None:
    told = dict(given)
    if "deleted_at" in told:
        told["deleted_at"] = desk.installation.clock.now()
    invoiced(desk.installation.store, links[1], str(told.pop("number")), **told)

    choose(desk, links[0], "001")

    assert register(desk) == {links[0].id: "001"}


def test_its_own_numbers_make_a_code_known_and_used(desk: Desk, links: Links) -> None:
    invoiced(desk.installation.store, links[0], "202100100001", "202100100002", "202100100009")

    assert suggestions(desk) == {"Bakery": "001", "Mill": "002", "Smithy": "003"}
    with pytest.raises(
        InvalidInput, match=r"its invoice numbers hold code 001 already, such as 202100100009\. Choose 001"
    ):
        choose(desk, links[0], "005")
    choose(desk, links[0], "001")

    assert listed(desk)["Bakery"] == ("001", "used", "202100100009")
    with pytest.raises(InvalidInput, match="used"):
        codes.give_up_code(desk.actor, desk.installation, links[0].id)


def test_a_code_that_two_have_in_their_numbers_is_neithers_and_both_may_choose(desk: Desk, links: Links) -> None:
    for link in links[:2]:
        invoiced(desk.installation.store, link, "202100100001", "202100100002", "202100100003")

    assert suggestions(desk) == {"Bakery": "002", "Mill": "003", "Smithy": "004"}
    with pytest.raises(InvalidInput, match=r"stands in invoice numbers of “Mill”"):
        choose(desk, links[0], "001")
    choose(desk, links[0], "002")
    choose(desk, links[1], "003")


def test_numbers_that_are_dates_block_no_code(desk: Desk, links: Links) -> None:
    for day in range(10, 20):
        when = date(2021, 1, day)
        invoiced(desk.installation.store, links[1], f"{when:%Y%m%d}0001", f"{when:%Y%m%d}0002", day=when)
    invoiced(desk.installation.store, links[2], "202112300001", "202112300002")

    choose(desk, links[0], "011")

    assert suggestions(desk) == {"Mill": "001", "Smithy": "123"}
    with pytest.raises(InvalidInput, match=r"code 123 stands in invoice numbers of “Smithy”"):
        choose(desk, links[1], "123")
    assert number(desk, links[0]) == "202101100003"  # the first two are days of the mill's


def test_a_code_is_used_from_when_its_numbers_are_read_later(desk: Desk, links: Links) -> None:
    choose(desk, links[0], "001")
    invoiced(desk.installation.store, links[0], "202100100004")

    with pytest.raises(InvalidInput, match="which was used"):
        choose(desk, links[0], "002")
    assert listed(desk)["Bakery"] == ("001", "used", "202100100004")
    assert number(desk, links[0]) == "202100100005"


def test_a_clash_that_is_read_later_is_told_and_the_unused_code_can_be_changed(desk: Desk, links: Links) -> None:
    choose(desk, links[0], "001")
    invoiced(desk.installation.store, links[1], "202100100004")

    (problem,) = [one.problem for one in codes.codes_listed(desk.actor, desk.installation) if one.problem]
    with pytest.raises(
        InvalidInput, match=r"Bakery: code 001 stands in invoice numbers of “Mill”.*no number was given"
    ):
        number(desk, links[0])

    assert problem.startswith("code 001 stands in invoice numbers of “Mill” already, such as 202100100004")
    choose(desk, links[0], "002")
    assert number(desk, links[0]) == "202100200001"


def test_several_are_chosen_at_once_or_none(desk: Desk, links: Links) -> None:
    one, two, three_ = (link.id for link in links)
    choose(desk, links[0], "001")
    choose(desk, links[1], "002")
    store = desk.installation.store

    with (
        pytest.raises(
            InvalidInput, match=r"2 codes cannot be used: “Mill”: “2” is no code.*“Smithy”: code 001 is that of"
        ),
        store.writing() as tx,
    ):
        stored.chosen(store, tx, desk.actor, {two: "2", three_: "001"})
    with pytest.raises(InvalidInput, match=r"code 009 is wanted for “(Mill|Smithy)” too"), store.writing() as tx:
        stored.chosen(store, tx, desk.actor, {two: "009", three_: "009"})
    with pytest.raises(NotFound), store.writing() as tx:
        stored.chosen(store, tx, desk.actor, {three_: "003", 987_654: "004"})
    assert register(desk) == {one: "001", two: "002"}

    with store.writing() as tx:
        found = stored.chosen(store, tx, desk.actor, {one: "002", two: "001", three_: "003"})

    assert {link_id: code.code for link_id, code in found.items()} == register(desk)
    assert register(desk) == {one: "002", two: "001", three_: "003"}
    with store.writing() as tx:
        assert stored.chosen(store, tx, desk.actor, {}) == {}


def test_a_disconnected_administration_keeps_its_code(desk: Desk, links: Links) -> None:
    choose(desk, links[0], "001")
    assert links[0].connection_id is not None

    disconnecting.disconnect(desk.actor, desk.installation, links[0].connection_id, erase=False)

    assert listed(desk)["Bakery"] == ("001", "chosen", "")
    assert number(desk, links[0]) == "202100100001"


def test_an_erased_administrations_code_is_free_unless_it_was_used(desk: Desk, links: Links) -> None:
    for link, code in zip(links, ("001", "002", "003"), strict=True):
        choose(desk, link, code)
    number(desk, links[0])
    invoiced(desk.installation.store, links[1], "202100200001")

    for link in links:
        erase(desk, link)

    assert register(desk) == {links[0].id: "001", links[1].id: "002"}
    reserved = codes.codes_listed(desk.actor, desk.installation)
    assert [(one.code, one.state, one.company) for one in reserved] == [
        ("001", "reserved", ""),
        ("002", "reserved", ""),
    ]
    (again, *_) = importing.import_companies(desk.actor, desk.installation).links
    with pytest.raises(InvalidInput, match=r"code 001 is reserved: an administration that was erased has used it"):
        choose(desk, again, "001")
    choose(desk, again, "003")


def test_an_administration_that_comes_again_goes_on_with_its_code(desk: Desk, links: Links, clock: ScaledClock) -> None:
    choose(desk, links[0], "001")
    assert number(desk, links[0]) == "202100100001"
    first_used = clock.now()
    clock.advance(timedelta(days=1))
    erase(desk, links[0])
    added = importing.import_companies(desk.actor, desk.installation)
    (again,) = [link for link in added.links if link.id in added.added]
    invoiced(desk.installation.store, again, "202100100001")

    assert suggestions(desk)["Bakery"] == "001"
    choose(desk, again, "001")

    with desk.installation.store.reading() as tx:
        assert stored.of(tx, "acme")[again.id].first_used_at == first_used
    assert number(desk, again) == "202100100002"


def test_without_the_feature_everything_is_refused_with_whom_to_ask(desk: Desk, links: Links) -> None:
    choose(desk, links[0], "001")
    desk.installation.policy = Policy(contacts_of_several_administrations="helpdesk")
    one = links[0].id

    for deed in (
        lambda: codes.codes_listed(desk.actor, desk.installation),
        lambda: codes.suggested_codes(desk.actor, desk.installation),
        lambda: codes.choose_code(desk.actor, desk.installation, one, "002"),
        lambda: codes.give_up_code(desk.actor, desk.installation, one),
        lambda: invoice_numbers.next_invoice_number(desk.actor, desk.installation, one, 2021),
    ):
        with pytest.raises(AccessMissing, match="Ask the helpdesk to switch it on"):
            deed()

    assert register(desk) == {one: "001"}


def test_an_administration_that_the_actor_may_not_see_is_not_named(desk: Desk, links: Links) -> None:
    invoiced(desk.installation.store, links[1], "202100100001")
    choose(desk, links[2], "002")
    narrow = desk.actor.model_copy(update={"companies": frozenset({links[0].company.id})})
    store = desk.installation.store

    for code, why in (
        ("001", "stands in invoice numbers of another administration already"),
        ("002", "that of another"),
    ):
        with pytest.raises(InvalidInput, match=why) as refused, store.writing() as tx:
            stored.chosen(store, tx, narrow, {links[0].id: code})
        assert "Mill" not in str(refused.value)
        assert "Smithy" not in str(refused.value)
        assert "202100100001" not in str(refused.value)
    assert register(desk) == {links[2].id: "002"}


def test_two_who_want_the_same_code_at_once_never_both_get_it(desk: Desk, links: Links) -> None:
    store, told = desk.installation.store, list[str]()
    store._busy_seconds = 20.0

    def want() -> None:
        try:
            choose(desk, links[1], "001")
        except InvalidInput as error:
            told.append(error.what)

    other = threading.Thread(target=want)
    with store.writing() as tx:
        stored.chosen(store, tx, desk.actor, {links[0].id: "001"})
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join()

    assert told == ["code 001 is that of “Bakery”"]
    assert register(desk) == {links[0].id: "001"}
