"""Customers: their list and their page."""
