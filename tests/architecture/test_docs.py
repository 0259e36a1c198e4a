"""Generated pages say what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.pages import PAGES


@pytest.mark.parametrize("path", list(PAGES), ids=lambda p: p.name)
def test_a_generated_page_is_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path](), "run `make docs`"


def test_the_map_of_the_house_is_short_and_names_files_that_exist() -> None:
    root = Path(__file__).parents[2]
    text = (root / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    import re

    named = set(
        re.findall(r"`((?:domain|centre|client|tui|widgets|docs)/[\w/]+\.\w+)`", text)
    )
    assert named
    assert [n for n in sorted(named) if not (root / n).exists()] == []
