"""The page hooks.md: every hook, the values that it takes and gives, what helps a plugin, and the errors."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from docs.reference.markdown import NOTICE, block, code, first_sentence, one_line, page, prose, table
from docs.reference.source import Alias, Documented, assigned, fields, functions, linked, named_in, signature

from boekhaak import errors, hookspecs, plugin
from boekhaak.errors import BoekhaakError
from boekhaak.hookspecs import HostObserver, PackageHooks
from boekhaak.models.package import PLUGIN_API
from boekhaak.models.records import Record
from boekhaak.registry import OPTIONAL

KINDS_PAGE = "kinds.md"
OBSERVERS = (
    "An observer is an object with any of these methods, each marked `@hostimpl`, handed to `Installation(observers=[…])` "
    "([how](../how-to/embed-in-a-host.md))."
)
SIGNATURES = (
    "Signatures stand here as in the specification; a method of an object has `self` before them. An implementation uses the "
    "same names and gives them no defaults."
)


def text() -> str:
    """Return the page."""
    values = _values()
    targets = _targets(values)
    return page(
        NOTICE,
        "# Hooks",
        prose(hookspecs.__doc__),
        f"This is version {PLUGIN_API} of the hooks (`PLUGIN_API`). {SIGNATURES}",
        _overview(),
        "## Hooks of a package",
        *(_hook(hook, targets, optional=name in OPTIONAL) for name, hook in functions(PackageHooks).items()),
        "## Hooks of a host",
        f"{prose(HostObserver.__doc__)}\n{OBSERVERS}",
        *(_hook(hook, targets, optional=False) for hook in functions(HostObserver).values()),
        "## Values",
        "In the order in which the hooks name them. The values are frozen and refuse fields that they do not know. A record is "
        f"one of the [kinds]({KINDS_PAGE}).",
        *(_value(name, meant, targets) for name, meant in values.items()),
        "## Functions for plugins",
        *(_section(3, name, helper, targets) for name, helper in _helpers().items()),
        "## Errors",
        _errors(),
    )


def _overview() -> str:
    rows = [
        (
            f"[{code(name)}](#{name})",
            "package, optional" if name in OPTIONAL else "package",
            first_sentence(hook.__doc__),
        )
        for name, hook in functions(PackageHooks).items()
    ]
    rows += [
        (f"[{code(name)}](#{name})", "host, optional", first_sentence(hook.__doc__))
        for name, hook in functions(HostObserver).items()
    ]
    return table(("hook", "implemented by", "what it does"), rows)


def _hook(hook: Callable[..., Any], targets: dict[str, str], *, optional: bool) -> str:
    note = "Optional: a package may leave this hook out." if optional else ""
    return _section(3, hook.__name__, hook, targets, note)


def _section(level: int, name: str, function: Callable[..., Any], targets: dict[str, str], note: str = "") -> str:
    """Return a function with its signature, its docstring, and the ways to the values that it names."""
    named = dict.fromkeys(one for one, _ in _named(function) if one in targets)
    ways = " · ".join(f"[{code(one)}]({targets[one]})" for one in named)
    written = block(f"def {signature(function)}", "python")
    parts = (f"{'#' * level} {code(name)}", written, prose(function.__doc__), note, f"See {ways}." if ways else "")
    return "\n\n".join(part for part in parts if part)


def _value(name: str, meant: Documented, targets: dict[str, str]) -> str:
    if isinstance(meant, Alias):
        named = [one for one in targets if one in meant.definition]
        ways = " · ".join(f"[{code(one)}]({targets[one]})" for one in named)
        parts = [f"### {code(name)}", block(assigned(name, meant.definition), "python"), prose(meant.doc), ways]
        return "\n\n".join(part for part in parts if part)
    rows = [(code(one.name), linked(one.type, targets), code(one.default) or "–") for one in fields(meant)]
    parts = [f"### {code(name)}", prose(meant.__doc__), table(("field", "type", "default"), rows) if rows else ""]
    if fields(meant):
        parts.append("\n".join(_line(meant, one, function) for one, function in functions(meant).items()))
    else:
        parts += [_section(4, f"{name}.{one}", function, targets) for one, function in functions(meant).items()]
    return "\n\n".join(part for part in parts if part)


def _line(owner: type, name: str, function: Callable[..., Any]) -> str:
    """Return a method or property of a value as one line of a list."""
    called = name if isinstance(vars(owner)[name], property) else signature(function)
    return f"* {code(called)}: {one_line(function.__doc__)}"


def _values() -> dict[str, Documented]:
    """Return every type that hooks name, in arguments, answers and fields, in the order of meeting them."""
    met: dict[str, Documented] = {}
    hooks = [*functions(PackageHooks).values(), *functions(HostObserver).values()]
    waiting = [one for hook in hooks for one in _named(hook)]
    while waiting:
        name, meant = waiting.pop(0)
        if name in met or (inspect.isclass(meant) and issubclass(meant, Record | BoekhaakError)):
            continue
        met[name] = meant
        waiting = [*_inside(name, meant), *waiting]
    return met


def _inside(name: str, meant: Documented) -> list[tuple[str, Documented]]:
    """Return the types that a type is made of."""
    if isinstance(meant, Alias):
        return [one for one in named_in(meant.definition, meant.module) if one[0] != name]
    inside = [one for field in fields(meant) for one in named_in(field.type, meant.__module__)]
    return inside + [one for function in functions(meant).values() for one in _named(function)]


def _named(function: Callable[..., Any]) -> Iterator[tuple[str, Documented]]:
    for annotation in inspect.get_annotations(function).values():
        yield from named_in(annotation, function.__module__)


def _targets(values: dict[str, Documented]) -> dict[str, str]:
    """Return where each type is described, by name."""
    kinds = {record.__name__: f"{KINDS_PAGE}#{record.kind}" for record in Record.__subclasses__()}
    return {name: f"#{name.lower()}" for name in values} | kinds | {"Record": f"{KINDS_PAGE}#every-record"}


def _helpers() -> dict[str, Callable[..., Any]]:
    """Return the functions that a plugin may import."""
    return {name: one for name in plugin.__all__ if inspect.isfunction(one := getattr(plugin, name))}


def _errors() -> str:
    rows = [
        (
            code(error.__name__),
            "yes" if error.__name__ in plugin.__all__ else "",
            _besides(error),
            one_line(error.__doc__),
        )
        for error in _tree(BoekhaakError)
    ]
    return page(
        prose(errors.__doc__),
        block(
            signature(BoekhaakError.__init__).replace("__init__", "BoekhaakError").removesuffix(" -> None"), "python"
        ),
        table(("error", "a plugin may import it", "takes besides", "meaning"), rows),
    ).strip()


def _besides(error: type[BoekhaakError]) -> str:
    """Return the arguments of an error that not every error takes."""
    common = inspect.signature(BoekhaakError).parameters
    return ", ".join(code(name) for name in inspect.signature(error).parameters if name not in common)


def _tree(error: type[BoekhaakError]) -> Iterator[type[BoekhaakError]]:
    """Yield an error and all below it that the core defines."""
    if error.__module__ == errors.__name__:
        yield error
        for below in error.__subclasses__():
            yield from _tree(below)
