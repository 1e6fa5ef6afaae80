"""Signing in, sessions and identities."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from seven_site import (
    ACCOUNT,
    AUTH,
    CLIENT,
    FJELL,
    FJORD,
    SOAP_12,
    Caller,
    Enter,
    plain,
    sentence,
)

from boekhaak.clock import ScaledClock
from boekhaak_twentyfour_seven.simulator import SimulatedLogin


def test_a_sign_in_gives_the_session_in_the_answer_and_as_a_cookie(stranger: Caller) -> None:
    answer = stranger.ask(AUTH, "Login", stranger.credential())

    id_ = plain(answer).findtext(".//LoginResult") or ""
    assert re.fullmatch("[a-z0-9]{24}", id_)
    assert answer.headers["set-cookie"].startswith(f"ASP.NET_SessionId={id_}; ")
    assert id_ in stranger.simulator.handed_out


@pytest.mark.parametrize(
    "changes",
    [
        {"Password": "wrong"},
        {"Username": "nobody@example.com"},
        {"ApplicationId": "11111111-1111-1111-1111-111111111111"},
    ],
)
def test_wrong_credentials_give_an_empty_text(stranger: Caller, changes: dict[str, str]) -> None:
    assert stranger.login(**changes) == ""
    assert stranger.result(AUTH, "HasSession").text == "false"


def test_a_sign_in_opens_the_default_identity_or_the_one_it_names(caller: Caller) -> None:
    assert caller.current() == FJORD

    caller.login(caller.identity(FJELL))

    assert caller.current() == FJELL


def test_identities_are_listed_with_and_without_a_session(caller: Caller) -> None:
    with_session = caller.result(AUTH, "GetIdentities")
    caller.cookie = ""
    without = caller.result(AUTH, "GetIdentitiesWithCredential", caller.credential())

    assert [row.findtext("Client/Name") for row in without] == [FJORD, FJELL]
    assert [row.findtext("IsCurrent") for row in with_session] == ["true", "false"]
    assert [row.findtext("IsDefault") for row in with_session] == ["true", "false"]
    assert [row.findtext("IsDisabled") for row in with_session] == [None, None]


def test_wrong_credentials_list_no_identities(stranger: Caller) -> None:
    assert len(stranger.result(AUTH, "GetIdentitiesWithCredential", stranger.credential(Password="x"))) == 0


def test_an_identity_is_opened_by_its_id_or_whole(caller: Caller) -> None:
    fjell, fjord = caller.identity(FJELL), caller.identity(FJORD)

    assert caller.result(AUTH, "SetIdentityById", f"<identityId>{fjell}</identityId>").text == "true"
    assert caller.current() == FJELL
    assert caller.result(AUTH, "SetIdentity", f"<identity><Id>{fjord}</Id></identity>").text == "true"
    assert caller.current() == FJORD
    unknown = "<identityId>11111111-1111-1111-1111-111111111111</identityId>"
    assert caller.result(AUTH, "SetIdentityById", unknown).text == "false"
    assert caller.current() == FJORD


def test_whoever_shares_the_session_shares_its_identity(caller: Caller) -> None:
    other = Caller(caller.simulator, caller.address, caller.http, caller.cookie)

    other.result(AUTH, "SetIdentityById", f"<identityId>{other.identity(FJELL)}</identityId>")

    assert caller.result(CLIENT, "GetClientInformation").findtext("Name") == FJELL


def test_two_sessions_have_two_identities(caller: Caller) -> None:
    other = Caller(caller.simulator, caller.address, caller.http)
    other.login(other.identity(FJELL))

    assert (caller.current(), other.current()) == (FJORD, FJELL)


def test_a_session_dies_when_it_is_idle(caller: Caller, clock: ScaledClock) -> None:
    for _ in range(2):
        clock.advance(timedelta(minutes=19))
        assert caller.result(AUTH, "HasSession").text == "true"

    clock.advance(timedelta(minutes=21))

    assert caller.result(AUTH, "HasSession").text == "false"
    assert sentence(caller.ask(ACCOUNT, "GetAccountList")) == "Session is not authenticated"


def test_the_idle_life_is_adjustable(enter: Enter, clock: ScaledClock) -> None:
    caller = enter(session_life=timedelta(days=1))
    caller.login()

    clock.advance(timedelta(hours=23))

    assert caller.result(AUTH, "HasSession").text == "true"


def test_data_need_a_session(stranger: Caller) -> None:
    answer = stranger.ask(ACCOUNT, "GetAccountList")

    assert sentence(answer) == "Session is not authenticated"
    assert plain(answer).findtext(".//faultcode") == "soap:Server"
    assert plain(answer).find(".//detail") is not None


def test_a_user_who_accepted_no_invitation_has_no_identity(enter: Enter) -> None:
    caller = enter(faults=["invitation_pending"])

    assert caller.login()
    assert len(caller.result(AUTH, "GetIdentities")) == 0
    assert sentence(caller.ask(ACCOUNT, "GetAccountList")) == "Client is not authenticated on this identity"


def test_an_invitation_that_is_accepted_adds_an_identity(enter: Enter) -> None:
    login = SimulatedLogin(pending=(FJELL,))
    caller = enter(logins=[login])
    caller.login()
    before = len(caller.result(AUTH, "GetIdentities"))

    caller.simulator.accept_invitation(login.email, FJELL)

    assert (before, len(caller.result(AUTH, "GetIdentities"))) == (1, 2)


def test_a_lost_default_identity_blocks_the_sign_in_but_not_the_list(enter: Enter) -> None:
    caller = enter(faults=["withdrawn_identity"])

    refused = caller.ask(AUTH, "Login", caller.credential())
    rows = caller.result(AUTH, "GetIdentitiesWithCredential", caller.credential())

    assert sentence(refused).startswith("The provided IdentityId is blocked")
    assert [row.findtext("IsDisabled") for row in rows] == ["true", None]
    assert caller.login(caller.identity(FJELL))
    assert caller.current() == FJELL


def test_a_withdrawn_identity_ends_in_the_middle_of_a_session(caller: Caller) -> None:
    caller.simulator.withdraw_identities()

    assert sentence(caller.ask(ACCOUNT, "GetAccountList")) == "Client is not authenticated on this identity"
    assert len(caller.result(AUTH, "GetIdentities")) == 0


def test_other_passwords_end_every_session_and_the_sign_ins_tell_them(caller: Caller) -> None:
    before = caller.simulator.sign_ins

    caller.simulator.revoke_consents()

    assert sentence(caller.ask(ACCOUNT, "GetAccountList")) == "Session is not authenticated"
    assert caller.login(Password=before[0].password.get_secret_value()) == ""
    assert caller.login(Password=caller.simulator.sign_ins[0].password.get_secret_value())


def test_signing_in_again_and_again_is_throttled(enter: Enter, clock: ScaledClock) -> None:
    caller = enter(logins_per_hour=2)

    statuses = [caller.ask(AUTH, "Login", caller.credential()).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    clock.advance(timedelta(hours=1))
    assert caller.login()


def test_soap_1_2_and_any_case_of_the_path_are_served(stranger: Caller) -> None:
    stranger.login()

    answer = stranger.ask(ACCOUNT.upper(), "GetAccountList", soap=SOAP_12)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/soap+xml")
    stranger.cookie = ""
    assert sentence(stranger.ask(ACCOUNT, "GetAccountList", soap=SOAP_12)) == "Session is not authenticated"
