"""The page streams.md: what each package of this repository says of itself. And one table of it, for a how-to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from docs.reference.markdown import NOTICE, code, one_line, page, prose, table

from boekhaak.models.package import OAuth2, PackageInfo, Password, StreamInfo, Window
from boekhaak.registry import Registry
from boekhaak.service.reading import FULL_EVERY

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
SCOPES = ("app", "login", "company", "endpoint")


def packages() -> tuple[PackageInfo, ...]:
    """Return what the packages of this repository say, by key. Raises: PackageBroken for one that does not load."""
    registry = Registry()
    return tuple(registry[key].info for key in keys())


def keys() -> tuple[str, ...]:
    """Return the packages that have a plugin; one in the making may have its simulator only."""
    return tuple(sorted(file.parents[2].name for file in PLUGINS.glob("*/src/*/plugin.py")))


def text() -> str:
    """Return the page."""
    return page(
        NOTICE,
        "# Streams and limits of each package",
        prose(StreamInfo.__doc__),
        f"A swept stream is read whole again every {spelled(FULL_EVERY)}. A stream whose right is missing stops with the reason; "
        "the others go on.",
        *(_package(info) for info in packages()),
    )


def rights(info: PackageInfo) -> str:
    """Return which streams and kinds each right at the package carries."""
    needing: dict[str, list[StreamInfo]] = {}
    for stream in info.streams:
        needing.setdefault(stream.right, []).append(stream)
    rows = []
    for right, streams in needing.items():
        kinds = dict.fromkeys(kind for stream in streams for kind in stream.kinds)
        rows.append((right, ", ".join(code(one.key) for one in streams), ", ".join(map(_kind_linked, kinds))))
    return table(("data scope", "streams that stop without it", "kinds that they tell of"), rows)


def spelled(period: timedelta) -> str:
    """Return a period in words, in its largest whole unit."""
    seconds = round(period.total_seconds())
    name, size = next((unit for unit in UNITS if seconds and seconds % unit[1] == 0), UNITS[-1])
    return f"{seconds // size} {name}{'' if seconds == size else 's'}"


def _package(info: PackageInfo) -> str:
    cannot = "\n".join(f"* {one}" for one in info.cannot)
    return page(
        f"## {info.name}",
        f"Package {code(info.key)}, made for version {info.plugin_api} of the hooks.",
        f"### Streams of {info.name}",
        _streams(info),
        f"### Rights at {info.name}",
        rights(info),
        f"### Limits of {info.name}",
        table(("what", "at most", "for each", "headers that tell it"), [_window(one) for one in info.windows]),
        f"### Settings of {info.name}" if info.settings else "",
        _settings(info) if info.settings else "",
        f"### Signing in at {info.name}",
        _signing_in(info.auth),
        f"### Regions of {info.name}",
        table(("region", "name", "address"), [(code(one.key), one.name, code(one.address)) for one in info.regions]),
        f"### What {info.name} tells users",
        table(("text", "guidance"), [(code(name), one_line(said)) for name, said in info.guidance]),
        f"### What {info.name} cannot give\n\n{cannot}" if cannot else "",
    ).strip()


def _settings(info: PackageInfo) -> str:
    """Return what may be chosen for a company; nothing chosen means all."""
    columns = ("setting", "name", "meaning", "choices are the records of", "read anew")
    rows = [
        (code(one.key), one.name, one.help, code(one.choices_of), ", ".join(map(code, one.streams)))
        for one in info.settings
    ]
    return table(columns, rows)


def _streams(info: PackageInfo) -> str:
    columns = ("stream", "name", "kinds", "deletions", "at most once in", "right", "mapping version")
    rows = [
        (
            code(one.key),
            one.name,
            ", ".join(map(_kind_linked, one.kinds)),
            one.deletions,
            spelled(one.every) if one.every else "",
            one.right,
            str(one.mapping_version),
        )
        for one in info.streams
    ]
    return table(columns, rows)


def _kind_linked(kind: str) -> str:
    return f"[{code(kind)}](kinds.md#{kind})"


def _window(window: Window) -> tuple[str, str, str, str]:
    scopes = ", ".join(scope for scope in SCOPES if scope in window.scopes) or "all together"
    told = window.headers
    headers = ", ".join(map(code, (told.remaining, told.reset))) if told else ""
    return window.what, f"{window.count:,} in {spelled(window.period)}", scopes, headers


def _signing_in(auth: OAuth2 | Password) -> str:
    rows = [
        ("renewed when less is left of an access token", spelled(auth.refresh_margin)),
        ("renewed no sooner after the last time", spelled(auth.earliest_refresh)),
    ]
    if isinstance(auth, Password):
        rows.insert(0, ("by", "user name and password" + (", a session for each company" if auth.per_company else "")))
    else:
        shared = f"all of one {auth.chain}" if auth.chain == "login" else "none"
        lives = spelled(auth.refresh_lifetime) if auth.refresh_lifetime else "not known"
        rows = [
            ("consents that share one chain of tokens", shared),
            *rows,
            ("an unused refresh token lives", lives),
        ]
    return table(("", ""), rows)
