from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from types import ModuleType, SimpleNamespace

import pytest
from importlib_metadata import EntryPoint
from pydantic import SecretStr

from boekhaak.errors import ConsentRequired, NotFound, PackageBroken, PackageRefused
from boekhaak.hookspecs import PackageHooks
from boekhaak.http import Http
from boekhaak.models.auth import Code, Tokens
from boekhaak.models.company import Candidate, Company, CompanyFacts, Evidence, Login
from boekhaak.models.link import Link
from boekhaak.models.page import Completes, Deletion, Page
from boekhaak.models.records import Attachment
from boekhaak.plugin import hookimpl
from boekhaak.redaction import Redactor
from boekhaak.registry import GROUP, OPTIONAL, Package, Registry
from support import paper
from support.bookings import account, balance, contact

BAKERY = Company(id="1", region="nl", name="Bakery")
HTTP = Http.__new__(Http)
"""No hook of these tests uses it."""
HTTP.redactor = Redactor()

LINK = Link(
    id=1, environment="acme", package="loose", company=BAKERY, connection_id=1, login="anna",
    created_at=datetime(2026, 3, 2, tzinfo=UTC),
)  # fmt: skip


def loose(key: str = "loose", /, **instead: Callable[..., object] | None) -> SimpleNamespace:
    """Return a plugin; hooks take the arguments that they look at. One that is None is missing."""
    hooks: dict[str, Callable[..., object] | None] = {
        "describe": lambda: paper.INFO.model_copy(update={"key": key, "name": key.title()}),
        "authenticate": lambda: Tokens(access_token=SecretStr("the-token"), lifetime=timedelta(minutes=10)),
        "identify": lambda: Login(id=key),
        "list_companies": lambda: iter((BAKERY,)),
        "inspect": lambda company: CompanyFacts(company=company),
        "import_company": lambda: iter((Page(cursor="1"),)),
        "synchronise": lambda: iter((Page(cursor="2"),)),
    }
    return SimpleNamespace(**{name: hookimpl(hook) for name, hook in (hooks | instead).items() if hook})


def raising(error: Exception) -> object:
    raise error


def pages(package: Package, stream: str = "ledger") -> list[Page]:
    info = package.info.stream(stream)
    assert info is not None
    return list(package.import_company(BAKERY, info, None, {}, HTTP))


def yielding(*values: object) -> Package:
    """Return a package whose import yields these values."""
    return Package("loose", loose(import_company=lambda: iter(values)))


Install = Callable[..., EntryPoint]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Make an entry point to an object, as an installed distribution has one."""

    def made(name: str, plugin: object) -> EntryPoint:
        module = ModuleType(f"installed_{name}_{id(plugin)}")
        module.plugin = plugin  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        return EntryPoint(name=name, value=f"{module.__name__}:plugin", group=GROUP)

    return made


# The registry


def test_an_installed_package_is_found_by_its_key(install: Install) -> None:
    registry = Registry((install("loose", loose()),))

    assert registry["loose"].info.name == "Loose"


def test_an_unknown_package_is_not_found_and_the_installed_ones_are_told(install: Install) -> None:
    registry = Registry((install("loose", loose()),))

    with pytest.raises(NotFound, match=r"“tight”.*installed are: loose"):
        registry["tight"]


def test_without_any_package_none_is_told() -> None:
    with pytest.raises(NotFound, match="installed are: none"):
        Registry(())["loose"]


@pytest.mark.parametrize("value", ["no_such_module", "support.paper:no_such_name"])
def test_a_plugin_that_fails_to_import_is_reported_and_the_others_live(
    install: Install, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    failing = EntryPoint(name="failing", value=value, group=GROUP)

    with caplog.at_level(logging.WARNING):
        registry = Registry((failing, install("loose", loose())))

    assert registry["loose"].key == "loose"
    assert "package is not usable package=failing" in caplog.text
    with pytest.raises(PackageBroken, match=r"failing: the plugin is broken: it failed to load"):
        registry["failing"]


def test_telling_often_that_a_package_is_broken_does_not_grow_its_trace(install: Install) -> None:
    registry = Registry((EntryPoint(name="failing", value="no_such_module", group=GROUP),))

    def depth() -> int:
        with pytest.raises(PackageBroken) as caught:
            registry["failing"]
        return len(caught.traceback)

    assert len({depth() for _ in range(3)}) == 1


def test_a_plugin_that_breaks_a_hook_is_reported_and_the_others_live(install: Install) -> None:
    registry = Registry((install("broken", loose("broken", identify=None)), install("loose", loose())))

    assert set(registry.packages) == {"loose"}
    assert set(registry.broken) == {"broken"}


@pytest.mark.parametrize("times", [2, 3])
def test_two_distributions_of_one_name_are_both_refused(install: Install, times: int) -> None:
    registry = Registry(tuple(install("loose", loose()) for _ in range(times)))

    with pytest.raises(PackageBroken, match="two distributions offer a package of this name"):
        registry["loose"]


# What a plugin has to be


@pytest.mark.parametrize("hook", sorted({name for name in vars(PackageHooks) if not name.startswith("_")} - OPTIONAL))
def test_a_missing_hook_is_named(hook: str) -> None:
    with pytest.raises(PackageBroken, match=f"loose: .*lacks the hook {hook}"):
        Package("loose", loose(**{hook: None}))


def test_a_hook_with_a_wrong_argument_is_named() -> None:
    with pytest.raises(PackageBroken, match=r"do not fit .*identify.*https"):
        Package("loose", loose(identify=lambda https: https))


def test_a_hook_that_nobody_calls_is_named() -> None:
    with pytest.raises(PackageBroken, match=r"do not fit .*identifiy"):
        Package("loose", loose(identifiy=lambda: None))


def test_a_plugin_for_other_hooks_than_these_is_refused() -> None:
    info = paper.INFO.model_copy(update={"key": "loose", "plugin_api": 99})

    with pytest.raises(PackageBroken, match="version 99 of the hooks, this is version 1"):
        Package("loose", loose(describe=lambda: info))


def test_a_plugin_under_another_name_than_its_own_is_refused() -> None:
    with pytest.raises(PackageBroken, match="calls itself “loose” but is registered as “tight”"):
        Package("tight", loose())


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"streams": (paper.LEDGER.model_copy(update={"kinds": ("poem",)}),)}, "kind “poem”"),
        ({"streams": (paper.LEDGER, paper.LEDGER)}, "stream “ledger” twice"),
        ({"regions": ()}, "no region"),
    ],
)
def test_a_description_that_the_core_cannot_work_with_is_refused(update: dict[str, object], said: str) -> None:
    info = paper.INFO.model_copy(update={"key": "loose", **update})

    with pytest.raises(PackageBroken, match=said):
        Package("loose", loose(describe=lambda: info))


# What hooks answer


def test_a_hook_that_answers_nothing_is_named() -> None:
    with pytest.raises(PackageBroken, match="hook identify answered NoneType instead of Login"):
        Package("loose", loose(identify=lambda: None)).identify(HTTP)


def test_a_hook_that_answers_something_else_is_named() -> None:
    with pytest.raises(PackageBroken, match="hook list_companies answered list instead of Iterator"):
        list(Package("loose", loose(list_companies=lambda: [BAKERY])).list_companies((), HTTP))


def test_a_foreign_error_names_the_package_and_the_company() -> None:
    package = Package("loose", loose(inspect=lambda: raising(KeyError("missing"))))

    with pytest.raises(PackageBroken, match=r"loose, Bakery: .*hook inspect failed with KeyError") as caught:
        package.inspect(BAKERY, HTTP)

    assert isinstance(caught.value.__cause__, KeyError)


def test_a_foreign_error_while_pages_come_names_the_package_and_the_company() -> None:
    def torn() -> Iterator[Page]:
        yield Page(cursor="1")
        raise ZeroDivisionError

    package = Package("loose", loose(import_company=torn))

    with pytest.raises(PackageBroken, match=r"loose, Bakery: .*hook import_company failed with ZeroDivisionError"):
        pages(package)


def test_an_error_of_ours_passes_with_the_packages_name_and_its_cause() -> None:
    refused = ConsentRequired("no", way_out="Sign in")
    refused.__cause__ = OSError("no line")
    package = Package("loose", loose(inspect=lambda: raising(refused)))

    with pytest.raises(ConsentRequired, match=r"Loose, Bakery: no\. Sign in\.") as caught:
        package.inspect(BAKERY, HTTP)

    assert isinstance(caught.value.__cause__, OSError)


def test_tokens_are_known_to_the_redactor_before_anybody_else_sees_them() -> None:
    grant = Code(code=SecretStr("code"), redirect_uri="https://host.example")

    Package("loose", loose()).authenticate(None, grant, None, HTTP)  # type: ignore[arg-type]

    assert HTTP.redactor.redact("the-token") == "[secret]"


# What streams yield


def test_pages_pass_in_their_order() -> None:
    assert [page.cursor for page in pages(yielding(Page(cursor="1"), Page(cursor="2")))] == ["1", "2"]


def test_nothing_among_the_pages_is_no_end_of_them() -> None:
    with pytest.raises(PackageBroken, match="hook import_company yielded NoneType instead of Page"):
        pages(yielding(Page(cursor="1"), None, Page(cursor="2")))


def test_what_is_no_page_is_named() -> None:
    with pytest.raises(PackageBroken, match="yielded dict instead of Page"):
        pages(yielding({"cursor": "1"}))


@pytest.mark.parametrize(
    "page",
    [
        Page(records=(account("1"), contact("c1")), cursor="1"),
        Page(deletions=(Deletion(kind="contact", id="c1"),), cursor="1"),
        Page(completes=(Completes(kind="contact"),), cursor="1"),
    ],
    ids=["record", "deletion", "completes"],
)
def test_a_kind_that_the_stream_does_not_declare_is_refused(page: Page) -> None:
    with pytest.raises(PackageBroken, match="stream ledger yielded contact, which it does not declare"):
        pages(yielding(page))


@pytest.mark.parametrize(
    "completes",
    [Completes(kind="contact", only=(("measure", "opening"),)), Completes(kind="contact", since=date(2026, 1, 1))],
)
def test_completing_a_part_that_the_kind_does_not_have_is_refused(completes: Completes) -> None:
    with pytest.raises(PackageBroken, match="completes a part of contact"):
        pages(yielding(Page(cursor="1", completes=(completes,))), "contacts")


def test_completing_a_measure_of_the_balances_is_fine() -> None:
    page = Page(
        records=(balance("1", "opening", 1),),
        cursor="1",
        completes=(Completes(kind="balance", only=(("measure", "opening"),)),),
    )

    assert pages(yielding(page), "balances") == [page]


# Two packages


def test_two_packages_never_share_a_hook() -> None:
    one, other = Package("loose", loose()), Package("other", loose("other"))

    assert (one.identify(HTTP).id, other.identify(HTTP).id) == ("loose", "other")


def test_a_package_never_gets_what_another_was_given() -> None:
    given: list[tuple[str, Http]] = []

    def remembering(key: str) -> Package:
        return Package(key, loose(key, identify=lambda http: given.append((key, http)) or Login(id=key)))

    one, _ = remembering("loose"), remembering("other")
    one.identify(HTTP)

    assert given == [("loose", HTTP)]


# Relinking


def test_a_package_without_downloads_says_so_when_it_is_asked() -> None:
    with pytest.raises(PackageRefused, match=r"Loose.*Bakery.*gives no content"):
        Package("loose", loose()).download(LINK.company, Attachment(id="a", document_id="d", file_name="f"), 0, HTTP)


def test_a_package_without_an_own_reading_leaves_relinking_to_the_core() -> None:
    candidate = Candidate(package="loose", company=BAKERY)

    assert Package("loose", loose()).relink(LINK, candidate) is None


def test_a_packages_own_reading_of_the_evidence_is_used() -> None:
    candidate = Candidate(package="loose", company=BAKERY)
    package = Package("loose", loose(relink=lambda: Evidence(agrees=frozenset({"id"}))))

    evidence = package.relink(LINK, candidate)

    assert evidence == Evidence(agrees=frozenset({"id"}))
