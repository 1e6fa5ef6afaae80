from __future__ import annotations

import logging

import pytest
from pydantic import SecretStr

from boekhaak.errors import (
    AccessMissing,
    PackageRefused,
    PackageUnavailable,
)
from boekhaak.http import Http
from boekhaak.redaction import Redactor
from boekhaak.response import Response
from support.purse import ask
from support.wire import Answer, Wire, answer


def test_a_live_secret_does_not_show_in_an_error(http: Http, wire: Wire, redactor: Redactor) -> None:
    redactor.learn(SecretStr("the-live-token"))
    wire.says(Answer(403, b"token the-live-token has no rights"))

    with pytest.raises(AccessMissing) as caught:
        ask(http)

    assert "the-live-token" not in str(caught.value) + repr(caught.value)
    assert "token [secret] has no rights" in str(caught.value)


def test_a_live_secret_does_not_show_in_the_packages_own_reading(http: Http, wire: Wire, redactor: Redactor) -> None:
    redactor.learn(SecretStr("the-live-token"))
    wire.says(Answer(400, b"the-live-token"))

    with pytest.raises(PackageRefused) as caught:
        ask(http, explain=lambda response: PackageRefused(f"it says {response.text}", way_out=response.text))

    assert "the-live-token" not in str(caught.value) + repr(caught.value)


def test_a_live_secret_does_not_show_in_the_packages_own_reading_of_a_failure(
    http: Http, wire: Wire, redactor: Redactor
) -> None:
    def quoting(response: Response) -> PackageUnavailable:
        return PackageUnavailable(f"it says {response.text}", way_out="Wait")

    redactor.learn(SecretStr("the-live-token"))
    wire.says(*[Answer(503, b"the-live-token")] * 3)

    with pytest.raises(PackageUnavailable, match=r"it says \[secret\]"):
        ask(http, explain=quoting)


def test_a_secret_inside_another_takes_nothing_of_it_along(redactor: Redactor) -> None:
    redactor.learn(SecretStr("secret-1"), SecretStr("secret-1-and-more"))

    assert redactor.redact("secret-1-and-more, secret-1") == "[secret], [secret]"


def test_live_secrets_do_not_show_in_the_debug_log_of_a_request(
    http: Http, wire: Wire, redactor: Redactor, caplog: pytest.LogCaptureFixture
) -> None:
    redactor.learn(SecretStr("token-0"), SecretStr("the-live-token"))
    wire.says(answer(Set_Cookie="session=the-live-token"))

    with caplog.at_level(logging.DEBUG):
        ask(http, "/books?hint=the-live-token")

    logged = {record.name.partition(".")[0] for record in caplog.records}
    assert {"httpx", "httpcore"} <= logged
    assert "[secret]" in caplog.text
    assert "the-live-token" not in caplog.text
    assert "token-0" not in caplog.text


@pytest.mark.parametrize("name", Redactor.LOGGERS)
def test_live_secrets_are_taken_out_of_arguments_and_causes(
    redactor: Redactor, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    redactor.learn(SecretStr("the-live-token"))

    try:
        raise ValueError("the-live-token")
    except ValueError:
        logging.getLogger(name).warning("lost %s", "the-live-token", exc_info=True)

    assert "lost [secret]" in caplog.text
    assert "ValueError: [secret]" in caplog.text
    assert "the-live-token" not in caplog.text


def test_a_redactor_that_has_left_the_logs_is_forgotten() -> None:
    before = [list(logging.getLogger(name).filters) for name in Redactor.LOGGERS]
    redactor = Redactor()
    redactor.watch_logs()

    redactor.leave_logs()

    assert [list(logging.getLogger(name).filters) for name in Redactor.LOGGERS] == before


def test_short_texts_are_no_secrets(redactor: Redactor) -> None:
    redactor.learn(SecretStr("a"), None)

    assert redactor.redact("a banana") == "a banana"
