"""Books that others exported come through every package with the totals that they declare."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from boekhaak.service import balancing
from boekhaak.testing.books.reading import read_books
from boekhaak.testing.simulator import simulator_keys
from support.databases import SqliteFiles
from support.site import connected, errors

AUDIT_FILES = Path(__file__).resolve().parents[3] / "shared" / "audit-files"
SIE, SAFT = AUDIT_FILES / "sie4_se_ovningsforetaget_2017.SE", AUDIT_FILES / "saft_no_888888888_2017.xml"
DIFFERENT = {"1920": ("724407.00", "670568.75"), "2711": ("-0.35", "0.00"), "2740": ("0.35", "0.00")}
"""Accounts of the SAF-T file whose lines do not lead to the closing that it declares."""


@pytest.mark.audit_files
@pytest.mark.parametrize("package", simulator_keys())
@pytest.mark.parametrize(
    ("file", "opening_sum", "different"),
    [(SIE, "-187195.27", {}), (SAFT, "2545410.00", DIFFERENT)],
    ids=["sie", "saft"],
)
def test_an_export_comes_through_with_the_totals_that_it_declares(
    sqlite_files: SqliteFiles, package: str, file: Path, opening_sum: str, different: dict[str, tuple[str, str]]
) -> None:
    if not file.exists():
        pytest.skip(f"{file.name} is not beside the project")
    data = read_books(file)
    with connected(package, data, sqlite_files.migrated()) as site:
        (link,) = site.link_all()

        assert errors(site.imported(link)) == {}

        balance = balancing.trial_balance(site.actor, site.installation, link.id)
    (company,) = data.companies
    totals = {number: total for number, total in company.totals().items() if total}
    assert {one.number: one.closing for one in balance.accounts if one.closing} == totals
    assert balance.balanced
    assert balance.opening_sum == Decimal(opening_sum)
    found = {one.account: (one.ours, one.declared) for one in balance.mismatches}
    assert found == {account: tuple(map(Decimal, pair)) for account, pair in different.items()}
