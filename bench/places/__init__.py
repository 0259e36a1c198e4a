"""How the data files that ship in `centre/profiles` are made from their raw sources."""
