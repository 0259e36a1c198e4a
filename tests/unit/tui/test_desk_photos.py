"""A desk's form takes photos by their files; a wall's takes ids only."""

from __future__ import annotations

from tui.forms.fields import NOTHING, Fault, Photos


def typed(text: str, *, files: bool) -> Photos:
    field = Photos("photos", "photos", required=True, files=files)
    field.type(text)
    return field


def test_a_desk_names_files_and_a_wall_does_not() -> None:
    desk, wall = (typed("/a/b.jpg p1", files=files) for files in (True, False))
    assert (desk.fault, desk.value) == (None, ("/a/b.jpg", "p1"))
    assert wall.fault == Fault("form.photos_path")


def test_a_name_with_blanks_stands_in_quotes() -> None:
    assert typed("'/a/after it.jpg' p1", files=True).value == ("/a/after it.jpg", "p1")
    assert typed("'/a/after", files=True).value == ("'/a/after",)


def test_none_is_still_none() -> None:
    field = typed("  ", files=True)
    assert (field.value, field.fault) == (NOTHING, Fault("needed.photos"))
