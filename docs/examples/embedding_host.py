"""The smallest host: four handlers around boekhaak."""

from boekhaak import Actor, Installation
from boekhaak.service import balancing, connecting, importing, listing, synchronising
from boekhaak.service.balancing import TrialBalance

boekhaak = Installation()  # database and key from BOEKHAAK_DATABASE_URL and BOEKHAAK_KEY_FILE
ann = Actor(environment="acme", user="ann")  # your tenant, and who clicked


def authorize() -> str:  # “Authorize” redirects the browser to this address
    return connecting.begin(ann, boekhaak, package="exact_online", region="nl").url


def callback(address: str) -> None:  # your redirect address, with the query that the package added
    connecting.complete(ann, boekhaak, address)


def import_companies() -> list[TrialBalance]:  # “Import all companies”
    seen = listing.list_companies(ann, boekhaak).companies
    links = [importing.link_company(ann, boekhaak, one, host_company=one.company.name) for one in seen]
    for link in links:
        importing.import_link(ann, boekhaak, link.id)
    return [balancing.trial_balance(ann, boekhaak, link.id) for link in links]


def synchronise(link_id: int) -> bool:  # from a job, as often as you like
    return synchronising.synchronise_link(ann, boekhaak, link_id).complete
