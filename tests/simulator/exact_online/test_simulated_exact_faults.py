"""The misbehaviours that can be switched on."""

from __future__ import annotations

import json

import httpx
import pytest
from exact_site import Client, Enter, message, voucher

from boekhaak.clock import ScaledClock
from boekhaak.errors import InvalidInput

GL = "100001/financial/GLAccounts?$select=ID,Code"


def test_an_unknown_fault_is_refused(enter: Enter, client: Client) -> None:
    with pytest.raises(InvalidInput, match="no fault “flat_tyre”"):
        enter(faults=["flat_tyre"])
    with pytest.raises(InvalidInput, match="no fault"):
        client.simulator.switch_on("flat_tyre")


def test_every_fault_is_told_with_a_sentence(client: Client) -> None:
    assert all(text.endswith(".") and len(text) > 20 for text in client.simulator.known_faults.values())


def test_faults_are_switched_on_and_off_while_it_runs(client: Client) -> None:
    client.simulator.faults.add("html_maintenance")
    during = client.get(GL)
    client.simulator.faults.discard("html_maintenance")

    assert (during.status_code, during.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert client.get(GL).status_code == 200
    assert "json" in client.get(GL).headers["content-type"]


def test_a_fault_goes_off_after_the_number_of_answers_that_was_given(client: Client) -> None:
    client.simulator.switch_on("html_maintenance", answers=2)

    kinds = [client.get(GL).headers["content-type"].partition(";")[0] for _ in range(3)]

    assert kinds == ["text/html", "text/html", "application/json"]
    assert client.simulator.faults == set()


def test_maintenance_and_the_gateway_speak_for_the_token_endpoint_too(client: Client) -> None:
    client.simulator.switch_on("html_maintenance", answers=1)
    page = client.refresh()
    client.simulator.switch_on("apigee_fault", answers=1)
    fault = client.refresh()

    assert page.text.startswith("<!DOCTYPE html>")
    assert "detail" in fault.json()["fault"]


def test_the_gateway_loses_its_way(client: Client) -> None:
    client.simulator.faults.add("apigee_fault")

    answer = client.get(GL)

    assert answer.status_code == 404
    assert answer.json()["fault"]["detail"]["errorcode"].endswith("ApplicationNotFound")


def test_an_empty_token_body_hands_nothing_out_and_uses_nothing_up(client: Client, clock: ScaledClock) -> None:
    clock.sleep(600)
    client.simulator.switch_on("empty_token_body", answers=1)

    empty = client.refresh()

    assert (empty.status_code, empty.content) == (200, b"")
    assert client.refresh().status_code == 200


def test_a_user_without_rights_gets_empty_lists(client: Client) -> None:
    client.simulator.faults.add("empty_lists")

    assert client.rows(GL) == []
    assert client.lines() == []
    assert client.rows("100001/sync/Deleted") == []
    assert len(client.rows("100001/system/Divisions")) == 2


@pytest.mark.parametrize("fault", ["cut_always", "cut_pages"])
def test_answers_break_off_half_way(client: Client, fault: str) -> None:
    client.simulator.cut_every = 1
    client.simulator.faults.add(fault)

    with pytest.raises(httpx.RemoteProtocolError):
        client.get(GL)


def test_every_so_manieth_page_breaks_off(client: Client) -> None:
    client.simulator.cut_every = 3
    client.simulator.faults.add("cut_pages")
    came = []
    for _ in range(6):
        try:
            came.append(client.get(GL).status_code)
        except httpx.RemoteProtocolError:
            came.append(0)

    assert came == [200, 200, 0, 200, 200, 0]


def test_answers_may_be_no_json(client: Client) -> None:
    client.simulator.faults.add("malformed_json")

    answer = client.get(GL)

    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_answers_may_be_those_of_another_division(client: Client) -> None:
    client.simulator.faults.add("wrong_division")

    lines = client.page("100001/sync/Financial/TransactionLines?$select=Division")["results"]
    (division,) = client.rows("100001/system/Divisions?$filter=Code eq 100001&$select=Code,Description")

    assert {row["Division"] for row in lines} == {100_002}
    assert (division["Code"], division["Description"]) == (100_002, "Drukkerij Zetwerk")


def test_a_hidden_line_is_counted_in_the_declared_balances(client: Client) -> None:
    whole = {row["ID"]: row for row in client.lines()}
    client.simulator.faults.add("hide_line")

    seen = {row["ID"] for row in client.lines()}
    single = {row["ID"] for row in client.rows("100001/financialtransaction/TransactionLines?$select=ID")}

    (hidden,) = set(whole) - seen
    assert seen == single
    assert whole[hidden]["GLAccount"] is not None
    assert client.get(f"100001/financialtransaction/TransactionLines(guid'{hidden}')").status_code == 404
    account = whole[hidden]["GLAccountCode"]
    declared = client.rows(
        f"100001/financial/ReportingBalance?$select=Amount,Count&$filter=GLAccountCode eq '{account}'"
    )
    assert sum(row["Count"] for row in declared) == sum(row["GLAccountCode"] == account for row in whole.values())


def test_all_entries_may_begin_with_a_bare_header(enter: Enter) -> None:
    client = enter(faults=["bare_headers"])
    client.sign_in()

    assert {row["GLAccount"] for row in client.lines() if row["LineNumber"] == 0} == {None}


def test_filters_may_be_mandatory_where_a_sync_twin_exists(client: Client) -> None:
    client.simulator.faults.add("mandatory_filters")

    refused = client.get("100001/crm/Accounts?$select=ID")

    assert refused.status_code == 400
    assert message(refused).startswith("This endpoint has mandatory filtering applied.")
    assert "url:Accountant,AccountManager," in message(refused)
    assert client.get("100001/crm/Accounts?$filter=Modified ge datetime'2026-01-01'").status_code == 200
    assert client.get("100001/financial/Journals").status_code == 200
    assert client.get("100001/sync/CRM/Accounts").status_code == 200


def test_select_may_be_mandatory_where_it_is_not_known_to_be(client: Client) -> None:
    assert client.get("100001/financial/ReportingBalance").status_code == 200
    client.simulator.faults.add("mandatory_select")

    refused = client.get("100001/financial/ReportingBalance")

    assert refused.status_code == 400
    assert message(refused) == "Please add a $select or a $top=1 statement to the query string."
    assert client.get("100001/financial/ReportingBalance?$select=ID").status_code == 200
    assert client.get("100001/sync/Financial/TransactionLines?$top=1").status_code == 200
    assert client.get("100001/system/Divisions").status_code == 200
    assert client.get("current/Me").status_code == 200


def test_the_documents_of_one_company_may_always_be_refused(client: Client) -> None:
    client.simulator.faults.add("refused_documents")

    refused = [client.get("100001/sync/Documents/Documents?$select=ID") for _ in range(2)]

    assert {(one.status_code, message(one)) for one in refused} == {
        (400, "An error has occurred while the documents were read.")
    }
    assert client.get("100002/sync/Documents/Documents?$select=ID").status_code == 200
    assert client.get("100001/sync/Documents/DocumentAttachments?$select=ID").status_code == 200


def test_lists_may_always_have_results(client: Client) -> None:
    bare = client.page("100001/financial/GLAccounts?$top=1")
    client.simulator.faults.add("results_always")

    wrapped = client.page("100001/financial/GLAccounts?$top=1")

    assert wrapped == {"results": bare}


def test_an_expired_licence_is_the_reason_of_a_refusal(client: Client) -> None:
    client.simulator.faults.add("licence_expired")

    refused = client.get(GL)

    assert (refused.status_code, message(refused), refused.headers["reason"]) == (403, "Forbidden", "LicenseExpired")


def test_a_late_entry_is_seen_once_a_later_one_was_read(client: Client) -> None:
    client.simulator.faults.add("late_commit")
    client.simulator.post_voucher("Bakkerij De Halm", voucher("1"))
    before = {row["EntryNumber"] for row in client.lines()}
    client.simulator.post_voucher("Bakkerij De Halm", voucher("2"))
    first = client.lines()
    seen = max(int(row["Timestamp"]) for row in first)

    assert not before & {1, 2}
    assert {row["EntryNumber"] for row in first} & {1, 2} == {2}
    assert client.lines(seen) == []
    assert {row["EntryNumber"] for row in client.lines()} > {1, 2}
