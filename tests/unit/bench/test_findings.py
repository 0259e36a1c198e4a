from __future__ import annotations

from pathlib import Path

import msgspec

from bench import findings
from bench.context import Bench
from bench.findings import Figure, Finding, Kept, at_least, at_most


def kept(name: str, *figures: Figure, quick: bool = False) -> Kept:
    return Kept(
        name=name,
        when="2026-11-24T09:00:00Z",
        quick=quick,
        seconds=1.0,
        host=findings.Host(2, "3.11.7", 5.0),
        load=(0.5, 1.25),
        others_pct=3.0,
        figures=list(figures),
        raw={},
    )


def test_a_limit_is_kept_when_it_is_just_reached() -> None:
    assert at_most("M9", "memory", 80, 80, "MiB").holds is True
    assert at_most("M9", "memory", 80.1, 80, "MiB").holds is False
    assert at_least("M12", "commands", 4000, 4000, "/s").holds is True
    assert at_least("M12", "commands", 3999, 4000, "/s").holds is False


def test_a_row_tells_value_limit_peer_ratio_and_load() -> None:
    figure = at_least("M12", "commands", 5123.4, 4000, "/s", beside="raw", ratio=0.618)
    row = findings.row(figure, kept("commands", figure))
    assert (
        row == "| M12 | commands | 5,123 /s | ≥ 4,000 /s | ✓ | raw | 0.62 | 0.5 – 1.2 |"
    )


def test_numbers_keep_the_digits_that_mean_something() -> None:
    values = (0.0, 4.0, 0.1234, 3.14159, 42.42, 123.4, 1_234_567.8)
    written = [findings.number(value) for value in values]
    assert written == ["0", "4", "0.12", "3.14", "42.4", "123", "1,234,568"]


def test_the_table_follows_the_marks_and_ends_with_what_has_none() -> None:
    figures = [
        Figure(mark=mark, what=mark or "none", value=1, unit="s")
        for mark in ("M12", "", "M2", "M10b", "M10")
    ]
    lines = findings.table([kept("all", *figures)]).splitlines()[2:]
    found = [line.split("|")[2].strip() for line in lines]
    assert found == ["M2", "M10", "M10b", "M12", "none"]


def test_results_are_read_back_and_tabulated_together(tmp_path: Path) -> None:
    one = kept("one", at_most("M1", "a start", 1.1, 1.2, "×"))
    two = kept("two", at_most("M9", "memory", 90, 80, "MiB"), quick=True)
    for each in (two, one):
        findings.keep(each, tmp_path)
    assert findings.read(tmp_path) == [one, two]
    text = findings.write_table(tmp_path).read_text(encoding="utf-8")
    assert "a start" in text
    assert "✗" in text
    assert "(quick)" in text


def test_an_observation_names_no_path_of_this_machine(tmp_path: Path) -> None:
    def measure(bench: Bench) -> Finding:
        assert bench.scratch == tmp_path
        return Finding(
            [Figure(what="w", value=1.23456789, unit="s")], {"x": (1.23456,)}
        )

    found = findings.observe("w", measure, Bench(tmp_path, quick=True))
    text = msgspec.json.encode(found).decode()
    assert found.quick
    assert found.raw == {"x": [1.2346]}
    assert str(tmp_path) not in text
    assert str(Path(findings.__file__).parents[1]) not in text
