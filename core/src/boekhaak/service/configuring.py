"""Configuring: what a person may choose for a company at its package, shown once somebody is signed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from boekhaak.errors import InvalidInput
from boekhaak.installation import Installation
from boekhaak.models.audit import Details
from boekhaak.models.link import Actor, Link
from boekhaak.models.package import Setting
from boekhaak.models.value import Value
from boekhaak.service.importing import link_company
from boekhaak.service.listing import ListedCompany, session, usable
from boekhaak.service.rights import may
from boekhaak.store import audit, links


class Option(Value):
    """Something that may be chosen, by its ``code``."""

    code: str
    name: str


class Choice(Value):
    """A setting for one company: what may be chosen, and what was; nothing chosen means all."""

    setting: Setting
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()


@may("read")
def choices(actor: Actor, installation: Installation, listed: ListedCompany) -> tuple[Choice, ...]:
    """Return what may be chosen for a company, as its package tells it now, and what was chosen.

    Raises: as the calls of the package.
    """
    settings = installation.packages[listed.package].info.settings
    with installation.store.reading() as tx:
        chosen = links.get(tx, actor, listed.link_id).settings if listed.link_id is not None else {}
    return tuple(
        Choice(
            setting=setting,
            options=_options(actor, installation, listed, setting.choices_of),
            chosen=chosen.get(setting.key, ()),
        )
        for setting in settings
    )


@may("write")
def choose(
    actor: Actor, installation: Installation, listed: ListedCompany, chosen: Mapping[str, Sequence[str]]
) -> Link:
    """Choose for a company, by the settings' keys; a setting that is not named keeps its choice, an empty one means all.

    The company is bound if it is not yet. What depends on a changed choice is read from nothing by its next run.
    Raises: InvalidInput for a setting or a code that the package does not have; nothing was changed then.
    """
    there = {choice.setting.key: choice for choice in choices(actor, installation, listed)}
    name = installation.packages[listed.package].info.name
    for key, codes in chosen.items():
        if key not in there:
            raise InvalidInput(
                f"{name} has no setting “{key}”",
                way_out=f"Choose from: {', '.join(there)}" if there else "There is nothing to choose there",
                package=name,
            )
        options = {option.code for option in there[key].options}
        if unknown := [code for code in codes if code not in options]:
            raise InvalidInput(
                f"“{unknown[0]}” is none of the {there[key].setting.name.lower()}",
                way_out=f"`boekhaak settings {listed.company.id}` lists them",
                package=name,
                company=listed.company.name,
            )
    link = link_company(actor, installation, listed)
    with installation.store.writing() as tx:
        links.choose(tx, link, {**links.get(tx, actor, link.id).settings, **chosen})
        told: Details = {key: tuple(codes) for key, codes in chosen.items()}
        audit.add(installation.store, tx, actor, "settings chosen", package=link.package, link_id=link.id, details=told)
        return links.get(tx, actor, link.id)


def _options(actor: Actor, installation: Installation, listed: ListedCompany, stream: str) -> tuple[Option, ...]:
    """Read the records that are the choices, and store nothing."""
    package = installation.packages[listed.package]
    info = package.info.stream(stream)
    assert info is not None  # noqa: S101 - the registry has checked it
    http = session(installation, usable(actor, installation, listed), listed.company)
    pages = package.import_company(listed.company, info, None, {}, http)
    records = [record for page in pages for record in page.records]
    found = {code: getattr(record, "name", "") for record in records if (code := getattr(record, "code", ""))}
    return tuple(Option(code=code, name=name) for code, name in found.items())
