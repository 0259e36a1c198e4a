"""Photos of officers and departments: what one is, where it is kept, whose it is."""
