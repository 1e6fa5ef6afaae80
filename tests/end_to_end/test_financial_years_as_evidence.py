"""Relinking: when a company's financial years begin is asked where lists and numbers leave it in doubt."""

from __future__ import annotations

import pytest

from boekhaak.models.dossier import Dossier
from boekhaak.service import dossiers, relinking
from boekhaak.testing.books.generator import generate
from support.databases import SqliteFiles
from support.site import COUNTRY, PACKAGES, connected

BEGINS = {"01-01": "agrees", "07-01": "contradicts"}


@pytest.mark.parametrize("begins", BEGINS)
@pytest.mark.parametrize("package", PACKAGES)
def test_when_the_financial_years_begin_speaks_for_or_against(
    package: str, begins: str, sqlite_files: SqliteFiles
) -> None:
    url, _ = sqlite_files.lend()
    books = generate(companies=1, lines=5, seed=3, countries=(COUNTRY[package],), first_month=1)
    company = books.companies[0]
    with connected(package, books, url) as site:
        dossier = Dossier(host_company="d1", name=company.name, package=package, year_start=begins)
        dossiers.adopt(site.actor, site.installation, [dossier])

        (step,) = relinking.plan(site.actor, site.installation).steps

    sqlite_files.give_back(url)
    assert "financial_year" in getattr(step.evidence, BEGINS[begins])
    assert any(words.startswith("the financial year begins on") for words in step.words)
