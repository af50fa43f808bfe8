"""Saved views: a list's filters, sort and columns under a name, for oneself or for everybody."""
