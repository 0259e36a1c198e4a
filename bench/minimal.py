"""The floor of a start: a Textual application that shows one line and waits."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static

WORDS = "a minimal application"


class Minimal(App[None]):
    """Nothing but a line."""

    def compose(self) -> ComposeResult:
        yield Static(WORDS)


if __name__ == "__main__":
    Minimal().run()
