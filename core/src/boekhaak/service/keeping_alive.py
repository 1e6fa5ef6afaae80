"""Keeping logins alive that nobody reads by: what renews their tokens lapses when it is not used."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from boekhaak.errors import BoekhaakError
from boekhaak.installation import Installation
from boekhaak.models.package import OAuth2
from boekhaak.models.value import Value
from boekhaak.registry import Package
from boekhaak.service.breaking import chain_died, chain_mended
from boekhaak.store import connections, tokens

SHARE = 3
"""A login is renewed when a third of the time is over after which it would lapse."""
UNKNOWN = timedelta(days=7)
"""… or after so long, where the package does not tell that time."""


class KeptAlive(Value):
    """How many logins were renewed, and why others were not, in sentences."""

    renewed: int = 0
    failed: tuple[str, ...] = ()


def keep_alive(installation: Installation) -> KeptAlive:
    """Renew the logins whose tokens were not renewed for long; a login that fails leaves the others alone.

    Logins with a password do not lapse. It asks the database once for each package, and packages only where a login is due.
    """
    renewed, failed = 0, []
    for package in installation.packages.packages.values():
        for chain_id in _due(installation, package):
            try:
                renewed += _renewed(installation, package, chain_id)
            except BoekhaakError as error:
                failed.append(str(error.about(package=package.info.name)))
    return KeptAlive(renewed=renewed, failed=tuple(failed))


def _due(installation: Installation, package: Package) -> tuple[int, ...]:
    auth = package.info.auth
    if not isinstance(auth, OAuth2):
        return ()
    idle = auth.refresh_lifetime / SHARE if auth.refresh_lifetime else UNKNOWN
    with installation.store.reading() as tx:
        return tokens.unused(tx, package.key, installation.clock.now() - idle)


def _renewed(installation: Installation, package: Package, chain_id: int) -> bool:
    """Renew a chain through one of its connections; False when it has none."""
    with installation.store.reading() as tx:
        living_by_it = connections.of_chain(tx, chain_id)
    if not living_by_it:
        return False
    told = (partial(chain_died, installation), partial(chain_mended, installation))
    installation.sessions.chain(package, living_by_it[0], *told).renew()
    return True
