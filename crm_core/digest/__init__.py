"""The daily mail of what is due."""
