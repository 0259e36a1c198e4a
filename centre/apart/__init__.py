"""The desk in a process of its own."""
