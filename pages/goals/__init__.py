"""Targets: set in a grid, followed by their pace."""
