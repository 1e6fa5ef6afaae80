from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boekhaak.plugin import AccessMissing, PackageRefused, PackageUnavailable, Response
from boekhaak_exact_online.errors import REASONS, CompanyRefused, refusal


def said(value: float | None) -> dict[str, Any]:
    return {"error": {"code": "", "message": {"lang": "", "value": value}}}


def test_a_company_outside_the_consent_is_granted_in_the_security_centre(response: Callable[..., Response]) -> None:
    error = refusal(response(said("Forbidden - User division is not within division scope."), status=403))

    assert isinstance(error, CompanyRefused)
    assert "Security Centre" in error.way_out


def test_a_missing_data_scope_is_named(response: Callable[..., Response]) -> None:
    text = "Forbidden - Application Scope Violated. Cannot read 'organization.administration' scope."

    error = refusal(response(said(text), status=403))

    assert isinstance(error, AccessMissing)
    assert not isinstance(error, CompanyRefused)
    assert "“organization.administration”" in error.what
    assert "App Center" in error.way_out


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_each_reason_has_its_own_way_out(response: Callable[..., Response], reason: str) -> None:
    error = refusal(response(said("Forbidden"), status=403, headers={"reason": f"{reason}: more words"}))

    assert isinstance(error, AccessMissing)
    assert (error.what, error.way_out) == (f"access was refused: {REASONS[reason][1]}", REASONS[reason][2])


@pytest.mark.parametrize("body", [said("Forbidden"), b"", b"<html>no</html>"])
def test_a_plain_refusal_names_rights_and_grant(response: Callable[..., Response], body: object) -> None:
    error = refusal(response(body, status=403))

    assert isinstance(error, AccessMissing)
    assert "rights" in error.way_out


def test_a_refused_question_keeps_the_vendor_s_words(response: Callable[..., Response]) -> None:
    text = "Please add a $select or a $top=1 statement to the query string."

    error = refusal(response(said(text), status=400))

    assert isinstance(error, PackageRefused)
    assert text in error.what


def test_a_long_message_is_shortened(response: Callable[..., Response]) -> None:
    error = refusal(response(said("This endpoint has mandatory filtering applied. " + "Field," * 500), status=400))

    assert len(error.what) < 300


def test_a_timeout_of_the_question_is_not_repeated(response: Callable[..., Response]) -> None:
    assert isinstance(refusal(response(b"", status=408)), PackageRefused)


def test_a_failure_of_exact_is_told_and_tried_later(response: Callable[..., Response]) -> None:
    error = refusal(response(said("Data already exists"), status=500))

    assert isinstance(error, PackageUnavailable)
    assert error.retry_after > response().received_at


@pytest.mark.parametrize("status", [404, 502])
def test_a_fault_of_the_gateway_is_told_and_tried_later(response: Callable[..., Response], status: int) -> None:
    error = refusal(response({"fault": {"faultstring": "Unable to identify proxy for host"}}, status=status))

    assert isinstance(error, PackageUnavailable)
    assert error.retry_after > response().received_at


@pytest.mark.parametrize(("status", "body"), [(404, b""), (400, {"fault": {}}), (503, b"<html></html>")])
def test_what_says_nothing_is_left_to_the_general_reading(
    response: Callable[..., Response], status: int, body: object
) -> None:
    assert refusal(response(body, status=status)) is None
