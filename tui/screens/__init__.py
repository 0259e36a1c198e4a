"""Screens: each says what its widgets show and what its keys do."""
