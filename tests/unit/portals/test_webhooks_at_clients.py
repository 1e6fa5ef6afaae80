"""Webhooks are for an environment's own people: what an accounting office is told must end with its access."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from boekhaak.errors import AccessMissing
from boekhaak.installation import Installation
from boekhaak.models.link import Actor
from boekhaak.service import delivering, portals, webhooks
from support.accountants import Accountants, opened
from support.paper_office import PaperOffice


def test_an_office_has_no_webhooks_at_a_client_even_if_it_added_that(
    installation: Installation, office: PaperOffice
) -> None:
    opened(installation, office)
    accountants = Accountants(installation, office)
    added = portals.add_client(accountants.actor, installation, "cobbler")
    there, own = accountants.at(added.id), Actor(environment=added.id, user="ann", role="administrator")
    hook = webhooks.add(own, installation, "https://host.example/told").webhook.id

    uses: tuple[Callable[[], object], ...] = (
        lambda: webhooks.add(there, installation, "https://office.example/told"),
        lambda: webhooks.listed(there, installation),
        lambda: webhooks.remove(there, installation, hook),
        lambda: webhooks.pause(there, installation, hook),
        lambda: webhooks.resume(there, installation, hook),
        lambda: webhooks.replay(there, installation, hook, after=0),
        lambda: webhooks.change_secret(there, installation, hook),
        lambda: delivering.deliver(there, installation),
    )
    for use in uses:
        with pytest.raises(AccessMissing, match="not for an accounting office"):
            use()

    assert [one.id for one in webhooks.listed(own, installation)] == [hook]
