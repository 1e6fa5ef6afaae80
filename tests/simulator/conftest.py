"""What the tests of every simulator are given."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boekhaak.testing.simulator import served
from support.stage import Stage


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, str]]:
    """Serve the stage; gives its address too."""
    opened = Stage()
    with served(opened) as address:  # type: ignore[arg-type]
        yield opened, address
