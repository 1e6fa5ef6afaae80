"""Clients that are renamed, and identities that go from one user to another."""

from __future__ import annotations

from seven_site import AUTH, CLIENT, FJELL, FJORD, Caller, Enter

from boekhaak_twentyfour_seven.simulator import SimulatedLogin


def told(caller: Caller) -> list[tuple[str, str, str]]:
    """Return the identities that are listed: id, and number and name of the client."""
    return [
        (row.findtext("Id") or "", row.findtext("Client/Id") or "", row.findtext("Client/Name") or "")
        for row in caller.result(AUTH, "GetIdentities")
    ]


def test_a_client_that_is_renamed_keeps_its_number_its_identities_and_its_lines(caller: Caller) -> None:
    (id_, number, name), *others = told(caller)
    before = caller.lines()

    caller.simulator.rename_company(FJORD, "Fjord Nord AS")

    assert name == FJORD
    assert told(caller) == [(id_, number, "Fjord Nord AS"), *others]
    assert caller.current() == "Fjord Nord AS"
    assert caller.result(CLIENT, "GetClientInformation").findtext("Name") == "Fjord Nord AS"
    assert caller.lines() == before
    caller.login(id_)
    assert caller.current() == "Fjord Nord AS"


def test_an_identity_is_taken_from_one_user_and_given_to_another(enter: Enter) -> None:
    one, other = SimulatedLogin(), SimulatedLogin(email="other@example.com", companies=(FJORD,))
    caller = enter(logins=[one, other])

    caller.simulator.withdraw_identity(FJELL, one.email)
    caller.simulator.accept_invitation(other.email, FJELL)

    caller.login()
    assert [name for _, _, name in told(caller)] == [FJORD]
    caller.login(Username=other.email)
    assert [name for _, _, name in told(caller)] == [FJORD, FJELL]
