"""Shell completion: bash is asked what it offers, the others by their table."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

import pytest

from client.arguments import SHELLS, parser
from client.completion import Part, parts_of, script

ASK = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_gridwall
printf '%s\\n' "${COMPREPLY[@]}"
"""


def tree() -> list[Part]:
    return list(parts_of(parser("1", "")))


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("completion") / "gridwall.bash"
    path.write_text(script(parser("1", ""), "bash"))
    return path


def offered(bash: Path, *words: str, cwd: Path | None = None) -> set[str]:
    """What bash offers for the last of the words behind `gridwall`."""
    done = subprocess.run(
        ["bash", "--norc", "-c", ASK, "ask", bash, "gridwall", *words],
        capture_output=True, text=True, check=True, cwd=cwd, timeout=20,
    )  # fmt: skip
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "some", "none"),
    [
        ([""], {"status", "export", "demo"}, {"--lang", "zh"}),
        (["st"], {"status"}, {"demo"}),
        (["--"], {"--lang", "--centre", "--version"}, {"status", "--origin"}),
        (["--lang", ""], {"zh", "en"}, {"status"}),
        (["--lang", "zh", "st"], {"status"}, set()),
        (["--lang", "zh", "--glyphs", "n"], {"narrow"}, {"full"}),
        (["--readonly", "st"], {"status"}, set()),
        (["export", ""], {"csv", "jsonl"}, {"status", "show"}),
        (["export", "csv", "--o"], {"--open", "--output"}, {"--all"}),
        (["export", "--place", "b"], {"boston"}, {"changning"}),
        (["config", ""], {"show", "check"}, {"status"}),
        (["config", "show", "--o"], {"--origin"}, set()),
        (["config", "check", "--o"], set(), {"--origin"}),
        (["--centre", "status", "--"], {"--theme"}, {"--json"}),
        (["completion", "z"], {"zsh"}, {"bash"}),
        (["centre", "--em"], set(), {"--embedded"}),
    ],
)
def test_bash_offers_what_may_come(
    bash: Path, words: list[str], some: set[str], none: set[str]
) -> None:
    found = offered(bash, *words)
    assert some <= found
    assert not none & found


def test_bash_offers_files_and_folders(bash: Path, tmp_path: Path) -> None:
    (tmp_path / "new.toml").touch()
    (tmp_path / "new.d").mkdir()
    assert offered(bash, "config", "check", "ne", cwd=tmp_path) == {
        "new.toml",
        "new.d",
    }
    assert offered(bash, "status", "--data", "ne", cwd=tmp_path) == {"new.d"}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_knows_every_part_and_option(shell: str) -> None:
    text = script(parser("1", ""), shell)
    for part in tree():
        for choice in (*part.parts, *part.options):
            for name in choice.names:
                bare = name.lstrip("-") if shell == "fish" else name
                assert bare in text
    assert "%(" not in text


def test_quotes_in_a_help_do_not_end_a_word() -> None:
    odd = argparse.ArgumentParser()
    odd.add_argument("--odd", help="a 'b' $(c)")
    for shell in ("zsh", "fish"):
        assert "a '\\''b'\\'' $(c)" in script(odd, shell)


def test_every_option_is_explained() -> None:
    naked = [c.names for p in tree() for c in (*p.parts, *p.options) if not c.help]
    assert naked == []
