"""The lock files: complete, by hash, from any index, in step with the project."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT, label

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
WHENCE = re.compile(r"://|file:|(^|\s)(-i|-f|-e|--[a-z-]*(url|links|index|host))\b| @ ")


def entries(lock: Path) -> list[str]:
    """One logical line a requirement, comments left out."""
    lines = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def pins(lock: Path) -> dict[str, str]:
    """The version of each distribution in a lock file."""
    found = (Requirement(e.partition(" --hash")[0].strip()) for e in entries(lock))
    return {
        canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in found
    }


@pytest.mark.parametrize("lock", LOCKS, ids=label)
def test_every_locked_distribution_is_named_by_hash(lock: Path) -> None:
    assert entries(lock)
    naked = [e for e in entries(lock) if "--hash=sha256:" not in e or "==" not in e]
    assert naked == []


@pytest.mark.parametrize("lock", LOCKS, ids=label)
def test_no_lock_file_says_where_to_fetch_from(lock: Path) -> None:
    assert WHENCE.findall(lock.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("run.txt", PROJECT["project"]["dependencies"]),
        ("dev.txt", [*PROJECT["project"]["dependencies"], *GROUPS["test"]]),
        ("dev.txt", GROUPS["lint"]),
        ("build.txt", PROJECT["build-system"]["requires"]),
    ],
)
def test_the_lock_satisfies_the_project(lock: str, wanted: list[str]) -> None:
    locked = pins(ROOT / "requirements" / lock)
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not locked: make lock"
        assert requirement.specifier.contains(version), f"{requirement}: make lock"


@pytest.mark.parametrize("lock", ["run.txt", "build.txt"])
def test_developers_run_the_versions_that_users_run(lock: str) -> None:
    users = pins(ROOT / "requirements" / lock)
    developers = pins(ROOT / "requirements" / "dev.txt")
    assert users.items() <= developers.items()
