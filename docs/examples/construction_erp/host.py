"""A construction ERP: a wizard that links one administration, or several of an organisation, and begins where it was left."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from boekhaak import Actor, Installation, Settings
from boekhaak.jobs.host import Jobs
from boekhaak.models.contacts import MergedContact
from boekhaak.models.link import Link
from boekhaak.models.merge import Merge, Mode, NextStep
from boekhaak.service import (
    answering_questions,
    asking,
    codes,
    connecting,
    deciding,
    freezing,
    importing,
    invoice_numbers,
    listing,
    merged_contacts,
    merging,
    standing,
    switching,
)
from boekhaak.service.answering_questions import Answer, Asked, AskedContact
from boekhaak.service.listing import ListedCompany
from boekhaak.service.standing import Standing

boekhaak = Installation(Settings(policy_file=Path(__file__).with_name("policy.toml")))
jobs = Jobs(boekhaak)  # jobs.start() when your server starts, jobs.stop() when it ends: they read in the background
package = "exact_online"


LATER: dict[NextStep, int] = {"wait": 4, "mend": 4, "solve": 5, "complete": 5, "settings": 6}


def step(user: Actor) -> int:  # where the wizard goes on: who is linked already lands at step 2
    if not any(one.usable for one in connecting.connections_listed(user, boekhaak, package)):
        return 1
    if (later := LATER.get(merging.next_step(user, boekhaak))) is not None:
        return later
    return 3 if unconfirmed(user) else 2


def whom_to_ask(user: Actor) -> str:  # the message beside “Several administrations”, while that is off
    return next(one.ask for one in switching.switches(user, boekhaak) if one.key == "several_administrations")


def link(user: Actor) -> str:  # step 1 redirects the browser to this address
    return connecting.begin(user, boekhaak, package=package).url


def back(user: Actor, address: str) -> None:  # your redirect address, with the query that the package added
    connecting.complete(user, boekhaak, address)


def administrations(user: Actor) -> tuple[ListedCompany, ...]:  # step 2; those with a `link_id` are linked and stay so
    return listing.list_companies(user, boekhaak, package).companies


def select(user: Actor, selected: Sequence[ListedCompany]) -> None:  # “Next”
    importing.import_companies(user, boekhaak, selected)


def together(
    user: Actor,
) -> bool:  # once the helpdesk has switched it on, contacts of all administrations become one list
    return merging.next_step(user, boekhaak) != "switch_on"


def suggested(user: Actor) -> dict[int, str]:  # step 3: codes that invoices hold already, else free ones
    return {one.link_id: one.code for one in codes.suggested_codes(user, boekhaak)}


def configure(
    user: Actor, mode: Mode, chosen: Mapping[int, str]
) -> Merge:  # “merged by us, or by hand?”, and the codes
    links = [one.id for one in importing.links_listed(user, boekhaak)]
    return merging.choose(user, boekhaak, administrations=links, mode=mode, codes_chosen=chosen)


def unconfirmed(user: Actor) -> list[Link]:  # what “Synchronise” will read for the first time
    return [one for one in importing.links_listed(user, boekhaak) if one.stage == "awaiting_confirmation"]


def synchronise(user: Actor) -> None:  # step 4, on a click that also says: nobody changes contacts now
    if together(user):
        merging.confirm(user, boekhaak)  # contacts first, then all the rest, in the background
    else:
        asking.confirm(user, boekhaak, [one.id for one in unconfirmed(user)])


def banner(user: Actor) -> str:  # on every page for everybody, until contacts are compared
    return freezing.may_edit_contacts(user, boekhaak).banner


def before_a_contact_is_changed(user: Actor) -> None:  # raises with that banner; everything else goes on
    freezing.refuse_edits(user, boekhaak)


def progress(user: Actor) -> Standing:  # meanwhile: what is being read, what waits, and what went wrong
    return standing.standing(user, boekhaak)


def open_items(user: Actor) -> tuple[Asked, ...]:  # step 5: contacts side by side, and what was seen of them
    return answering_questions.questions_listed(user, boekhaak)


def answer(user: Actor, question: Asked, answer: Answer) -> None:  # “the same”, “not the same”, “leave them”
    answering_questions.answer(user, boekhaak, [question.question.id], answer)


def choose_leading(user: Actor, contact: AskedContact) -> None:  # whose address leads, where it differs
    deciding.lead(user, boekhaak, contact.source, "address")


def finish(user: Actor) -> NextStep:  # refused while something is open; then on to the settings of each administration
    merging.complete(user, boekhaak)
    return merging.next_step(user, boekhaak)


def contacts(user: Actor) -> tuple[MergedContact, ...]:  # your own list: each contact once, with where it comes from
    return merged_contacts.merged_listed(user, boekhaak)


def invoice_number(user: Actor, administration: int, year: int) -> str:  # 2026, the code, and five digits
    return str(invoice_numbers.next_invoice_number(user, boekhaak, administration, year))
