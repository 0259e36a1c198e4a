"""The pure core: what happened, what it means, what may happen next; no I/O."""
