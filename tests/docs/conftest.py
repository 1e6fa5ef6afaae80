"""What the tests of the documentation share: the generator of the reference beside its pages, and an empty place to work."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder without an installation's addresses in the environment, and work there."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BOEKHAAK_")]:
        monkeypatch.delenv(name)
    return tmp_path
