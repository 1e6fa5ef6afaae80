"""Each distribution is built as a wheel that works where nothing else of the workspace is."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("folder", "name", "holds"),
    [
        ("core", "boekhaak-0.1.0", ["boekhaak/hookspecs.py", "boekhaak/store/migrations/env.py", "boekhaak/py.typed"]),
        ("plugins/exact_online", "boekhaak_exact_online-0.1.0", ["boekhaak_exact_online/plugin.py"]),
    ],
)
def test_a_distribution_is_built_as_a_wheel(tmp_path: Path, folder: str, name: str, holds: list[str]) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT / folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert wheel.name.startswith(name)
    assert set(holds) <= set(names)
    assert all(one.startswith(name.split("-", maxsplit=1)[0]) for one in names)
