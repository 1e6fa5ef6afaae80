"""What a service is: its address, its namespace, and its operations with what each answers.

Source: FACTS.md#services.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from boekhaak_twentyfour_seven.simulator.asking import Asked
from boekhaak_twentyfour_seven.simulator.client import Client
from boekhaak_twentyfour_seven.simulator.office import Office

WEBSERVICES = "http://24sevenOffice.com/webservices"
ECONOMY = "http://24sevenoffice.com/webservices/economy/accounting/"


@dataclass(frozen=True)
class Request:
    """A call for data of a client, with its arguments."""

    office: Office
    client: Client
    asked: Asked


Serve = Callable[[Request], object]
"""Answers a call. Raises: SoapFault."""


@dataclass(frozen=True)
class Operation:
    """An operation; ``result`` is the kind of what it answers, as in :mod:`.vocabulary`."""

    result: str
    serve: Serve


@dataclass(frozen=True)
class Service:
    """A service at one address. Without ``data`` it is the one that signs in."""

    path: str
    namespace: str
    data: Mapping[str, Operation] = field(default_factory=dict)
