"""The segments."""
