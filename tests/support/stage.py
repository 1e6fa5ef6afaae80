"""Where each test of a simulator puts its own: one server for all of them."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class Stage:
    """Passes requests on to the application of the present test."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
