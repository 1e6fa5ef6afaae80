"""What the judges of each package's clients are given: which books, which simulator, and what else they need to know.

A package is a row of ``PACKAGES``. What the vendor publishes lies beside this repository or is absent; no judge copies it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from expected import held
from own_import import imported
from watching import Watch

from boekhaak.clock import ScaledClock
from boekhaak.testing.books.model import Books, Company
from support.swagger import SPECIFICATIONS, eaccounting

START = datetime(2026, 6, 25, 14, 17, 9, tzinfo=UTC)
"""When the simulators' clocks stand still."""
WSDLS = SPECIFICATIONS / "twentyfour_seven"
CALLS_AN_HOUR = 1_200
"""A quota that a judge can use up; the vendor's own is 7,200."""
STATUSES = {"draft": 10, "open": 20}
"""Exact Online's, of invoices that are not posted."""


PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
"""What may come of a step."""


@dataclass(frozen=True)
class Step:
    """What came of a step that is the driver's own."""

    name: str
    detail: str
    outcome: str


def _held(_: Any, company: Company) -> dict[str, Any]:
    return held(company)


def _nothing(_: Any) -> dict[str, Any]:
    return {}


def _no_steps(_: Books, __: Watch) -> Iterator[Step]:
    yield from ()


@dataclass(frozen=True)
class Package:
    """How clients of one package are judged.

    ``told`` gives what the books of a company hold, in the vendor's words where those differ; ``beside``, what a judge is told
    of the simulator; ``after``, the steps that follow those of a judge.
    """

    countries: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    told: Callable[[Any, Company], dict[str, Any]] = _held
    beside: Callable[[Any], dict[str, Any]] = _nothing
    watch: Callable[[], Watch] = Watch
    after: Callable[[Books, Watch], Iterator[Step]] = _no_steps


def _exact_online(simulator: Any, company: Company) -> dict[str, Any]:
    known = held(company)
    unposted = sorted([STATUSES[state], amount] for state, amount in known["unposted"])
    return known | {"division": simulator.division_of(company.name), "unposted": unposted}


def _twentyfour_seven(simulator: Any) -> dict[str, Any]:
    (login,) = simulator.sign_ins
    return {
        "username": login.username,
        "password": login.password.get_secret_value(),
        "wsdls": str(WSDLS) if WSDLS.is_dir() else "",
        "words": sorted(words("boekhaak_twentyfour_seven")),
        "calls_an_hour": CALLS_AN_HOUR,
    }


def words(plugin: str) -> set[str]:
    """Return each single word that stands as a text in a plugin, its simulator left out: the operations that it calls, too."""
    spec = find_spec(plugin)
    assert spec is not None
    assert spec.origin is not None
    sources = [path for path in Path(spec.origin).parent.rglob("*.py") if "simulator" not in path.parts]
    nodes = (node for path in sources for node in ast.walk(ast.parse(path.read_text())))
    found = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {value for value in found if isinstance(value, str) and value.isidentifier()}


def _eaccounting_watch() -> Watch:
    return Watch(eaccounting(), below="/v2/")


def _eaccounting_after(books: Books, judged: Watch) -> Iterator[Step]:
    """Yield an import by our own plugin, and what of all answers does not fit the vendor's specification."""
    watch = _eaccounting_watch()
    told = imported("eaccounting", books, watch, ScaledClock(START))
    yield Step("an import by our plugin", told.detail, PASSED if told.passed else FAILED)
    name = "answers fit the specification"
    if judged.specification is None:
        yield Step(name, "the vendor's swagger does not lie at ../shared/specs/eaccounting_swagger_2023.json", SKIPPED)
        return
    wrong = [*judged.wrong, *watch.wrong]
    addresses = len(judged.addresses | watch.addresses)
    counts = f"{judged.checked} to the judge and {watch.checked} to the import, at {addresses} addresses"
    if wrong:
        yield Step(name, f"{len(wrong)} things do not, first: {wrong[0]}", FAILED)
    else:
        yield Step(name, counts, PASSED if judged.checked and watch.checked else FAILED)


PACKAGES = {
    "exact_online": Package(("NL", "BE"), told=_exact_online),
    "twentyfour_seven": Package(("NO", "SE"), options={"per_hour": CALLS_AN_HOUR}, beside=_twentyfour_seven),
    "eaccounting": Package(("SE", "NL"), watch=_eaccounting_watch, after=_eaccounting_after),
}
