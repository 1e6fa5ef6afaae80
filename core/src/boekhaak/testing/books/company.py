"""One invented company: its ledger first, then what belongs to it.

The ledger has a stream of random numbers of its own, and so has each thing beside it: none changes what the others get.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from boekhaak.testing.books import contacts, names
from boekhaak.testing.books.articles import Shelf, articles
from boekhaak.testing.books.bookkeeping import Bookkeeper
from boekhaak.testing.books.charts import chart
from boekhaak.testing.books.countries.country import Country
from boekhaak.testing.books.countries.known import country as country_of
from boekhaak.testing.books.currencies import exchange_rates
from boekhaak.testing.books.daybook import Daybook
from boekhaak.testing.books.dimensions import dimensions, picks
from boekhaak.testing.books.documents import documents
from boekhaak.testing.books.invoices import unposted
from boekhaak.testing.books.model import Company, Contact, ExchangeRate, Period
from boekhaak.testing.books.variants import Parties

FEWEST_CONTACTS, MOST_CONTACTS = 10, 2_000
LINES_A_CONTACT = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """What a company shall be. ``origin`` names its streams of random numbers."""

    origin: str
    country: Country
    years: tuple[tuple[Period, ...], ...]
    budgets: Sequence[int]
    result_posted: bool
    foreign: bool

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods of all years."""
        return tuple(period for year in self.years for period in year)

    def stream(self, topic: str) -> random.Random:
        """Return the random numbers of something beside the ledger."""
        return random.Random(f"{self.origin}/{topic}")


def company(plan: Plan, rng: random.Random, taken: set[str], parties: Parties | None) -> Company:
    """Return a company; its name is added to ``taken``. With ``parties`` some contacts are variants of those."""
    country = plan.country
    name = names.company_name(rng, country, taken, seat=country)
    registration_number, vat_number = country.registration(rng)
    count = min(MOST_CONTACTS, max(FEWEST_CONTACTS, sum(plan.budgets) // LINES_A_CONTACT))
    held = contacts.contacts(rng, country, count, foreign=plan.foreign)
    if parties is not None:
        held = parties.mixed(plan.stream("variants"), country, held, plan.origin)
    kept = _ledger(plan, rng, held)
    whole = replace(
        kept,
        name=name,
        registration_number=registration_number,
        vat_number=vat_number,
        city=names.place(rng, country)[0],
        exchange_rates=_exchange_rates(plan, held),
    )
    invoices = (*whole.invoices, *unposted(plan.stream("invoices"), whole))
    return replace(whole, invoices=invoices, documents=documents(plan.stream("documents"), whole))


def _ledger(plan: Plan, rng: random.Random, held: tuple[Contact, ...]) -> Company:
    """Return a company without a name that has kept its ledger."""
    used = chart(plan.country.code)
    analysed = dimensions(plan.stream("dimensions"), used.language)
    sold = articles(plan.stream("articles"), used.language, used.rates)
    book = Daybook(used, picks(plan.stream("analysis"), analysed))
    keeper = Bookkeeper(rng, used, held, book, Shelf(sold, used.language))
    keeper.open(plan.years[0][0].start)
    for year, budget in zip(plan.years, plan.budgets, strict=True):
        keeper.write_year(year, budget, allocate=plan.result_posted and year is not plan.years[-1])
    return Company(
        name="",
        country=plan.country.code,
        currency=used.currency,
        periods=plan.periods,
        accounts=used.accounts,
        journals=tuple(used.journals.values()),
        tax_codes=used.tax_codes,
        contacts=held,
        openings=book.openings,
        vouchers=tuple(book.vouchers),
        dimensions=analysed,
        articles=sold,
        invoices=tuple(keeper.trade.invoices),
        open_items=keeper.trade.open_items(),
        declared=book.declared(),
    )


def _exchange_rates(plan: Plan, held: Sequence[Contact]) -> tuple[ExchangeRate, ...]:
    seats = {country_of(contact.addresses[0].country).currency for contact in held}
    return exchange_rates(sorted(seats - {plan.country.currency}), plan.country.currency, plan.periods)
