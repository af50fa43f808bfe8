"""The company itself: its settings."""
