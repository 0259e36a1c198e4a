"""Writes the generated pages of `docs/` anew: `python -m docs`, checked by a test."""

from __future__ import annotations

import sys

from docs.pages import PAGES


def main() -> None:
    """Write every page that is not as it should be."""
    for path, page in PAGES.items():
        text = page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path.name}\n")


if __name__ == "__main__":
    main()
