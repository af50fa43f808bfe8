"""Who may be written to: an append-only log, and the last word of it."""
