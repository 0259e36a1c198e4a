"""Which wall is owed which record, without I/O."""
