"""Links: the companies that an environment has bound, and the lease of the run that works on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, select, true

from boekhaak.errors import AccessMissing, NotFound
from boekhaak.models.company import Company, CompanyFacts
from boekhaak.models.link import Actor, Answers, Cause, Connection, Link, Stage
from boekhaak.store.database import Found, Store, Transaction
from boekhaak.store.tables import ConnectionRow, InstallationRow, LinkRow, table

_links = table(LinkRow)
_connections = table(ConnectionRow)

NOTHING = Answers()


def add(
    store: Store,
    tx: Transaction,
    actor: Actor,
    *,
    connection: Connection,
    company: Company,
    host_company: str,
    stage: Stage = "ready",
) -> Link:
    """Bind a company; a company that the environment has already is returned as it is."""
    if (bound := of_company(tx, actor, connection.package, company)) is not None:
        return bound
    added = tx.execute(
        _links.insert()
        .values(
            **_fresh_id(tx),
            environment_id=actor.environment,
            connection_id=connection.id,
            package=connection.package,
            company_id=company.id,
            host_company=host_company,
            login_id=connection.login.id,
            state="ok",
            reason="",
            epoch=None,
            fingerprint="",
            created_at=store.clock.now(),
            fence=0,
            set_up=stage != "awaiting_set_up",
            stage=stage,
            **_facts(company),
        )
        .returning(_links.c.id)
    ).scalar_one()
    return get(tx, actor, int(added))


def _fresh_id(tx: Transaction) -> dict[str, int]:
    """Return an id that no link ever had, where the database would give that of an erased one out again; nothing elsewhere."""
    if tx.dialect.name != "sqlite":
        return {}
    newest = tx.execute(select(func.max(_links.c.id))).scalar() or 0
    erased = tx.execute(select(table(InstallationRow).c.last_link)).scalar_one()
    return {"id": max(newest, erased) + 1}


def of_company(tx: Transaction, actor: Actor, package: str, company: Company) -> Link | None:
    """Return the link that the actor's environment has to a company, if it has one."""
    same = (
        _links.c.environment_id == actor.environment,
        _links.c.package == package,
        _links.c.region == company.region,
        _links.c.company_id == company.id,
    )
    found = tx.execute(select(_links).where(*same)).first()
    return _link(found) if found else None


def of_dossier(tx: Transaction, environment: str, host_company: str, company_id: str) -> tuple[Link, ...]:
    """Return the links of an environment that have that id of the host, or that id at a package, oldest first."""
    ids = _links.c.host_company == host_company
    same = ids | (_links.c.company_id == company_id) if company_id else ids
    query = select(_links).where(_links.c.environment_id == environment, same).order_by(_links.c.id)
    return tuple(_link(row) for row in tx.execute(query))


def get(tx: Transaction, actor: Actor, link_id: int) -> Link:
    """Return a link of the actor's environment that the actor may see. Raises: NotFound, AccessMissing."""
    row = tx.execute(select(_links).where(_links.c.id == link_id, *_within(actor))).first()
    if row is None:
        raise NotFound(
            f"environment “{actor.environment}” has no link {link_id}",
            way_out="`boekhaak companies` lists what can be imported and what is",
        )
    refuse_switched_off(actor, row.package)
    return _told(tx, actor, (_link(row),))[0]


def listed(tx: Transaction, actor: Actor, package: str | None = None, state: str | None = None) -> tuple[Link, ...]:
    """Return the links of the actor's environment that the actor may see, oldest first."""
    query = select(_links).where(*_within(actor)).order_by(_links.c.id)
    if actor.packages is not None:
        query = query.where(_links.c.package.in_(actor.packages))
    if package is not None:
        query = query.where(_links.c.package == package)
    if state is not None:
        query = query.where(_links.c.state == state)
    return _told(tx, actor, tuple(_link(row) for row in tx.execute(query)))


def seen_by(actor: Actor, link_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return what holds for rows of links, by their column, that the actor may see."""
    if actor.packages is None and actor.companies is None:
        return true()
    query = select(_links.c.id).where(*_within(actor))
    if actor.packages is not None:
        query = query.where(_links.c.package.in_(actor.packages))
    return link_id.in_(query)


def refuse_switched_off(actor: Actor, package: str) -> None:
    """Raise AccessMissing for a package that is not switched on in the actor's environment."""
    if actor.packages is not None and package not in actor.packages:
        raise AccessMissing(
            f"{package} is not switched on for environment “{actor.environment}”",
            way_out="Ask whoever switches packages on there: an administrator, or the helpdesk",
            package=package,
        )


def of_connection(tx: Transaction, connection_id: int) -> tuple[Link, ...]:
    """Return the links that are read by a connection."""
    return tuple(_link(row) for row in tx.execute(select(_links).where(_links.c.connection_id == connection_id)))


def answer(tx: Transaction, link: Link, answers: Answers, *, set_up: bool, stage: Stage) -> None:
    """Write down what was answered about a link's company, and what its first reading waits for now."""
    told = answers.model_dump(mode="json", exclude_defaults=True)
    values = {"answers": told or None, "set_up": set_up, "stage": stage}
    tx.execute(_links.update().where(_links.c.id == link.id).values(**values))


def hold(tx: Transaction, link_ids: Sequence[int]) -> None:
    """Let nobody else change these links before this transaction ends."""
    tx.execute(select(_links.c.id).where(_links.c.id.in_(link_ids)).order_by(_links.c.id).with_for_update())


def packages(tx: Transaction, environment: str) -> frozenset[str]:
    """Return the packages that an environment has links to."""
    return frozenset(
        tx.execute(select(_links.c.package).where(_links.c.environment_id == environment).distinct()).scalars()
    )


def update_facts(tx: Transaction, link: Link, facts: CompanyFacts) -> None:
    """Write down what the package tells of the company now; when its years begin stays as it was known, if it does not tell."""
    if not facts.company.year_start:
        company = facts.company.model_copy(update={"year_start": link.company.year_start})
        facts = facts.model_copy(update={"company": company})
    if facts.company == link.company and (facts.epoch, facts.fingerprint) == (link.epoch, link.fingerprint):
        return
    values = {**_facts(facts.company), "epoch": facts.epoch, "fingerprint": facts.fingerprint}
    tx.execute(_links.update().where(_links.c.id == link.id).values(**values))


def break_all(tx: Transaction, connection_ids: tuple[int, ...], cause: Cause, reason: str) -> tuple[int, ...]:
    """Mark the links of connections as broken; return those that worked until now."""
    working = (_links.c.connection_id.in_(connection_ids), _links.c.state == "ok")
    broken = tuple(tx.execute(select(_links.c.id).where(*working)).scalars())
    tx.execute(_links.update().where(*working).values(state="broken", cause=cause, reason=reason))
    return broken


def mend_all(tx: Transaction, connection_ids: tuple[int, ...], reason: str) -> tuple[int, ...]:
    """Let the links of connections work again that broke for that reason; return them. One that left its place does not."""
    theirs = (
        _links.c.connection_id.in_(connection_ids),
        _links.c.state == "broken",
        _links.c.reason == reason,
        _links.c.company_id.is_not(None),
    )
    mended = tuple(tx.execute(select(_links.c.id).where(*theirs)).scalars())
    tx.execute(_links.update().where(*theirs).values(state="ok", cause="", reason=""))
    return mended


def break_one(tx: Transaction, link: Link, cause: Cause, reason: str) -> None:
    """Mark one link as broken."""
    tx.execute(_links.update().where(_links.c.id == link.id).values(state="broken", cause=cause, reason=reason))


def blame(tx: Transaction, connection_id: int, cause: Cause, reason: str) -> None:
    """Write down why the broken links of a connection are broken now: more is known than when they broke."""
    theirs = (_links.c.connection_id == connection_id, _links.c.state == "broken")
    tx.execute(_links.update().where(*theirs).values(cause=cause, reason=reason))


def rebind(tx: Transaction, link: Link, connection: Connection, company: Company) -> None:
    """Let a link work again, through that connection; its id and its records stay.

    A broken link that had the company's place leaves it: it keeps its records, its name and its numbers.
    """
    place = (
        _links.c.environment_id == link.environment,
        _links.c.package == link.package,
        _links.c.region == company.region,
        _links.c.company_id == company.id,
    )
    tx.execute(
        _links.update().where(*place, _links.c.id != link.id, _links.c.state == "broken").values(company_id=None)
    )
    tx.execute(
        _links.update()
        .where(_links.c.id == link.id)
        .values(
            connection_id=connection.id,
            login_id=connection.login.id,
            company_id=company.id,
            region=company.region,
            name=company.name,
            state="ok",
            cause="",
            reason="",
        )
    )


def adopt(store: Store, tx: Transaction, actor: Actor, dossiers: Sequence[Link]) -> tuple[int, ...]:
    """Take in dossiers that were never linked here, as broken links; return their ids, in their order.

    What of a dossier is the database's is not looked at.
    """
    rows: list[dict[str, object]] = [
        {
            "environment_id": actor.environment,
            "connection_id": None,
            "package": dossier.package,
            "company_id": dossier.company.id or None,
            "host_company": dossier.host_company,
            "login_id": "",
            "state": "broken",
            "cause": dossier.cause,
            "reason": dossier.reason,
            "epoch": None,
            "fingerprint": "",
            "created_at": store.clock.now(),
            "fence": 0,
            "set_up": dossier.set_up,
            "stage": dossier.stage,
            **_facts(dossier.company),
        }
        for dossier in dossiers
    ]
    if not rows:
        return ()
    if first := _fresh_id(tx).get("id"):
        tx.execute(_links.insert(), [row | {"id": first + place} for place, row in enumerate(rows)])
        return tuple(range(first, first + len(rows)))
    added = tx.execute(_links.insert().returning(_links.c.id, sort_by_parameter_order=True), rows)
    return tuple(int(id_) for id_ in added.scalars())


def give_back(tx: Transaction, link_id: int, company_id: str) -> None:
    """Let a broken link that left its place have it again."""
    aside = (_links.c.id == link_id, _links.c.state == "broken", _links.c.company_id.is_(None))
    tx.execute(_links.update().where(*aside).values(company_id=company_id))


def restore(tx: Transaction, link: Link) -> None:
    """Let a link be bound, or broken, as it was: as its value tells."""
    tx.execute(
        _links.update()
        .where(_links.c.id == link.id)
        .values(
            connection_id=link.connection_id,
            login_id=link.login,
            company_id=link.company.id or None,
            state=link.state,
            cause=link.cause,
            reason=link.reason,
            **_facts(link.company),
        )
    )


def choose(tx: Transaction, link: Link, chosen: Mapping[str, Sequence[str]]) -> None:
    """Write down what was chosen for the link's company, in the place of what was chosen before."""
    settings = {key: sorted(codes) for key, codes in sorted(chosen.items()) if codes}
    tx.execute(_links.update().where(_links.c.id == link.id).values(settings=settings or None))


def _within(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    mine = _links.c.environment_id == actor.environment
    return (mine,) if actor.companies is None else (mine, _links.c.company_id.in_(actor.companies))


def _told(tx: Transaction, actor: Actor, found: tuple[Link, ...]) -> tuple[Link, ...]:
    """Return links as the actor may know them: an accounting office knows of no logins but its own."""
    if not actor.portal:
        return found
    its = (_connections.c.environment_id == actor.environment, _connections.c.portal_id == actor.portal)
    known = set(tx.execute(select(_connections.c.id).where(*its)).scalars())
    return tuple(link if link.connection_id in known else link.model_copy(update={"login": ""}) for link in found)


def _facts(company: Company) -> dict[str, object]:
    return {
        "region": company.region,
        "name": company.name,
        "country": company.country,
        "currency": company.currency,
        "registration_number": company.registration_number,
        "vat_number": company.vat_number,
        "year_start": company.year_start,
        "active": company.active,
    }


def _link(row: Found) -> Link:
    return Link(
        id=row.id,
        environment=row.environment_id,
        package=row.package,
        company=Company(
            id=row.company_id or "",
            region=row.region,
            name=row.name,
            country=row.country,
            currency=row.currency,
            registration_number=row.registration_number,
            vat_number=row.vat_number,
            year_start=row.year_start,
            active=row.active,
        ),
        host_company=row.host_company,
        connection_id=row.connection_id,
        login=row.login_id,
        state=row.state,
        reason=row.reason,
        cause=row.cause,
        epoch=row.epoch,
        fingerprint=row.fingerprint,
        settings=row.settings or {},
        answers=Answers(**row.answers) if row.answers else NOTHING,
        set_up=row.set_up,
        stage=row.stage,
        created_at=row.created_at,
    )
