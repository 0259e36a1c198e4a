"""Accounts: the token file, who changed it, and what the running centre makes of it."""
