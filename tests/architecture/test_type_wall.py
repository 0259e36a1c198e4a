"""Text from outside reaches a widget only as Content, Text or a cleaned Segment."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, files, label, tree
from tests.architecture.type_wall import breaches, names_of_strings

STRINGS = names_of_strings(map(tree, files(*PACKAGES)))


@pytest.mark.parametrize("path", files("widgets", "tui"), ids=label)
def test_no_string_is_handed_to_textual_as_markup(path: Path) -> None:
    found = breaches(tree(path), STRINGS)
    assert [f"{label(path)}:{b.line}: {b.why}" for b in found] == []


@pytest.mark.parametrize(
    "code",
    [
        "Static(f'{case.title}')",
        "Label('[b]open[/b]')",
        "self.notify(f'sent {case}')",
        "self.notify('sent', title=f'{case}')",
        "pane.update('open ' + count)",
        "pane.update('%d open' % count)",
        "pane.update(' '.join(words))",
        "pane.update(str(count))",
        "pane.update(case.title)",
        "pane.update(title_of(case))",
        "pane.update('yes' if ok else case.title)",
        "pane.border_title = case.title",
        "pane.tooltip = f'{case}'",
        "table.add_row(Text('a'), case.title)",
        "table.add_row(*[case.title for case in cases])",
        "def show(self, words: str) -> None:\n    self.pane.update(words)",
        "def show(self) -> None:\n    line = f'{self}'\n    self.pane.update(line)",
        "Content.from_markup(text)",
        "Text.from_markup(text)",
        "from textual.markup import escape",
        "from rich.markup import escape",
        "Static(f'{case}', markup=True)",
    ],
)
def test_the_wall_stops(code: str) -> None:
    known = "class Case:\n    title: str\ndef title_of(case: Case) -> str: ...\n"
    assert breaches(ast.parse(code), names_of_strings([ast.parse(known)]))


@pytest.mark.parametrize(
    "code",
    [
        "Static('open')",
        "Static()",
        "Label(Text(case.title))",
        "pane.update(Content(f'{case.title}'))",
        "pane.update(Content(' ').join(parts))",
        "self.notify(f'sent {case}', markup=False)",
        "counts.update({'open': 1})",
        "digest.update(text.encode())",
        "pane.border_title = Content(case.title)",
        "def show(self, words: Content) -> None:\n    self.pane.update(words)",
        "from html import escape",
    ],
)
def test_the_wall_lets_through(code: str) -> None:
    assert breaches(ast.parse(code)) == []
