"""Pages, orders, queries and shapes of answers."""

from __future__ import annotations

import re
import uuid

import pytest
from exact_site import Client, message

SQL_SERVER_ORDER = (10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5, 0, 1, 2, 3)
GL = "100001/financial/GLAccounts"


def sql_server(guid: str) -> list[int]:
    """Return what SQL Server compares of a GUID: its stored bytes, in this order."""
    stored = uuid.UUID(guid).bytes_le
    return [stored[place] for place in SQL_SERVER_ORDER]


def test_a_single_endpoint_gives_sixty_rows_a_page_in_the_order_of_sql_server(client: Client) -> None:
    page = client.page(f"{GL}?$select=ID,Code")
    ids = [row["ID"] for row in client.rows(f"{GL}?$select=ID,Code")]

    assert len(page["results"]) == 60
    assert len(ids) == len(set(ids)) == 150
    assert ids == sorted(ids, key=sql_server)
    assert ids != sorted(ids)


def test_the_next_address_repeats_the_query_lowers_top_and_drops_skip(client: Client) -> None:
    page = client.page(f"{GL}?$skip=5&$top=100&$select=ID,Code&$orderby=Modified asc&$filter=Type+eq+90")

    last = page["results"][-1]
    assert page["__next"] == (
        f"{client.address}/api/v1/{GL}?$filter=Type%20eq%2090&$orderby=Modified%20asc&$select=ID,Code&$top=40"
        f"&$skiptoken=datetime'2026-01-01T09%3A00%3A00',guid'{last['ID']}'"
    )
    following = client.page(page["__next"])
    assert (len(following["results"]), "__next" in following) == (40, False)


def test_a_top_that_fits_in_a_page_gives_a_bare_list(client: Client) -> None:
    assert isinstance(client.page(f"{GL}?$top=60&$select=ID"), list)
    assert "results" in client.page(f"{GL}?$top=61&$select=ID")


def test_a_row_is_found_by_its_key(client: Client) -> None:
    (row,) = client.page(f"{GL}?$filter=Code eq '1000'&$top=1")

    found = client.page(f"{GL}(guid'{row['ID']}')")

    assert found == row
    assert found["__metadata"] == {
        "uri": f"{client.address}/api/v1/{GL}(guid'{row['ID']}')",
        "type": "Exact.Web.Api.Models.GLAccount",
    }


def test_a_bulk_endpoint_gives_a_thousand_rows_a_page(client: Client) -> None:
    url = "100002/bulk/Financial/TransactionLines?$select=ID,EntryNumber,LineNumber"

    page = client.page(url)

    assert len(page["results"]) == 1000
    assert len({row["ID"] for row in client.rows(url)}) == 2500
    assert re.search(r"\$skiptoken=guid'[0-9a-f-]{36}'$", page["__next"])


def test_a_sync_endpoint_gives_a_thousand_rows_a_page_in_the_order_of_timestamps(client: Client) -> None:
    page = client.page("100002/sync/Financial/TransactionLines?$filter=Timestamp gt 1L&$select=ID,Timestamp")
    rows = client.lines(code=100_002)

    assert len(page["results"]) == 1000
    assert page["__next"].endswith(f"&$skiptoken={page['results'][-1]['Timestamp']}L")
    stamps = [int(row["Timestamp"]) for row in rows]
    assert stamps == sorted(set(stamps))
    assert len(rows) == 2500


@pytest.mark.parametrize("suffix", ["L", "", "l"])
def test_a_sync_endpoint_begins_after_the_timestamp_asked_for(client: Client, suffix: str) -> None:
    rows = client.lines(code=100_002)
    middle = rows[1500]["Timestamp"]

    rest = client.rows(f"100002/sync/Financial/TransactionLines?$filter=Timestamp gt {middle}{suffix}")

    assert [row["ID"] for row in rest] == [row["ID"] for row in rows[1501:]]


def test_a_skiptoken_may_be_used_without_a_filter(client: Client) -> None:
    rows = client.lines(code=100_002)

    rest = client.rows(f"100002/sync/Financial/TransactionLines?$skiptoken={rows[-2]['Timestamp']}L")

    assert [row["ID"] for row in rest] == [rows[-1]["ID"]]


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("Code eq '1000'", {"1000"}),
        ("Code eq '1000' or Code eq '1300'", {"1000", "1300"}),
        ("(Code eq '1000' or Code eq '1300') and Type eq 20", {"1300"}),
        ("not (Type eq 90) and BalanceType eq 'B'", {"1000", "1300", "1600"}),
        ("Type ge 110 and Type le 120", {"8000", "4000"}),
        ("startswith(Code,'80')", {"8000"}),
        ("substringof('biteure',Description) eq true", {"1300"}),
        ("tolower(Description) eq 'kosten'", {"4000"}),
        ("trim(VATCode) eq '2'", {"8000"}),
        ("VATCode ne null", {"8000"}),
        ("Matching eq true", {"1300", "1600"}),
        ("Type eq 10L or Type eq 12", {"1000"}),
        ("Code eq 'it''s'", set()),
    ],
)
def test_filters_are_understood(client: Client, condition: str, codes: set[str]) -> None:
    found = client.rows(f"{GL}?$select=Code&$filter={condition.replace(' ', '+')}")

    assert {row["Code"] for row in found} == codes


def test_a_code_is_found_with_its_blanks_or_trimmed(client: Client) -> None:
    base = "100001/crm/Accounts?$select=Code&$filter="

    assert client.rows(f"{base}Code eq 'K1'") == []
    assert len(client.rows(f"{base}Code eq '{'K1':>18}'")) == 1
    assert len(client.rows(f"{base}trim(Code) eq 'K1'")) == 1


def test_a_guid_may_be_written_with_a_blank(client: Client) -> None:
    (row,) = client.page(f"{GL}?$filter=Code eq '1000'&$top=1")

    assert len(client.page(f"{GL}?$filter=ID eq guid '{row['ID'].upper()}'&$top=1")) == 1


def test_rows_are_ordered_as_asked(client: Client) -> None:
    rows = client.rows(f"{GL}?$select=Type,Code&$orderby=Type desc,Code")

    assert [(row["Type"], row["Code"]) for row in rows] == sorted(
        ((row["Type"], row["Code"]) for row in rows), key=lambda pair: (-pair[0], pair[1])
    )


def test_select_keeps_the_entity_s_own_order(client: Client) -> None:
    (row,) = client.page(f"{GL}?$select=Modified,Code,ID&$top=1")

    assert list(row) == ["__metadata", "ID", "Code", "Modified"]


def test_skip_leaves_rows_out(client: Client) -> None:
    rows = client.rows(f"{GL}?$select=ID")

    assert client.page(f"{GL}?$select=ID&$skip=3&$top=2") == rows[3:5]


def test_rows_are_counted(client: Client) -> None:
    counted = client.page(f"{GL}?$select=ID&$top=1&$inlinecount=allpages&$filter=Type eq 90")

    assert (counted["__count"], len(counted["results"])) == ("145", 1)
    answer = client.get(f"{GL}/$count", accept="*/*")
    assert (answer.text, answer.headers["content-type"]) == ("150", "text/plain; charset=utf-8")


def test_under_sync_a_count_may_not_be_heard_or_be_refused(client: Client) -> None:
    question = "100001/sync/Financial/GLAccounts?$select=ID&$filter=Timestamp gt 1L&$inlinecount=allpages"
    assert client.get(question).json()["d"]["__count"] == "150"

    client.simulator.faults.add("sync_uncounted")
    assert "__count" not in client.get(question).json()["d"]
    assert client.page(f"{GL}?$select=ID&$inlinecount=allpages")["__count"] == "150"

    client.simulator.faults.add("sync_count_refused")
    assert client.get(question).status_code == 400


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("$select=Nope", "Could not find a property named 'Nope'"),
        ("$filter=Nope eq 1", "No property 'Nope' exists"),
        ("$filter=Code eq", "Error in query syntax"),
        ("$filter=Code eq '1' extra", "Syntax error"),
        ("$filter=Code eq 1000", "incompatible with operand types"),
        ("$filter=ID eq guid'dsadsds'", "Unrecognized 'Edm.Guid' literal 'guid'dsadsds'' in '6'."),
        ("$orderby=Nope", "No property 'Nope'"),
        ("$top=many", "Incorrect format for $top"),
        ("$foo=1", "'$foo' is not supported"),
    ],
)
def test_a_query_that_is_not_understood_is_refused(client: Client, query: str, text: str) -> None:
    answer = client.get(f"{GL}?{query}")

    assert answer.status_code == 400
    assert text in message(answer)
    assert answer.text.startswith('{\r\n"error": {\r\n"code": "", "message": {\r\n"lang": "", "value": ')


@pytest.mark.parametrize("path", ["bulk/CRM/Accounts", "bulk/CRM/Addresses", "bulk/Financial/GLAccounts"])
def test_some_endpoints_demand_select(client: Client, path: str) -> None:
    refused = client.get(f"100001/{path}")

    assert refused.status_code == 400
    assert message(refused) == "Please add a $select or a $top=1 statement to the query string."
    assert client.get(f"100001/{path}?$top=1").status_code == 200
    assert client.get(f"100001/{path}?$select=ID").status_code == 200


def test_only_the_timestamp_may_be_filtered_under_sync(client: Client) -> None:
    refused = client.get("100001/sync/Financial/GLAccounts?$filter=Modified ge datetime'2026-01-01'")

    assert refused.status_code == 400
    assert message(refused) == "Filtering on these fields is not supported: Modified"


def test_without_asking_for_json_the_answer_is_atom(client: Client) -> None:
    answer = client.get(f"{GL}?$select=ID,Code,Modified,DeductibilityPercentages,SearchCode", accept="*/*")

    assert answer.headers["content-type"] == "application/atom+xml;type=feed;charset=utf-8"
    assert answer.text.count("<entry>") == 60
    assert '<d:Modified m:type="Edm.DateTime">2026-01-01T09:00:00</d:Modified>' in answer.text
    assert '<d:SearchCode m:null="true" />' in answer.text
    assert re.search(r'<link rel="next" href="[^"]+&amp;\$skiptoken=guid', answer.text)
    error = client.get("100001/nowhere/Nothing", accept="*/*")
    assert (error.status_code, error.headers["content-type"]) == (404, "application/xml;charset=utf-8")


@pytest.mark.parametrize(
    "path",
    ["100001/nowhere/Nothing", "financial/GLAccounts", "100001/current/Me", f"{GL}(guid'{uuid.UUID(int=0)}')"],
)
def test_what_is_not_there_is_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_collection_is_an_address_until_it_is_expanded(client: Client) -> None:
    deferred = client.rows("100001/crm/Accounts?$select=Name,BankAccounts")
    expanded = client.rows("100001/crm/Accounts?$select=Name,BankAccounts&$expand=BankAccounts")

    assert all(row["BankAccounts"]["__deferred"]["uri"].endswith("/BankAccounts") for row in deferred)
    found = {row["Name"]: row["BankAccounts"]["results"] for row in expanded}
    assert found["Meelfabriek"] == []
    assert found["Café d'Or"] == client.rows("100001/crm/BankAccounts")
    assert client.rows(f"{GL}?$expand=DeductibilityPercentages")[0]["DeductibilityPercentages"] == {"results": []}
    assert client.get(f"{GL}?$expand=Code").status_code == 400


def test_the_address_of_a_collection_lists_its_rows(client: Client) -> None:
    deferred = client.rows("100001/crm/Accounts?$select=Name,BankAccounts")
    uris = {row["Name"]: row["BankAccounts"]["__deferred"]["uri"] for row in deferred}
    cafe = uris["Café d'Or"]

    assert client.page(cafe) == {"results": client.rows("100001/crm/BankAccounts")}
    assert client.page(f"{cafe}?$select=IBAN")["results"][0].keys() == {"__metadata", "IBAN"}
    assert client.get(f"{cafe}/$count").text == "1"
    assert client.page(uris["Meelfabriek"]) == {"results": []}
    ledger = client.rows(f"{GL}?$top=1")[0]
    assert client.page(ledger["DeductibilityPercentages"]["__deferred"]["uri"]) == {"results": []}
    assert client.get(f"{ledger['__metadata']['uri']}/Description").status_code == 404
    assert client.get(f"{GL}(guid'{uuid.UUID(int=0)}')/DeductibilityPercentages").status_code == 404
