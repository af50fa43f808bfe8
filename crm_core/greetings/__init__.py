"""Birthdays and festivals: reminded of or greeted."""
