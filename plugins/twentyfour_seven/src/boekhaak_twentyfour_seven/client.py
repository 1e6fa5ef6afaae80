"""Asking the vendor's services. Answers are kept back until session and client proved to be the company's.

Source: FACTS.md#services and #wrong-company.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from boekhaak.plugin import Company, Http, PackageUnavailable, UnexpectedAnswer
from boekhaak_twentyfour_seven.envelope import (
    Argument,
    Service,
    Told,
    call,
    elements,
    headers,
    result,
    told,
    unexpected,
)
from boekhaak_twentyfour_seven.errors import broken_item, lapsed, refusal
from boekhaak_twentyfour_seven.mapping.rows import Row
from boekhaak_twentyfour_seven.values import Flag, Guid, Text

WEB = "http://24sevenOffice.com/webservices"
ECONOMY = "http://24sevenoffice.com/webservices/economy/accounting/"
AUTHENTICATE = Service("Authenticate", "/authenticate/v001/authenticate.asmx", WEB)
ACCOUNT = Service("Account", "/Economy/Account/V004/Accountservice.asmx", WEB)
TRANSACTION = Service("Transaction", "/Economy/Accounting/V001/TransactionService.asmx", ECONOMY)
ATTACHMENT = Service("Attachment", "/Economy/Accounting/Accounting_V001/AttachmentService.asmx", ECONOMY)
CLIENT = Service("Client", "/Client/V001/ClientService.asmx", WEB)
COMPANY = Service("Company", "/CRM/Company/V001/CompanyService.asmx", WEB)
INVOICE = Service("Invoice", "/Economy/InvoiceOrder/V001/InvoiceService.asmx", WEB)
PRODUCT = Service("Product", "/Logistics/Product/V001/ProductService.asmx", WEB)
PROJECT = Service("Project", "/Project/V001/ProjectService.asmx", WEB)

TRIES = 3
"""How often a client is asked who it is: right after a session began there, the question may fail (FACTS.md#clients)."""

R = TypeVar("R", bound=Row)


class ClientRow(Row):
    """The client that an identity opens: its number, which is a company's id here, and its name."""

    Id: int
    Name: Text = ""


class UserRow(Row):
    """The user whose identity it is."""

    Id: Guid = None
    Name: Text = ""


class IdentityRow(Row):
    """A user's access to one client."""

    Id: str
    Client: ClientRow
    User: UserRow = UserRow()
    IsDefault: Flag = False
    IsDisabled: Flag = False


class InformationRow(Row):
    """What a client tells of itself."""

    Name: Text = ""
    OrganizationNumber: Text = ""
    Country: Text = ""
    DefaultCurrency: Text = ""

    def is_of(self, company: Company) -> bool:
        """Tell whether this is what the company told before: by its number, or where that is not known by its name."""
        if company.registration_number and self.OrganizationNumber:
            return company.registration_number == self.OrganizationNumber
        return not self.Name or self.Name.casefold() == company.name.casefold()


def post(
    http: Http,
    service: Service,
    operation: str,
    arguments: Mapping[str, Argument] | None = None,
    *,
    company: Company | None,
) -> bytes:
    """Return the body of an answer. Raises: as ``http.post``."""
    response = http.post(
        service.path,
        call(service, operation, arguments or {}),
        company=company,
        endpoint=f"{service.name}/{operation}",
        headers=headers(service, operation),
        explain=refusal,
        lapsed=lapsed,
    )
    return response.content


def row(rows: type[R], answer: Told) -> R:
    """Return what was told as a row. Raises: UnexpectedAnswer; PackageUnavailable for an item that is an exception."""
    if isinstance(answer, dict) and answer.get("APIException") is not None:
        exception = answer["APIException"]
        said = exception if isinstance(exception, dict) else {}
        raise broken_item(rows.__name__.removesuffix("Row").lower() + "s", f"{said.get('Type')}: {said.get('Message')}")
    try:
        return rows.model_validate(answer if isinstance(answer, dict) else {})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise unexpected(
            f"({rows.__name__}) is not of the documented shape at {first['loc']} ({first['type']})"
        ) from error


def items(answer: Told) -> list[Told]:
    """Return the items of an array; of one with a single item and of an empty one too."""
    if not isinstance(answer, dict):
        return []
    return [one for many in answer.values() for one in (many if isinstance(many, list) else [many])]


@dataclass
class Office:
    """The way to one company's data. ``proved`` tells that nothing was answered since the client last told who it is."""

    http: Http
    company: Company
    proved: bool = True

    def prove(self) -> None:
        """Ask the client who it is, where it answered anything since. Raises: UnexpectedAnswer when it is another one."""
        if not self.proved:
            told = self.information()
            if not told.is_of(self.company):
                raise _another(told.Name, self.company)
            self.proved = True

    def body(self, service: Service, operation: str, arguments: Mapping[str, Argument] | None = None) -> bytes:
        """Return an answer that is this company's. Raises: UnexpectedAnswer when the session stands in another one now."""
        body = post(self.http, service, operation, arguments, company=self.company)
        self.proved = False
        check(self.identity(), self.company)
        return body

    def told(self, service: Service, operation: str, arguments: Mapping[str, Argument] | None = None) -> Told:
        """Return what an operation answered."""
        return result(self.body(service, operation, arguments), operation)

    def rows(
        self, rows: type[R], service: Service, operation: str, arguments: Mapping[str, Argument] | None = None
    ) -> list[R]:
        """Return the items that an operation answered, as rows; each is read and forgotten, as there may be many."""
        body = self.body(service, operation, arguments)
        found = [row(rows, told(element)) for element in elements(body, rows.element)]
        if not found:
            result(body, operation)
        return found

    def information(self) -> InformationRow:
        """Return what the client tells of itself. Raises: UnexpectedAnswer when it tells nothing."""
        for left in reversed(range(TRIES)):
            try:
                body = post(self.http, CLIENT, "GetClientInformation", company=self.company)
            except PackageUnavailable:
                if not left:
                    raise
            else:
                if (answer := result(body, "GetClientInformation")) is not None:
                    return row(InformationRow, answer)
        raise unexpected("does not say who the company is")

    def identity(self) -> IdentityRow:
        """Return the identity in which the company's session stands."""
        body = post(self.http, AUTHENTICATE, "GetIdentity", company=self.company)
        return row(IdentityRow, result(body, "GetIdentity"))


def check(identity: IdentityRow, company: Company) -> None:
    """Raise UnexpectedAnswer unless an identity is the company's."""
    if str(identity.Client.Id) != company.id:
        raise _another(identity.Client.Name or str(identity.Client.Id), company)


def _another(name: str, company: Company) -> UnexpectedAnswer:
    return unexpected(f"is about another company ({name}) than the one asked for ({company.name or company.id})")
