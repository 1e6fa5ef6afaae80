"""Downloading: the content of one attachment, on demand, checked before it is given its name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import puremagic

from boekhaak.errors import ConsentRequired, InvalidInput, PackageRefused, UnexpectedAnswer
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link
from boekhaak.models.records import Attachment
from boekhaak.models.value import Value
from boekhaak.service.listing import session
from boekhaak.store import connections, links, records

LARGEST = 1 << 30
"""A larger attachment is refused unless the caller allows it, in bytes."""
HEAD = 8192
"""So many bytes tell what kind of file it is."""
PAGE, UNKNOWN = "text/html", "application/octet-stream"


class Downloaded(Value):
    """A file that was downloaded. ``media_type`` is what its content looks like, ``sha256`` its hash in hexadecimal."""

    path: str
    size: int
    media_type: str
    sha256: str


def content(
    actor: Actor, installation: Installation, link_id: int, attachment_id: str, *, start: int = 0
) -> Iterator[bytes]:
    """Yield the content of an attachment in pieces, from byte ``start`` on; broken connections go on where they broke.

    Raises: NotFound; ConsentRequired for a broken link; PackageRefused when the package gives no content; and as every
    call to a package.
    """
    link, attachment = _found(actor, installation, link_id, attachment_id)
    with installation.store.reading() as tx:
        connection = connections.get(tx, actor, link.connection_id)
    package = installation.packages[link.package]
    if link.state == "broken":
        raise ConsentRequired(
            f"the link is broken ({link.reason})",
            way_out=f"Sign in with `boekhaak connect {link.package}`, then `boekhaak relink`",
            package=package.info.name,
            company=link.company.name,
        )
    return package.download(link.company, attachment, start, session(installation, connection))


def download(
    actor: Actor, installation: Installation, link_id: int, attachment_id: str, to: Path, *, largest: int = LARGEST
) -> Downloaded:
    """Download an attachment to a file (or, under its own name, into a folder) that is not there yet.

    It grows beside its place under the name with ``.part``, and a later call goes on from there. Its size must be the one
    that the package told, and a web page instead of the file is refused; then nothing is left behind.
    Raises: InvalidInput; UnexpectedAnswer; as :func:`content`.
    """
    link, attachment = _found(actor, installation, link_id, attachment_id)
    place = to / _safe(attachment) if to.is_dir() else to
    if place.exists():
        raise InvalidInput(f"{place} is there already", way_out="Name another file, or remove that one")
    if attachment.size is not None and attachment.size > largest:
        raise InvalidInput(
            f"“{attachment.file_name}” has {attachment.size} bytes, more than the {largest} allowed",
            way_out="Allow more, if you want it",
        )
    part = place.with_name(f"{place.name}.part")
    digest = hashlib.sha256()
    try:
        with _growing(part, attachment, digest) as (file, start):
            for piece in content(actor, installation, link_id, attachment_id, start=start):
                file.write(piece)
                digest.update(piece)
                _check_growth(link, attachment, file.tell(), largest)
            _check_end(link, attachment, file)
    except (UnexpectedAnswer, PackageRefused):
        part.unlink(missing_ok=True)
        raise
    media_type = _media_type(part)
    part.rename(place)
    return Downloaded(path=str(place), size=place.stat().st_size, media_type=media_type, sha256=digest.hexdigest())


def _found(actor: Actor, installation: Installation, link_id: int, attachment_id: str) -> tuple[Link, Attachment]:
    with installation.store.reading() as tx:
        link = links.get(tx, actor, link_id)
        return link, records.get(tx, link, Attachment, attachment_id)


@contextmanager
def _growing(part: Path, attachment: Attachment, digest: hashlib._Hash) -> Iterator[tuple[BinaryIO, int]]:
    """Open what is there of the file, to go on at its end; what cannot be a beginning of it is begun anew."""
    there = part.stat().st_size if part.exists() else 0
    keep = attachment.size is not None and there < attachment.size
    try:
        with part.open("r+b" if there and keep else "w+b") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
            yield file, file.tell()
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InvalidInput(
            f"{part} cannot be written ({error.strerror})",
            way_out="Check the folder, its rights and the room on the disk",
        ) from error


def _check_growth(link: Link, attachment: Attachment, size: int, largest: int) -> None:
    most = largest if attachment.size is None else attachment.size
    if size > most:
        raise _unfit(link, attachment, f"more than {most} bytes came")


def _check_end(link: Link, attachment: Attachment, file: BinaryIO) -> None:
    """Raise UnexpectedAnswer unless the file is as large as was told, and no web page came in its place."""
    size = file.tell()
    if attachment.size is not None and size != attachment.size:
        raise _unfit(link, attachment, f"{size} bytes came, the package told of {attachment.size}")
    file.seek(0)
    beginning = file.read(HEAD).lstrip().lower()
    is_page = beginning.startswith((b"<!doctype html", b"<html"))
    if is_page and not attachment.file_name.lower().endswith((".html", ".htm")):
        raise _unfit(link, attachment, "a web page came instead")


def _media_type(file: Path) -> str:
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    try:
        return puremagic.from_string(head, mime=True, filename=file.name.removesuffix(".part")) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return UNKNOWN


def _safe(attachment: Attachment) -> str:
    """Return the attachment's name without anything that leads out of a folder."""
    name = attachment.file_name.replace("\\", "/").rpartition("/")[2].replace("\0", "").strip(". ")
    return name or attachment.id


def _unfit(link: Link, attachment: Attachment, what: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        f"the content of “{attachment.file_name}” is not what was told: {what}",
        way_out="Nothing of it was kept; try again, and report it if it stays",
        package=link.package,
        company=link.company.name,
    )
