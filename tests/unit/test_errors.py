from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime

import pytest

from boekhaak import errors
from boekhaak.errors import BoekhaakError, ConsentRequired, CursorLost, PackageBroken, PackageUnavailable


def everyone(root: type[BoekhaakError] = BoekhaakError) -> list[type[BoekhaakError]]:
    ours = [child for child in root.__subclasses__() if child.__module__ == errors.__name__]  # not those of plugins
    return [root, *(below for child in ours for below in everyone(child))]


def test_the_text_names_package_and_company_and_ends_with_the_way_out() -> None:
    error = ConsentRequired("the access has ended", way_out="Sign in again", package="Paper Office", company="Bakery")

    assert str(error) == "Paper Office, Bakery: the access has ended. Sign in again."


def test_the_text_of_an_error_about_nothing_in_particular_has_no_subject() -> None:
    assert str(BoekhaakError("it is late.", way_out="Go home.")) == "it is late. Go home."


def test_about_fills_in_what_is_not_known_and_leaves_what_is() -> None:
    error = ConsentRequired("no", way_out="Sign in", package="Paper Office")

    same = error.about(package="Other", company="Bakery")

    assert same is error
    assert (error.package, error.company) == ("Paper Office", "Bakery")


def test_a_broken_plugin_is_a_fault_of_the_installation() -> None:
    assert issubclass(PackageBroken, errors.ConfigurationError)


@pytest.mark.parametrize("kind", everyone(), ids=lambda kind: kind.__name__)
def test_every_error_is_drawn_in_the_tree_and_says_what_to_do(kind: type[BoekhaakError]) -> None:
    drawn = errors.__doc__ or ""

    assert kind.__name__ in drawn
    assert kind("what", way_out="way out").way_out == "way out"


@pytest.mark.parametrize("kind", everyone(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("carry", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))], ids=["copy", "pickle"])  # noqa: S301
def test_an_error_comes_whole_out_of_another_process(kind: type[BoekhaakError], carry: type[copy.copy]) -> None:
    error = kind("what", way_out="way out", package="Paper Office", company="Bakery")

    carried = carry(error)

    assert type(carried) is kind
    assert str(carried) == str(error)


def test_what_an_error_knows_besides_its_text_is_carried_too() -> None:
    later = datetime(2026, 3, 2, tzinfo=UTC)
    unavailable = PackageUnavailable("later", way_out="wait", retry_after=later)
    lost = CursorLost("lost", way_out="read", streams=frozenset({"ledger"}))

    assert copy.copy(unavailable).retry_after == later
    assert copy.copy(lost).streams == {"ledger"}
