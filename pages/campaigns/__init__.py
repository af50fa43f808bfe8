"""The campaigns."""
