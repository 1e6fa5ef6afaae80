"""Downloading: the content of one attachment, on demand, checked before it is given its name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import puremagic

from boekhaak.errors import Busy, ConsentRequired, InvalidInput, PackageRefused, UnexpectedAnswer
from boekhaak.installation import Installation
from boekhaak.models.link import Actor, Link
from boekhaak.models.records import Attachment
from boekhaak.models.value import Value
from boekhaak.service.listing import session
from boekhaak.service.rights import may
from boekhaak.store import connections, links, records

try:
    import fcntl
except ImportError:  # where the system has no such locks
    fcntl = None  # type: ignore[assignment]

LARGEST = 1 << 30
"""A larger attachment is refused unless the caller allows it, in bytes."""
HEAD = 8192
"""So many bytes tell what kind of file it is."""
UNKNOWN = "application/octet-stream"


class Downloaded(Value):
    """A file that was downloaded. ``media_type`` is what its content looks like, ``sha256`` its hash in hexadecimal."""

    path: str
    size: int
    media_type: str
    sha256: str


@may("read")
def content(
    actor: Actor, installation: Installation, link_id: int, attachment_id: str, *, start: int = 0
) -> Iterator[bytes]:
    """Yield the content of an attachment in pieces, from byte ``start`` on; broken connections go on where they broke.

    Raises: NotFound; ConsentRequired for a broken link; PackageRefused when the package gives no content; and as every
    call to a package.
    """
    link, attachment = _found(actor, installation, link_id, attachment_id)
    with installation.store.reading() as tx:
        connection = connections.of_link(tx, actor, link)
    package = installation.packages[link.package]
    if link.state == "broken":
        raise ConsentRequired(
            f"the link is broken ({link.reason})",
            way_out=installation.packages[link.package].info.sign_in_again(link.id),
            package=package.info.name,
            company=link.company.name,
        )
    return package.download(link.company, attachment, start, session(installation, connection, link.company))


@may("read")
def download(
    actor: Actor, installation: Installation, link_id: int, attachment_id: str, to: Path, *, largest: int = LARGEST
) -> Downloaded:
    """Download an attachment to a file (or, under its own name, into a folder) that is not there yet.

    It grows beside its place in a file whose name ends in ``.part``, and a later call goes on from there. Its size must be the
    one that the package told, and a web page instead of the file is refused; then nothing is left behind.
    Raises: InvalidInput; UnexpectedAnswer; Busy while another program downloads it there; as :func:`content`.
    """
    link, attachment = _found(actor, installation, link_id, attachment_id)
    with _told(to):
        place = _place(to, attachment)
        if attachment.size is not None and attachment.size > largest:
            raise InvalidInput(
                f"“{attachment.file_name}” has {attachment.size} bytes, more than the {largest} allowed",
                way_out="Allow more, if you want it",
            )
        part, digest = part_of(place, link, attachment), hashlib.sha256()
        with _growing(part, attachment, digest) as (file, start):
            for piece in content(actor, installation, link_id, attachment_id, start=start):
                file.write(piece)
                digest.update(piece)
                _check_growth(link, attachment, file.tell(), largest)
            media_type = _checked(link, attachment, file)
            file.flush()
            os.fsync(file.fileno())
            part.rename(place)
        return Downloaded(path=str(place), size=place.stat().st_size, media_type=media_type, sha256=digest.hexdigest())


def part_of(place: Path, link: Link, attachment: Attachment) -> Path:
    """Return where an attachment grows beside its place; the name tells it, and its version, from every other."""
    told = hashlib.sha256(f"{link.id}/{attachment.id}/{attachment.version}".encode()).hexdigest()
    return place.with_name(f"{place.name}.{told[:12]}.part")


def _found(actor: Actor, installation: Installation, link_id: int, attachment_id: str) -> tuple[Link, Attachment]:
    with installation.store.reading() as tx:
        link = links.get(tx, actor, link_id)
        return link, records.get(tx, link, Attachment, attachment_id)


@contextmanager
def _told(to: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error of ours."""
    try:
        yield
    except OSError as error:
        raise InvalidInput(
            f"{to} cannot be written ({error.strerror})",
            way_out="Check the folder, its rights, the name and the room on the disk",
        ) from error


def _place(to: Path, attachment: Attachment) -> Path:
    """Return the file to be: ``to``, or the attachment's own name in that folder."""
    place = to / _safe(attachment) if to.is_dir() else to
    if not place.parent.is_dir():
        raise InvalidInput(f"there is no folder {place.parent}", way_out="Make it first, or name another")
    if place.exists():
        raise InvalidInput(f"{place} is there already", way_out="Name another file, or remove that one")
    return place


@contextmanager
def _growing(part: Path, attachment: Attachment, digest: hashlib._Hash) -> Iterator[tuple[BinaryIO, int]]:
    """Open what is there of the file, alone, to go on at its end; what cannot be a beginning of it is begun anew.

    What is not to be gone on with is removed: an empty beginning, and one that the package's content does not fit.
    """
    try:
        with part.open("r+b" if part.exists() else "x+b") as file:
            _alone(file, part)
            if attachment.size is None or part.stat().st_size >= attachment.size:
                file.truncate(0)
            while piece := file.read(1 << 20):
                digest.update(piece)
            try:
                yield file, file.tell()
            except (UnexpectedAnswer, PackageRefused):
                file.truncate(0)
                raise
    finally:
        if part.exists() and not part.stat().st_size:
            part.unlink()


def _alone(file: BinaryIO, part: Path) -> None:
    """Hold the file against another download of it. Raises: Busy."""
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Busy(
            f"{part.name} is being downloaded by another program", way_out="Wait until that has ended, then look again"
        ) from error


def _check_growth(link: Link, attachment: Attachment, size: int, largest: int) -> None:
    most = largest if attachment.size is None else attachment.size
    if size > most:
        raise _unfit(link, attachment, f"more than {most} bytes came")


def _checked(link: Link, attachment: Attachment, file: BinaryIO) -> str:
    """Return what kind of file it is. Raises: UnexpectedAnswer for another size than was told, or a web page in its place."""
    size = file.tell()
    if attachment.size is not None and size != attachment.size:
        raise _unfit(link, attachment, f"{size} bytes came, the package told of {attachment.size}")
    file.seek(0)
    head = file.read(HEAD)
    is_page = head.lstrip().lower().startswith((b"<!doctype html", b"<html"))
    if is_page and not attachment.file_name.lower().endswith((".html", ".htm")):
        raise _unfit(link, attachment, "a web page came instead")
    try:
        return puremagic.from_string(head, mime=True, filename=attachment.file_name) or UNKNOWN
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
