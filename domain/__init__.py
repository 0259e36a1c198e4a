"""The pure core: what happened, what it means, what may happen next. No clock, no I/O."""
