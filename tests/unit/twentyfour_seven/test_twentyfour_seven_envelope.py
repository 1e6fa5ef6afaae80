"""Writing calls and reading answers."""

from __future__ import annotations

import tracemalloc
from datetime import datetime

import pytest

from boekhaak.plugin import UnexpectedAnswer
from boekhaak_twentyfour_seven.client import ACCOUNT, TRANSACTION
from boekhaak_twentyfour_seven.envelope import call, elements, headers, result, sentence
from support.seven_answers import answered, fault

BOMB = '<!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def test_a_call_holds_its_arguments_in_their_order_in_the_namespace_of_its_service() -> None:
    arguments = {
        "searchParams": {
            "DateStart": datetime.fromisoformat("2026-01-01"),
            "SystemType": None,
            "Name": "a & <b>",
            "Open": True,
        }
    }

    text = call(TRANSACTION, "GetTransactions", arguments).decode()

    assert '<GetTransactions xmlns="http://24sevenoffice.com/webservices/economy/accounting/"><searchParams>' in text
    assert (
        '<DateStart>2026-01-01T00:00:00</DateStart><SystemType xsi:nil="true"/><Name>a &amp; &lt;b&gt;</Name>' in text
    )
    assert "<Open>true</Open></searchParams>" in text


def test_the_action_is_the_namespace_and_the_operation_with_one_slash_between() -> None:
    assert headers(ACCOUNT, "GetTypeList")["SOAPAction"] == '"http://24sevenOffice.com/webservices/GetTypeList"'
    assert headers(TRANSACTION, "GetX")["SOAPAction"].endswith('accounting/GetX"')


def test_an_array_of_many_of_one_and_of_none_is_read() -> None:
    assert result(answered("Op", "<A><B>1</B></A><A><B>2</B></A>"), "Op") == {"A": [{"B": "1"}, {"B": "2"}]}
    assert result(answered("Op", "<A><B>1</B></A>"), "Op") == {"A": {"B": "1"}}
    assert result(answered("Op", ""), "Op") is None


def test_what_is_nil_reads_as_what_is_absent() -> None:
    assert result(answered("Op", '<A xsi:nil="true"/><B>2</B><!-- a remark --><C/>'), "Op") == {
        "A": None,
        "B": "2",
        "C": None,
    }


@pytest.mark.parametrize(
    "body",
    [
        answered("Op", "<A>1</A>", prolog="<!DOCTYPE envelope>"),
        answered("Op", "<A>&b;</A>", prolog=BOMB),
        answered("Op", "<A>1</A>", prolog='<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        answered("Op", "<A>1</A>", prolog="<!DOCTYPE e>").decode().encode("utf-16"),
    ],
)
def test_document_types_and_entities_are_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer, match="document type"):
        result(body, "Op")


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.99])
def test_an_answer_that_breaks_off_is_refused(kept: float) -> None:
    body = answered("Op", "<A>1</A>" * 100)

    with pytest.raises(UnexpectedAnswer, match="breaks off"):
        result(body[: int(len(body) * kept)], "Op")


@pytest.mark.parametrize(
    "body", [b"", b"<html>busy</html>", answered("Op", "<A>1</B>"), answered("Op", "<A>&nothing;</A>")]
)
def test_what_is_no_xml_of_the_vendors_is_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        result(body, "Op")


def test_an_answer_to_another_operation_is_refused() -> None:
    with pytest.raises(UnexpectedAnswer, match="no answer to Op"):
        result(answered("Other", "1"), "Op")


def test_memory_does_not_grow_with_the_elements() -> None:
    body = answered("Op", "<A><B>1</B><C>2</C></A>" * 50_000)
    tracemalloc.start()

    count = sum(1 for _ in elements(body, "A"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 50_000
    assert peak < 3 * len(body)


def test_the_sentence_of_a_fault_stands_behind_the_last_arrow() -> None:
    said = sentence(fault("System.Exception: one ---&gt; Some.Other.FormatException: the last").content)

    assert said == "the last"


def test_a_fault_of_soap_1_2_is_read_too() -> None:
    body = b'<s:Fault><s:Reason><s:Text xml:lang="en">a ---&gt; b</s:Text></s:Reason></s:Fault>'

    assert sentence(body) == "b"
