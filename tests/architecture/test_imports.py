"""What an import costs and drags in; import-linter sees only the static graph."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, files, module_name

SERVER = {"starlette", "uvicorn", "uvloop", "sqlite3", "centre"}
SCREEN = {"textual", "rich", "plotext", "widgets", "tui"}
LINES = {"websockets", "httpx"}
# The first paint comes before anything that is slow to import.
SKELETON = [ROOT / "tui" / "joining.py", ROOT / "tui" / "skeleton.py"]
TOOLKIT = {"textual", "rich", "plotext"}


def loaded_by(paths: list[Path]) -> set[str]:
    """Top-level names that a fresh interpreter holds after importing the files."""
    names = [module_name(p) for p in paths if p.stem != "__main__"]
    code = "import importlib, sys\n"
    code += f"for name in {names!r}: importlib.import_module(name)\n"
    code += "print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize(
    ("paths", "forbidden"),
    [
        pytest.param(
            [ROOT / "gridwall.py"],
            SERVER | SCREEN | LINES | {"client", "msgspec", "asyncio"},
            id="the command line",
        ),
        pytest.param(
            files("domain"),
            SERVER | SCREEN | LINES | {"client", "asyncio"},
            id="domain",
        ),
        pytest.param(files("client"), SERVER | SCREEN, id="client"),
        pytest.param(files("centre"), SCREEN | {"client"}, id="centre"),
        pytest.param(
            files("widgets"), SERVER | LINES | {"client", "plotext"}, id="widgets"
        ),
        pytest.param(SKELETON, SERVER | LINES | TOOLKIT, id="skeleton of the wall"),
    ],
)
def test_an_import_drags_nothing_in(paths: list[Path], forbidden: set[str]) -> None:
    assert loaded_by(paths) & forbidden == set()
