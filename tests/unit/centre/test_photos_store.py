"""Photos on disk: whole or not at all, byte for byte, for ever; and whose they are."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.ledger.sqlite import SqliteLedger
from centre.photos import probe
from centre.photos.carriers import FILE, Carriers
from centre.photos.store import PhotoDamaged, PhotoFailed, Store
from domain import commands as c
from domain.photos import Photo
from tests.camera import exif, picture
from tests.town import MONDAY, report
from tests.unit.centre.desk_room import Room

ROOT = Path(__file__).parents[3]
ZONE = ZoneInfo("Asia/Shanghai")
A, B = "a" * 64, "b" * 64


def kept(store: Store, content: bytes) -> str:
    return store.keep(content, probe.look(content, ZONE))


def found(data: Path) -> list[Path]:
    """Every file of the store."""
    return [p for p in (data / "photos").rglob("*") if p.is_file()]


@given(
    tail=st.binary(max_size=300),
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
)
def test_a_kept_photo_comes_back_byte_for_byte(
    tail: bytes, kind: str, size: tuple[int, int]
) -> None:
    """What stands behind the picture belongs to it too."""
    content = picture(kind, size) + tail
    with TemporaryDirectory() as folder:
        store = Store(Path(folder), ZONE)
        name = kept(store, content)
        assert name == sha256(content).hexdigest()
        assert Store(Path(folder), ZONE).read(name) == (
            content,
            f"image/{kind.lower()}",
        )
        assert kept(store, content) == name
        (path,) = found(Path(folder))
        assert path.parent.name + path.stem == name


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        kept(Store(tmp_path, ZONE), picture())
    finally:
        os.umask(before)
    (path,) = found(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    folders = [p for p in (tmp_path / "photos").rglob("*") if p.is_dir()]
    modes = {stat.S_IMODE(p.stat().st_mode) for p in [tmp_path / "photos", *folders]}
    assert modes == {0o700}


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from centre.photos import probe
from centre.photos.store import Store
from tests.camera import picture
at, countdown = sys.argv[2], int(sys.argv[3])
call = getattr(os, at)
def killed(*given, **more):
    global countdown
    countdown -= 1
    if countdown < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return call(*given, **more)
setattr(os, at, killed)
zone = ZoneInfo("Asia/Shanghai")
content = picture("PNG", (300, 200))
Store(Path(sys.argv[1]), zone).keep(content, probe.look(content, zone))
"""


@pytest.mark.parametrize(
    ("call", "nth"),
    [("open", 0), ("open", 3), ("fsync", 0), ("fsync", 1), ("fsync", 2), ("fsync", 3),
     ("replace", 0), ("fdopen", 0)],
)  # fmt: skip
def test_a_centre_killed_on_the_way_leaves_no_half_photo(
    tmp_path: Path, call: str, nth: int
) -> None:
    """At every call that touches the disk: no name, and the next start sweeps."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT, tmp_path, call, str(nth)],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr
    content = picture("PNG", (300, 200))
    store = Store(tmp_path, ZONE)
    assert found(tmp_path) == []
    assert store.read(sha256(content).hexdigest()) is None
    assert store.read(kept(store, content)) == (content, "image/png")


def test_killed_after_the_rename_it_is_whole(tmp_path: Path) -> None:
    """The folder's own sync is the last of five."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT, tmp_path, "fsync", "4"],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr
    content = picture("PNG", (300, 200))
    assert Store(tmp_path, ZONE).read(sha256(content).hexdigest()) is not None


def test_a_changed_photo_is_never_handed_out_and_mended_by_sending_it_again(
    tmp_path: Path,
) -> None:
    store, content = Store(tmp_path, ZONE), picture()
    name = kept(store, content)
    (path,) = found(tmp_path)
    path.write_bytes(content[:-30] + b"x" + content[-29:])
    with pytest.raises(PhotoDamaged):
        store.read(name)
    assert Store(tmp_path, ZONE).photos([name]) == [None]
    assert kept(store, content) == name
    assert store.read(name) == (content, "image/jpeg")
    assert store.photos([name]) == [Photo(photo=name)]


def test_what_cannot_be_written_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "photos").write_text("in the way")
    with pytest.raises(PhotoFailed):
        kept(Store(tmp_path, ZONE), picture())


@pytest.mark.parametrize("name", ["", "x", "../../ledger.db", A[:-1], A.upper(), A])
def test_a_name_that_is_not_here_is_none(tmp_path: Path, name: str) -> None:
    store = Store(tmp_path, ZONE)
    kept(store, picture())
    assert store.read(name) is None
    assert store.photos([name]) == [None]


def test_what_photos_say_is_told_in_their_order(tmp_path: Path) -> None:
    first = Store(tmp_path, ZONE)
    plain = kept(first, picture())
    for kind in ("PNG", "WEBP"):
        placed = kept(first, picture(kind, exif=exif(at=(121.5, 31.25))))
        again = Store(tmp_path, ZONE)
        for store in (first, again, again):  # known, read, remembered
            assert store.photos([placed, B, plain]) == [
                Photo(photo=placed, lon=121.5, lat=31.25), None, Photo(photo=plain)
            ]  # fmt: skip


def test_the_cases_of_a_photo_are_those_whose_records_name_it(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        carriers = Carriers(tmp_path / "photos", room.ledger)
        assert carriers.cases(A) == []
        one = room.done(report(photos=(A,))).case
        other = room.done(report(text=f'"photos":["{B}"]')).case
        assert carriers.cases(A) == [one]
        assert carriers.cases(B) == []
        for case in (one, other):
            room.course(case, 4)
            room.done(c.FeedBack(photos=(B, A)), case)
        assert carriers.cases(A) == carriers.cases(B) == sorted([one, other])
        assert stat.S_IMODE((tmp_path / "photos" / FILE).stat().st_mode) == 0o600


def test_a_torn_table_is_made_anew(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        carriers = Carriers(tmp_path / "photos", room.ledger)
        case = room.done(report(photos=(A,))).case
        assert carriers.cases(A) == [case]
        (tmp_path / "photos" / FILE).write_bytes(b"no database" * 1000)
        assert carriers.cases(A) == [case]


def test_another_ledgers_table_is_forgotten(tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        room.done(report(photos=(A,)))
        Carriers(tmp_path / "photos", room.ledger).cases(A)
    other = tmp_path / "restored"
    other.mkdir()
    ledger = SqliteLedger(other / "ledger.db", "town", "e2", MONDAY)
    with Room(other, ledger) as room:
        assert Carriers(tmp_path / "photos", room.ledger).cases(A) == []
        case = room.done(report(photos=(B,))).case
        assert Carriers(tmp_path / "photos", room.ledger).cases(B) == [case]
