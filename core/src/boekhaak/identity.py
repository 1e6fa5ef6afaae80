"""Which installation this place belongs to: an id outside the database, which a copy of the database does not take along.

Where it is not that of the database no token is used: the copy would exchange tokens that live elsewhere.
"""

from __future__ import annotations

from boekhaak.errors import ConfigurationError
from boekhaak.settings import Settings


def of_place(settings: Settings) -> str:
    """Return the id of this place, from the settings or their file; empty when there is none. Raises: ConfigurationError."""
    if settings.installation:
        return settings.installation
    file = settings.installation_file
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"the file {file} cannot be read ({getattr(error, 'strerror', 'it is no text')})",
            way_out="Give this user the right to read it, or set BOEKHAAK_INSTALLATION",
        ) from error


def name_place(settings: Settings, installation_id: str) -> None:
    """Write the id into the file, in the place of what stood there. Raises: ConfigurationError when that cannot be done."""
    file = settings.installation_file
    beside = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(f"{installation_id}\n")
        beside.replace(file)
    except OSError as error:
        raise ConfigurationError(
            f"the file {file} cannot be written ({error.strerror}); it tells which installation this place belongs to",
            way_out=f"Give this user the right to write there, or set BOEKHAAK_INSTALLATION={installation_id}",
        ) from error


MOVED = "moved to "
"""What the id of a database begins with that was moved away; the address follows."""


def check(settings: Settings, of_database: str) -> None:
    """Raise ConfigurationError unless the database's id is that of this place."""
    place = of_place(settings)
    if place == of_database:
        return
    if of_database.startswith(MOVED):
        raise ConfigurationError(
            f"no token is used: the database was {of_database}", way_out="Set BOEKHAAK_DATABASE_URL to that address"
        )
    named = f"this place belongs to “{place}”" if place else "nothing outside the database tells that it belongs here"
    raise ConfigurationError(
        f"no token is used: the database belongs to the installation “{of_database}”, and {named}",
        way_out="If it is a copy or came back from a backup, run `boekhaak adopt-installation`; if this is one more place of the "
        f"same installation, set BOEKHAAK_INSTALLATION={of_database}",
    )
