"""Reports that are handed in, read later as they were, and sent by mail."""
