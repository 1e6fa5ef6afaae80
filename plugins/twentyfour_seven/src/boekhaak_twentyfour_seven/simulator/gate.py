"""Who is answered, and how: bursts, quota, reading, session and identity, then the operation.

Only the sentences are known; the order, and the status 500 of every fault, are inferred.
Source: FACTS.md#errors, FACTS.md#limits.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from boekhaak_twentyfour_seven.simulator import authenticate, soap
from boekhaak_twentyfour_seven.simulator.asking import SoapFault, refused
from boekhaak_twentyfour_seven.simulator.authenticate import NO_IDENTITY, NOT_AUTHENTICATED, SignIn, Throttled
from boekhaak_twentyfour_seven.simulator.client import Client
from boekhaak_twentyfour_seven.simulator.limits import reset
from boekhaak_twentyfour_seven.simulator.office import Office
from boekhaak_twentyfour_seven.simulator.services import WEBSERVICES, Request, Service
from boekhaak_twentyfour_seven.simulator.sessions import COOKIE, Session
from boekhaak_twentyfour_seven.simulator.shapes import Manner, kind_of, pieces
from boekhaak_twentyfour_seven.simulator.soap import UNKNOWN_ACTION, Call

BLOCKED = "Limit exceeded by {}. Request is blocked. Quarantine ends at {:%Y-%m-%d %H:%M:%S}"
DOCTYPE = '<!DOCTYPE envelope [<!ENTITY vendor "24SevenOffice">]>'
DECLARATION = "?>"


@dataclass(frozen=True)
class Asked:
    """What came in over HTTP."""

    path: str
    body: bytes
    cookie: str
    action: str


class Gate:
    """Lets calls through to the services."""

    def __init__(self, office: Office, application_id: str, services: tuple[Service, ...]) -> None:
        self._office = office
        self._application_id = application_id
        self._services = {service.path: service for service in services}

    async def answer(self, request: HttpRequest) -> Response:
        """Answer a call."""
        asked = Asked(
            request.url.path.lower(),
            await request.body(),
            request.cookies.get(COOKIE, ""),
            request.headers.get("soapaction", "").strip('" '),
        )
        return await run_in_threadpool(self._answer, asked)

    def _answer(self, asked: Asked) -> Response:
        office, now = self._office, self._office.now()
        with office.lock:
            office.traffic.requests += 1
            bursting = "bursts" in office.faults.on and not office.bursts.allows("", now)
            exceeded = office.quota.call(now)
            headers = office.quota.headers(now)
        if office.traffic.on_request is not None:
            office.traffic.on_request(asked.path)
        if bursting:
            return Response("Too many requests", 429, media_type="text/plain")
        version = soap.SOAP_11
        try:
            if exceeded:
                raise refused(BLOCKED.format(exceeded, reset(now)))
            call = soap.read(asked.body)
            version = call.soap
            with office.lock:
                response = self._served(asked, call)
        except Throttled:
            return Response("Too many sign-ins", 429, headers, "text/plain")
        except SoapFault as problem:
            if problem.wait:
                office.clock.sleep(problem.wait)
            response = _response(soap.fault(version, problem), version, 500)
        response.headers.update(headers)
        return response

    def _served(self, asked: Asked, call: Call) -> Response:
        self._office.traffic.calls[call.operation] += 1
        if asked.path == authenticate.PATH:
            return self._signed_in(asked, call)
        service = self._services.get(asked.path)
        if service is None:
            return Response("The resource cannot be found.", 404, media_type="text/html")
        if call.operation not in service.data:
            raise _unknown(call)
        _check(call, asked, service.namespace)
        operation = service.data[call.operation]
        client = self._client(asked)
        return self._written(call, operation.result, operation.serve(Request(self._office, client, call.asked)))

    def _signed_in(self, asked: Asked, call: Call) -> Response:
        if call.operation not in authenticate.OPERATIONS:
            raise _unknown(call)
        _check(call, asked, WEBSERVICES)
        result, serve = authenticate.OPERATIONS[call.operation]
        one = SignIn(self._office, self._application_id, call.asked, asked.cookie)
        response = _response(_text(call, result, serve(one), Manner()), call.soap)
        if one.begun:
            response.set_cookie(COOKIE, one.begun.id, path="/", httponly=True)
        return response

    def _client(self, asked: Asked) -> Client:
        """Return the client whose data are asked for. Raises: SoapFault."""
        office = self._office
        session = office.sessions.find(asked.cookie, office.now())
        if session is None:
            raise refused(NOT_AUTHENTICATED)
        session.answers += 1
        if session.answers > office.expire_every and office.faults.strikes("session_expiry"):
            office.sessions.end(session)
            raise refused(NOT_AUTHENTICATED)
        if office.faults.strikes("identity_race"):
            self._race(session)
        client = office.opens(session.login, session.company)
        if client is None:
            raise refused(NO_IDENTITY)
        if office.faults.strikes("wrong_company"):
            return office.clients[(office.clients.index(client) + 1) % len(office.clients)]
        return client

    def _race(self, session: Session) -> None:
        """Open the next identity of a session, as another program on it would."""
        keys = [client.key for client in self._office.listed(session.login)]
        if session.company in keys:
            session.company = keys[(keys.index(session.company) + 1) % len(keys)]

    def _written(self, call: Call, result: str, value: object) -> Response:
        faults = self._office.faults
        text = _text(call, result, value, Manner("sentinels" in faults.on, "drift" in faults.on))
        if faults.strikes("entity"):
            text = text.replace(DECLARATION, DECLARATION + DOCTYPE, 1)
        if faults.strikes("malformed"):
            text = text[: len(text) // 2]
        return _response(text, call.soap)


def _check(call: Call, asked: Asked, namespace: str) -> None:
    """Refuse the wrong namespace, which may differ in one letter and a slash. Raises: SoapFault."""
    expected = f"{namespace.rstrip('/')}/{call.operation}"
    if call.namespace != namespace or (asked.action and asked.action != expected):
        raise SoapFault(UNKNOWN_ACTION.format(asked.action or f"{call.namespace}/{call.operation}"), sender=True)


def _unknown(call: Call) -> SoapFault:
    return SoapFault(UNKNOWN_ACTION.format(f"{call.namespace}/{call.operation}"), sender=True)


def _text(call: Call, result: str, value: object, manner: Manner) -> str:
    return soap.answer(call, "".join(pieces(f"{call.operation}Result", kind_of(result), value, manner)))


def _response(text: str, version: str, status: int = 200) -> Response:
    return Response(text.encode(), status, media_type=soap.media_type(version))
