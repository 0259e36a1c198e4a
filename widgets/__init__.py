"""Dumb renderers: typed input, one file each with its stylesheet beside it."""
