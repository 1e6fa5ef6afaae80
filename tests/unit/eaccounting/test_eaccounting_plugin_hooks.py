from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from boekhaak.hookspecs import PackageHooks
from boekhaak.models.records import KINDS
from boekhaak.plugin import AccessMissing, Attachment, Company, OAuth2, PackageRefused, Response, UnexpectedAnswer
from boekhaak.registry import Package
from boekhaak_eaccounting import plugin
from boekhaak_eaccounting.streams import SOURCES

HOOKS = [name for name in vars(PackageHooks) if not name.startswith("_") and name != "relink"]
SETTINGS = {
    "Name": "Bageriet Limpan",
    "CountryCode": "SE",
    "CurrencyCode": "SEK",
    "CorporateIdentityNumber": "556677-8899",
    "VatCode": "SE556677889901",
    "CompanyStatus": 1,
    "CompanyIdentifier": "c0ffee",
}


def test_the_core_takes_the_plugin() -> None:
    assert Package("eaccounting", plugin).info.name == "Visma eAccounting"


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_has_the_arguments_and_annotations_of_its_specification(name: str) -> None:
    spec = list(inspect.signature(getattr(PackageHooks, name)).parameters.values())[1:]
    written = list(inspect.signature(getattr(plugin, name)).parameters.values())

    assert [(p.name, p.annotation, p.default) for p in written] == [(p.name, p.annotation, p.default) for p in spec]


def test_every_stream_has_a_source_and_completes_only_its_own_kinds() -> None:
    assert [stream.key for stream in plugin.STREAMS] == list(SOURCES)
    for stream in plugin.STREAMS:
        assert set(stream.kinds) <= set(KINDS)
        assert {done.kind for done in SOURCES[stream.key].completes} == set(stream.kinds)


def test_only_rights_to_read_are_asked_for_and_each_stream_names_its_own() -> None:
    asked = dict(plugin.AUTH.parameters)["scope"].split()

    assert all(scope.endswith("_readonly") for scope in asked if scope not in {"ea:api", "offline_access"})
    for stream in plugin.STREAMS:
        assert set(stream.right.split()) <= set(asked)


def test_a_consent_is_for_one_company_which_is_picked_each_time() -> None:
    auth = plugin.describe().auth
    assert isinstance(auth, OAuth2)
    asked = dict(auth.parameters)

    assert auth.chain == "grant"
    assert asked["prompt"] == "select_account"
    assert "forceselectcompany:true" in asked["acr_values"]


def test_people_sign_in_at_another_address_than_that_of_the_data() -> None:
    (region,) = plugin.describe().regions

    assert region.address == "https://eaccountingapi.vismaonline.com"
    assert region.elsewhere == (("/connect/", "https://identity.vismaonline.com"),)


def test_the_window_is_that_of_app_and_endpoint() -> None:
    (window,) = plugin.WINDOWS

    assert (window.count, window.period, window.scopes) == (600, timedelta(minutes=1), {"app", "endpoint"})


def test_the_company_that_was_picked_is_the_only_one(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    (found,) = plugin.list_companies((), script(response(SETTINGS)))

    assert found == Company(
        id="c0ffee",
        region="eu",
        name="Bageriet Limpan",
        country="SE",
        currency="SEK",
        registration_number="556677-8899",
        vat_number="SE556677889901",
    )


def test_a_company_without_identifier_is_known_by_its_number(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    (found,) = plugin.list_companies((), script(response(SETTINGS | {"CompanyIdentifier": None})))

    assert found.id == "SE-5566778899"


def test_a_company_that_does_not_say_who_it_is_is_refused(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    nobody = SETTINGS | {"CompanyIdentifier": None, "CorporateIdentityNumber": " "}

    with pytest.raises(UnexpectedAnswer, match="does not say which company"):
        list(plugin.list_companies((), script(response(nobody))))


def test_the_answer_names_its_own_company_whichever_was_asked_for(
    script: Callable[..., Any], response: Callable[..., Response], company: Company
) -> None:
    facts = plugin.inspect(company, script(response(SETTINGS | {"CompanyIdentifier": "0ther"})))

    assert facts.company.id == "0ther"


def test_who_signed_in_is_the_user_that_is_marked(script: Callable[..., Any], page: Callable[..., Response]) -> None:
    users = page(
        {"Id": "u1", "IsCurrentUser": False},
        {"Id": "u2", "FirstName": "Sam", "LastName": "Berg", "Email": "sam@example.com", "IsCurrentUser": True},
    )

    login = plugin.identify(script(users))

    assert (login.id, login.name, login.email) == ("u2", "Sam Berg", "sam@example.com")


def test_where_nobody_is_marked_the_company_stands_for_its_user(
    script: Callable[..., Any], page: Callable[..., Response], response: Callable[..., Response]
) -> None:
    login = plugin.identify(script(page(), response(SETTINGS)))

    assert login.id == "user of c0ffee"


def test_where_the_users_are_closed_the_company_stands_for_its_user(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    closed = response({"ErrorCode": 4007, "DeveloperErrorMessage": "No."}, status=403)

    assert plugin.identify(script(closed, response(SETTINGS))).id == "user of c0ffee"


def test_a_closed_company_is_not_taken_for_a_user_that_is_not_told(
    script: Callable[..., Any], response: Callable[..., Response]
) -> None:
    with pytest.raises(AccessMissing):
        plugin.identify(script(response({"ErrorCode": 4004}, status=403)))


def test_a_file_without_an_address_is_gone(
    script: Callable[..., Any], response: Callable[..., Response], company: Company
) -> None:
    file = Attachment(id="f1", document_id="f1", file_name="bread.pdf", address="/v2/attachments/f1")

    with pytest.raises(PackageRefused, match="bread"):
        list(plugin.download(company, file, 0, script(response({"TemporaryUrl": None}))))
