"""The application: screens, keys, palette, themes.

Textual reads these switches when it is imported, so they are set before: no animations
(they cost frames over SSH), no smooth scrolling, no kitty "report all keys" (it loses
what an input method types).
"""

from __future__ import annotations

import os

os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
