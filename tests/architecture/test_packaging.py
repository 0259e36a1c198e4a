"""What the wheel puts on a machine, and whether it stands on its own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, files, module_name

TOPS = {"gridwall.py", *PACKAGES}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the tree with the tools of this environment."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", out]
    done = subprocess.run([*command, ROOT], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


def in_tree() -> set[str]:
    """Every file of our packages, data as well (.tcss, .mo, .csv, .json, .gz…)."""
    paths = [p for package in PACKAGES for p in (ROOT / package).rglob("*")]
    return {
        str(p.relative_to(ROOT))
        for p in paths
        if p.is_file() and p.suffix != ".pyc" and not p.name.startswith(".")
    }


def test_the_wheel_holds_our_names_and_nothing_else(wheel: Path) -> None:
    names = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    assert {n.partition("/")[0] for n in names} == TOPS
    assert in_tree() - names == set()


def test_the_wheel_brings_its_command_and_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (points,) = (n for n in names if n.endswith("/entry_points.txt"))
        assert "gridwall = gridwall:main" in archive.read(points).decode()
        assert any(n.endswith("/licenses/LICENSE") for n in names)


def test_every_module_imports_from_the_unpacked_wheel(
    wheel: Path, tmp_path: Path
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    names = [module_name(p) for p in files(*PACKAGES) if p.stem != "__main__"]
    code = "import importlib\n"
    code += f"for name in {['gridwall', *names]!r}:\n"
    code += "    print(importlib.import_module(name).__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    strangers = [p for p in done.stdout.split("\n") if p and str(tmp_path) not in p]
    assert strangers == []


def test_no_dependency_owns_one_of_our_names() -> None:
    owners = packages_distributions()
    ours = {name.removesuffix(".py") for name in TOPS}
    assert {n: owners[n] for n in ours if set(owners.get(n, [])) - {"gridwall"}} == {}
