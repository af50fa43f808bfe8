"""The bell and what stands behind it."""
