"""Errors, limits, and the misbehaviours that can be switched on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import etree
from seven_site import ACCOUNT, AUTH, CLIENT, COMPANY, FJELL, FJORD, TRANSACTION, YEAR, Caller, Enter, plain, sentence

from boekhaak.clock import ScaledClock
from boekhaak.errors import InvalidInput

SEARCH = f"<searchParams>{YEAR}</searchParams>"


def caller_with(enter: Enter, fault: str) -> Caller:
    """Return a caller that is signed in before the fault begins."""
    made = enter()
    made.login()
    made.simulator.switch_on(fault)
    return made


def test_each_answer_tells_what_is_left_of_the_hour(caller: Caller) -> None:
    headers = caller.ask(ACCOUNT, "GetAccountList").headers

    assert (headers["apilimitremaining"], headers["apilimitreset"]) == ("7198", "2026-06-25T15:00:00Z")


def test_beyond_the_quota_every_call_is_refused_until_the_hour_ends(enter: Enter, clock: ScaledClock) -> None:
    caller = enter(per_hour=2)
    caller.login()
    caller.ask(ACCOUNT, "GetAccountList")

    refused = caller.ask(ACCOUNT, "GetAccountList")

    assert sentence(refused).startswith("Limit exceeded by 1. Request is blocked. Quarantine ends at 2026-06-25")
    assert refused.headers["apilimitremaining"] == "0"
    clock.advance(timedelta(minutes=43))
    caller.login()
    assert caller.ask(ACCOUNT, "GetAccountList").status_code == 200


def test_bursts_are_answered_with_429(enter: Enter, clock: ScaledClock) -> None:
    caller = caller_with(enter, "bursts")

    statuses = [caller.ask(ACCOUNT, "GetAccountList").status_code for _ in range(26)]

    assert statuses == [200] * 25 + [429]
    clock.advance(timedelta(seconds=1))
    assert caller.ask(ACCOUNT, "GetAccountList").status_code == 200


def test_an_identity_changes_under_a_program_that_shares_its_session(enter: Enter) -> None:
    caller = caller_with(enter, "identity_race")

    assert caller.result(CLIENT, "GetClientInformation").findtext("Name") == FJELL
    assert caller.current() == FJELL


def test_another_clients_data_come_while_the_identity_stays(enter: Enter) -> None:
    caller = caller_with(enter, "wrong_company")

    assert caller.result(CLIENT, "GetClientInformation").findtext("Name") == FJELL
    assert caller.current() == FJORD


def test_a_session_ends_after_three_answers(enter: Enter) -> None:
    caller = caller_with(enter, "session_expiry")

    statuses = [caller.ask(ACCOUNT, "GetAccountList").status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 500]
    assert caller.result(AUTH, "HasSession").text == "false"


def test_wide_windows_time_out_and_narrow_ones_do_not(enter: Enter, clock: ScaledClock) -> None:
    caller, before = caller_with(enter, "slow_windows"), clock.now()

    refused = caller.ask(TRANSACTION, "GetTransactions", SEARCH)

    assert sentence(refused).startswith("Timeout expired")
    assert clock.now() - before == timedelta(seconds=100)
    assert len(caller.lines("<DateStart>2026-03-01T00:00:00</DateStart><DateEnd>2026-03-31T23:59:59</DateEnd>")) == 6


def test_the_schema_drifts(enter: Enter) -> None:
    lines = caller_with(enter, "drift").lines()

    assert all("AddedLater" in line for line in lines)
    assert "InvoiceLoss" in {line.get("SystemType") for line in lines}


def test_values_that_stand_for_none_may_be_written(enter: Enter) -> None:
    line = next(line for line in caller_with(enter, "sentinels").lines() if line["AccountNo"] == "3000")

    assert (line["LinkId"], line["DueDate"], line["VatDividend"]) == (
        "-2147483648",
        "0001-01-01T00:00:00",
        "-79228162514264337593543950335",
    )


def test_an_item_may_be_an_exception(enter: Enter) -> None:
    caller = caller_with(enter, "item_exceptions")

    rows = caller.result(
        COMPANY,
        "GetCompanies",
        "<searchParams><CompanyIds><int>10001</int><int>20001</int></CompanyIds></searchParams>",
    )

    assert [row.find("APIException") is not None for row in rows] == [True, False]


def test_an_answer_may_declare_an_entity(enter: Enter) -> None:
    answer = caller_with(enter, "entity").ask(ACCOUNT, "GetAccountList")

    assert plain(answer).getroottree().docinfo.doctype


def test_an_answer_may_break_off(enter: Enter) -> None:
    answer = caller_with(enter, "malformed").ask(ACCOUNT, "GetAccountList")

    assert answer.status_code == 200
    with pytest.raises(etree.XMLSyntaxError):
        plain(answer)


def test_a_fault_can_end_by_itself(caller: Caller) -> None:
    caller.simulator.switch_on("malformed", answers=1)

    caller.ask(ACCOUNT, "GetAccountList")

    assert caller.simulator.faults == set()
    assert caller.rows(ACCOUNT, "GetAccountList")


def test_an_unknown_fault_is_refused(enter: Enter) -> None:
    with pytest.raises(InvalidInput, match="knows no fault “rain”"):
        enter(faults=["rain"])


@pytest.mark.parametrize(
    "raw",
    [
        "no XML",
        "<a/>",
        '<!DOCTYPE a [<!ENTITY b "c">]><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>',
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>',
    ],
)
def test_a_request_that_is_no_call_is_refused(caller: Caller, raw: str) -> None:
    answer = caller.post(ACCOUNT, "", raw=raw)

    assert sentence(answer)
    assert plain(answer).findtext(".//faultcode") == "soap:Client"


def test_an_unknown_operation_is_refused_and_an_unknown_address_not_found(caller: Caller) -> None:
    assert "did not recognize" in sentence(caller.ask(ACCOUNT, "GetWeather"))
    assert "did not recognize" in sentence(caller.ask(AUTH, "Logoff"))
    assert caller.ask("/nowhere.asmx", "GetAccountList").status_code == 404


@pytest.mark.parametrize(
    "inner",
    [
        "<LinkId>x</LinkId>",
        "<DateStart>soon</DateStart>",
        "<ShowOpenEntries>maybe</ShowOpenEntries>",
    ],
)
def test_a_value_that_cannot_be_read_is_refused(caller: Caller, inner: str) -> None:
    assert sentence(caller.ask(TRANSACTION, "GetTransactions", f"<searchParams>{inner}</searchParams>"))
