"""The server: ledger, desk, hub and doors."""
