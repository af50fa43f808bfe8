"""Customers by a rule."""
