"""The HTTP door: one module a subject, each a few handlers over the same `House`."""
