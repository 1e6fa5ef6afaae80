"""Customers and suppliers. Pure. Fields: FACTS.md#companies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from boekhaak.plugin import Address, BankAccount, Contact, Deletion, Record
from boekhaak_twentyfour_seven import values
from boekhaak_twentyfour_seven.mapping.rows import Row
from boekhaak_twentyfour_seven.values import Flag, Moment, Number, Text

Place = Literal["visit", "postal", "invoice", "delivery"]
PLACES: dict[str, Place] = {"Visit": "visit", "Post": "postal", "Invoice": "invoice", "Delivery": "delivery"}
CUSTOMERS = frozenset({"Business", "Consumer"})


class SyncRow(Row):
    """A line of the list of companies: which there are, and whether they are active."""

    CompanyId: int
    Active: Flag = False


class SyncPageRow(Row):
    """A page of that list."""

    TotalPages: Number = None
    Items: Annotated[tuple[SyncRow, ...], values.Items] = ()


class ValueRow(Row):
    """An e-mail address or a telephone number."""

    Value: Text = ""


class ValuesRow(Row):
    """Those of a company."""

    Primary: ValueRow | None = None
    Work: ValueRow | None = None
    Mobile: ValueRow | None = None

    def first(self) -> str:
        """Return the one to use first."""
        held = (one.Value for one in (self.Primary, self.Work, self.Mobile) if one)
        return next((value for value in held if value), "")


class AddressRow(Row):
    """An address of a company; a street may have several lines."""

    Street: Text = ""
    PostalCode: Text = ""
    PostalArea: Text = ""
    City: Text = ""
    Country: Text = ""


class AddressesRow(Row):
    """A company's addresses, one of each kind at most."""

    Post: AddressRow | None = None
    Delivery: AddressRow | None = None
    Visit: AddressRow | None = None
    Invoice: AddressRow | None = None


class CompanyRow(Row):
    """What the vendor calls a company of its CRM: a customer, a supplier, or both."""

    element: ClassVar = "Company"

    Id: int
    OrganizationNumber: Text = ""
    Name: Text = ""
    FirstName: Text = ""
    Addresses: AddressesRow | None = None
    PhoneNumbers: ValuesRow | None = None
    EmailAddresses: ValuesRow | None = None
    Url: Text = ""
    Type: Text = ""
    BankAccountNo: Text = ""
    BankAccountType: Text = ""
    BankAccountBic: Text = ""
    DateChanged: Moment = None
    LedgerCustomerAccount: Number = None
    LedgerSupplierAccount: Number = None
    VatNumber: Text = ""

    def records(self, *, active: bool) -> Iterator[Record]:
        """Yield the contact, its addresses and its bank account."""
        id_ = str(self.Id)
        yield Contact(
            id=id_,
            changed_at=self.DateChanged,
            code=id_,
            name=f"{self.FirstName} {self.Name}".strip(),
            is_customer=self.Type in CUSTOMERS or self.LedgerCustomerAccount is not None,
            is_supplier=self.Type == "Supplier" or self.LedgerSupplierAccount is not None,
            registration_number=self.OrganizationNumber,
            vat_number=self.VatNumber,
            email=self.EmailAddresses.first() if self.EmailAddresses else "",
            phone=self.PhoneNumbers.first() if self.PhoneNumbers else "",
            website=self.Url,
            blocked=not active,
        )
        yield from (self._address(place, held) for place, held in self._places() if held)
        if self.BankAccountNo:
            yield self._bank_account()

    def deletions(self) -> Iterator[Deletion]:
        """Yield what a company that was changed no longer has, if it ever had it."""
        for place, held in self._places():
            if not held:
                yield Deletion(kind="address", id=f"{self.Id}-{place}")
        if not self.BankAccountNo:
            yield Deletion(kind="bank_account", id=str(self.Id))

    def _places(self) -> Iterator[tuple[Place, AddressRow | None]]:
        for name, place in PLACES.items():
            yield place, getattr(self.Addresses, name) if self.Addresses else None

    def _address(self, place: Place, row: AddressRow) -> Address:
        lines = [*row.Street.splitlines(), "", "", ""]
        return Address(
            id=f"{self.Id}-{place}",
            contact_id=str(self.Id),
            type=place,
            line1=lines[0],
            line2=lines[1],
            line3=", ".join(line for line in lines[2:] if line),
            postcode=row.PostalCode,
            city=row.PostalArea or row.City,
            country=row.Country,
            main=True,
        )

    def _bank_account(self) -> BankAccount:
        international = self.BankAccountType.upper() == "IBAN" or self.BankAccountNo[:2].isalpha()
        return BankAccount(
            id=str(self.Id),
            contact_id=str(self.Id),
            iban=self.BankAccountNo if international else "",
            number="" if international else self.BankAccountNo,
            bic=self.BankAccountBic,
            main=True,
        )
