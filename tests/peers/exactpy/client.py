"""The client exactpy, set up for the simulator and for its clock, with its models mended where they refuse what is settled.

It is imported before the client itself, whose modules then find the simulator's clock.
"""

# ruff: noqa: E402 - the judge puts the simulator's clock in place before the client is imported
from __future__ import annotations

import os
from typing import Annotated, Any

from judging import Judge

judge = Judge()
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

from exactpy.client import Client
from exactpy.controllers.base import BaseController
from exactpy.controllers.crm import AccountController
from exactpy.controllers.financial import JournalController
from exactpy.models.base import ExactOnlineBaseModel
from exactpy.models.crm import AccountModel
from exactpy.models.crm.bank_account import BankAccountModel
from exactpy.models.financial import JournalModel
from exactpy.types import GUID
from exactpy.validators import nested_results_validator
from pydantic import BeforeValidator, Field

COMPANY = judge.stage["companies"][0]


class BankAccount(BankAccountModel):
    """A bank account (exactpy expects its type in lower case)."""

    type: str


class Account(AccountModel):
    """A contact whose bank accounts are asked for with ``$expand`` (exactpy expects a list where there is an object)."""

    bank_accounts: Annotated[list[BankAccount], BeforeValidator(nested_results_validator)] = Field(alias="BankAccounts")


class Journal(JournalModel):
    """A journal (exactpy names one field wrongly, and has two enumerations without members)."""

    bank_account_id: GUID = Field(alias="BankAccountID")
    payment_service_provider: int
    type: int


class Line(ExactOnlineBaseModel):
    """The fields of a ledger line that are read here; exactpy has no model of it."""

    _pk = "id"
    id: GUID
    gl__account_code: str | None
    amount_dc__: float


class Accounts(AccountController):
    """Contacts with their bank accounts."""

    _model = Account
    _expand = ["BankAccounts"]  # noqa: RUF012 - as exactpy has it


class BankAccounts(BaseController):
    """Bank accounts by themselves, in exactpy's own model."""

    _resource = "crm/BankAccounts"
    _model = BankAccountModel


class Journals(JournalController):
    """Journals."""

    _model = Journal


class BulkLines(BaseController):
    """Ledger lines, 1,000 a page."""

    _resource = "bulk/Financial/TransactionLines"
    _model = Line


class SyncLines(BaseController):
    """Ledger lines by their stamp, 1,000 a page."""

    _resource = "sync/Financial/TransactionLines"
    _model = Line


def new_client() -> Client:
    """Return a client that is not signed in."""
    return Client(
        client_id=judge.stage["client_id"],
        client_secret=judge.stage["client_secret"],
        redirect_url=judge.stage["redirect_uri"],
        base_url=f"{judge.stage['address']}/api",
        caching_enabled=False,
        verbose=False,
    )


client = new_client()


def all_of(controller: BaseController, **options: Any) -> list[Any]:
    """Return all rows; one that does not fit its model is an error."""
    return [row for page in controller.all_paged(skip_invalid=False, **options) for row in page]
