"""Next steps with a date."""
