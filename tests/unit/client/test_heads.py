from __future__ import annotations

from pathlib import Path

import pytest

from client.errors import FolderUnsafe
from client.feed import Head
from client.heads import MOST_EPOCHS, Heads


def test_a_head_is_kept_for_the_next_run_readable_by_its_owner_only(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "state" / "heads"
    Heads(folder).keep("e1", Head(7, "aa"))
    assert Heads(folder).kept("e1") == Head(7, "aa")
    assert Heads(folder).kept("e2") is None
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_lower_head_never_replaces_a_higher_one(tmp_path: Path) -> None:
    heads = Heads(tmp_path)
    for seq in (7, 3, 9, 8):
        heads.keep("e1", Head(seq, f"{seq:x}"))
    assert heads.kept("e1") == Head(9, "9")


@pytest.mark.parametrize(
    "epoch", ["../../etc/passwd", "", "a/b", ".", "纪元", "x" * 200]
)
def test_an_epoch_never_names_a_path(tmp_path: Path, epoch: str) -> None:
    heads = Heads(tmp_path / "heads")
    heads.keep(epoch, Head(7, "aa"))
    assert heads.kept(epoch) == Head(7, "aa")
    assert [p.parent for p in tmp_path.rglob("*.head")] == [tmp_path / "heads"]


def test_a_broken_file_is_no_head_and_is_replaced(tmp_path: Path) -> None:
    heads = Heads(tmp_path)
    heads.keep("e1", Head(7, "aa"))
    next(tmp_path.iterdir()).write_bytes(b"{")
    assert heads.kept("e1") is None
    heads.keep("e1", Head(3, "bb"))
    assert heads.kept("e1") == Head(3, "bb")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderUnsafe, match="cannot keep"):
        Heads(tmp_path / "file").keep("e1", Head(7, "aa"))


def test_only_the_latest_epochs_are_remembered(tmp_path: Path) -> None:
    heads = Heads(tmp_path)
    for turn in range(MOST_EPOCHS + 3):
        heads.keep(f"e{turn}", Head(7, "aa"))
    assert len(list(tmp_path.iterdir())) == MOST_EPOCHS
    assert heads.kept(f"e{MOST_EPOCHS + 2}") is not None
