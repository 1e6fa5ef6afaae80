"""A second environment signs in with a login that Exact Online lets connect once: the first goes on, and the second is told."""

from __future__ import annotations

import json

import pytest

from boekhaak.errors import ConsentRequired
from boekhaak.models.auth import Refresh
from boekhaak.models.link import Link
from boekhaak.store import apps, connections, tokens
from boekhaak.store.apps import RegisteredApp
from boekhaak.store.tokens import TokenChain
from boekhaak.testing.consent import give_consent
from support.command_line import CommandLine
from support.site import Site

SENTENCE = "is in use by another environment, and Exact Online allows one connection per login"


def stored(site: Site, link: Link) -> tuple[TokenChain, RegisteredApp]:
    """Return the chain by which a link lives, and its app."""
    vault = site.installation.vault
    with site.installation.store.reading() as tx:
        connection = connections.get(tx, site.actor, link.connection_id)
        return tokens.get(tx, vault, connection.chain_id), apps.get(tx, vault, connection.app_id)


def test_the_first_goes_on_although_the_vendor_ended_its_tokens(site: Site, link: Link, boekhaak: CommandLine) -> None:
    before, registered = stored(site, link)
    assert boekhaak("environment", "add", "second").code == 0
    begun = boekhaak("connect", "exact_online", "--print-url", "--environment", "second").out.strip()

    refused = boekhaak("connect", "exact_online", "-e", "second", "--callback", give_consent(begun))

    assert refused.code == 1
    assert SENTENCE in refused.err
    assert "take-over ask exact_online" in refused.err
    assert "acme" not in refused.err
    assert before.refresh_token is not None
    former = Refresh(refresh_token=before.refresh_token)
    with pytest.raises(ConsentRequired):  # the vendor knows the former pair no longer
        site.installation.sessions.ask(site.installation.packages["exact_online"], registered.app, former)
    site.clock.advance(site.installation.packages["exact_online"].info.auth.refresh_margin * 20)
    assert site.synchronised(link).complete
    assert stored(site, link)[0].generation > before.generation
    assert site.link(link).state == "ok"


def test_the_second_has_no_access(site: Site, link: Link, boekhaak: CommandLine) -> None:
    boekhaak("environment", "add", "second")
    begun = boekhaak("connect", "exact_online", "--print-url", "-e", "second").out.strip()
    boekhaak("connect", "exact_online", "-e", "second", "--callback", give_consent(begun))

    listed = boekhaak("companies", "-e", "second")
    connected = boekhaak("connections", "-e", "second", "--json")

    assert listed.code == 1
    assert "not connected yet" in listed.err
    assert not any(company.name in listed.out + listed.err for company in site.simulator.books.companies)
    assert json.loads(connected.out) == []
    assert "no link" in boekhaak("balances", str(link.id), "-e", "second").err


def test_a_take_over_needs_the_consent_of_who_has_it(site: Site, link: Link, boekhaak: CommandLine) -> None:
    boekhaak("environment", "add", "second")
    begun = boekhaak("connect", "exact_online", "--print-url", "-e", "second").out.strip()
    boekhaak("connect", "exact_online", "-e", "second", "--callback", give_consent(begun))

    asked = boekhaak("take-over", "ask", "exact_online", "--note", "the second shop", "-e", "second", "--json").json
    listed = boekhaak("take-over", "list", "-e", "acme", "--json").json
    assert [(one["id"], one["note"]) for one in listed] == [(asked["id"], "the second shop")]
    assert boekhaak("take-over", "agree", str(asked["id"]), "-e", "second").code == 1
    assert boekhaak("take-over", "agree", str(asked["id"]), "-e", "acme").code == 0

    assert boekhaak("companies", "-e", "second").code == 0
    assert site.link(link).state == "broken"
    assert "left to another environment" in boekhaak("synchronise", "-e", "acme").err


def test_an_environment_that_is_named_empty_is_none(site: Site, boekhaak: CommandLine) -> None:
    assert "the environment that is named is empty" in boekhaak.refused("schedule", "--every", "2h", "-e", "")


def test_what_was_read_is_kept_or_erased_and_not_both(site: Site, boekhaak: CommandLine) -> None:
    ended = boekhaak("disconnect", "1", "--keep", "--erase", "--yes")

    assert (ended.code, "--keep or --erase" in ended.err) == (2, True)
    assert boekhaak("connections", "--json").json[0]["state"] == "authorised"


def test_an_empty_answer_begins_no_sign_in(site: Site, boekhaak: CommandLine) -> None:
    assert "holds no code and state" in boekhaak.refused("connect", "exact_online", "--callback", "")
