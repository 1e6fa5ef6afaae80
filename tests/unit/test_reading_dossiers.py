"""Lists of dossiers as files: what is read, and what is said of one that cannot be."""

from __future__ import annotations

import json

import pytest

from boekhaak.errors import InvalidInput
from boekhaak.models.dossier import Dossier
from boekhaak.service.dossier_lists import Form, read_dossiers
from boekhaak.service.vetting import MOST

TWO = (
    Dossier(host_company="D1", name="Jansen, de Bakker", company_id="001"),
    Dossier(host_company="D2", name="Überraschung & Zonen"),
)
HEAD = "host_company,name\n"


@pytest.mark.parametrize(
    "text",
    [
        'host_company,name,company_id\nD1,"Jansen, de Bakker",001\nD2,Überraschung & Zonen,\n',
        "\ufeffname;company_id;host_company\r\nJansen, de Bakker;001;D1\r\nÜberraschung & Zonen;;D2\r\n",
        "Host company\tName\tCompany-ID\t\nD1\tJansen, de Bakker\t001\t\n\n\t\t\t\nD2\tÜberraschung & Zonen\t\t\n",
        '"host_company";"name";"company_id"\r"D1";"Jansen, de Bakker";"001"\r"D2";"Überraschung & Zonen";""\r',
    ],
)
def test_a_list_is_read_as_spreadsheets_write_it(text: str) -> None:
    assert read_dossiers(text, "csv") == TWO
    assert read_dossiers(text.encode(), "csv") == TWO


def test_a_json_list_is_read_and_its_numbers_are_texts() -> None:
    rows = [
        {"host_company": "D1", "name": "Jansen, de Bakker", "company_id": "001"},
        {"name": TWO[1].name, "host_company": "D2", "company_id": None},
    ]

    assert read_dossiers(json.dumps(rows), "json") == TWO
    assert read_dossiers('[{"host_company": 12, "name": "A"}]', "json")[0].host_company == "12"


@pytest.mark.parametrize(
    ("form", "text", "what"),
    [
        ("csv", "", "the list is empty"),
        ("csv", "\ufeff \n", "the list is empty"),
        ("csv", ",,\n", "line 1 has no column host_company and none name"),
        ("csv", HEAD, "the list has no dossiers, only a line of column names"),
        ("csv", "host_company\nD1\n", "line 1 has no column name"),
        ("csv", "host_company,nmae,kvk\nD1,A,1\n", "line 1 names no column that is known: “nmae” (is name meant?), “kvk”"),
        ("csv", "host_company,name,name\nD1,A,B\n", "line 1 names the column name twice"),
        ("csv", HEAD + "D1\n", "line 2 has 1 values for 2 columns"),
        ("csv", HEAD + 'D1,"A\nB"\nD2,B,C\n', "line 4 has 3 values for 2 columns"),
        ("csv", "host_company,name,\nD1,A,B\n", "line 2 has a value in a column without a name"),
        ("csv", HEAD + 'D1,A\nD2,"B\nD3,C\n', "line 3 cannot be read: a quotation mark is opened and never closed"),
        ("csv", f'{HEAD}D1,"{"x" * 200_000}', "line 2 cannot be read: a quotation mark is opened and never closed"),
        ("csv", HEAD + 'D1,"A"B\n', "line 2 cannot be read: a quotation mark stands within a value"),
        ("json", '[\n{"host_company": "D1",\n}]', "line 3 is no JSON"),
        ("json", "[" * 100_000, "the list is no JSON that can be read"),
        ("json", '{"host_company": "D1", "name": "A"}', "the JSON is no list of objects"),
        ("json", "[]", "the list has no dossiers"),
        ("json", '[{"host_company": "D1", "name": "A"}, 7]', "dossier 2 is no object"),
        ("json", '[{"host_company": "D1"}]', "dossier 1 has no name"),
        ("json", '[{"host_company": "D1", "nam": "A"}]', "dossier 1 names no field that is known: “nam” (is name meant?)"),
        ("json", '[{"host_company": true, "name": "A"}]', "dossier 1: host_company is no text"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_list_is_said_with_its_line(form: Form, text: str, what: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_dossiers(text, form)

    assert refused.value.what.startswith(what)
    assert "Nothing was adopted" in refused.value.way_out


def test_what_is_not_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidInput, match=r"line 3 is not written in UTF-8.*“CSV UTF-8”"):
        read_dossiers(f"{HEAD}D1,A\nD2,Café\n".encode("latin-1"), "csv")
    with pytest.raises(InvalidInput, match="line 1 is not written in UTF-8"):
        read_dossiers(HEAD.encode("utf-16"), "csv")


def test_a_list_may_be_long_but_not_endless() -> None:
    rows = [f"D{number},Company {number}\n" for number in range(MOST + 1)]

    assert len(read_dossiers(HEAD + "".join(rows[:-1]), "csv")) == MOST
    with pytest.raises(InvalidInput, match=f"more than the {MOST} dossiers"):
        read_dossiers(HEAD + "".join(rows), "csv")
