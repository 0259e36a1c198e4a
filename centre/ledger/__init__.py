"""The ledger: every record, in order, for ever. `protocol` says what it must do."""
