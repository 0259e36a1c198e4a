"""The quick command line says what the whole one says."""

from __future__ import annotations

import pytest

from client.arguments import parsed, parser

LINES = (
    "",
    "--centre http://127.0.0.1:1 --lang en",
    "demo --place boston --headless --paused",
    "--lang en demo --seed 3",
    "desk --department demo",
    "export csv --all -o demo",
    "user list --data keys",
    "officer check --help-me",
    "config show --origin",
    "centre --place changning --data /tmp/x --dev",
    "verify",
    "walls",
    "--lang fr",
    "demo walls",
    "keys --keys emacs",
)


@pytest.mark.parametrize("line", LINES)
def test_both_understand_the_same(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words, found = line.split(), []
    for parse in (parser("1", "c").parse_args, lambda w: parsed(w, "1", "c")):
        try:
            found.append((vars(parse(words)), capsys.readouterr()))
        except SystemExit as end:
            found.append((end.code, capsys.readouterr()))
    assert found[0] == found[1]


@pytest.mark.parametrize("line", ["--help", "demo --help", "--version", "user -h"])
def test_help_is_of_the_whole(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(line.split(), "1", "codes")
    told = capsys.readouterr().out
    assert "completion" in told or line != "--help"
    assert told
