"""A short form of ``make chaos``: the same workers, database, simulators and troubles, for a quarter of a minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaos.hidden import count
from chaos.plan import SHORT
from chaos.run import NONE, failures, run


@pytest.mark.postgres
@pytest.mark.timeout(300)
def test_no_login_and_no_record_is_lost_in_a_short_storm(tmp_path: Path) -> None:
    said: list[str] = []

    told = run(SHORT, tmp_path, said.append)

    assert failures(told) == [], (told, said)
    assert told["kills"] >= 5
    assert told["kills_in_refresh"] >= 1
    assert told["refreshes"] >= 3
    assert told["sign_in_again"] <= told["answers_lost"]
    assert told["restarts"] == SHORT.restarts
    assert told["vouchers_posted"] >= 10


def test_figures_that_must_be_nought_are_noticed_when_they_are_not() -> None:
    good = dict.fromkeys(NONE, 0) | {"takeover_seconds_max": 60}

    assert failures(good) == []
    for name in NONE:
        assert failures(good | {name: 1}) == [name]
    assert failures(good | {"takeover_seconds_max": 61}) == ["takeover_seconds_max"]


def test_a_secret_that_is_told_is_found() -> None:
    assert count({"s3cr3t-of_ours", "another"}, ['{"said": "Bearer s3cr3t-of_ours"}', "nothing"]) == 1
