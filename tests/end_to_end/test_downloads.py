"""The content of documents, from a simulator that breaks off, knows no ranges, or sends something else."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from boekhaak.clock import ScaledClock
from boekhaak.errors import Busy, InvalidInput, NotFound, PackageUnavailable, UnexpectedAnswer
from boekhaak.models.link import Link
from boekhaak.models.records import Attachment
from boekhaak.service import browsing, downloading
from boekhaak.testing.books import model as books
from boekhaak.testing.books.generator import generate
from support.databases import Databases
from support.exact_site import Site, exact_site

LARGE = 200_000_000
FILES = (
    books.Attachment("invoice.pdf", 300_000),
    books.Attachment("scan.png", 70_000),
    books.Attachment("../../note.txt", 40),
    books.Attachment("empty.txt", 0),
    books.Attachment("archive.bin", LARGE),
)


@pytest.fixture(scope="module")
def archive() -> books.Books:
    """Return books of one company with a document that has files of all sizes."""
    (company,) = generate(lines=20, seed=4).companies
    document = books.Document("1", "All kinds", "Miscellaneous", date(2025, 6, 1), attachments=FILES)
    return books.Books((replace(company, documents=(document,)),))


@pytest.fixture
def site(databases: Databases, archive: books.Books) -> Iterator[Site]:
    url = databases.migrated()
    with exact_site(archive, url, clock=ScaledClock(datetime.now(UTC))) as opened:
        (link,) = opened.link_all()
        opened.imported(link)
        yield opened
    databases.drop(url)


@pytest.fixture
def link(site: Site) -> Link:
    return site.link_all()[0]


def files(site: Site, link: Link) -> dict[str, Attachment]:
    found = browsing.browse(site.actor, site.installation, link.id, "attachment")
    records = [one.record for one in found]
    return {one.file_name: one for one in records if isinstance(one, Attachment)}


def original(name: str) -> bytes:
    (file,) = (file for file in FILES if file.name == name)
    return b"".join(file.content())


def download(site: Site, link: Link, name: str, to: Path) -> downloading.Downloaded:
    return downloading.download(site.actor, site.installation, link.id, files(site, link)[name].id, to)


@pytest.mark.parametrize(
    ("name", "kept", "media_type"),
    [
        ("invoice.pdf", "invoice.pdf", "application/pdf"),
        ("scan.png", "scan.png", "image/png"),
        ("../../note.txt", "note.txt", "text/plain"),
        ("empty.txt", "empty.txt", "application/octet-stream"),
    ],
)
def test_an_attachment_is_downloaded_as_it_is(  # noqa: PLR0917
    site: Site, link: Link, tmp_path: Path, name: str, kept: str, media_type: str
) -> None:
    file = download(site, link, name, tmp_path)

    content = original(name)
    assert Path(file.path) == tmp_path / kept
    assert (tmp_path / kept).read_bytes() == content
    assert (file.size, file.media_type) == (len(content), media_type)
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert [one.name for one in tmp_path.iterdir()] == [kept]


@pytest.mark.parametrize("also", [set(), {"no_ranges"}])
def test_a_connection_that_breaks_goes_on(site: Site, link: Link, tmp_path: Path, also: set[str]) -> None:
    site.simulator.faults = also
    site.simulator.switch_on("cut_downloads", answers=2)

    download(site, link, "invoice.pdf", tmp_path)

    assert (tmp_path / "invoice.pdf").read_bytes() == original("invoice.pdf")


def begun(site: Site, link: Link, name: str, to: Path, size: int) -> Path:
    """Leave the beginning of a file as another process would that was killed."""
    part = downloading.part_of(to / name, link, files(site, link)[name])
    part.write_bytes(original(name)[:size])
    return part


def test_a_download_goes_on_without_ranges(site: Site, link: Link, tmp_path: Path) -> None:
    begun(site, link, "invoice.pdf", tmp_path, 123_456)
    site.simulator.faults = {"no_ranges"}

    download(site, link, "invoice.pdf", tmp_path)

    assert (tmp_path / "invoice.pdf").read_bytes() == original("invoice.pdf")


def test_another_process_goes_on_where_the_first_was_broken_off(site: Site, link: Link, tmp_path: Path) -> None:
    begun(site, link, "scan.png", tmp_path, 50_000)
    site.simulator.calls.clear()

    file = download(site, link, "scan.png", tmp_path)

    assert [one.name for one in tmp_path.iterdir()] == ["scan.png"]
    assert (tmp_path / "scan.png").read_bytes() == original("scan.png")
    assert file.sha256 == hashlib.sha256(original("scan.png")).hexdigest()


def test_the_beginning_of_another_attachment_is_never_gone_on_with(site: Site, link: Link, tmp_path: Path) -> None:
    other = files(site, link)["invoice.pdf"]
    downloading.part_of(tmp_path / "scan.png", link, other).write_bytes(original("invoice.pdf")[:20_000])
    older = files(site, link)["scan.png"].model_copy(update={"version": 1})
    downloading.part_of(tmp_path / "scan.png", link, older).write_bytes(b"x" * 20_000)

    download(site, link, "scan.png", tmp_path)

    assert (tmp_path / "scan.png").read_bytes() == original("scan.png")


def test_two_programs_never_write_one_file(site: Site, link: Link, tmp_path: Path) -> None:
    part = begun(site, link, "scan.png", tmp_path, 100)
    with part.open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        with pytest.raises(Busy, match="being downloaded by another program"):
            download(site, link, "scan.png", tmp_path)

    assert part.stat().st_size == 100
    download(site, link, "scan.png", tmp_path)
    assert (tmp_path / "scan.png").read_bytes() == original("scan.png")


def test_a_package_that_is_away_leaves_nothing_behind(site: Site, link: Link, tmp_path: Path) -> None:
    site.simulator.faults = {"apigee_fault"}

    with pytest.raises(PackageUnavailable):
        download(site, link, "scan.png", tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("html_download", "web page|bytes came"),
        ("short_download", "bytes came"),
        ("changed_download", "cannot be put together"),
    ],
)
def test_what_is_not_the_file_is_not_kept(site: Site, link: Link, tmp_path: Path, fault: str, why: str) -> None:
    site.simulator.faults = {fault}
    if fault == "changed_download":
        site.simulator.switch_on("cut_downloads", answers=1)

    with pytest.raises(UnexpectedAnswer, match=why):
        download(site, link, "scan.png", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_overwritten(site: Site, link: Link, tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_text("mine")

    with pytest.raises(InvalidInput, match="is there already"):
        download(site, link, "scan.png", tmp_path)

    assert (tmp_path / "scan.png").read_text() == "mine"


def test_a_file_that_is_larger_than_allowed_is_not_asked_for(site: Site, link: Link, tmp_path: Path) -> None:
    site.simulator.calls.clear()

    with pytest.raises(InvalidInput, match="more than the 1000 allowed"):
        downloading.download(
            site.actor, site.installation, link.id, files(site, link)["scan.png"].id, tmp_path, largest=1000
        )

    assert not site.simulator.calls


def test_an_attachment_of_nobody_is_not_found(site: Site, link: Link, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no attachment"):
        downloading.download(site.actor, site.installation, link.id, "nothing", tmp_path)


def test_a_folder_that_is_not_there_is_told(site: Site, link: Link, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"there is no folder .*nowhere"):
        download(site, link, "scan.png", tmp_path / "nowhere" / "scan.png")


def test_a_name_that_the_disk_refuses_is_told(site: Site, link: Link, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be written"):
        download(site, link, "scan.png", tmp_path / ("a" * 300))


MEASURE = """
import json, sys
from pathlib import Path
from boekhaak.cli.main import main
def peak():  # getrusage would begin with the peak of the parent
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024
try:
    main(["download", sys.argv[1], sys.argv[2], "--to", sys.argv[3], "--json"])
except SystemExit as end:
    print(json.dumps({"peak_mb": peak(), "code": end.code}))
"""


def measured(site: Site, link: Link, name: str, to: Path) -> tuple[int, dict[str, object]]:
    """Download in a process of its own; return its peak of memory in MB, and what it told."""
    key = site.settings.key
    assert key is not None
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(link.id), files(site, link)[name].id, str(to)],
        env={
            "BOEKHAAK_DATABASE_URL": site.settings.database_url,
            "BOEKHAAK_KEY": key.get_secret_value(),
            "BOEKHAAK_INSTALLATION": os.environ["BOEKHAAK_INSTALLATION"],
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    *told, last = run.stdout.strip().splitlines()
    assert json.loads(last)["code"] == 0, run.stderr
    return int(json.loads(last)["peak_mb"]), json.loads("\n".join(told))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process by itself")
def test_200_mb_need_no_more_memory_than_a_small_file(site: Site, link: Link, tmp_path: Path) -> None:
    small, _ = measured(site, link, "scan.png", tmp_path)

    large, told = measured(site, link, "archive.bin", tmp_path)

    assert told["size"] == LARGE == (tmp_path / "archive.bin").stat().st_size
    assert large <= small + 25
