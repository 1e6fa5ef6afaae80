"""The client zeep, set up with the vendor's own WSDLs for the simulator.

Each service is asked at the path that its WSDL names, on the simulator's host. The cookie of a session is sent by hand, as two
sessions live side by side here and the vendor's two hosts share none.
"""

# ruff: noqa: E402 - the judge puts the simulator's clock in place before the client is imported
from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from judging import Judge

judge = Judge()

from requests import Response, Session
from zeep import Client, Settings
from zeep.transports import Transport

if not judge.stage["wsdls"]:
    judge.skip("the vendor's WSDLs do not lie at ../shared/specs/twentyfour_seven")
WSDLS = Path(judge.stage["wsdls"])
FILES = {
    "Authenticate": "authService",
    "Account": "accountService",
    "Attachment": "attachmentService",
    "Client": "clientService",
    "Company": "companyService",
    "Invoice": "invoiceService",
    "Product": "productService",
    "Project": "projectService",
    "Transaction": "transactionService",
}
ADDRESS = judge.stage["address"]
COMPANY, OTHER = judge.stage["companies"]
CREDENTIAL = {
    "ApplicationId": judge.stage["client_id"],
    "Username": judge.stage["username"],
    "Password": judge.stage["password"],
}
UNSET = "00000000-0000-0000-0000-000000000000"
"""The identity of a sign-in that asks for none: the WSDL wants one to be there."""
SOAP_11, SOAP_12 = "Soap", "Soap12"


class Post(Transport):
    """Sends calls, and keeps the last answer."""

    last: Response

    def post(self, address: str, message: Any, headers: dict[str, str]) -> Response:
        """Send a call."""
        self.last = super().post(address, message, headers)
        return self.last


class Services:
    """The services in one session, or in none. ``called`` keeps the name of each operation that any of them answered."""

    called: ClassVar[set[str]] = set()

    def __init__(self, session: str = "", *, strict: bool = True, version: str = SOAP_11) -> None:
        http = Session()
        http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        if session:
            http.headers["Cookie"] = f"ASP.NET_SessionId={session}"
        self.post = Post(session=http)
        self._settings = Settings(strict=strict, xml_huge_tree=True)
        self._version = version
        self._services: dict[str, Any] = {}
        self._clients: dict[str, Client] = {}

    def ask(self, service: str, operation: str, **arguments: Any) -> Any:
        """Return what an operation answers, in the types of its WSDL."""
        answer = self._service(service)[operation](**arguments)
        self.called.add(operation)
        return answer

    def items(self, service: str, operation: str, **arguments: Any) -> list[Any]:
        """Return the items of an array that an operation answers; an empty one comes as nothing."""
        answer = self.ask(service, operation, **arguments)
        if answer is None or isinstance(answer, list):
            return answer or []
        (held,) = (answer[name] for name in dir(answer))
        return held or []

    def shape(self, service: str, name: str) -> Any:
        """Return a type of a service's WSDL."""
        self._service(service)
        client = self._clients[service]
        return client.get_type(f"{{{client.wsdl.types.prefix_map['ns0']}}}{name}")

    def told(self, header: str) -> str:
        """Return a header of the last answer."""
        return str(self.post.last.headers[header])

    def _service(self, name: str) -> Any:
        if name not in self._services:
            client = self._clients[name] = known(name, self.post, self._settings)
            (service,) = client.wsdl.services.values()
            (port,) = (one for one in service.ports.values() if one.name.endswith(self._version))
            path = urlsplit(port.binding_options["address"]).path
            self._services[name] = client.create_service(port.binding.name, f"{ADDRESS}{path}")
        return self._services[name]


def known(name: str, transport: Transport, settings: Settings) -> Client:
    """Return the client of a service."""
    return Client(str(WSDLS / f"{FILES[name]}.wsdl"), transport=transport, settings=settings)


def operations() -> set[str]:
    """Return every operation that the WSDLs know."""
    nobody = Services()
    clients = (known(name, nobody.post, Settings()) for name in FILES)
    return {
        operation
        for client in clients
        for service in client.wsdl.services.values()
        for port in service.ports.values()
        for operation in port.binding._operations
    }


def sign_in(identity: str = UNSET, **changed: str) -> str:
    """Return the id of a new session; an empty one where that is refused."""
    answer = Services().ask("Authenticate", "Login", credential={**CREDENTIAL, "IdentityId": identity, **changed})
    return answer or ""
