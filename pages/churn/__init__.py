"""Customers in danger: the page, its settings, and what other pages show of it."""
