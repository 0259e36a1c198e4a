"""Keys as data: the table of actions, the presets, and which keys may be used."""
