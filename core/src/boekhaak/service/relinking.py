"""Relinking: letting broken links work again after a new sign-in, on evidence, with their ids and records."""

from __future__ import annotations

from boekhaak.installation import Installation
from boekhaak.models.company import Candidate, Company, Evidence
from boekhaak.models.link import Actor, Connection, Link
from boekhaak.models.value import Value
from boekhaak.registry import Package
from boekhaak.service.breaking import OVERWRITTEN, link_goes_on, mended
from boekhaak.service.listing import ListedCompany, list_companies
from boekhaak.service.rights import may
from boekhaak.store import audit, connections, links


class Relinked(Value):
    """What became of one broken link: bound again on ``evidence``, or still broken for ``reason``."""

    link: Link
    bound: bool
    evidence: Evidence = Evidence()
    reason: str = ""


@may("write")
def relink(actor: Actor, installation: Installation, package: str | None = None) -> tuple[Relinked, ...]:
    """Bind every broken link of the environment whose company the present logins prove to see.

    Proved means: the same id in the same region, and no number that contradicts. Raises: ConsentRequired when nobody is
    signed in.
    """
    with installation.store.reading() as tx:
        broken = links.listed(tx, actor, package, state="broken")
    if not broken:
        return ()
    seen = list_companies(actor, installation, package)
    return tuple(_relink(actor, installation, link, seen.companies) for link in broken)


def relink_through(
    actor: Actor, installation: Installation, link: Link, connection: Connection, companies: tuple[Company, ...]
) -> Relinked:
    """Bind one link to its company among those that a connection sees, when that proves to be the same one."""
    listed = tuple(
        ListedCompany(package=connection.package, connection_id=connection.id, company=company) for company in companies
    )
    return _relink(actor, installation, link, listed)


def default_evidence(link: Link, candidate: Candidate) -> Evidence:
    """Compare what is known of both: ids, numbers and names; what either side lacks speaks neither for nor against."""
    ours, theirs = link.company, candidate.company
    pairs = {
        "id": ((link.package, ours.region, ours.id), (candidate.package, theirs.region, theirs.id)),
        "registration_number": (ours.registration_number, theirs.registration_number),
        "vat_number": (ours.vat_number, theirs.vat_number),
        "name": (ours.name.casefold(), theirs.name.casefold()),
        "login": (link.login, candidate.login),
    }
    known = {fact: pair for fact, pair in pairs.items() if all(pair)}
    return Evidence(
        agrees=frozenset(fact for fact, (one, other) in known.items() if one == other),
        contradicts=frozenset(fact for fact, (one, other) in known.items() if one != other),
    )


def contradiction(package: Package, link: Link, candidate: Candidate) -> tuple[Evidence, str]:
    """Return what speaks for and against the link's company being that one, and what of it forbids it, or nothing."""
    evidence = package.relink(link, candidate) or default_evidence(link, candidate)
    against = sorted(evidence.contradicts & {"registration_number", "vat_number"})
    return evidence, ", ".join(against) or ("" if "id" in evidence.agrees else "id")


def _relink(actor: Actor, installation: Installation, link: Link, companies: tuple[ListedCompany, ...]) -> Relinked:
    same_id = (link.package, link.company.region, link.company.id)
    listed = next((one for one in companies if (one.package, one.company.region, one.company.id) == same_id), None)
    if listed is None:
        return Relinked(link=link, bound=False, reason="no login that is signed in can see this company")
    with installation.store.reading() as tx:
        connection = connections.get(tx, actor, listed.connection_id)
        working = links.listed(tx, actor, link.package, state="ok")
    if connection.portal:
        return Relinked(link=link, bound=False, reason="it is for the accounting office to activate it again")
    if link.reason == OVERWRITTEN and working:
        return Relinked(link=link, bound=False, reason=f"“{working[0].company.name}” has taken its place")
    candidate = Candidate(package=listed.package, company=listed.company, login=connection.login.id)
    evidence, against = contradiction(installation.packages[link.package], link, candidate)
    if against:
        return Relinked(link=link, bound=False, evidence=evidence, reason=f"its {against} is another one now")
    with installation.store.writing() as tx:
        link_goes_on(installation, tx, link, connection, listed.company)
        audit.add(
            installation.store, tx, actor, "relinked",
            package=link.package, link_id=link.id, connection_id=connection.id,
        )  # fmt: skip
        bound = links.get(tx, actor, link.id)
        mended(installation, tx, link, connection)
    return Relinked(link=bound, bound=True, evidence=evidence)
