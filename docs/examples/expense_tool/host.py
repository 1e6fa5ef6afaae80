"""An expense tool: administrations are added one sign-in at a time, asked about, assigned in bulk, and read on a click."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from boekhaak import Actor, Installation, Settings
from boekhaak.jobs.host import Jobs
from boekhaak.models.company import Company
from boekhaak.models.link import Answers, Connection, Link, User
from boekhaak.models.package import PackageInfo
from boekhaak.service import asking, browsing, connecting, importing, listing, queueing, switching
from boekhaak.service.asking import Asked
from boekhaak.service.listing import ListedCompany

boekhaak = Installation(Settings(policy_file=Path(__file__).with_name("policy.toml")))
jobs = Jobs(boekhaak)  # jobs.start() when your server starts, jobs.stop() when it ends: they read in the background


def connections(user: Actor) -> tuple[Connection, ...]:  # “Organisation”, “Connections”
    return connecting.connections_listed(user, boekhaak)


def packages(user: Actor) -> tuple[PackageInfo, ...]:  # “+ New connection”: the packages to choose from
    return switching.packages_listed(user, boekhaak)


def sign_in(user: Actor, package: str) -> str:  # “+ Import administrations” redirects there; so does “Add another one”
    return connecting.begin(user, boekhaak, package=package).url


def back(user: Actor, address: str) -> tuple[Company, ...]:  # “So many new administrations were granted”
    return listing.granted(user, boekhaak, connecting.complete(user, boekhaak, address).id)


def administrations(user: Actor) -> tuple[ListedCompany, ...]:  # those to select from
    return listing.list_companies(user, boekhaak).new


def questions(user: Actor) -> tuple[Asked, ...]:  # what the next pages ask, and what there is to choose from
    return asking.questions(user, boekhaak)


def import_selected(user: Actor, answers: Mapping[str, Answers], all_of_them: Answers) -> tuple[Link, ...]:  # “Next”
    bulk = all_of_them.model_dump(exclude_defaults=True)  # division, users and template; each one's own facts besides
    selected = [one for one in administrations(user) if one.company.id in answers]
    whole = {id_: one.model_copy(update=bulk) for id_, one in answers.items()}
    return importing.import_companies(user, boekhaak, selected, answers=whole).links


def assign(user: Actor, links: Sequence[int], all_of_them: Answers) -> None:  # the bulk command, at any later time
    asking.answer(user, boekhaak, dict.fromkeys(links, all_of_them))


def assigned(user: Actor, link: int) -> tuple[User, ...]:  # those who were named, or else all administrators
    return asking.assigned(user, boekhaak, link)


def synchronise(user: Actor, links: Sequence[int]) -> None:  # “Synchronise”; reading waits for it the first time
    for link in asking.confirm(user, boekhaak, links):
        queueing.queue_synchronisation(user, boekhaak, link.id)


def imported(user: Actor) -> tuple[Link, ...]:  # the administrations of the existing connections, and their states
    return importing.links_listed(user, boekhaak)


def last_synchronised(user: Actor, link: int) -> datetime | None:  # beside each of them
    streams = browsing.streams_listed(user, boekhaak, link)
    return max((one.last_success for one in streams if one.last_success), default=None)
