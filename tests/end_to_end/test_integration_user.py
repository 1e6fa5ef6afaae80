"""An integration user of 24SevenOffice, from its first step to the list of companies, at the command line."""

from __future__ import annotations

from support.command_line import CommandLine
from support.site import Serve

PREPARE = ("integration-user", "prepare", "twentyfour_seven", "--mailbox", "customer")


def test_the_steps_are_the_packages_own_and_follow_the_state(serve: Serve, boekhaak: CommandLine) -> None:
    site = serve(package="twentyfour_seven", signed_in=False)
    given = site.simulator.sign_ins[0]
    email, password = given.username, given.password.get_secret_value()

    begun = boekhaak(*PREPARE, "--email", email)
    pending = boekhaak("integration-user", "told", "1")
    early = boekhaak.process("connect", "twentyfour_seven", "--username", email, "--connection", "1", typed=password)
    ready = boekhaak("integration-user", "told", "1")

    assert "awaiting integration user. The customer acts next:" in begun.out
    assert "an e-mail address that no user of 24SevenOffice has yet" in begun.out
    assert "the client where the user was made is included" in begun.out
    assert "accept the invitation of each client" in pending.out
    assert "is not ready (invitation pending)" in early.err
    assert "Sign in with the address and the password" in ready.out

    wrong = boekhaak.process("connect", "twentyfour_seven", "--username", email, "--connection", "1", typed="wrong\n")
    listed = boekhaak("connections", "--json").json[0]
    assert wrong.code == 1
    assert (listed["state"], bool(listed["reason"])) == ("awaiting_consent", True)
    right = boekhaak.process("connect", "twentyfour_seven", "--username", email, "--connection", "1", typed=password)
    assert right.code == 0
    assert boekhaak("connections", "--json").json[0]["state"] == "authorised"
    assert all(company.name in boekhaak("companies").out for company in site.simulator.books.companies)


def test_what_cannot_be_prepared_is_refused(serve: Serve, boekhaak: CommandLine) -> None:
    serve(package="twentyfour_seven", signed_in=False)

    assert "is no e-mail address" in boekhaak.refused(*PREPARE, "--email", "books")
    assert "knows no integration users" in boekhaak.refused(
        "integration-user", "prepare", "exact_online", "--mailbox", "host", "--email", "a@host.example"
    )
    assert "has no connection 7" in boekhaak.refused("integration-user", "told", "7")
    assert "no app is registered" in boekhaak.refused(*PREPARE, "--email", "a@host.example", "--region", "mars")
