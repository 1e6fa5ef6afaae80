"""A stand-in for Http that answers from a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boekhaak.plugin import PackageRefused, Response

Answer = Response | Callable[[str, Mapping[str, str]], Response]
"""An answer, or what makes one of the address and its parameters."""


@dataclass
class ScriptedHttp:
    """Gives the scripted answers in their order (the last one for ever) and remembers what was asked."""

    answers: list[Answer]
    region: str
    asked: list[dict[str, Any]] = field(default_factory=list)

    def get(self, url: str, **asked: Any) -> Response:
        return self._answer({"url": url, **asked})

    def post_form(self, url: str, form: Mapping[str, str], **asked: Any) -> Response:
        return self._answer({"url": url, "form": dict(form), "params": {}, **asked})

    def _answer(self, asked: dict[str, Any]) -> Response:
        self.asked.append(asked)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        response = answer if isinstance(answer, Response) else answer(asked["url"], asked["params"] or {})
        if response.status < 300:
            return response
        raise asked["explain"](response) or PackageRefused("refused", way_out="none")
