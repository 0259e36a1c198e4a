"""One decision a command: guards that need the case, and the facts that follow.

`domain/decide.py` has checked state, role, scope, reason, note and photo before.
"""

from __future__ import annotations
