"""The wall's conversation with the centre, without I/O."""
