"""How the vendor writes values: GUIDs and their order, local wall clocks, padded codes, OData literals.

Source: FACTS.md#values (recorded), FACTS.md#paging for the order of GUIDs and the literals of ``$skiptoken``.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import quote
from zoneinfo import ZoneInfo

Value = str | int | float | bool | Decimal | date | datetime | None
"""What stands in a field: dates and times are the site's wall clock, without a zone."""

CODE_WIDTH = 18
COUNTRY_WIDTH = 3
TAX_CODE_WIDTH = 3
LARGEST_INT32 = 2**31 - 1

ZONES = {
    "nl": "Europe/Amsterdam",
    "be": "Europe/Brussels",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "es": "Europe/Madrid",
    "uk": "Europe/London",  # unverified, as is the next
    "com": "America/New_York",
}
"""The time zone of each country site."""

_EPOCH = datetime.fromordinal(date(1970, 1, 1).toordinal())
_EPOCH_DAY = _EPOCH.toordinal()
_DAY_MS = 86_400_000
_MILLISECOND = timedelta(milliseconds=1)


def guid_order(namespace: bytes, name: str) -> bytes:
    """Return the GUID (version 5) of a name, its bytes in the order by which SQL Server compares GUIDs.

    The last six bytes weigh most, then bytes 8-9, 7-6, 5-4 and 3-0.
    """
    digest = bytearray(hashlib.sha1(namespace + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    raw = bytes(digest)
    return raw[10:] + raw[8:10] + raw[7::-1]


def guid_text(order: bytes) -> str:
    """Return the lower-case text of a GUID whose bytes are in SQL Server's order."""
    text = (order[:7:-1] + order[6:8] + order[:6]).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def order_of(guid: str) -> bytes:
    """Return the bytes of a GUID's text in SQL Server's order. Raises: ValueError."""
    raw = bytes.fromhex(guid.replace("-", ""))
    if len(raw) != 16 or len(guid) != 36:
        raise ValueError(guid)
    return raw[10:] + raw[8:10] + raw[7::-1]


def wall_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the site's wall clock at a moment, in the steps in which SQL Server keeps time (3⅓ milliseconds)."""
    local = moment.astimezone(zone).replace(tzinfo=None)
    ticks = round(local.microsecond * 3 / 10_000)
    return local.replace(microsecond=0) + timedelta(milliseconds=round(ticks * 10 / 3))


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same wall clock so many months earlier (or that month's last day)."""
    total = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(total, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, (following - timedelta(days=1)).day))


def epoch_ms(moment: datetime) -> int:
    """Return a moment as milliseconds since 1970 (UTC)."""
    return round(moment.timestamp() * 1000)


def utc_text(moment: datetime) -> str:
    """Return a moment as the vendor writes it in a sentence: ``10/11/2022 9:18:20 PM``."""
    utc = moment.astimezone(UTC)
    return f"{utc.month}/{utc.day}/{utc.year} {utc.hour % 12 or 12}:{utc:%M:%S} {'PM' if utc.hour >= 12 else 'AM'}"


def padded_code(code: str) -> str:
    """Return the code of an account as it is kept: eighteen characters, blanks in front."""
    return code.rjust(CODE_WIDTH)


def padded_tax_code(code: str) -> str | None:
    """Return a VAT code as it is kept: three characters, blanks behind; None for none."""
    return code.ljust(TAX_CODE_WIDTH) if code else None


def padded_country(country: str) -> str | None:
    """Return a country as it is kept: three characters, blanks behind; None for none."""
    return country.ljust(COUNTRY_WIDTH) if country else None


def number(value: float | Decimal) -> int | float:
    """Return a number as JSON carries it: whole ones without a point."""
    plain = float(value)
    return int(plain) if plain.is_integer() else plain


def naive(value: date) -> datetime:
    """Return a date as its midnight; a wall clock as it is."""
    return value if isinstance(value, datetime) else datetime.fromordinal(value.toordinal())


def json_date(value: date) -> str:
    """Return ``/Date(ms)/``: the wall clock read as if it were UTC."""
    if isinstance(value, datetime):
        return f"/Date({(value - _EPOCH) // _MILLISECOND})/"
    return f"/Date({(value.toordinal() - _EPOCH_DAY) * _DAY_MS})/"


def iso(value: date) -> str:
    """Return a wall clock as a literal carries it: milliseconds without last zeros, none when whole."""
    moment = naive(value)
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.rstrip("0") if moment.microsecond else text


def literal(value: Value, kind: str) -> str:
    """Return a value as a literal of an address (``guid'…'``, ``123L``, ``datetime'…'`` with its colons escaped)."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, date):
        return f"datetime'{iso(value).replace(':', '%3A')}'"
    match kind:
        case "guid":
            return f"guid'{value}'"
        case "i64":
            return f"{value}L"
        case "str":
            return "'" + quote(str(value).replace("'", "''"), safe="'()*!") + "'"
        case _:
            return str(number(value) if isinstance(value, float | Decimal) else value)
